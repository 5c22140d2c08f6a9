"""Options and configurations from outside: read safely, refused in one sentence, made into objects."""

from depthlimit.configuration.choices import CHOICES, Part
from depthlimit.configuration.objects import build, rebuilding
from depthlimit.configuration.option_errors import Choices, explained
from depthlimit.configuration.refusals import refuse_addresses, refuse_bytes

__all__ = [
    "CHOICES",
    "Choices",
    "Part",
    "build",
    "explained",
    "rebuilding",
    "refuse_addresses",
    "refuse_bytes",
]
