"""The conflicts of the documents, carried as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workflow.policy.conflicts import conflicts, of_pack
from workflow.policy.load import library
from workflow.policy.pack import Library, PackError

SHIPPED = library()
FOUND = {conflict.id: conflict for conflict in conflicts(SHIPPED)}


def test_all_of_them_each_with_its_parties_values() -> None:
    assert list(FOUND) == [f"C{number:02}" for number in range(1, 24)]
    for conflict in FOUND.values():
        assert conflict.about.zh
        assert conflict.about.en
        assert conflict.holds.zh
        assert all(party.cite for party in conflict.parties), conflict.id


@pytest.mark.parametrize(
    ("conflict", "values"),
    [
        ("C01", {"rcb_p1": ["mean"], "rcb2015": ["trimmed_mean"]}),
        ("C02", {"rcb_p1": ["village"], "chengcheng2012": ["public"], "rcb2015": ["nobody"]}),
        ("C09", {"heze2005": [12], "cbrc2013": [24]}),
        ("C10", {"rcb_p1": [True], "cbrc2013": [False]}),
    ],
)
def test_parties(conflict: str, values: dict[str, list[object]]) -> None:
    said: dict[str, list[object]] = {}
    for party in FOUND[conflict].parties:
        said.setdefault(party.pack, []).append(party.value)
    assert said == values


def test_of_a_pack_with_its_overlays() -> None:
    assert {"C04", "C23"} <= {conflict.id for conflict in of_pack(SHIPPED, SHIPPED.pack("shiyan2011"))}
    assert "C14" not in {conflict.id for conflict in of_pack(SHIPPED, SHIPPED.pack("shiyan2011"))}


def test_a_party_that_its_pack_does_not_state_is_refused() -> None:
    heze = SHIPPED.pack("heze2005")
    without = replace(heze, timelines={k: v for k, v in heze.timelines.items() if k != "inspection.full_every"})
    with pytest.raises(PackError, match=r"C09 names inspection\.full_every, which heze2005"):
        conflicts(Library({**SHIPPED.packs, "heze2005": without}))
