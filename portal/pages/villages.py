"""Villages by town and by the first letter of their names, and the lists that open with a village's code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.cache import made_of
from portal.forms import CodeForm
from portal.pages import notices
from workflow.doors.inbox import receive
from workflow.doors.published import read

bp = Blueprint("villages", __name__, url_prefix="/villages")


@bp.get("")
def index() -> str:
    """Every town, and the letters that names of villages begin with."""
    made_of("village")
    towns: dict[str, list[dict[str, Any]]] = {}
    for village in _villages():
        towns.setdefault(village["town_code"], []).append(village)
    return render_template("portal/villages.html", towns=towns, letters=_by_letter())


@bp.get("/by/<letter>")
def initial(letter: str) -> str:
    """The villages whose names begin with a letter, as they are read."""
    made_of("village")
    letters = _by_letter()
    found = letters.get(letter) or abort(404)
    return render_template("portal/initial.html", letter=letter, letters=letters, villages=found)


def _villages() -> list[dict[str, Any]]:
    return [record.payload for record in read.in_force("village")]


def _by_letter() -> dict[str, list[dict[str, Any]]]:
    """By the first letter of the pinyin; within a letter as a dictionary has them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for village in sorted(_villages(), key=lambda each: (each["pinyin"], each["code"])):
        if village["pinyin"]:
            found.setdefault(village["pinyin"][0], []).append(village)
    return found


@bp.route("/<code>/lists", methods=["GET", "POST"])
def lists(code: str) -> ResponseReturnValue:
    """The lists that are for the village alone: its code travels in the body, and no store keeps what it opens."""
    village = (read.one("village", code) or abort(404)).payload
    form = CodeForm()
    found = _opened(code, form) if form.accepted() else None
    if found is None:
        return render_template("portal/lists.html", form=form, village=village), form.status, notices.NOINDEX
    shown = [(notice, notices.grouped(notice["rows"]), notices.more(notice)) for notice in found]
    return render_template("portal/opened.html", village=village, lists=shown), notices.NOINDEX


def _opened(code: str, form: CodeForm) -> list[dict[str, Any]] | None:
    try:
        found = receive.open_lists(code, form.code.value, address=request.remote_addr or "")
    except receive.TooOften as error:
        form.refuse(error)
        return None
    if found is None:
        form.status = 422
        wrong = _("This code opens no list of this village. Please compare the digits, or ask at the outlet.")
        form.code.errors = [wrong]
    return found
