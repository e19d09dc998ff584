"""The public log as pages: what was published and taken down, in an order nobody can change unseen."""

from __future__ import annotations

import base64
import re
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BuildError

from portal import proofs
from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("log", __name__, url_prefix="/log")

LARGEST = 2**53
_SIZE = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
#: Where the record of a kind is shown: endpoint and the name of its key, if it has a page of its own.
_SHOWN_ON = {
    "product": ("products.show", "key"), "officer": ("officers.show", "key"), "village": ("officers.village", "code"),
    "notice": ("notices.show", "key"), "rate": ("rates.index", None), "fee": ("fees.index", None),
    "commitment": ("commitments.index", None), "performance": ("commitments.index", None),
    "rules": ("rule.show", "key"), "conduct": ("conduct.index", None), "supervision": ("conduct.supervision", None),
    "panel": ("conduct.panels", None), "disclosure": ("disclosures.show", "key"), "board": ("disclosures.board", "key"),
    "office": ("officers.index", None), "duty": ("duty.index", None), "photo": ("officers.photo", "key"),
    "publicity": ("publicity.show", "key"), "complaints": ("complaints.show", "key"),
    "draw": ("draws.show", "key"),
    "progress": ("officers.village", "code"), "institution": ("home.show", None),
}  # fmt: skip


@bp.get("")
def index() -> str:
    """The newest checkpoint, the key that signs it, the newest entries."""
    made_of("log", "village")
    log = read.public_log
    signed, last = log.newest(), log.pages() - 1
    days = (read.today() - read.local_date(signed.at)).days if signed else 0
    shown = {"signed": signed, "days": days, "key": log.verifier_key(), "last": last}
    return render_template("portal/log.html", leaves=_newest(last), **shown)


def _newest(last: int) -> list[read.public_log.Leaf]:
    """The newest page of entries, with the one before while it is nearly empty."""
    found = read.public_log.page(last) if last >= 0 else []
    if last > 0 and len(found) < read.public_log.PAGE // 2:
        found = read.public_log.page(last - 1) + found
    return found[::-1]


@bp.get("/about")
def about() -> str:
    """What a log proves and what it does not."""
    made_of("log")
    return render_template("portal/log_about.html", key=read.public_log.verifier_key())


@bp.get("/entries/<int:number>")
def entries(number: int) -> str:
    """One fixed page of entries, oldest first; the entries of a full one never change."""
    made_of("log", "village")
    found = read.public_log.page(number) if number < LARGEST // read.public_log.PAGE else []
    if not found:
        abort(404)
    return render_template("portal/log_entries.html", leaves=found, number=number, last=read.public_log.pages() - 1)


@bp.get("/<int:leaf>")
def proof(leaf: int) -> ResponseReturnValue:
    """One entry: what it says, the record behind it or why that is gone, its proof."""
    if leaf >= LARGEST:
        abort(404)
    found, behind = read.public_log.inclusion(leaf), read.disclosure.behind(leaf)
    if found is None and behind is None and not read.public_log.awaits(leaf):
        abort(404)
    made_of("log", "village", *([behind.kind] if behind else []))
    shown = {"page": _page(behind), "text": proofs.text(found) if found else None}
    return render_template("portal/log_entry.html", leaf=leaf, found=found, behind=behind, **shown)


def _page(behind: read.disclosure.Behind | None) -> str | None:
    """The address of the page that shows a record."""
    endpoint, name = _SHOWN_ON.get(behind.kind, (None, None)) if behind else (None, None)
    if behind is None or endpoint is None or behind.state != read.disclosure.STANDING:
        return None
    try:
        values: dict[str, Any] = {name: behind.key} if name else {}
        return url_for(endpoint, **values)
    except BuildError:
        return None


@bp.get("/<int:leaf>/record.json")
def record(leaf: int) -> ResponseReturnValue:
    """The record behind an entry with the salt of its commitment; 410 with the reason where it is not public (now)."""
    behind = read.disclosure.behind(leaf) if leaf < LARGEST else None
    if behind is None:
        abort(404)
    if behind.payload is None:
        return _noindex(make_response(proofs.gone(behind), 410))
    return _noindex(make_response({**proofs.record(behind), "page": _page(behind)}))


@bp.get("/<int:leaf>/proof.json")
def bundle(leaf: int) -> Response:
    """Everything that proves an entry, in one file to keep."""
    return saved(leaf, f"proof-{leaf}.json")


def saved(leaf: int, name: str) -> Response:
    """The proof of an entry as a file to keep; 404 while no checkpoint covers it."""
    answer = make_response(proofs.bundle(leaf) or abort(404)) if leaf < LARGEST else abort(404)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _noindex(answer)


def _noindex(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    return answer


@bp.get("/taken-down", defaults={"before": None})
@bp.get("/taken-down/<int:before>")
def taken_down(before: int | None) -> str:
    """What was taken down and why; says loudly where the log and the records disagree."""
    made_of(*read.KINDS)
    if before is not None and before > LARGEST:
        abort(404)
    return render_template("portal/log_taken_down.html", register=read.register.taken_down(before), before=before)


@bp.get("/checkpoints", defaults={"month": None})
@bp.get("/checkpoints/<month>")
def checkpoints(month: str | None) -> str:
    """The last signed checkpoint of each day of a month; a day without one is named."""
    made_of("log")
    today, begun = read.today(), read.public_log.first_day()
    first = _first_of(month) if month else today.replace(day=1)
    if first is None or first > today or (month and (begun is None or _last_of(first) < begun)):
        abort(404)
    shown = read.public_log.daily(max(first, begun or today), min(_last_of(first), today))
    days = [(day, signed) for day, signed in shown.items() if signed or day < today][::-1]
    earlier, later = (_month_of(day, begun, today) for day in (first - timedelta(days=1), first + timedelta(days=31)))
    return render_template("portal/log_checkpoints.html", days=days, first=first, earlier=earlier, later=later)


def _first_of(month: str) -> date | None:
    try:
        return date.fromisoformat(f"{month}-01") if len(month) == len("2026-11") else None
    except ValueError:
        return None


def _last_of(day: date) -> date:
    """The last day of the month a day lies in."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _month_of(day: date, begun: date | None, today: date) -> str | None:
    """The address of the month a day lies in, if there is anything to see."""
    if begun is None or _last_of(day) < begun or day.replace(day=1) > today:
        return None
    return url_for("log.checkpoints", month=f"{day:%Y-%m}")


@bp.get("/consistency")
def consistency() -> ResponseReturnValue:
    """Ask for the proof that one checkpoint only added to another; asked by form, so it is never kept."""
    asked = {name: request.args.get(name, "").strip() for name in ("from", "to")}
    signed = read.public_log.newest()
    sizes = [int(value) for value in asked.values() if _SIZE.fullmatch(value)]
    answer = consistent(*sizes) if len(sizes) == len(asked) else None
    wrong = any(asked.values()) and answer is None
    page = render_template("portal/log_consistency.html", asked=asked, signed=signed, answer=answer, wrong=wrong)
    return page, 422 if wrong else 200


def consistent(old: int, size: int) -> dict[str, Any] | None:
    """The proof that the log of `size` entries begins with that of `old`; None where it does not cover them."""
    log = read.public_log
    path = log.consistency(old, size)
    if path is None:
        return None
    roots = {"from_root": _base64(log.root(old)), "to_root": _base64(log.root(size))}
    return {"from": old, "to": size, **roots, "proof": [_base64(step) for step in path]}


def _base64(value: bytes) -> str:
    """As a checkpoint writes its root."""
    return base64.b64encode(value).decode()
