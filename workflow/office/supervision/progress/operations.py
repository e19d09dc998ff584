"""Signing the report of a period."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.office.supervision.progress import queries
from workflow.office.supervision.progress.models import ProgressReport
from workflow.office.supervision.progress.rules import TenDays
from workflow.places.models import Office
from workflow.staff.models import Officer

SIGNED = audit.declare("progress_report_signed", "report", "until", "figures", "remark", "late")


def sign(office: Office, period: TenDays, *, remark: str, by: Officer, at: datetime) -> ProgressReport:
    """Sign what the figures of a period are; what they were at that instant is kept, whatever happens later.

    Invalid while the period runs and for a late report that does not say why, Conflict for a second one.
    """
    if period.last >= local_date(at):
        raise Invalid(N_("This period is not over yet."))
    if queries.report_of(office, period) is not None:
        raise Conflict(N_("This period is reported already."))
    if local_date(at) > period.due_on and not remark:
        raise Invalid(N_("The report is late: say why."), field="remark")
    made = ProgressReport(
        office_id=office.id, period_on=period.first, until_on=period.last, due_on=period.due_on, remark=remark,
        figures=canonical(queries.figures(office, period, local_date(at))).decode(), recorded_by_id=by.id,
        recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        SIGNED, made.stream, at=at, by=by.id, report=made.public_id, until=period.last.isoformat(),
        figures=made.told, remark=remark, late=made.late,
    )  # fmt: skip
    return made
