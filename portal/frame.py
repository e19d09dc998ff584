"""What stands around a page is the same at each visit: made once for an address without parts, in each of its faces.

Pages that answer a question or a form are drawn for every request; around them nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from flask import current_app, g, request

#: Far more than there are addresses without parts, with the institution's names and numbers over the years.
MOST = 2000


def around(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `make` gives for this address, whoever asks and whatever for."""
    return _once(("around",), make)


def drawn_once(name: str, *made_of: Hashable, caller: Callable[[], str]) -> str:
    """In templates: a piece of the page, drawn anew only where what it is `made_of` differs."""
    return _once((name, *made_of), caller)


def _once(piece: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
    if request.url_rule is None or request.view_args or request.script_root != g.face.prefix:
        return make()
    known: dict[Hashable, Any] = current_app.extensions.setdefault("portal.frame", {})
    place = (*piece, request.url_rule.rule, g.face)
    found = known.get(place)
    if found is None:
        if len(known) >= MOST:
            known.clear()
        found = known[place] = make()
    return found
