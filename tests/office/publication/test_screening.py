"""Whatever carries a personal number is not published, and whoever tried learns where it stands, never the number."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.support.factories_cases import id_number
from tests.support.factories_notices import Village, village
from workflow.kernel.errors import Invalid
from workflow.office.publication.operations import screening

IDENTITY = id_number(77)
NUMBERS = {
    IDENTITY: "identity", IDENTITY.translate({n: n + 0xFEE0 for n in range(0x30, 0x5B)}): "identity",
    f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}": "identity", "360000600101001": "identity",
    "138 0013 8000": "telephone", "一三八〇〇一三八〇〇〇": "telephone", "0913-6890009": "telephone",
    "4111 1111 1111 1111": "bank-card",
}  # fmt: skip


@pytest.fixture
def made(database: Engine) -> Village:
    return village()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_sentence_names_field_and_row(made: Village) -> None:
    for place, (number, kind) in product(("name", "group", "guarantee", "apart"), NUMBERS.items()):
        rows: list[dict[str, Any]] = [{"name": "王＊＊"}, {"name": "李＊＊", place: f"（{number}）"}]
        with pytest.raises(Invalid, match=kind) as caught:
            screening.check({"rows": rows})
        told = caught.value.params["place"]
        assert "2" in told.split()
        assert number not in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_work_phones_may_stand(made: Village) -> None:
    screening.check({"office_phone": made.house.branch.phone, "hotline": "0913-1234567"})
