"""One row in any table, its parents planted first: for tests that want data everywhere, not a story."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Integer, LargeBinary, Table, insert

from workflow import tables
from workflow.base.db import Base, Instant

assert tables.ROOMS  # every room's tables are known
_numbers = count(1)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
#: What no sample of the column's type would satisfy: words that check constraints know, pairs that must differ.
SPECIAL: dict[str, dict[str, Any]] = {
    "case": {"state": "submitted", "granted_amount": None, "passed_amount": None},
    "record": {"ended_at": None, "ended_how": None, "generated": True},
    "proposal": {"decided_by": None, "decided_at": None, "verdict": None},
    "notice": {"state": "drafted"},
    "household_field": {"state": "keyed"},
    "document": {"state": "held"},
    "photo": {"content_sealed": b"sealed"},
    "enclosure": {"state": "ready"},
    "sheet_import": {"state": "checked", "told_sealed": b"sealed"},
    "material_photo": {"state": "waiting", "reason": ""},
    "investigation": {"family_signed": True},
    "review": {"turn": 1},
    "vote": {"duty": "vote"},
    "decision": {"duty": "decide"},
    "contract_print": {"reason": "又一份"},
    "box_item": {"kind": "filed"},
    "work_month": {"score": 90, "scale": 100},
    "work_quarter": {"score": 90, "scale": 100},
    "visit": {"sort": "cadre"},
    "questionnaire": {"asked_alone": True, "line": 100},
    "village_appraisal": {"state": "prepared"},
    "line_batch": {"state": "signed"},
    "line_row": {"live": True},
    "draw": {"seed": None},
    "draw_finding": {"fault": False, "measure": ""},
    "notice_inspection": {"fault": False, "measure": ""},
    "sanction": {"kind": "transfer", "grounds_sealed": b"sealed"},
    "progress_report": {"figures": "{}"},
    "study": {"figures": "{}"},
    "village_count": {"households": 2, "fit": 1},
    "role_grant": {"granted_by_id": None, "confirmed_by_id": None},
}
#: Columns that may be empty, of which some row must hold one all the same.
NEEDED = {"sanction": "complaint_id"}


def plant(door: Connection, name: str, **given: Any) -> dict[str, Any]:
    """Insert one row of `name` and return it; `given` columns win."""
    table = Base.metadata.tables[name]
    given = {key: value for key, value in SPECIAL.get(name, {}).items() if key not in given} | given
    given = _shared_keys(door, table, given) | given
    row = {column.name: _sample(door, table, column) for column in table.columns if _wanted(table, column, given)}
    row |= given
    made = door.execute(insert(table).values(**row))
    keys = dict(zip((column.name for column in table.primary_key), made.inserted_primary_key or (), strict=False))
    return row | keys


def _shared_keys(door: Connection, table: Table, given: dict[str, Any]) -> dict[str, Any]:
    """The columns that together point at one parent, such as a vote at the hand that casts it."""
    found: dict[str, Any] = {}
    for key in table.foreign_key_constraints:
        names = {element.parent.name: element.column.name for element in key.elements}
        if len(names) > 1:
            parent = plant(door, key.referred_table.name, **{names[own]: given[own] for own in names if own in given})
            found |= {own: parent[theirs] for own, theirs in names.items()}
    return found


def _wanted(table: Table, column: Column[Any], given: dict[str, Any]) -> bool:
    """Columns that must hold something; keys that the database numbers itself stay out."""
    numbered = column.primary_key and column.autoincrement is not False and isinstance(column.type, Integer)
    empty = column.nullable and NEEDED.get(table.name) != column.name
    return column.name not in given and not empty and not (numbered and not column.foreign_keys)


def _sample(door: Connection, table: Table, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        if key.column.table is not table:
            return plant(door, key.column.table.name)[key.column.name]
    samples = {Boolean: False, Instant: AT, Date: date(2026, 3, 2), LargeBinary: b"sealed", JSON: []}
    for kind, value in samples.items():
        if isinstance(column.type, kind):
            return value
    number = next(_numbers)
    return number if isinstance(column.type, Integer) else str(number)[: column.type.length]
