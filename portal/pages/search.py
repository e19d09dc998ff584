"""Find by typing: what is lent, who lends it, where, under which promises and rules – never a household."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import Form

from portal.fields import line
from portal.forms import DoorForm
from workflow.doors.published import read

bp = Blueprint("search", __name__)

MOST_SIGNS = read.LONGEST
MOST_TOWNS = 30
#: What a kind is called among the results, and the page that shows one of it.
KINDS = {
    "product": (_("Loans"), "products.show", "key"),
    "rate": (_("Rates"), "rates.index", "_anchor"),
    "fee": (_("Fees"), "rates.index", "_anchor"),
    "village": (_("Villages"), "officers.village", "code"),
    "officer": (_("Officers"), "officers.show", "key"),
    "office": (_("Offices"), "officers.index", "_anchor"),
    "commitment": (_("Our promises"), "commitments.index", "_anchor"),
    "conduct": (_("Rules of conduct"), "commitments.index", "_anchor"),
    "rules": (_("Our rules"), "rules.index", "_anchor"),
    "notice": (_("Notices"), "notices.show", "key"),
}


class Chosen(NamedTuple):
    """What the results are narrowed to."""

    kind: str | None
    town: str | None


class SearchForm(Form):
    """What is looked for: one line."""

    q: Any = line(_("A loan, an officer, a village, a rule"), most=MOST_SIGNS)

    class Meta(DoorForm.Meta):
        """The library's own sentences in the reader's language."""


@bp.get("/search")
def show() -> ResponseReturnValue:
    """What was found, the best first, with the kinds and towns it could be narrowed to."""
    form = SearchForm(request.args)
    chosen = Chosen(*(request.args.get(name) or None for name in ("kind", "town")))
    if chosen.kind not in (None, *KINDS):
        abort(404)
    if not form.validate():
        return _page(form, chosen, read.Found(), ""), 422
    typed = form.q.value or ""
    found = read.find(typed, kind=chosen.kind, town=chosen.town, after=request.args.get("after"))
    return _page(form, chosen, found, typed)


def _page(form: SearchForm, chosen: Chosen, found: read.Found, typed: str) -> str:
    labels = {kind: label for kind, (label, _endpoint, _name) in KINDS.items()}
    drawn = {"labels": labels, "most_towns": MOST_TOWNS, "page_of": page_of, "marked": read.marker(typed)}
    return render_template("portal/search.html", form=form, chosen=chosen, found=found, typed=typed, **drawn)


def page_of(hit: read.Hit) -> str:
    """The address of the page that shows what was found."""
    _label, endpoint, name = KINDS[hit.kind]
    values: dict[str, Any] = {name: hit.key.replace(".", "-") if name == "_anchor" else hit.key}
    return url_for(endpoint, **values)
