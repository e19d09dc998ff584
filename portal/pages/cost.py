"""What a loan would cost: amount, term and way to repay, reckoned by the published rule (S04, N15)."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal.asking import AskForm
from portal.cache import made_of
from portal.fields import Choice, whole, yuan
from portal.forms import LEAST_FEN, listed
from workflow.doors.inbox.receive import checks
from workflow.doors.published import read

bp = Blueprint("cost", __name__, url_prefix="/products/<key>/cost")

#: Bounds of the page where the rules set none: ten thousand million yuan, fifty years.
_MOST_FEN, _MOST_MONTHS = 10**12, 600
_LONGEST = "loan.max_term"


class CostForm(AskForm):
    """How much, how long, how it is paid back."""

    amount = yuan(_("How much do you want to borrow?"), least=LEAST_FEN, most=_MOST_FEN, needed=_("How much?"))
    months = whole(_("For how many months?"), least=1, most=_MOST_MONTHS, needed=_("For how long?"))
    method = Choice(_("How do you want to pay it back?"), needed=_("Choose a way to repay."))

    def __init__(self, product: dict[str, Any], longest: int | None, *, blank: bool) -> None:
        super().__init__(blank=blank)
        bounds = product["amount"]
        least, most = bounds.get("min") or LEAST_FEN, bounds.get("max") or _MOST_FEN
        self.amount.check = partial(checks.yuan, least=least, most=most)
        self.months.check = partial(checks.whole, least=1, most=longest or _MOST_MONTHS)
        self.method.choices = listed({code: gettext(read.cost.METHODS[code]) for code in product.get("methods", ())})

    def reckoned(self, rate: int) -> Any:
        """The instalments at a rate."""
        return read.cost.cost(self.method.data, self.amount.value, rate, self.months.value)


@bp.get("")
def show(key: str) -> ResponseReturnValue:
    """The empty form."""
    made_of("product", "rate", "rules", "fee")
    return _page(key, blank=True)


@bp.get("/result")
def result(key: str) -> ResponseReturnValue:
    """What was asked, reckoned; asked by the address, so it can be linked and printed, and never kept."""
    return _page(key, blank=False)


def _page(key: str, *, blank: bool) -> ResponseReturnValue:
    product, rate = read.one("product", key) or abort(404), read.one("rate", key)
    rule = read.one("rules", _LONGEST)
    longest = int(rule.payload["value"]) if rule and rule.payload["set"] else None
    form = CostForm(product.payload, longest, blank=blank)
    known = rate.payload["rate"] if rate else None
    cost = form.reckoned(known) if known is not None and form.answered() else None
    page = render_template(
        "portal/cost.html",
        record=product,
        product=product.payload,
        rate=rate,
        form=form,
        cost=cost,
        convention=read.one("rules", "cost.convention"),
        fees=[fee for fee in read.in_force("fee") if fee.key.startswith("fee.")],
    )
    return page, form.status
