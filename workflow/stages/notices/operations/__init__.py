"""What this room does: notices are drafted, posted and closed; objections received, judged and ruled on."""

from workflow.stages.notices.operations.coding import make_code, void_codes
from workflow.stages.notices.operations.extending import Moving, extend_notices, moving
from workflow.stages.notices.operations.objecting import (
    admit,
    dismiss,
    record_objection,
    rule,
    take_objections,
    write_down,
)
from workflow.stages.notices.operations.posting import (
    clear,
    close,
    discard,
    draft,
    following,
    post,
    remark,
    take_off,
)

__all__ = (
    "Moving", "admit", "clear", "close", "discard", "dismiss", "draft", "extend_notices", "following", "make_code",
    "moving", "post", "record_objection", "remark", "rule", "take_objections", "take_off", "void_codes",
    "write_down",
)  # fmt: skip
