"""Forms as a meeting hands them back: filled in by hand and in haste, so that some rows cannot be right."""

from __future__ import annotations

from itertools import cycle

from workflow.carriers.sheets import Cell
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.village import rules, sheet

_NAME, _PROPOSED, _SETTLED, _OPINION = (
    list(rules.COLUMNS).index(key) for key in (rules.NAME, rules.PROPOSED, rules.SETTLED, rules.OPINION)
)
_OPINIONS = ("勤劳守信，同意。", "家有病人，先按原额度。", "果园管得好，同意。")
_IN_WORDS, _SLIP_OF_THE_PEN = "三万五", "（户主的弟弟）"


def filled(panel: Panel) -> tuple[list[str], list[list[Cell]]]:
    """Head and rows of a panel's batch line form with what the meeting wrote: of the lines that were not settled yet
    the second stands in words, the third beside another name, and the others are in order."""
    head, rows = sheet.table(panel)
    waiting = [row for row in rows if row[_SETTLED] in (None, "")]
    for row, opinion in zip(waiting, cycle(_OPINIONS), strict=False):
        row[_SETTLED], row[_OPINION] = row[_PROPOSED], opinion
    for row in waiting[1:2]:
        row[_SETTLED] = _IN_WORDS
    for row in waiting[2:3]:
        row[_NAME] = f"{row[_NAME]}{_SLIP_OF_THE_PEN}"
    return head, rows
