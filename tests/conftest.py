"""What all tests share."""

import os

os.environ["JSONARGPARSE_DEPRECATION_WARNINGS"] = "off"  # of calls that Lightning makes
