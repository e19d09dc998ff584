"""What waits for the investigator."""

from __future__ import annotations

from workflow.kernel.errors import N_
from workflow.stages.cases.states import State
from workflow.stages.cases.todo import Next

NEXT = {State.ACCEPTED: Next("case.investigate", "appraisal.investigate", N_("Investigate"))}
