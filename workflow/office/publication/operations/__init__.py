"""Publishing as a recorded act. Only this package may import `doors.published.write`."""

from workflow.office.publication.operations.anchoring import anchor
from workflow.office.publication.operations.checking import check
from workflow.office.publication.operations.deciding import (
    MOST_AT_ONCE,
    confirm,
    confirm_all,
    publish_all_proposed,
    reject,
)
from workflow.office.publication.operations.generating import bring_up_to_date, publish_generated, publish_performance
from workflow.office.publication.operations.proposing import (
    propose,
    propose_all,
    propose_withdrawal,
    revise,
    take_back,
)
from workflow.office.publication.operations.pulling import end_notices, pull_due

__all__ = (
    "MOST_AT_ONCE", "anchor", "bring_up_to_date", "check", "confirm", "confirm_all", "end_notices", "propose",
    "propose_all", "propose_withdrawal", "publish_all_proposed", "publish_generated", "publish_performance",
    "pull_due", "reject", "revise", "take_back",
)  # fmt: skip
