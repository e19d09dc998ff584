"""What the public reads in place of what the house writes down."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.words import cited
from workflow.policy.load import examples, library


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_citation_of_any_pack_is_left_in_the_houses_own_signs(apps: tuple[Flask, Flask]) -> None:
    packs = library([examples()]).packs.values()
    cites = {value.cite for pack in packs for timeline in pack.timelines.values() for value in timeline}
    assert {cite[:2] for cite in cites} > {"默认", "示例"}
    with apps[0].test_request_context("/"):
        assert [cite for cite in cites if cited(cite).startswith(("默认", "示例"))] == []
        assert cited("示例：借用纳溪方案 六") == "演示借用：纳溪方案 六"
