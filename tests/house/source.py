"""The house's own source, parsed once, for the tests that judge it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[2]
GENERATED = ("workflow/base/migrations/versions",)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the two faces and `wsgi.py`, by its path from the top."""
    paths = [TOP / "wsgi.py", *(TOP / "portal").rglob("*.py"), *(TOP / "workflow").rglob("*.py")]
    found = {path.relative_to(TOP).as_posix(): path for path in sorted(paths)}
    return {
        name: ast.parse(path.read_text(encoding="utf-8"))
        for name, path in found.items()
        if not name.startswith(GENERATED)
    }


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines from `def` to the end, its docstring not counted."""
    body = function.body
    said = body[0] if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) else None
    lines = (said.end_lineno or 0) - said.lineno + 1 if said else 0
    return (function.end_lineno or 0) - function.lineno + 1 - lines


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


@cache
def tracked() -> tuple[str, ...]:
    """Every text file under version control, or not ignored by it."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True).stdout.splitlines()
    plain = (".py", ".html", ".txt", ".toml", ".md", ".css", ".js", ".po", ".json", ".cfg", ".sh", ".example", ".typ")
    return tuple(name for name in names if (TOP / name).is_file() and (name.endswith(plain) or "." not in name))
