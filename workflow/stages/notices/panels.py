"""What this room shows: its panel on the case page, a list by groups, the look ahead, the printed sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import segno
from flask_babel import gettext as _
from markupsafe import Markup

from workflow.base import clock, web
from workflow.places import packs
from workflow.policy.pack import Value
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import Step
from workflow.stages.notices import naming, periods, queries, showing, states
from workflow.stages.notices.models import Notice, NoticeRow, Objection

#: Objections that anyone who sees the case may know of; what became a complaint stays out of sight.
_OPEN_TO_ALL = (states.State.ADMITTED, states.State.UPHELD, states.State.REJECTED)


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """The lists this case was on, and what stands against it; None before it can be on one."""
    rows = queries.rows_of(case)
    due = Step.POST in moves.steps(case) and case.decided_at is not None
    if not rows and not due:
        return None
    shown = [row for row in rows if row.notice.state != states.DRAFTED or may(person, "notice.see", row.notice)]
    return {"rows": shown, "due": due and queries.live_row(case) is None, "objections": _objections(rows, person)}


def _objections(rows: list[NoticeRow], person: Officer) -> list[Objection]:
    found = [objection for row in rows for objection in row.objections]
    return [each for each in found if each.state in _OPEN_TO_ALL or may(person, "objection.see", each)]


def by_group(rows: Iterable[NoticeRow]) -> list[tuple[str, list[NoticeRow]]]:
    """Entries by village group."""
    found: dict[str, list[NoticeRow]] = {}
    for row in rows:
        group = row.case.household.group
        found.setdefault(group.name if group else "", []).append(row)
    return sorted(found.items(), key=lambda of: naming.group_order(of[0]))


def span_for(case: Case, on: date) -> Value:
    """How long the rules let the notice of a case run; raises NotSet where they leave it open."""
    kind = str(packs.required("flow.notice", on, slug=case.pack).value)
    return periods.span(case.pack, kind, on)


def place_for(case: Case, at: datetime) -> str:
    """Where the rules want the list to hang."""
    place = packs.value("notice.place", clock.local_date(at), slug=case.pack).value
    return place.zh if place else ""


def ahead(notice: Notice, at: datetime) -> dict[str, Any]:
    """The period it would have if it were posted now, and how many entries may be shown online."""
    on = clock.local_date(at)
    period = periods.period(notice.pack, notice.kind, notice.days, on)
    agreed = queries.consenting(row.case.household_id for row in notice.rows)
    online = sum(row.case.household_id in agreed for row in notice.rows)
    return {"period": period.as_dict(), "online": online, "hidden": len(notice.rows) - online}


def sheet(notice: Notice, at: datetime) -> dict[str, Any]:
    """What the printed list needs besides its entries: the pack's words, the log's last signed size, a code to scan."""
    on = clock.local_date(notice.posted_at or at)
    keys = ("notice.mark", "objection.who", "objection.to")
    words = {key.partition(".")[2]: packs.value(key, on, slug=notice.pack).value for key in keys}
    address = f"{web.settings().site_url}/notices/{notice.public_id}"
    code = Markup(segno.make(address, error="m").svg_inline(scale=4, dark="#000"))  # noqa: S704 - drawn here from our own address
    shown, _alike = showing.named(queries.entries(notice), showing.ways(notice.pack, on, paper=True))
    words["apart"] = {key: list(each.apart.values()) for key, each in shown.items()}
    return {**words, "checkpoint": queries.checkpoint(), "address": address, "qr": code}


def said_of(objection: Objection) -> str:
    """What the desk tells whoever brought it."""
    if objection.state == states.State.LATE:
        return _("The notice had ended: this is handled as a complaint. Please say so to the objector.")
    if objection.state == states.State.INADMISSIBLE:
        return _("Objections must be in writing: this is handled as a complaint. Please say so to the objector.")
    return _("Written down. The risk department decides on its admission; until then nothing is paid out.")
