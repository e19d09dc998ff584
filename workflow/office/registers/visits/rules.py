"""Who is visited (F001 part 1): households, and those who know the village. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.kernel.errors import N_

HOUSEHOLD = "household"
#: Whom the rules want visited in every village.
KNOWING: Mapping[str, str] = {
    "cadre": N_("village cadre"),
    "group_leader": N_("group leader"),
}
SORTS: Mapping[str, str] = {HOUSEHOLD: N_("household"), **KNOWING}
