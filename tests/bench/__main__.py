"""`./dev bench [NAME]`: prints what tests/bench/NAME.py measures, or all of them, a JSON object a line.

A module of this folder is a benchmark if it has a function `figures` that yields Figures.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main(chosen: list[str]) -> None:
    """Run the benchmarks named, or all. Exits with a sentence if there is none of that name."""
    for name in chosen:
        if name not in NAMES:
            sys.exit(f"There is no benchmark “{name}”. There are: {', '.join(NAMES)}.")
    for name in chosen or NAMES:
        for figure in import_module(f"tests.bench.{name}").figures():
            print(json.dumps({**figure._asdict(), "value": round(figure.value, 3)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
