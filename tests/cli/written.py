"""What commands write."""

import json
from pathlib import Path
from typing import Any


def numbers(name: str) -> dict[str, Any]:
    """The numbers beside a picture in plots/."""
    content: dict[str, Any] = json.loads(Path("plots", f"{name}.json").read_text())
    return content
