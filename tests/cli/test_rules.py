"""`sunshine policy …`: what a reader sees."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.support.factories_cases import accepted, house
from tests.support.server import sunshine
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.cli import main

Said = Callable[..., str]
VALLEY = Path(__file__).parents[1] / "stages" / "approval" / "packs" / "valley"


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    monkeypatch.setenv("SUNSHINE_DATA", str(tmp_path))

    def run(*words: str) -> str:
        assert main(["policy", *words]) == 0
        return capsys.readouterr().out

    return run


def test_two_packs_side_by_side_in_words(said: Said) -> None:
    told = said("diff", "rcb_p1", "rcb2015", "--on", "2016-01-01", "--language", "en")
    assert "== Survey, panels, grades" in told
    assert "    A: mean (" in told
    assert "    B: mean without the highest and the lowest (" in told
    assert "nothing is said" in told
    assert "survey.aggregate" not in told, "words, not keys"


def test_two_days_of_one_pack(said: Said) -> None:
    told = said("diff", "shiyan2011", "--between", "2020-02-29", "2020-03-01")
    assert "A: 15 个工作日" in told or "A: 15 工作日" in told
    assert "2020-03-01" in told


def test_show_names_the_conflicts_of_a_pack(said: Said) -> None:
    told = said("show", "naxi2011", "--on", "2012-01-01")
    assert "次月5日前" in told
    assert "C14" in told


def test_check_names_a_stage_that_nobody_can_act_in_and_one_that_is_demanded(said: Said, tmp_path: Path) -> None:
    shutil.copytree(VALLEY, tmp_path / "packs" / "valley")
    told = said("check", "--on", "2016-03-01")
    assert "valley: pledge leaves out the stage investigation, which 农户贷款管理办法第8、24、28条 demands" in told
    assert "valley: mortgage leaves out" not in told
    products = tmp_path / "packs" / "valley" / "products.toml"
    products.write_text(products.read_text().replace('by = ["credit_officer"]', 'by = ["good_neighbour"]'))
    assert main(["policy", "check", "--on", "2016-03-01"]) == 1


_SECOND = '{ zh = "县贷审会", en = "County committee", kind = "second_review"'
_THREE = (
    '{ zh = "片区组", en = "Area", kind = "review", post = { zh = "组", en = "Group" }, '
    'customer = { zh = "等候", en = "Wait" } },\n' + _SECOND
)


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('kind = "rating"', 'kind = "blessing"', "blessing"),
        ('kind = "decision", level = "county", ', "", "no stage of the kind decision"),
        ('kind = "contract"', 'kind = "investigation"', "twice or out of order"),
        (_SECOND, _THREE, "guaranteed"),
        (_SECOND, _THREE, "县贷审会 is one committee too many: a case goes before 2 at most"),
        ('kind = "second_review"', 'kind = "third_review"', "'third_review' is none of the stages"),
        ('level = "county"', 'level = "moon"', "a level or a notice"),
        ('kind = "contract", by = ["credit_officer"]', 'kind = "notice"', "a level or a notice"),
        ('kind = "contract"', 'kind = "notice"', "面签 names who acts"),
        ('kind = "rating"', 'kind = "rating", by = ["credit_officer"]', "信用评级 names who acts"),
        ('kind = "rating"', 'kind = "rating", level = "county"', "信用评级 names a level"),
        ('kind = "review", level = "branch", ', "", "there is no stage of the kind review"),
        ('kind = "rating", ', 'limit_keys = ["stage_limit.visit"], ', "信用评级 has a limit of its own"),
        ('level = "county"', 'people = 2, level = "county"', "总行审批 asks for 2 people"),
        ("people = 2", "people = 3", "上门调查 asks for 3 people"),
        ("people = 2", "persons = 2", "no field persons"),
    ],
)
def test_check_names_a_procedure_that_no_case_could_go_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    right: str, wrong: str, fault: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("SUNSHINE_DATA", str(tmp_path))
    shutil.copytree(VALLEY, tmp_path / "packs" / "valley")
    products = tmp_path / "packs" / "valley" / "products.toml"
    text = products.read_text()
    assert right in text
    products.write_text(text.replace(right, wrong))
    assert main(["policy", "check"]) == 1
    told = capsys.readouterr().out
    assert "valley/products.toml" in told
    assert fault in told


def test_check_names_a_procedure_without_the_notice_that_the_rules_ask_for(said: Said, tmp_path: Path) -> None:
    shutil.copytree(VALLEY, tmp_path / "packs" / "valley")
    rules = tmp_path / "packs" / "valley" / "rules.toml"
    rules.write_text(rules.read_text().replace('value = "none"', 'value = "loan"'))
    told = said("check", "--on", "2016-03-01")
    assert "valley: mortgage leaves out the stage notice, which 章程第1条 demands: no case is accepted." in told
    products = tmp_path / "packs" / "valley" / "products.toml"
    signed = 'kind = "contract", by = ["credit_officer"]'
    products.write_text(products.read_text().replace(signed, 'kind = "notice"'))
    assert "valley: mortgage leaves out" not in said("check", "--on", "2016-03-01")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_explain_lists_what_a_case_used_with_citation_and_version(database: Engine, settings: Settings) -> None:
    with transaction():
        case = accepted(house("shiyan2011", examples=True), clock.now())
        number, version = case.number, case.pack_digest
    session.remove()
    told = sunshine(
        "policy", "explain", number, "--data", settings.data, "--language", "en",
        environ={"DATABASE_URL": settings.database_url},
    )  # fmt: skip
    first, *lines = [line for line in told.splitlines() if line]
    assert (number in first, version in first) == (True, True)
    assert f"== {clock.today()}" in lines
    assert [line for line in lines if "5 calendar days" in line and "二（二）" in line and "2011-03-10" in line], told
    assert all("(" in line for line in lines if not line.startswith(("==", "note"))), "each says where it stands"


def test_check_passes(said: Said) -> None:
    assert "FAULT" not in said("check")
