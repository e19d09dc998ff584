"""What this room does: notices are drafted, posted and closed; objections received, judged and ruled on."""

from workflow.stages.notices.operations.coding import make_code
from workflow.stages.notices.operations.objecting import (
    admit,
    dismiss,
    record_objection,
    rule,
    take_objections,
)
from workflow.stages.notices.operations.posting import clear, close, discard, draft, post, remark, take_off

__all__ = (
    "admit", "clear", "close", "discard", "dismiss", "draft", "make_code", "post", "record_objection", "remark",
    "rule", "take_objections", "take_off",
)  # fmt: skip
