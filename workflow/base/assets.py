"""Where templates, static files and catalogues are: at the top of a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path

_INSIDE = Path(__file__).parent / "_assets"
_TOP = Path(__file__).parents[2]


def folder(name: str) -> Path:
    """The folder `templates`, `static` or `translations`, wherever this copy keeps it."""
    inside = _INSIDE / name
    return inside if inside.is_dir() else _TOP / name
