"""`./dev bench [NAME [FILE …]]`: prints what tests/bench/NAME.py measures, or all of them, a JSON object a line.

A module of this folder is a benchmark if it has a function `figures` that yields Figures.
"""

import json
import sys
from importlib import import_module
from inspect import signature
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main(chosen: list[str]) -> None:
    """Run the benchmarks named, each on the files named after it, or all. Exits with a sentence if there is none."""
    asked: list[tuple[str, list[str]]] = []
    for word in chosen:
        if word in NAMES:
            asked.append((word, []))
        elif asked and Path(word).is_file():
            asked[-1][1].append(word)
        else:
            sys.exit(f"There is no benchmark or file “{word}”. Benchmarks: {', '.join(NAMES)}.")
    for name, files in asked or [(name, []) for name in NAMES]:
        measure = import_module(f"tests.bench.{name}").figures
        if files and not signature(measure).parameters:
            sys.exit(f"The benchmark “{name}” takes no files.")
        for figure in measure(*files):
            print(json.dumps({**figure._asdict(), "value": round(figure.value, 3)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
