"""The desk's content as ready HTML, for as long as nothing happens in the house.

Whatever the desk shows came of an event or of a slip (every operation records one event), so a page made at one
mark of both holds until the mark moves, the day ends, or the reader, their roles, language or question differ.
Only this process's memory holds it, never a browser's or a proxy's (`no-store`), and nothing of a form's token.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress

from markupsafe import Markup

from workflow.office.desk import queries

MOST_KEPT = 200
_kept: OrderedDict[Hashable, Markup] = OrderedDict()


def content(of: Hashable, make: Callable[[], str]) -> Markup:
    """The HTML that `make` gave for the reader and question `of` at this mark, made anew only where there is none."""
    key = (queries.mark(), of)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = Markup(make())  # noqa: S704 - a template's own output
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    with suppress(KeyError):  # another thread may have dropped it meanwhile
        _kept.move_to_end(key)
    return found
