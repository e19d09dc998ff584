"""An institution, a kind of loan and a procedure that no code knows: one folder under the data folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.support import factories_cases
from tests.support.factories_cases import accepted, house, moment
from workflow.base.db import transaction
from workflow.base.settings import Settings
from workflow.office.publication import concept
from workflow.office.supervision import performance
from workflow.places import packs
from workflow.policy.terms import Deadline

FOLDER = Path(__file__).parents[2] / "policy" / "beyond" / "hillbank"
ON = date(2016, 3, 1)


@pytest.fixture
def laid(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder, where an institution would lay it."""
    shutil.copytree(FOLDER, settings.data / "packs" / "hillbank")
    packs.use_folders(*packs.folders_of(settings))
    monkeypatch.setattr(factories_cases, "read_packs", lambda *_folders: None)
    yield
    packs.use_folders()


@pytest.mark.usefixtures("laid")
def test_a_case_of_its_own_kind_keeps_its_own_limit(database: Engine) -> None:
    with transaction():
        made = house("hillbank")
        goats = accepted(made, moment("2016-03-04 10:00"), product="goat_loan", amount=7_000_000)  # a Friday
        assert goats.clock is not None
        deadline = Deadline.from_dict(goats.clock)
        assert (deadline.due_on, deadline.limit.key) == (date(2016, 3, 8), "product_limit.goat_loan")
        assert goats.level == "head_office"
        assert [paper.label for paper in goats.materials] == ["身份证"]
        assert {"product_limit.goat_loan", "product_limit.pledge"} <= {value.key for value in performance.promises(ON)}


@pytest.mark.usefixtures("laid")
def test_the_public_reads_its_own_procedure(database: Engine) -> None:
    with transaction():
        house("hillbank")
        offered = concept.payloads("product", ON)
        promised = concept.payloads("commitment", ON)
    assert list(offered) == ["goat_loan", "pledge"]
    for product in offered.values():
        assert [stage["zh"] for stage in product["stages"]] == ["村口申请", "当场答复"]
    assert offered["goat_loan"]["name"]["zh"] == "羊群贷"
    assert promised["product_limit.goat_loan"]["days"] == 2


@pytest.mark.usefixtures("laid")
def test_a_file_written_since_is_read_anew(settings: Settings) -> None:
    assert packs.pack("hillbank").name != "山后银行"
    about = settings.data / "packs" / "hillbank" / "pack.toml"
    text = about.read_text()
    name = packs.pack("hillbank").name
    about.write_text(text.replace(name, "山后银行"))
    assert packs.pack("hillbank").name == name, "until somebody says so, the rules of a running house stand"
    packs.use_folders(*packs.folders_of(settings))
    assert packs.pack("hillbank").name == "山后银行"
