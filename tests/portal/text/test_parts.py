"""A long text page in parts: nothing lost, nothing twice, every part whole HTML under the same heading."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.text.parts import Part, parts
from tests.support.page import faults, parsed, words

HEAD = '<!doctype html><html lang="zh-Hans"><head><title>名单</title></head><body><main><h1>名单</h1>'
FOOT = "</main><footer><p>电话</p></footer></body></html>"
MOST = 900

_rows = st.lists(st.text("贷款村民abc<&", min_size=1, max_size=40), min_size=1, max_size=60)
_kinds = st.sampled_from(["p", "ul", "table", "section"])
_content = st.lists(st.tuples(_kinds, _rows), min_size=1, max_size=4)


def _page(content: list[tuple[str, list[str]]]) -> str:
    return HEAD + "".join(_block(kind, rows, number) for number, (kind, rows) in enumerate(content)) + FOOT


def _block(kind: str, rows: list[str], number: int) -> str:
    clean = [f"[{number}.{at}]" + row.replace("&", "&amp;").replace("<", "&lt;") for at, row in enumerate(rows)]
    if kind == "table":
        cells = "".join(f"<tr><td>{row}</td></tr>" for row in clean)
        return f"<table><caption>表</caption><thead><tr><th>头</th></tr></thead><tbody>{cells}</tbody></table>"
    if kind == "ul":
        return "<ul>" + "".join(f"<li>{row}</li>" for row in clean) + "</ul>"
    inside = "".join(f"<p>{row}</p>" for row in clean)
    return (
        f'<section aria-labelledby="s{number}"><h2 id="s{number}">节</h2>{inside}</section>'
        if kind == "section"
        else inside
    )


@given(_content)
def test_every_part_is_light_and_whole_and_none_is_lost(content: list[tuple[str, list[str]]]) -> None:
    page = _page(content)
    found = [before + after for before, after in parts(page, MOST)]
    assert [fault for part in found for fault in faults(part)] == []
    assert all(len(part.encode()) <= MOST for part in found)
    wanted = [f"[{number}.{at}]" for number, (_kind, rows) in enumerate(content) for at in range(len(rows))]
    said = " ".join(words(parsed(part).find(".//main")) for part in found)
    assert [said.count(mark) for mark in wanted] == [1] * len(wanted)
    assert sorted(wanted, key=said.index) == wanted


def test_a_short_page_is_one_part() -> None:
    page = _page([("p", ["a"])])
    assert parts(page, MOST) == [Part(page, "")]


def test_each_piece_of_a_table_has_its_head() -> None:
    found = parts(_page([("table", ["行" * 20] * 40)]), MOST)
    assert len(found) > 3
    assert all(part.before.count("<thead>") == part.before.count("<caption>") == 1 for part in found)


def test_a_form_is_never_cut() -> None:
    form = '<form><input type="hidden" name="a">' + "<p>问</p>" * 300 + "</form>"
    found = parts(HEAD + "<p>前</p>" * 60 + form + FOOT, MOST)
    assert [part.before.count("<form") == part.before.count("</form") for part in found] == [True] * len(found)
    assert sum("<form" in part.before for part in found) == 1
