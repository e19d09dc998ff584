"""Typesetting: values are shown and never run, no sign is missing, the bytes are the same each time."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import reading
from workflow.carriers import paper

AT = datetime(2026, 11, 20, 3, 31, 7, 250_000, tzinfo=UTC)
#: Signs of personal names that common fonts lack.
RARE = "\N{CJK UNIFIED IDEOGRAPH-2AA30}䶮㛃𬱖𬍛𫍽"
HOSTILE = (
    '#read("/etc/passwd")', "#panic()", "*粗*", "_x_ = 题", "$1/0$", "<标签>", "@ref", "\\u{41}", "#{1+1}", '")#x',
    "`码`", "//注", "https://example.cn", "--- '' ~ \"\"",
)  # fmt: skip


def board(*items: str, **more: Any) -> dict[str, Any]:
    """The values of a board that lists these."""
    section = {"title": "一、名单", "lead": [], "table": None, "items": list(items), "notes": []}
    drawn = paper.qr("https://example.cn/rates")
    code = {"drawn": drawn, "address": "https://example.cn/rates", "caption": "扫码"}
    return {
        "title": "公示牌", "heading": "公示牌", "publisher": "信用社", "aside": "", "foot": "存证", "size": "a4",
        "language": "zh", "region": "cn", "page": "{page}/{pages}", "type": 12, "columns": 1, "flipped": False,
        "above": None, "lead": [], "sections": [section], "foremost": None, "code": code, **more,
    }  # fmt: skip


def test_what_looks_like_markup_is_a_name() -> None:
    told = reading.words(paper.typeset("board", board(*HOSTILE), made_at=AT))
    for text in HOSTILE:
        assert "".join(text.split()) in told, text
    assert "root:" not in told


def test_rare_signs_of_names_stand_there() -> None:
    assert RARE in reading.words(paper.typeset("board", board(RARE), made_at=AT))


def in_a_run(template: str, values: dict[str, Any], *, made_at: datetime) -> bytes:
    with paper.Press() as press:
        return press.print_pdf(template, values, made_at=made_at)


@pytest.mark.parametrize("make", [paper.typeset, paper.print_pdf, in_a_run])
def test_a_sign_that_no_font_has_is_named(make: Any) -> None:
    with pytest.raises(paper.MissingCharacters) as refusal:
        make("board", board("王\N{CRAB}", "李\ue000"), made_at=AT)
    assert refusal.value.characters == "\N{CRAB}\ue000"
    assert "U+1F980" in str(refusal.value)
    assert "U+E000" in str(refusal.value)


def test_the_same_bytes_each_time_also_in_another_process() -> None:
    values = board("王小明", RARE)
    first = paper.typeset("board", values, made_at=AT)
    assert first == paper.typeset("board", values, made_at=AT) == paper.print_pdf("board", values, made_at=AT)
    assert b"20261120" in first
    assert b"Noto" in first


def test_a_run_of_papers_survives_a_refusal_and_a_crash() -> None:
    first, second = (board(name) for name in ("王小明", "李大山"))
    with paper.Press() as press:
        one = press.print_pdf("board", first, made_at=AT)
        with pytest.raises(paper.MissingCharacters):
            press.print_pdf("board", board("\N{CRAB}"), made_at=AT)
        with pytest.raises(RuntimeError):
            press.print_pdf("no such template", first, made_at=AT)
        two = press.print_pdf("board", second, made_at=AT)
    assert one == paper.typeset("board", first, made_at=AT)
    assert two == paper.typeset("board", second, made_at=AT)


def test_it_is_tagged_for_screen_readers_and_archives() -> None:
    made = paper.typeset("board", board("王小明"), made_at=AT)
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang(zh-CN)", b"<pdfuaid:part>1<", b"<pdfaid:part>2<", b"/H1"):
        assert mark in made, mark
    assert b"/Alt(https://example.cn/rates)" in made
    for active in (b"/JavaScript", b"/OpenAction", b"/Launch", b"/EmbeddedFile", b"/URI"):
        assert active not in made, active


def test_its_fonts_are_inside_and_only_the_signs_in_use() -> None:
    made = paper.typeset("board", board("王小明"), made_at=AT)
    assert made.count(b"/FontFile3") == 2
    assert len(made) < 60_000


def test_the_code_is_drawn_and_reads_back() -> None:
    picture = reading.printed(paper.typeset("board", board(), made_at=AT))
    assert reading.codes(picture) == ["https://example.cn/rates"]


def test_long_values_run_over_pages_with_their_number() -> None:
    told = reading.pages(paper.typeset("board", board(*[f"第{n}户" for n in range(200)]), made_at=AT))
    assert [page.split()[-1] for page in told] == [f"{n}/{len(told)}" for n in range(1, len(told) + 1)]
    assert len(told) > 2


def test_who_only_asks_for_a_print_carries_no_typesetter() -> None:
    """A serving worker has no room for it."""
    words = (
        "import sys, datetime; from tests.carriers.test_paper import AT, board; from workflow.carriers import paper;"
        "paper.print_pdf('board', board('王'), made_at=AT); print('typst' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
