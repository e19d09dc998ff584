"""Where a credit line may stand."""

from __future__ import annotations

#: In effect; ended by a newer line of the same household; taken away.
EFFECTIVE, REPLACED, CANCELLED = "effective", "replaced", "cancelled"
