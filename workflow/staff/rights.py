"""Who may do what to what: one question, `may`, to the table of `verbs`; default deny.

An object may exclude persons; exclusion beats every role.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from workflow.kernel.errors import Forbidden, N_, NotFound
from workflow.staff.roles import Role
from workflow.staff.verbs import RIGHTS


def reaches(person: Any, verb: str) -> frozenset[str]:
    """How far a person's roles carry for a verb: some of `own`, `office`, `all`; empty for not at all."""
    return carried(person.roles, verb)


@cache
def carried(roles: frozenset[Role], verb: str) -> frozenset[str]:
    """The same of the roles themselves; there are few sets of them, and every page asks for dozens of verbs."""
    table = RIGHTS[verb].roles
    return frozenset(table[role] for role in roles if role in table)


def may(person: Any, verb: str, thing: Any = None) -> bool:
    """Whether `person` may `verb` – in general (`thing` None: the page, the button) or this very thing.

    A thing tells where it belongs through `office` (an Office), `officer_id` (who is in charge) and
    `excluded_ids` (persons kept out whatever their roles); all three are optional.
    """
    held = reaches(person, verb)
    if thing is None or not held:
        return bool(held)
    if person.id in getattr(thing, "excluded_ids", ()):
        return False
    return any(_reaches(person, reach, thing) for reach in held)


def _reaches(person: Any, reach: str, thing: Any) -> bool:
    if reach == "all":
        return True
    if reach == "own":
        return getattr(thing, "officer_id", None) == person.id
    office = getattr(thing, "office", None)
    return office is not None and person.office_id in {each.id for each in office.chain()}


def check(person: Any, verb: str, thing: Any) -> None:
    """Raise NotFound where the person may not know of the thing, Forbidden where they may only see it."""
    if may(person, verb, thing):
        return
    if not may(person, RIGHTS[verb].sees, thing):
        raise NotFound
    raise Forbidden(N_("You may see this, but you may not do it."))
