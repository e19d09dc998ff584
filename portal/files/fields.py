"""The fields of a list: what each means, how JSON tells it, which cells it fills in CSV, what the schema promises.

Amounts are yuan and rates per cent a year, both as decimal text, so that no program rounds them; days and instants
are ISO 8601, instants in UTC; a text in two languages is an object {"zh", "en"} in JSON and two columns in CSV.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from portal.faces import worded
from portal.words import rate

Schema = dict[str, Any]
Row = Mapping[str, Any]
Told = Callable[[Any], Any]


class Kind(NamedTuple):
    """One kind of value: its schema, how JSON tells what a payload holds, the CSV columns it fills with what.

    `said` puts what JSON tells into words for a reader; without it the value is one for programs only.
    """

    schema: Schema
    told: Told
    columns: tuple[str, ...] = ("",)
    cells: Callable[[Any], list[Any]] = lambda told: [told]
    said: Callable[[Any], str] | None = None


class Field(NamedTuple):
    """A named value of a row; `path` leads to it where it is not the row's own entry of that name."""

    name: str
    kind: Kind
    meaning: Any
    path: str = ""

    def told(self, row: Row) -> Any:
        """The value as JSON has it; None where the record leaves it open."""
        value: Any = row
        for step in (self.path or self.name).split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        return None if value is None else self.kind.told(value)

    def columns(self) -> list[str]:
        """The names of its CSV columns."""
        return [self.name + suffix for suffix in self.kind.columns]

    def cells(self, row: Row) -> list[Any]:
        """What stands in them."""
        told = self.told(row)
        return [None for _each in self.kind.columns] if told is None else self.kind.cells(told)


def _simple(kind: str, told: Told, **more: Any) -> Kind:
    return Kind({"type": [kind, "null"], **more}, told)


def _day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _instant(value: datetime | str) -> str:
    return value if isinstance(value, str) else value.isoformat(timespec="seconds")


def _yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:.2f}"


def _pair(value: Any) -> dict[str, str | None]:
    given = value if isinstance(value, Mapping) else {"zh": str(value)}
    return {"zh": given.get("zh"), "en": given.get("en")}


TEXT = _simple("string", str)._replace(said=str)
CODE = _simple("string", str)
DAY = _simple("string", _day, format="date")
INSTANT = _simple("string", _instant, format="date-time")
YUAN = _simple("string", _yuan, pattern=r"^[0-9]+\.[0-9]{2}$")._replace(said=str)
PERCENT = _simple("string", rate, pattern=r"^[0-9]+\.[0-9]{2,3}$")
COUNT = _simple("integer", int, minimum=0)
DAYS = Kind({"type": ["number", "null"], "minimum": 0}, lambda value: value, cells=lambda told: [f"{told:g}"])
FLAG = Kind({"type": ["boolean", "null"]}, bool, cells=lambda told: [str(told).lower()])

_WORDS = {"type": ["string", "null"]}
_BOTH = {"type": "object", "properties": {"zh": _WORDS, "en": _WORDS}, "required": ["zh", "en"]}
_TONGUES = ("_zh", "_en")
PAIR = Kind(
    {**_BOTH, "type": ["object", "null"], "additionalProperties": False},
    _pair, _TONGUES, lambda told: [told["zh"], told["en"]], worded,
)  # fmt: skip
PAIRS = Kind(
    {"type": ["array", "null"], "items": {**_BOTH, "additionalProperties": False}},
    lambda value: [_pair(each) for each in value], _TONGUES,
    lambda told: ["; ".join(each[tongue] or "" for each in told) for tongue in ("zh", "en")],
    lambda told: "; ".join(map(worded, told)),
)  # fmt: skip
TEXTS = Kind(
    {"type": ["array", "null"], "items": {"type": "string"}}, lambda value: [str(each) for each in value],
    cells=lambda told: ["; ".join(told)], said="; ".join,
)  # fmt: skip


def rows(*fields: Field) -> Kind:
    """A list of objects with fields of their own; CSV shows the first of them only, joined."""
    first = fields[0]

    def cells(told: list[dict[str, Any]]) -> list[Any]:
        columns = zip(*(first.kind.cells(each[first.name]) for each in told), strict=True)
        return ["; ".join(str(cell or "") for cell in column) for column in columns] or [""] * len(first.kind.columns)

    return Kind(
        {"type": ["array", "null"], "items": object_of(fields)},
        lambda value: [{field.name: field.told(each) for field in fields} for each in value],
        first.kind.columns, cells,
    )  # fmt: skip


def object_of(fields: tuple[Field, ...]) -> Schema:
    """The schema of an object with exactly these fields, every one always there (null where it is left open)."""
    return {
        "type": "object", "properties": {field.name: field.kind.schema for field in fields},
        "required": [field.name for field in fields], "additionalProperties": False,
    }  # fmt: skip
