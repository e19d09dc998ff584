"""A list as JSON, as CSV and as the schema that both keep."""

from __future__ import annotations

import json
from typing import Any

from flask import g

from portal.files.fields import Field, object_of
from portal.files.listing import Listing
from workflow.doors.published import read

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_path(listing: Listing) -> str:
    """Where the schema of a list stands; a change that breaks readers gets a new version and a new address."""
    return f"/schemas/{listing.name}.v{listing.version}.json"


def as_json(listing: Listing, site: str) -> bytes:
    """The list with the address of its schema; every field always there, null where the record leaves it open."""
    rows = [{field.name: field.told(row) for field in listing.fields} for row in listing.found()]
    return dump({"schema": site + schema_path(listing), "list": listing.name, "count": len(rows), "rows": rows})


def as_csv(listing: Listing) -> bytes:
    """For a spreadsheet: each head says the field in the reader's language and, in brackets, its stable name."""
    rows = ([cell for field in listing.fields for cell in field.cells(row)] for row in listing.found())
    return read.write_csv([head for field in listing.fields for head in _heads(field)], rows)


def _heads(field: Field) -> list[str]:
    return [f"{field.meaning} [{name}]" for name in field.columns()]


def schema(listing: Listing, site: str) -> bytes:
    """The JSON Schema of the JSON twin; the meaning of each field in both languages."""
    row = object_of(listing.fields)
    row["properties"] = {field.name: {**field.kind.schema, **_meanings(field)} for field in listing.fields}
    head = {
        "schema": {"const": site + schema_path(listing)}, "list": {"const": listing.name},
        "count": {"type": "integer", "minimum": 0}, "rows": {"type": "array", "items": row},
    }  # fmt: skip
    return dump({
        "$schema": _DIALECT, "$id": site + schema_path(listing), **_titles(listing), "type": "object",
        "properties": head, "required": list(head), "additionalProperties": False,
    })  # fmt: skip


def _meanings(field: Field) -> dict[str, str]:
    return {"description": _in("en", field.meaning), "x-description-zh": _in("zh_Hans", field.meaning)}


def _titles(listing: Listing) -> dict[str, str]:
    return {"title": _in("en", listing.label), "x-title-zh": _in("zh_Hans", listing.label)}


def _in(language: str, words: Any) -> str:
    own, g.language = g.language, language
    try:
        return str(words)
    finally:
        g.language = own


def dump(data: Any) -> bytes:
    """Compact JSON in UTF-8, Chinese as it is."""
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
