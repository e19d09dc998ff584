"""A form as its reader sees it: its columns explained, and the file to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from workflow.carriers import sheets
from workflow.stages.imports.kinds import Ground, Kind
from workflow.stages.imports.rules import Column

#: Characters that a column of text shows.
_WIDTH = 20


def columns(found: Iterable[Column]) -> list[tuple[str, str, str]]:
    """Each column's name, whether it must be filled in, and how."""
    return [(_(each.name), _("yes") if each.needed else "", _how(each)) for each in found]


def _how(column: Column) -> str:
    words = _(", ").join(_(word) for word in column.choices)
    if not words:
        return _(column.hint) if column.hint else ""
    chosen = _("One of: %(words)s", words=words)
    return f"{_(column.hint)} {chosen}" if column.hint else chosen


def form(
    ext: str, kind: Kind, ground: Ground, found: Sequence[Column], rows: Sequence[Sequence[sheets.Cell]]
) -> bytes:  # fmt: skip
    """The form as a file of one of `sheets.MIMES`; a workbook has a second sheet that explains it."""
    heads = [_(each.name) for each in found]
    if ext == "csv":
        return sheets.write_csv(heads, rows)
    told = [[_("Column"), _("Must be filled in"), _("How")], *([*each] for each in columns(found))]
    words = {place: [_(word) for word in each.choices] for place, each in enumerate(found) if each.choices}
    body = sheets.Page(
        _(kind.title), [heads, *rows], width=_WIDTH, choices={key: said for key, said in words.items() if _fits(said)},
        text=frozenset(place for place, each in enumerate(found) if each.text),
    )  # fmt: skip
    return sheets.write_book([body, sheets.Page(_("How to fill it in"), [[_(kind.intro)], [ground.words], [], *told])])


#: What a workbook's list of words may hold together.
_MOST_WORDS = 255


def _fits(words: Sequence[str]) -> bool:
    return len(",".join(words)) <= _MOST_WORDS
