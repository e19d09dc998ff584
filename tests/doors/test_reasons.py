"""Why something is taken down: of the list, in own words, or both; each page says it in its own language."""

from __future__ import annotations

import pytest

from workflow.doors.published.reasons import LISTED, OTHER, parts, stored

MISTAKE = LISTED["mistake"]


@pytest.mark.parametrize(
    ("code", "own", "kept", "read"),
    [
        ("mistake", "", MISTAKE, (MISTAKE, "")),
        ("mistake", " 利率写错 ", f"{MISTAKE}: 利率写错", (MISTAKE, "利率写错")),
        (OTHER, "停办", "停办", ("", "停办")),
        (OTHER, "  ", "", ("", "")),
    ],
)
def test_reasons(code: str, own: str, kept: str, read: tuple[str, str]) -> None:
    assert stored(code, own) == kept
    assert parts(kept) == read
