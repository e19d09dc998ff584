"""The guard every staff route wears: `@requires("case.accept")`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, g
from flask_login import current_user

from workflow.kernel.errors import Forbidden, N_
from workflow.staff.rights import may
from workflow.staff.verbs import RIGHTS


def requires(verb: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let in only who is logged in and holds a role for `verb`; the row's own right is checked where it is fetched."""
    if verb not in RIGHTS:
        raise KeyError(f"no right is called {verb}")

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            g.verb = verb
            if not may(current_user, verb):
                raise Forbidden(N_("Your roles do not include this."))
            return view(*args, **kwargs)

        guarded.verb = verb  # type: ignore[attr-defined]
        return guarded

    return guard


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a staff route that needs no log-in (log-in itself, health); the route matrix wants it said."""
    view.verb = None  # type: ignore[attr-defined]
    return view
