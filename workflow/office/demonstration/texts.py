"""What people of the story are called and what they write down, from `texts.toml`."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from random import Random
from typing import Any

TEXTS: dict[str, Any] = tomllib.loads((files(__package__) / "texts.toml").read_text(encoding="utf-8"))


def line(chance: Random, kind: str) -> str:
    """One of the lines of a kind."""
    return str(chance.choice(TEXTS["lines"][kind]))


def name(chance: Random, kind: str) -> str:
    """One of the given names (or lanes) of a kind."""
    return str(chance.choice(TEXTS["names"][kind].split()))


def surname(chance: Random) -> str:
    """A surname, the frequent ones more often."""
    return str(chance.choice(TEXTS["names"]["surnames"]))
