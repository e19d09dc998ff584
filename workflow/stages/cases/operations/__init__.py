"""What is done to applications until they are accepted, and what stays with this room afterwards."""

from workflow.stages.cases.operations.conduct import (
    assign,
    following,
    moved,
    prioritise,
    recompute_clocks,
    recompute_stages,
    set_appointment,
)
from workflow.stages.cases.operations.desk import accept, check_material, check_materials, reject, tell_gaps, withdraw
from workflow.stages.cases.operations.grading import follow_grade
from workflow.stages.cases.operations.hand_in import (
    Application,
    decline_slip,
    issue_receipt,
    register,
    take_application,
    take_consent_withdrawals,
)
from workflow.stages.cases.operations.proposing import Settled, check_lines, propose
from workflow.stages.cases.operations.registers import (
    answer_demand,
    close_demand,
    finish_service,
    hand_on,
    record_demand,
    record_service,
)
from workflow.stages.cases.operations.warning import keep_basis, warn_of_stages, warn_officers

__all__ = [
    "Application",
    "Settled",
    "accept",
    "answer_demand",
    "assign",
    "check_lines",
    "check_material",
    "check_materials",
    "close_demand",
    "decline_slip",
    "finish_service",
    "follow_grade",
    "following",
    "hand_on",
    "issue_receipt",
    "keep_basis",
    "moved",
    "prioritise",
    "propose",
    "recompute_clocks",
    "recompute_stages",
    "record_demand",
    "record_service",
    "register",
    "reject",
    "set_appointment",
    "take_application",
    "take_consent_withdrawals",
    "tell_gaps",
    "warn_of_stages",
    "warn_officers",
    "withdraw",
]
