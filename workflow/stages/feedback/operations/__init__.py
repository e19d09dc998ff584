"""Complaints: taken in by the house itself, registered, given to someone they do not concern, answered.

Nobody has to open a complaint before it is known whom it concerns: taking in needs no person, and the exclusions are
computed in the same transaction.
"""

from __future__ import annotations

from workflow.stages.feedback.operations.concern import exclude_newly_concerned
from workflow.stages.feedback.operations.crowds import register_heap
from workflow.stages.feedback.operations.handling import (
    answer,
    assign,
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
from workflow.stages.feedback.operations.merging import merge, separate
from workflow.stages.feedback.operations.reviewing import decide_review, refer_waiting, take_disagreement
from workflow.stages.feedback.operations.standing import days_late, review_until, tell_of_photo
from workflow.stages.feedback.operations.talking import ask, extend, longer, take_reply

__all__ = [
    "answer",
    "ask",
    "assign",
    "days_late",
    "decide_review",
    "exclude_newly_concerned",
    "extend",
    "give_receipt",
    "longer",
    "merge",
    "record_complaint",
    "refer_waiting",
    "register",
    "register_by",
    "register_heap",
    "review_until",
    "separate",
    "take_complaint",
    "take_disagreement",
    "take_late_objection",
    "take_reply",
    "take_waiting",
    "tell_of_photo",
    "withdraw",
]
