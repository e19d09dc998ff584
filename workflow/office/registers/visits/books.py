"""The registers of visits and of meetings as tables."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.registers.visits import rules
from workflow.office.registers.visits.models import FollowUp, Meeting, Visit

_FOLLOWING = (
    Column(N_("What follows"), lambda each: each.follow_up, share=1.6),
    Column(N_("To be done by"), lambda each: each.follow_up_on, share=1.3),
    Column(N_("What came of it"), lambda each: each.outcome, share=1.6),
)


def _reports(meeting: Meeting) -> str:
    told = [_("%(name)s: %(text)s", name=each.officer.name, text=each.text) for each in meeting.reports if each.text]
    silent = [each.officer.name for each in meeting.reports if not each.text]
    return _("; ").join([*told, *([_(", ").join(silent)] if silent else [])])


def is_late(entry: FollowUp, today: date) -> bool:
    """Whether what was to follow should have been done before today."""
    due = entry.follow_up_on
    return entry.struck_at is None and entry.followed_at is None and due is not None and due < today


VISITS = Book(
    slug="visits", endpoint="visits", model=Visit, day="on", see="visit.see", write="visit.write",
    title=N_("Visits"),
    about=N_("Visits to households, cadres and group leaders: whom, when, what was said, what follows by which day."),
    columns=(
        Column(N_("Day"), lambda each: each.on, share=1.3),
        Column(N_("Officer"), lambda each: each.officer.name, share=0.9),
        Column(N_("Village"), lambda each: each.village.name),
        Column(N_("Whom"), lambda each: _(rules.SORTS[each.sort]), share=0.9),
        Column(N_("Spoken to"), lambda each: each.met, share=1.1),
        Column(N_("What they said"), lambda each: each.told, share=2.4),
        *_FOLLOWING,
    ),
)  # fmt: skip
MEETINGS = Book(
    slug="meetings", endpoint="meetings", model=Meeting, day="on", see="minutes.see", write="minutes.write",
    title=N_("Meetings"),
    about=N_("Who came, what each reported, what was decided, and what follows by which day."),
    columns=(
        Column(N_("Day"), lambda each: each.on, share=1.3),
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("Led by"), lambda each: each.officer.name, share=0.9),
        Column(N_("Topics"), lambda each: each.topics, share=1.4),
        Column(N_("Who came and reported"), _reports, share=2.6),
        Column(N_("What was decided"), lambda each: each.decided, share=2),
        *_FOLLOWING,
    ),
)  # fmt: skip
