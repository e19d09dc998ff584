"""`sunshine policy …`: what a reader sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workflow.cli import main

Said = Callable[..., str]


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


def test_check_passes(said: Said) -> None:
    assert "FAULT" not in said("check")
