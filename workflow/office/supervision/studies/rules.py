"""What a quarterly study looks at. Pure."""

from __future__ import annotations

from workflow.kernel.errors import N_

FIGURES = {
    "breaches": N_("Breaches found"),
    "unexplained": N_("of these without an explanation"),
    "missed": N_("of these promised times that were missed"),
    "complaints": N_("Complaints received"),
    "faults": N_("Faults found by inspections"),
    "open_measures": N_("Measures that still wait"),
    "late_measures": N_("of these past their day"),
    "audits": N_("Special audits that are open"),
}
