"""Who decides together: review committees, the groups that the rules name, village panels (S11).

`panel`, one record a body; the key is the office's id for its review committee, `<office id>-<code>` for a group,
`v-<public id>` for a village panel::

    {title: pair, office, sort: "committee" | a group's code | "village", village: code | None, village_name,
     members: ["…"],                                     names alone, in the order of the seats
     seats: [{name, part: pair | None, post}], duties: text or pair | None, cite,
     from: day | None, until: day | None}

Whoever was asked about a household in confidence is in none of them: no questionnaire is read here. A panel whose rules
let each member judge alone (`panel.blind`) is not named either, so that nobody can work on its members.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.office.groups import queries as groups
from workflow.office.groups.models import WorkingGroup
from workflow.office.groups.rules import PARTS
from workflow.office.publication import queries
from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Office, Village
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.panel.rules import CAPACITIES

COMMITTEE, VILLAGE = "committee", "village"
#: All that earlier releases told of a committee.
_FIRST = frozenset(("title", "office", "members"))


def payloads(on: date) -> dict[str, dict[str, Any]]:
    """Every body that should be named in public on a day, by key."""
    return {**_committees(on), **_groups(on), **_villages(on)}


def says_as_much(before: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    """Whether a committee's record of an earlier release says all that there is: nobody need look at it again."""
    if before.keys() != _FIRST or payload["sort"] != COMMITTEE:
        return False
    bare = all(seat == _seat(seat["name"]) for seat in payload["seats"])
    return bare and all(before[field] == payload[field] for field in _FIRST)


def _committees(on: date) -> dict[str, dict[str, Any]]:
    seats = queries.seats(on)
    return {str(office.id): _committee(office, seats[office.id]) for office in places.offices() if office.id in seats}


def _committee(office: Office, members: list[str]) -> dict[str, Any]:
    title = wording.both(N_("Loan review committee, %(office)s"), office=office.name)
    return _body(title, office, COMMITTEE, [_seat(name) for name in members])


def _groups(on: date) -> dict[str, dict[str, Any]]:
    wanted, cite = groups.wanted(on), packs.value("disclosure.boards", on).cite
    return {
        f"{group.office_id}-{group.code}": _group(group, wording.pair(wanted[group.code]), cite)
        for group in groups.standing(on)
        if group.code in wanted
    }


def _group(group: WorkingGroup, name: Mapping[str, str], cite: str) -> dict[str, Any]:
    title = wording.both(N_("%(group)s, %(office)s"), group=name, office=group.office.name)
    seats = [_seat(each.name, wording.both(PARTS[each.part]), each.post) for each in group.members]
    until = group.until_on.isoformat() if group.until_on else None
    term = {"from": group.from_on.isoformat(), "until": until}
    return _body(title, group.office, group.code, seats, duties=group.duties, cite=cite, **term)


def _villages(on: date) -> dict[str, dict[str, Any]]:
    named = [panel for panel in queries.village_panels(on) if not packs.value("panel.blind", panel.rules_on).value]
    return {f"v-{panel.public_id}": _village(panel, panel.village) for panel in named if panel.village}


def _village(panel: Panel, village: Village) -> dict[str, Any]:
    rule = packs.value("panel.village", panel.rules_on)
    title = wording.both(N_("Appraisal panel of %(village)s"), village=village.name)
    seats = [_seat(seat.name, wording.both(CAPACITIES[seat.capacity])) for seat in panel.seats]
    return _body(
        title, panel.office, VILLAGE, seats, village=village.code, village_name=village.name,
        duties=wording.pair(rule.value) if rule.is_set else None, cite=rule.cite,
        **{"from": local_date(panel.formed_at).isoformat()},
    )  # fmt: skip


def _seat(name: str, part: Mapping[str, str] | None = None, post: str = "") -> dict[str, Any]:
    return {"name": name, "part": part, "post": post}


def _body(
    title: Mapping[str, str], office: Office, sort: str, seats: list[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    open_ = {"village": None, "village_name": None, "duties": None, "cite": None, "from": None, "until": None}
    names = [seat["name"] for seat in seats]
    return {"title": title, "office": office.name, "sort": sort, "members": names, "seats": seats} | open_ | more
