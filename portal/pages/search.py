"""Find by typing: what is lent, who lends it, where, under which promises and rules – never a household."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import Form

from portal.answers import Answer, Answers
from portal.faces import worded
from portal.fields import line
from portal.forms import DoorForm
from workflow.doors.published import read

bp = Blueprint("search", __name__)

MOST_SIGNS = read.LONGEST
MOST_TOWNS = 30
_BETWEEN, _NOTHING, _MARKED = Markup(" · "), Markup(), Markup("<mark>{}</mark>")
#: What a kind is called among the results, and the page that shows one of it.
KINDS = {
    "product": (_("Loans"), "products.show", "key"),
    "rate": (_("Rates"), "rates.index", None),
    "fee": (_("Fees"), "fees.index", None),
    "village": (_("Villages"), "officers.village", "code"),
    "officer": (_("Officers"), "officers.show", "key"),
    "office": (_("Offices"), "duty.show", "office_id"),
    "panel": (_("Who decides together"), "conduct.panels", "_anchor"),
    "commitment": (_("Our promises"), "commitments.index", "_anchor"),
    "conduct": (_("Rules of conduct"), "conduct.index", "_anchor"),
    "supervision": (_("Ways to supervise"), "conduct.supervision", None),
    "rules": (_("Our rules"), "rule.show", "key"),
    "disclosure": (_("What must be public"), "disclosures.show", "key"),
    "board": (_("Wall boards"), "disclosures.board", "key"),
    "notice": (_("Notices"), "notices.show", "key"),
}


class Asked(NamedTuple):
    """What was typed, what the results are narrowed to, and where the page begins."""

    typed: str
    kind: str | None
    town: str | None
    after: str | None


class Line(NamedTuple):
    """One line of results: its address, its name and what is said of it, what was typed marked in both."""

    href: str
    name: Markup
    told: Markup
    hit: read.Hit


class SearchForm(Form):
    """What is looked for: one line."""

    q: Any = line(_("A loan, an officer, a village, a rule"), most=MOST_SIGNS)

    class Meta(DoorForm.Meta):
        """The library's own sentences in the reader's language."""


_answers = Answers()


@bp.get("/search")
def show() -> ResponseReturnValue:
    """What was found, the best first, with the kinds and towns it could be narrowed to."""
    form = SearchForm(request.args)
    kind, town, after = (request.args.get(name) or None for name in ("kind", "town", "after"))
    if kind not in (None, *KINDS):
        abort(404)
    if not form.validate():
        return _page(form, Asked("", None, None, None), read.Found()), 422
    asked = Asked(form.q.value or "", kind, town, after)
    return _answers.get((g.face.prefix, asked), lambda: _answer(form, asked))


def _answer(form: SearchForm, asked: Asked) -> Answer:
    """The page, and how long it may stay."""
    found = read.find(asked.typed, kind=asked.kind, town=asked.town, after=asked.after)
    return Answer(_page(form, asked, found), found.until, kept=not found.renewing)


def _page(form: SearchForm, asked: Asked, found: read.Found) -> str:
    kinds = {facet.value for facet in found.kinds} | {hit.kind for hit in found.hits}
    labels = {kind: str(KINDS[kind][0]) for kind in kinds}
    pieces = read.marker(asked.typed)
    mark = cache(lambda text: _drawn(pieces(text)))  # lines say the same again and again
    lines = [_line(hit, labels[hit.kind], mark) for hit in found.hits]
    drawn = {"labels": labels, "most_towns": MOST_TOWNS, "lines": lines}
    return render_template("portal/search.html", form=form, asked=asked, found=found, **drawn)


def _line(hit: read.Hit, label: str, mark: Callable[[str], Markup]) -> Line:
    towns = hit.towns if hit.kind in ("village", "notice") else ()
    about = None if hit.more.get("unit") and hit.kind == "rules" else hit.about  # the page says it with its unit
    told = [worded(text) for text in (label, *towns, about, hit.more.get("phone")) if text]
    return Line(_address(hit), mark(worded(hit.name)), _BETWEEN.join(map(mark, told)), hit)


def _drawn(pieces: read.Pieces) -> Markup:
    """Here, not in the template: a macro would be called for every piece of every line."""
    return _NOTHING.join(_MARKED.format(piece) if marked else piece for piece, marked in pieces)


def _address(hit: read.Hit) -> str:
    """The page that shows what was found."""
    _label, endpoint, name = KINDS[hit.kind]
    if hit.kind == "office" and not hit.more.get("outlet"):
        return url_for("officers.index")  # it serves no customers: nobody is on duty there
    values: dict[str, Any] = {name: hit.key.replace(".", "-") if name == "_anchor" else hit.key} if name else {}
    return url_for(endpoint, **values)
