"""What must be public, and whether it is: the disclosures and wall boards of every outlet (S01, S10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template

from portal.cache import made_of
from portal.pages.conduct import of_villages
from portal.pages.duty import offices
from workflow.doors.published import read

bp = Blueprint("disclosures", __name__)

WEBSITE = "website"
#: What on these pages is the disclosure of that name, and the page on which it stands.
PAGES = {
    "products": ("product", "products.index"), "conditions": ("product", "products.index"),
    "procedure": ("product", "products.index"), "pricing": ("rate", "rates.index"), "fees": ("fee", "fees.index"),
    "officers": ("officer", "officers.index"), "supervision": ("supervision", "conduct.supervision"),
    "commitments": ("commitment", "commitments.index"),
}  # fmt: skip
#: Boards that stand for a group of people; its members are named in the record `<outlet>-<code>`.
GROUPS = ("rating_group", "line_group", "risk_group", "classification_group")
_KINDS = ("disclosure", "board", "office", "panel", "village", *dict.fromkeys(kind for kind, _page in PAGES.values()))


@bp.get("/disclosures")
def index() -> str:
    """Every outlet with what is missing there."""
    made_of(*_KINDS)
    shown = {record.key: record for record in read.in_force("disclosure")}
    boards = {record.key: record for record in read.in_force("board")}
    return render_template(
        "portal/disclosures.html",
        items=online(next(iter(shown.values()), None)),
        outlets=[
            (each, missing(shown.get(each.key)), unhung(boards.get(each.key)), unnamed(boards.get(each.key)))
            for each in offices()
        ],
        panels=panels(),
    )


@bp.get("/disclosures/<key>")
def show(key: str) -> str:
    """One outlet: each disclosure on each channel, since when, and what is overdue."""
    made_of(*_KINDS)
    record = read.one("disclosure", key) or abort(404)
    board = read.one("board", key)
    return render_template("portal/disclosure.html", record=record, items=online(record), board=board)


@bp.get("/boards/<key>")
def board(key: str) -> str:
    """The wall boards of one outlet."""
    made_of("board", "office", "disclosure", "panel")
    record = read.one("board", key) or abort(404)
    late = _over(record.payload["due"])
    return render_template("portal/boards.html", record=record, board=record.payload, late=late, named=named(record))


def online(record: read.Public | None) -> list[dict[str, Any]]:
    """The disclosures with what of them stands on these pages: the page, and since when its present wording."""
    return [{**item, **_here(item["code"])} for item in (record.payload["items"] if record else ())]


def _here(code: str) -> dict[str, Any]:
    kind, page = PAGES.get(code, (None, None))
    found = read.in_force(kind) if kind else []
    return {"page": page if found else None, "here_since": max((each.valid_from for each in found), default=None)}


def missing(record: read.Public | None) -> list[str] | None:
    """The codes of what is shown on no channel although it is due; None where nothing is published of the outlet."""
    if record is None:
        return None
    return [item["code"] for item in record.payload["items"] if any(overdue(way) for way in item["ways"])]


def overdue(way: dict[str, Any]) -> bool:
    """Whether a channel is empty after its due day."""
    return _over(way["due"]) and way["since"] is None and way["code"] != WEBSITE


def _over(due: str | None) -> bool:
    return due is not None and date.fromisoformat(due) < read.today()


def unhung(record: read.Public | None) -> int | None:
    """How many named boards do not hang although they are due; None where nothing is published of the outlet."""
    if record is None:
        return None
    empty = sum(each["put_up_on"] is None for each in record.payload["boards"])
    return empty if _over(record.payload["due"]) else 0


def named(record: read.Public) -> dict[str, bool]:
    """The groups among an outlet's boards, by code: whether their members are named on these pages."""
    codes = [each["code"] for each in record.payload["boards"] if each["code"] in GROUPS]
    standing = {each.key for each in read.in_force("panel")}
    return {code: f"{record.key}-{code}" in standing for code in codes}


def unnamed(record: read.Public | None) -> int | None:
    """How many groups that the rules name have no members on these pages; None where no board is published."""
    return None if record is None else list(named(record).values()).count(False)


def panels() -> dict[str, tuple[int, int]]:
    """By office: how many of its villages have a panel on these pages, of how many."""
    having = {record.payload["village"] for record in of_villages()}
    found: dict[str, tuple[int, int]] = {}
    for village in read.in_force("village"):
        some, every = found.get(village.payload["office"], (0, 0))
        found[village.payload["office"]] = (some + (village.key in having), every + 1)
    return found


bp.record_once(lambda setup: setup.app.jinja_env.globals.update(overdue=overdue))
