"""What waits for the signing of contracts."""

from __future__ import annotations

from workflow.kernel.errors import N_
from workflow.stages.cases.states import State
from workflow.stages.cases.todo import Next

NEXT = {State.SIGNABLE: Next("contract.draw_up", "desk.case", N_("Contracts"))}
