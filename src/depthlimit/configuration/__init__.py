"""Options and configurations from outside: read safely, refused in one sentence, made into objects."""

from depthlimit.configuration.choices import CHOICES
from depthlimit.configuration.objects import build, rebuilding
from depthlimit.configuration.refusals import explained, refuse_addresses, refuse_bytes
from depthlimit.configuration.sentences import Choices

__all__ = ["CHOICES", "Choices", "build", "explained", "rebuilding", "refuse_addresses", "refuse_bytes"]
