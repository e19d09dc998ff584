"""Where the documents disagree (C01-C23): the parties' own values, and which of them holds here.

`conflicts.toml` names the values; a party that its pack does not state is an error, so the list cannot outlive
a change of the packs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from workflow.kernel.errors import N_
from workflow.policy.pack import Library, Pack, PackError, Text, Value


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict of the documents; `parties` are the values that disagree, each with its pack and citation."""

    id: str
    about: Text
    parties: tuple[Value, ...]
    holds: Text


def conflicts(library: Library) -> list[Conflict]:
    """Every conflict with its parties' values as the packs state them; PackError for a party they do not state."""
    return [_conflict(entry, library) for entry in _raw()["conflict"]]


def of_pack(library: Library, pack: Pack) -> list[Conflict]:
    """The conflicts in which a pack, or a text that overlays it, is a party."""
    texts = {pack.slug, *(text.slug for text in pack.overlays)}
    return [
        conflict for conflict in conflicts(library) if any(party.pack in texts for party in conflict.parties)
    ]


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files("workflow.policy") / "conflicts.toml").read_text(encoding="utf-8"))


def _conflict(entry: Mapping[str, Any], library: Library) -> Conflict:
    parties = tuple(_party(entry["id"], party, library) for party in entry["parties"])
    holds = Text(**_raw()["holds"][entry["holds"]])
    return Conflict(entry["id"], Text(entry["zh"], entry["en"]), parties, holds)


def _party(conflict: str, party: str, library: Library) -> Value:
    """The latest value that the pack itself states: what stood in the document, before any overlay."""
    slug, _, key = party.partition(":")
    timeline = library.pack(slug).timelines.get(key)
    if not timeline:
        message = N_("conflicts.toml: %(conflict)s names %(key)s, which %(pack)s does not state.")
        raise PackError(message, conflict=conflict, key=key, pack=slug)
    return timeline[-1]
