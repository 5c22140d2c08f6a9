"""Options and configurations from outside: read safely, refused in one sentence, made into objects."""

from depthlimit.configuration.choices import CHOICES
from depthlimit.configuration.objects import build, rebuilding
from depthlimit.configuration.option_errors import Choices
from depthlimit.configuration.refusals import explained, refuse_addresses, refuse_bytes

__all__ = ["CHOICES", "Choices", "build", "explained", "rebuilding", "refuse_addresses", "refuse_bytes"]
