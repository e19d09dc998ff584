"""Every look has words: what pages of the house write into the trail of looks is read there in either language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath

from tests.house.source import calls, functions, modules
from workflow.office.looks.words import PURPOSES, SORTS
from workflow.office.printing import case_forms, survey_forms

FORMS = {*case_forms.FORMS, *survey_forms.FORMS}


def looks() -> Iterator[tuple[str, ast.expr, ast.expr]]:
    for name, tree in modules().items():
        for called, node in calls(tree):
            if called.endswith("note_look"):
                yield name, *node.args[:2]


def beginning(said: ast.expr) -> str | None:
    """The fixed beginning of a text; None for what is no literal."""
    first = said.values[0] if isinstance(said, ast.JoinedStr) else said
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def purposes(said: ast.expr) -> set[str]:
    found = beginning(said)
    if found is None:
        return set()
    return {found + form for form in FORMS} if isinstance(said, ast.JoinedStr) else {found}


def test_why_a_page_shows_something_has_words() -> None:
    found = {purpose for _name, _what, why in looks() for purpose in purposes(why)}
    assert len(found) > 40
    assert found <= PURPOSES.keys()


def streams(name: str) -> set[str]:
    """The first words of the chains that the models beside a module name."""
    tree = modules().get(str(PurePath(name).with_name("models.py")))
    told = [node for each in functions(tree) if each.name == "stream" for node in ast.walk(each)] if tree else []
    return {(beginning(node) or "").partition(":")[0] for node in told if isinstance(node, ast.JoinedStr)}


def test_what_a_page_shows_has_words() -> None:
    named = {(beginning(what) or "").partition(":")[0] for _name, what, _why in looks()} - {""}
    assert named <= SORTS.keys()
    for name, what, _why in looks():
        if ast.unparse(what).endswith(".stream") and streams(name):
            assert streams(name) & SORTS.keys(), f"{name} shows {streams(name)}"
