"""The words of texts and questions: any part of a Chinese name finds it, nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.carriers.search import words
from workflow.carriers.search.words import Question, Texts

#: Common characters, rare ones of names, traditional and compatibility forms, private use, beyond the basic plane.
SIGNS = "冯原村王家庄李一二三民〇䶮㛃堃喆馮鄉龍後豈\ue863\uf9e4\U00020bb7\U0002aa30\U0002b741\U00030edd"
names = st.text(SIGNS, min_size=1, max_size=9)
mixed = st.text(SIGNS + "Ab9 -，_'\"*=:", max_size=16)


def holds(cut: list[str], question: Question) -> bool:
    """What both engines do, in the plainest way."""
    each = [any(cut[at : at + len(phrase)] == list(phrase) for at in range(len(cut))) for phrase in question.phrases]
    each += [any(word.startswith(start) for word in cut) for start in question.starts]
    return bool(each) and all(each)


def found(asked: str, *names: str, **more: tuple[str, ...]) -> bool:
    return holds(words.cut(Texts(names, **more)), words.asked(asked))


@given(names, st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(begin + 1, len(name)))
    assert found(name[begin:end], name)
    assert found(name[begin:end], "公示，", texts=(f"在{name}（公告栏）",))


@given(names, names)
def test_nothing_else_of_two_signs_or_more_finds_it(name: str, asked: str) -> None:
    if len(asked) > 1:
        assert found(asked, name) is (words.folded(asked) in words.folded(name))


@given(names, names)
def test_a_phrase_never_runs_over_from_one_text_into_the_next(first: str, second: str) -> None:
    asked = first[-1] + second[0]
    held = any(words.folded(asked) in words.folded(each) for each in (first, second))
    assert found(asked, first, second) is found(asked, f"{first}，{second}") is held


@given(st.text(max_size=80))
def test_no_word_could_be_taken_for_an_operator(typed: str) -> None:
    question = words.asked(typed)
    for word in (*(pair for phrase in question.phrases for pair in phrase), *question.starts, question.name):
        assert not set(word) & set("\"'\\*:&|!()<>- =\x00\n")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("馮原", "冯原村"),
        ("冯原", "馮原村"),
        ("ＦＥＮＧ９", "feng9"),
        ("micro", "Micro credit"),
        ("0913-68", "0913-6811203"),
        ("09136811203", "0913-6811203"),
        ("葛\U000e0100氏", "葛氏"),
        ("王\u200b芳", "王芳"),
    ],
)
def test_what_does_not_matter_to_typing_does_not_matter(asked: str, name: str) -> None:
    assert found(asked, name)


@pytest.mark.parametrize(("asked", "name"), [("9", "19"), ("edit", "credit"), ("原冯", "冯原村"), ("冯村", "冯原村")])
def test_what_is_no_part_is_not_found(asked: str, name: str) -> None:
    assert not found(asked, name)


@pytest.mark.parametrize("asked", ["feng", "fengyuan", "feng yuan", "yuancun", "fyc", "fy", "FYC"])
def test_a_name_is_found_by_its_sound(asked: str) -> None:
    assert found(asked, "冯原村", spoken=("冯原村",))


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("单红卫", ("shanhongwei", "danhongwei", "shw")),
        ("曾小贤", ("zengxiaoxian",)),
        ("仇英", ("qiuying", "qy")),
        ("解家村", ("xiejiacun", "jiejiacun")),
        ("查良", ("zhaliang",)),
        ("区明", ("ouming",)),
        ("盖叫天", ("gejiaotian",)),
        ("尉迟恭", ("yuchigong", "ycg")),
        ("吕布", ("lvbu", "lübu")),
    ],
)
def test_surnames_are_found_by_their_own_sound(name: str, sounds: tuple[str, ...]) -> None:
    for sound in sounds:
        assert found(sound, name, spoken=(name,))


@pytest.mark.parametrize("typed", ["", " ", "%", "' - *", "，。"])
def test_a_question_without_a_sign_is_empty(typed: str) -> None:
    assert not words.asked(typed)


@given(mixed, mixed)
def test_marks_leave_a_text_as_it_is(text: str, typed: str) -> None:
    assert "".join(piece for piece, _ in words.marker(words.asked(typed))(text)) == text


def test_marks_stand_where_the_words_are() -> None:
    mark = words.marker(words.asked("馮原 cr"))
    assert mark("冯原村 Micro credit") == [("冯原", True), ("村 Micro ", False), ("cr", True), ("edit", False)]
    assert mark("王庄") == [("王庄", False)]
