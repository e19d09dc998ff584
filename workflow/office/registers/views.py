"""The front page of the registers: which there are, and what each is for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from workflow.office.registers.areas.books import HANDOVERS
from workflow.office.registers.boxes.books import BOXES, OPENINGS
from workflow.office.registers.duty.books import SIT_INS, SWAPS
from workflow.office.registers.largeloans.books import LARGE_LOANS
from workflow.office.registers.publicity.books import PUBLICITY
from workflow.office.registers.supervisors.books import OBSERVATIONS, SUPERVISORS
from workflow.office.registers.tasks.books import TASKS
from workflow.office.registers.training.books import LETTERS, TRAININGS
from workflow.office.registers.visits.books import MEETINGS, VISITS
from workflow.office.registers.worklog.books import MONTHS, QUARTERS, WORK
from workflow.office.supervision.audits.books import AUDITS
from workflow.office.supervision.coverage.books import COUNTS
from workflow.office.supervision.draws.books import DRAWS, FINDINGS
from workflow.office.supervision.inspections.books import INSPECTIONS
from workflow.office.supervision.progress.books import REPORTS
from workflow.office.supervision.sanctions.books import SANCTIONS
from workflow.office.supervision.studies.books import STUDIES
from workflow.staff.guard import requires
from workflow.staff.rights import may

bp = Blueprint("registers", __name__, url_prefix="/registers")

BOOKS = (
    SWAPS, SIT_INS, WORK, MONTHS, QUARTERS, TASKS, VISITS, MEETINGS, TRAININGS, LETTERS, HANDOVERS, PUBLICITY,
    BOXES, OPENINGS, LARGE_LOANS, SUPERVISORS, OBSERVATIONS, DRAWS, FINDINGS, INSPECTIONS, COUNTS, REPORTS,
    STUDIES, AUDITS, SANCTIONS,
)  # fmt: skip


@bp.get("")
@requires("registers.see")
def index() -> Any:
    """Every register that the reader may see."""
    return render_template(
        "workflow/registers/index.html", books=[each for each in BOOKS if may(current_user, each.see)]
    )
