"""Which step a paper list allows next. Pure."""

from __future__ import annotations

from datetime import date

from workflow.kernel.errors import Conflict, Invalid, N_

BORROWER, GUARANTOR = "borrower", "guarantor"
PARTS = {BORROWER: N_("as borrower"), GUARANTOR: N_("as guarantor")}


def check_whole(guarantors: int, none: bool) -> None:
    """A guarantor is never left out by silence: each is named, or it is said that there is none."""
    if bool(guarantors) == none:
        raise Invalid(N_("Name every guarantor who has a line, or say that there is none."), field="none")


def check_posted(approved: bool, posted_on: date | None, on: date, today: date) -> None:
    """Whether a list may be written down as hung up on a day."""
    if not approved:
        raise Conflict(N_("A leader approves this list before it is hung up."))
    if posted_on is not None:
        raise Conflict(N_("This list hangs already."))
    check_day(on, today)


def check_taken_down(posted_on: date | None, taken_down_on: date | None, on: date, today: date) -> None:
    """Whether a list may be written down as taken down on a day."""
    if posted_on is None or taken_down_on is not None:
        raise Conflict(N_("Only a list that hangs is taken down."))
    check_day(on, today)
    if on < posted_on:
        raise Invalid(N_("It did not hang yet on that day."), field="on")


def check_day(on: date, today: date) -> None:
    """What was done was done today or before."""
    if on > today:
        raise Invalid(N_("That day has not come yet."), field="on")
