"""`papers.toml`: what the documents say of papers and sheets, clause by clause, stands in the packs, cited."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workflow.policy.load import library
from workflow.policy.lookup import in_force
from workflow.policy.show import words

ROWS = tomllib.loads((Path(__file__).parent / "papers.toml").read_text(encoding="utf-8"))["row"]
PACKS = library()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['pack']} {row['key']}")
def test_a_clause_stands_in_its_pack(row: dict[str, Any]) -> None:
    found = in_force(PACKS.pack(row["pack"]), row["key"], row.get("on", date(2011, 1, 1)))
    assert [said for said in row["says"] if said not in words(found)] == [], words(found)
    assert (found.pack, row["cite"] in found.cite, found.default) == (row["pack"], True, False)
