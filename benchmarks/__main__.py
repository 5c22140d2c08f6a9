"""``python -m benchmarks [NAME …]``: run the benchmarks named, or all of them."""

import sys
from importlib import import_module
from pathlib import Path

NO_BENCHMARK = ("__init__", "__main__", "machine")

every = sorted(file.stem for file in Path(__file__).parent.glob("*.py") if file.stem not in NO_BENCHMARK)
for name in sys.argv[1:] or every:
    if name not in every:
        sys.exit(f"there is no benchmark {name}: choose {', '.join(every)}")
    print(f"== {name}")
    import_module(f"benchmarks.{name}").main()
