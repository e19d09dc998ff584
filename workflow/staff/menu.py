"""The main menu: what a person's roles open; many entries in a few groups that open, so that it fits on one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext

from workflow.kernel.errors import N_
from workflow.staff.rights import carried
from workflow.staff.roles import Role

MENU = (
    ("desk.see", "desk.show", N_("Desk")),
    ("demand.see", "cases.demands", N_("Demand register")),
    ("survey.see", "survey.index", N_("Household surveys")),
    ("panel.see", "panel.index", N_("Appraisal panels")),
    ("rating.see", "rating.index", N_("Ratings")),
    ("campaign.see", "campaign.index", N_("Village campaigns")),
    ("household.see", "people.archive", N_("Households")),
    ("notice.see", "notices.index", N_("Notices")),
    ("objection.see", "notices.objections", N_("Objections")),
    ("complaint.see", "feedback.index", N_("Complaints")),
    ("card.see", "cards.index", N_("Evaluation cards")),
    ("publication.see", "publication.index", N_("Publishing desk")),
    ("outlet.see", "outlets.index", N_("Outlets")),
    ("paper.see", "papers.index", N_("Posters and boards")),
    ("registers.see", "registers.index", N_("Registers")),
    ("committee.see", "approval.committee", N_("Review committee")),
    ("supervision.see", "supervision.index", N_("Supervision")),
    ("look.see", "looks.trail", N_("Trail of looks")),
    ("calendar.see", "desk.calendar", N_("Calendar")),
    ("access.see", "staff.people", N_("People and roles")),
)

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


def of(roles: frozenset[Role]) -> list[dict[str, Any]]:
    """The menu of whoever holds these roles, in the language of this request, with where it stands."""
    entries = _entries(roles, g.language, request.script_root)
    return grouped([{**entry, "current": request.endpoint == entry["name"]} for entry in entries])


@lru_cache(maxsize=1000)
def _entries(roles: frozenset[Role], _language: str, _root: str) -> tuple[dict[str, str], ...]:
    """Kept: words and addresses hang on nothing else that a request says."""
    mine = ((endpoint, label) for verb, endpoint, label in MENU if carried(roles, verb))
    return tuple({"name": endpoint, "href": url_for(endpoint), "label": gettext(label)} for endpoint, label in mine)


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
