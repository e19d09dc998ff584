"""What an inspection of a posted list looks at, and what it may say of it (F002/4 II(4)). Pure."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.kernel.errors import N_

#: Of a key check the occasion is told: it is no matter of turn.
KEY = "key"
KINDS: Mapping[str, str] = {
    "general": N_("general check"),
    "sample": N_("sample check"),
    KEY: N_("key check"),
}

POINTS: Mapping[str, str] = {
    "place": N_("Place of the list"),
    "content": N_("Content of the list"),
    "dates": N_("Days of the list"),
}

RIGHT, WRONG, UNSEEN = "right", "wrong", "unseen"
VERDICTS: Mapping[str, str] = {
    RIGHT: N_("as it should be"),
    WRONG: N_("not as it should be"),
    UNSEEN: N_("could not be seen"),
}


def faulty(points: Mapping[str, str]) -> bool:
    """Whether anything that was looked at is not as it should be."""
    return WRONG in points.values()


def seen(points: Mapping[str, str]) -> bool:
    """Whether anything could be seen at all."""
    return set(points.values()) != {UNSEEN}
