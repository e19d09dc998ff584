"""What it costs: annual rates with what they rest on, what they were before, two days side by side (S04)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from portal import prices
from portal.asking import AskForm, day
from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("rates", __name__, url_prefix="/rates")

_ONE_DAY = timedelta(days=1)
_NEWEST_CHANGES = 6


class CompareForm(AskForm):
    """Two days."""

    before = day(_("One day"), needed=_("Choose the first day."), name="from")
    after = day(_("The other day"), needed=_("Choose the second day."), name="to")


class Pair(NamedTuple):
    """A rate on two days; None where it was not set or did not exist."""

    record: read.Public
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def difference(self) -> int | None:
        """How much it rose, in 1/1000 per cent."""
        old, new = ((each or {}).get("rate") for each in (self.before, self.after))
        return None if old is None or new is None else new - old


@bp.get("")
def index() -> str:
    """All rates in force: what a loan costs first, then the reference rates that pricing starts from."""
    made_of("rate", "fee", "product", "rules")
    loans, references = prices.board()
    surcharges = [read.one("fee", key) for key in prices.SURCHARGES]
    return render_template(
        "portal/rates.html",
        loans=loans,
        references=references,
        compared=read.one("rate", prices.COMPARED_WITH),
        surcharges=[record for record in surcharges if record],
        notes=read.one("rules", "rate.notes"),
        pricing=read.one("rules", "rate.rules"),
        above=prices.above,
        surcharged=prices.surcharged,
        offered={record.key for record in read.in_force("product")},
    )


@bp.get("/history")
def history() -> str:
    """What every rate has been, by the rules, and what stood on this page when."""
    made_of("rate", "product")
    loans, references = prices.board()
    return render_template(
        "portal/rate_history.html",
        rates=[*loans, *references],
        values=prices.values,
        versions={record.key: read.history("rate", record.key) for record in loans},
        steps=_steps(loans),
    )


def _steps(records: list[read.Public]) -> list[tuple[date, date]]:
    """The newest days of change, each with the day before it."""
    return [(changed - _ONE_DAY, changed) for changed in prices.change_days(records)[:_NEWEST_CHANGES]]


@bp.get("/compare")
def compare() -> ResponseReturnValue:
    """Two days side by side; asked by the address, so it can be linked, and never kept."""
    form, pairs = CompareForm(), list[Pair]()
    loans, references = prices.board()
    if form.answered():
        pairs = [_pair(record, form.before.value, form.after.value) for record in (*loans, *references)]
    page = render_template("portal/rate_compare.html", form=form, pairs=pairs, steps=_steps(loans))
    return page, form.status


def _pair(record: read.Public, before: date, after: date) -> Pair:
    return Pair(record, prices.held_on(record.payload, before), prices.held_on(record.payload, after))
