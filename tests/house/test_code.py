"""The rules of the house that imports cannot show: one clock, no figure of the rules in code, small rooms."""

from __future__ import annotations

import ast
import re
import tomllib
from statistics import quantiles

import pytest

from tests.house.source import TOP, calls, functions, length, modules, tracked

CLOCK = "workflow/base/clock.py"
TELLS_TIME = re.compile(r"(^|\.)(now|today|utcnow|utcfromtimestamp|fromtimestamp|localtime|gmtime)$|^time\.time(_ns)?$")
TOLD_BY = ("clock.", "time.now", "time.today", "read.")  # the house's own clock, under its names
#: Rules that hold figures which are no rule of the credit.
SHAPES = {
    "workflow/stages/people/rules.py": "how many signs of a masked number are shown, how long a field may be",
    "workflow/stages/people/roll/rules.py": "how long a field may be",
    "workflow/stages/imports/rules.py": "where a sheet's head is looked for, how many digits a program keeps",
}
#: Markup made by us, from nothing that anybody typed.
DRAWN = {
    "portal/receipts.py": "the QR code of a signed receipt",
    "portal/pages/search.py": "the mark around what was typed, every piece escaped one by one",
    "workflow/stages/notices/panels.py": "the QR code of a notice's own address",
    "workflow/base/languages.py": "the catalogue's own words in a template, the values put into them escaped",
    "workflow/office/desk/ready.py": "the desk's own template, kept as it came out",
    "workflow/office/desk/lines.py": "lines of the desk in a template's shape, their values escaped one by one",
}
PURE = [name for name in modules() if re.search(r"/(rules|states)(/\w+)?\.py$", name)]
ACTING = [name for name in modules() if re.search(r"/operations(/\w+)?\.py$", name)]
MOST_LINES = 300
MIXED = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def at(name: str, node: ast.AST) -> str:
    return f"{name}:{node.lineno} {ast.unparse(node)[:80]}"


def test_the_time_is_asked_in_one_place() -> None:
    found = [
        at(name, node)
        for name, tree in modules().items()
        for called, node in calls(tree)
        if name != CLOCK and TELLS_TIME.search(called) and not called.startswith(TOLD_BY) and called not in own(tree)
    ]
    assert found == []


def own(tree: ast.Module) -> set[str]:
    """What a module defines at its top."""
    return {node.name for node in ast.iter_child_nodes(tree) if isinstance(node, ast.FunctionDef)}


def figures(tree: ast.AST) -> list[ast.Constant]:
    """Numbers that could be a day count, a rate or a limit: every literal but 0, 1, 2."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in (0, 1, 2)
    ]


@pytest.mark.parametrize("name", PURE)
def test_no_figure_of_the_rules_stands_in_rules(name: str) -> None:
    tree = modules()[name]
    decimals = [node for called, node in calls(tree) if called.endswith("Decimal") and node.args]
    written = [
        node for node in decimals if isinstance(node.args[0], ast.Constant) and node.args[0].value not in ("0", "1")
    ]
    found = [at(name, node) for node in [*figures(tree), *written]]
    assert bool(found) is (name in SHAPES), found


@pytest.mark.parametrize("name", ACTING)
def test_no_span_or_rate_of_the_rules_stands_in_operations(name: str) -> None:
    tree = modules()[name]
    spans = [node for called, node in calls(tree) if called.endswith("timedelta") and figures(node)]
    broken = [node for node in figures(tree) if isinstance(node.value, float)]
    assert [at(name, node) for node in [*spans, *broken]] == []


def test_files_are_small() -> None:
    lines = {name: len((TOP / name).read_text(encoding="utf-8").splitlines()) for name in modules()}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_functions_are_short(record_property: pytest.RecordProperty) -> None:
    found = sorted(length(function) for tree in modules().values() for function in functions(tree))
    tenths = quantiles(found, n=10)
    record_property("functions", len(found))
    record_property("median and P90", (tenths[4], tenths[8]))
    assert tenths[4] <= 8
    assert tenths[8] <= 16


def test_every_public_function_says_what_it_means() -> None:
    silent = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in modules().items()
        for node in ast.iter_child_nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_is_left_to_do_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    own = "tests/house/test_code.py"
    found = [name for name in tracked() if name != own and marks.search((TOP / name).read_text(encoding="utf-8"))]
    assert found == []


def test_no_file_names_where_packages_come_from() -> None:
    hosts = re.compile(
        r"pythonhosted|pypi\.org|registry\.npmjs|npmmirror|index-url|deb\.debian|/etc/pip", re.IGNORECASE
    )
    own = "tests/house/test_code.py"
    found = [name for name in tracked() if name != own and hosts.search((TOP / name).read_text(encoding="utf-8"))]
    assert found == []


def test_every_exception_from_the_linter_bears_its_reason() -> None:
    """`# noqa: S105 - public on purpose`; a bare one hides more than it says."""
    bare = re.compile(r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* - \S)|#\s*type: ignore(?!\[)")
    found = [
        f"{name}:{number}"
        for name in tracked()
        if name.endswith(".py") and name != "tests/house/test_code.py"
        for number, line in enumerate((TOP / name).read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_data_is_never_called_safe() -> None:
    """Autoescape guards every page; nothing may take it off."""
    unsafe = re.compile(
        r"\|\s*safe\b|autoescape\s+false|\bMarkup\(|render_template_string|\bfrom_string\(|\beval\(|\bexec\("
    )
    names = [name for name in tracked() if name.startswith(("portal/", "workflow/", "templates/", "wsgi"))]
    assert {name for name in names if unsafe.search((TOP / name).read_text(encoding="utf-8"))} == DRAWN.keys()


def test_sentences_in_code_are_english() -> None:
    """Chinese stands in catalogues, packs and play data; a msgid is English."""
    markers = ("_", "N_", "gettext", "ngettext", "lazy_gettext")
    found = [
        at(name, node)
        for name, tree in modules().items()
        for called, node in calls(tree)
        if called.split(".")[-1] in markers and node.args and MIXED.search(ast.unparse(node.args[0]))
    ]
    assert found == []


def test_warnings_are_errors() -> None:
    options = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert options["filterwarnings"][0] == "error"
