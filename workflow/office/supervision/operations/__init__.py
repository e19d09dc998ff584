"""What supervision writes: breaches and what was said of them, and the tallies that figures are read from."""

from workflow.office.supervision.operations.breaches import EXPLAINED, FOUND, OVER, end, explain, find
from workflow.office.supervision.operations.tallies import basis_holds, bring_up_to_date, follow, recount, settle, tell

__all__ = [
    "EXPLAINED", "FOUND", "OVER", "basis_holds", "bring_up_to_date", "end", "explain", "find", "follow", "recount",
    "settle", "tell",
]  # fmt: skip
