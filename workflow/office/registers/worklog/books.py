"""The work log and the scores of the months as tables."""

from __future__ import annotations

from flask_babel import gettext as _

from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.registers.rules import month_of
from workflow.office.registers.worklog import rules
from workflow.office.registers.worklog.models import WorkEntry, WorkMonth, WorkQuarter
from workflow.policy.terms import add_months


def _late(entry: WorkEntry) -> str:
    return entry.late_why if entry.late else ""


WORK = Book(
    slug="work-log", endpoint="worklog", model=WorkEntry, day="on", see="worklog.see", write="worklog.write",
    title=N_("Work log"),
    about=N_("Every day's plan and result, written by the officer, signed by the head. What came later is marked."),
    columns=(
        Column(N_("Officer"), lambda each: each.officer.name, share=0.9),
        Column(N_("Day"), lambda each: each.on, share=1.4),
        Column(N_("Kind of work"), lambda each: _(rules.CATEGORIES[each.category]), share=1.1),
        Column(N_("What was planned"), lambda each: each.plan, share=1.8),
        Column(N_("What came of it"), lambda each: each.result, share=2.4),
        Column(N_("Village"), lambda each: each.village.name if each.village else None, share=1.1),
        Column(N_("Households visited"), lambda each: each.households, kind="num", share=0.7),
        Column(N_("Written later, because"), _late, share=1.2),
        Column(N_("Signed by"), lambda each: each.signed_by.name if each.signed_by else None, share=0.9),
    ),
)  # fmt: skip
MONTHS = Book(
    slug="work-months", endpoint="months", model=WorkMonth, day="month", see="worklog.see", write="worklog.score",
    title=N_("Scores of the work log"),
    about=N_("Each month scored by the head once every entry of it is signed; nobody scores themselves."),
    columns=(
        Column(N_("Officer"), lambda each: each.officer.name),
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("Month"), lambda each: month_of(each.month)),
        Column(N_("Points"), lambda each: each.score, kind="num"),
        Column(N_("Out of"), lambda each: each.scale, kind="num"),
        Column(N_("Remark"), lambda each: each.remark, share=2),
        Column(N_("Scored by"), lambda each: each.recorded_by.name),
    ),
)  # fmt: skip


def _months(quarter: WorkQuarter) -> str:
    last = add_months(quarter.since, quarter.months - 1)
    return _("%(first)s to %(last)s", first=month_of(quarter.since), last=month_of(last))


QUARTERS = Book(
    slug="work-quarters", endpoint="quarters", model=WorkQuarter, day="since", see="worklog.see",
    write="worklog.settle",
    title=N_("Settled months of the work log"),
    about=N_("The scored months of each officer settled together, by human resources; nobody settles their own."),
    columns=(
        Column(N_("Officer"), lambda each: each.officer.name),
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("Months"), _months, share=1.6),
        Column(N_("Points"), lambda each: each.score, kind="num"),
        Column(N_("Out of"), lambda each: each.scale, kind="num"),
        Column(N_("Settled by"), lambda each: each.recorded_by.name),
    ),
)  # fmt: skip
