"""Pages of the meetings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_login import current_user

from workflow.base import clock, web
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for, office_for, offices_for
from workflow.office.registers.visits import following, operations, queries
from workflow.office.registers.visits.books import MEETINGS
from workflow.office.registers.visits.forms import MeetingForm
from workflow.office.registers.visits.models import Meeting
from workflow.places.models import Office
from workflow.staff.guard import requires

bp = Blueprint("meetings", __name__, url_prefix="/registers/meetings")


@bp.get("")
@requires("minutes.see")
def index() -> Any:
    """The meetings, with what is late and by when each office meets next."""
    today, size = clock.local_date(g.now), web.settings().limits.page_size
    due = {office: queries.meeting_due(office, today) for office in offices_for(current_user, "minutes.write")}
    late = queries.late(Meeting, current_user, "minutes.see", today, size)
    return pages.listing(MEETINGS, "workflow/registers/meetings.html", late=late, due=due, today_is=today)


@bp.route("/new/<int:office_id>", methods=["GET", "POST"])
@requires("minutes.write")
def new(office_id: int) -> Any:
    """Write down a meeting of an office."""
    office = office_for(str(office_id), current_user, "minutes.write")
    form = MeetingForm.of(office, data={"on": clock.local_date(g.now)})
    return pages.write(MEETINGS, form, lambda: _meet(office, form), lead=office.name)


def _meet(office: Office, form: MeetingForm) -> Meeting:
    told: dict[str, Any] = {name: form[name].data for name in ("on", "topics", "decided", "follow_up_on")}
    told |= {"follow_up": form["follow_up"].data or "", "reports": form.reports()}
    return operations.meet(office, form.people[form.leader.data], **told, by=current_user, at=g.now)


@bp.get("/<public_id>")
@requires("minutes.see")
def show(public_id: str) -> Any:
    """One meeting."""
    return following.page(MEETINGS, entry_for(Meeting, public_id, current_user, "minutes.see"))


@bp.post("/<public_id>/outcome")
@requires("minutes.follow")
def follow(public_id: str) -> Any:
    """Write down what came of it."""
    return following.follow(MEETINGS, entry_for(Meeting, public_id, current_user, "minutes.follow"))


@bp.post("/<public_id>/strike")
@requires("minutes.write")
def strike(public_id: str) -> Any:
    """Strike a meeting out."""
    meeting = entry_for(Meeting, public_id, current_user, "minutes.write")
    return pages.strike(MEETINGS, meeting, **following.shown(meeting))
