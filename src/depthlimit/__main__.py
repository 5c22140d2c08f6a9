"""``python -m depthlimit``."""

import sys

from depthlimit.cli import main

if __name__ == "__main__":
    sys.exit(main())
