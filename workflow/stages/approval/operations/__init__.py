"""Seating the committee, reviewing, voting, deciding, sending up, telling the result."""

from workflow.stages.approval.operations.committee import seat, unseat
from workflow.stages.approval.operations.decision import AFTER_APPROVAL, decide, send_on
from workflow.stages.approval.operations.result import tell_result
from workflow.stages.approval.operations.review import close_review, open_review, vote

__all__ = [
    "AFTER_APPROVAL", "close_review", "decide", "open_review", "seat", "send_on", "tell_result", "unseat", "vote",
]  # fmt: skip
