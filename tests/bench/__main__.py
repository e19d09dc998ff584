"""`python -m tests.bench [NAME…]`: run the measures and print them beside their goals."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

from tests import bench
from tests.bench import Figure

VERDICTS = {True: "kept", False: "MISSED", None: ""}


def main(only: list[str]) -> int:
    """Print every figure; 1 when a goal is missed."""
    names = sorted({module.name for module in pkgutil.iter_modules(bench.__path__)} - {"__main__"})
    figures: list[Figure] = []
    for name in only or names:
        for figure in import_module(f"tests.bench.{name}").figures():
            print(_row(figure), flush=True)
            figures.append(figure)
    return int(any(figure.kept is False for figure in figures))


def _row(figure: Figure) -> str:
    bound = ">=" if figure.at_least else "<="
    goal = "" if figure.goal is None else f"{bound} {figure.goal:g} {figure.unit}"
    return f"{figure.name:<48} {figure.value:>10.3f} {figure.unit:<10} {goal:<20} {VERDICTS[figure.kept]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
