"""What supervision writes: breaches and what was said of them, and the tallies that figures are read from."""

from workflow.office.supervision.operations.breaches import EXPLAINED, FOUND, OVER, end, explain, find
from workflow.office.supervision.operations.tallies import follow, recount, settle

__all__ = ["EXPLAINED", "FOUND", "OVER", "end", "explain", "find", "follow", "recount", "settle"]
