"""What no test runs (`make check`, `make bench`, what renews a reviewed file) can at least be started."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TOOLS = [path for folder in ("support", "bench", "house") for path in sorted((TOP / "tests" / folder).rglob("*.py"))]


@pytest.mark.parametrize("tool", TOOLS, ids=lambda path: path.relative_to(TOP).as_posix())
def test_each_tool_finds_what_it_imports(tool: Path) -> None:
    import_module(".".join(tool.relative_to(TOP).with_suffix("").parts))
