"""Complaints: taken in by the house itself, registered, given to someone they do not concern, answered.

Nobody has to open a complaint before it is known whom it concerns: taking in needs no person, and the exclusions are
computed in the same transaction.
"""

from __future__ import annotations

from workflow.stages.feedback.operations.concern import exclude_newly_concerned
from workflow.stages.feedback.operations.handling import (
    answer,
    assign,
    days_late,
    give_receipt,
    register,
    register_by,
    withdraw,
)
from workflow.stages.feedback.operations.intake import (
    record_complaint,
    take_complaint,
    take_late_objection,
    take_waiting,
)

__all__ = [
    "answer",
    "assign",
    "days_late",
    "exclude_newly_concerned",
    "give_receipt",
    "record_complaint",
    "register",
    "register_by",
    "take_complaint",
    "take_late_objection",
    "take_waiting",
    "withdraw",
]
