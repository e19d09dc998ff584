"""The main menu of whoever has many entries: in a few groups that open, so that it fits on one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from workflow.kernel.errors import N_

#: As many as stand on one line of a usual screen in Chinese; English takes two for as many.
_FEW = 8

GROUPS: Mapping[str, tuple[str, ...]] = {
    N_("Lending"): (
        "cases.demands", "people.archive", "survey.index", "panel.index", "rating.index", "campaign.index",
        "approval.committee",
    ),
    N_("In public"): ("notices.index", "notices.objections", "publication.index", "outlets.index", "papers.index"),
    N_("Complaints and checks"): (
        "feedback.index", "cards.index", "supervision.index", "looks.trail", "registers.index",
    ),
    N_("Our house"): ("desk.calendar", "staff.people"),
}  # fmt: skip


def grouped(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries ({name, label, href, current}) as they are, or, where they are many, in groups {label, entries,
    current}: what belongs to none stands alone, before them."""
    if len(entries) <= _FEW:
        return list(entries)
    held = {name for names in GROUPS.values() for name in names}
    alone = [entry for entry in entries if entry["name"] not in held]
    groups = (_group(label, [each for each in entries if each["name"] in names]) for label, names in GROUPS.items())
    return alone + [group for group in groups if group["entries"]]


def _group(label: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"label": gettext(label), "entries": entries, "current": any(entry["current"] for entry in entries)}
