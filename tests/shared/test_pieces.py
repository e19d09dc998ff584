"""Tables, figures, receipts and timelines: what a reader is told when there is much, little or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.shared.drawing import draw, said

TABLE = '{% from "shared/_table.html" import cell, table %}'
FIGURES = '{% from "shared/_figures.html" import figure with context %}{{ figure(f) }}'
COLUMNS = [{"key": "name", "label": "Name", "kind": "head"}, {"key": "line", "label": "Line", "kind": "yuan"}]
ROW = {"name": "<b>", "line": 5_000_000}
FIGURE: dict[str, Any] = {
    "id": "f",
    "label": "Reply",
    "promised": 3,
    "unit": "workday",
    "n": 42,
    "median": 2,
    "p90": 4,
    "on_time_share": 0.86,
    "open_overdue": 2,
}
WHEN = datetime(2012, 10, 7, 8, 58, tzinfo=UTC)


def test_each_cell_keeps_its_header_for_narrow_screens() -> None:
    markup = draw(TABLE + '{{ table(c, [row], "List", unit="yuan") }}', c=COLUMNS, row=ROW)
    assert '<th scope="row" data-label="Name">&lt;b&gt;</th>' in markup
    assert '<td class="num" data-label="Line">50,000.00</td>' in markup
    assert "Unit: yuan" in markup


def test_a_sorted_column_says_its_direction() -> None:
    sort = {"href": "?sort=-line", "direction": "ascending"}
    markup = draw(
        TABLE + '{{ table(c, [row], "List") }}', c=[COLUMNS[0], COLUMNS[1] | {"sort": sort}], row=ROW
    )
    assert 'aria-sort="ascending"><a href="?sort=-line">Line</a>' in markup


def test_an_empty_table_is_a_sentence() -> None:
    markup = draw(TABLE + '{{ table(c, [], "List", empty="No notice now.") }}', c=COLUMNS)
    assert "No notice now." in markup
    assert "<table" not in markup


def test_a_caller_draws_the_cells_it_wants() -> None:
    call = '{% call(row, key) table(c, [row], "List") %}[{{ cell(row[key]) }}]{% endcall %}'
    assert "[&lt;b&gt;]" in draw(TABLE + call, c=COLUMNS, row=ROW)


def test_a_figure_is_a_sentence_with_a_picture_and_its_twin() -> None:
    markup = draw(FIGURES, f=FIGURE)
    assert "Promised: within 3 working days." in said(markup)
    assert "2 cases are open past their date" in said(markup)
    assert 'role="img"' in markup
    assert "<table" in markup


def test_the_text_twin_draws_no_picture() -> None:
    assert "<svg" not in draw(FIGURES, f=FIGURE, mode="text")


def test_few_cases_show_no_figures() -> None:
    markup = draw(FIGURES, f=FIGURE | {"hidden": True})
    assert "Too few cases" in markup
    assert "42" not in markup


def test_a_limit_that_is_not_set_is_not_guessed() -> None:
    assert "No limit is set." in said(draw(FIGURES, f=FIGURE | {"promised": None}))


def test_a_receipt_is_four_groups_of_four() -> None:
    source = '{% from "shared/_receipt.html" import receipt %}{{ receipt("8306442719950213", at) }}'
    assert "8306 4427 1995 0213" in said(draw(source, at=WHEN))


def test_an_event_without_a_partial_of_its_own_is_still_told() -> None:
    source = '{% from "shared/_timeline.html" import timeline %}{{ timeline([e]) }}'
    assert "Accepted" in draw(source, e={"kind": "nowhere", "at": WHEN, "title": "Accepted"})
