"""A household notice as the public may see it: masked in the payload already, nothing to hide later (N05)."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.base import clock
from workflow.kernel.errors import N_
from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.places.models import Office
from workflow.policy.money import fen
from workflow.policy.pack import Text
from workflow.stages.cases.rules import NEWER_CALENDAR
from workflow.stages.notices import naming, queries, rules, showing
from workflow.stages.notices.models import Notice, NoticeRow

Payload = dict[str, Any]

PAGE_ROWS = 50
#: How the page says what tells namesakes apart; what is not here says itself.
APART = {"spouse": N_("spouse %(words)s"), "id_tail": N_("identity number ends in %(words)s")}
#: What an entry says that stands in place of one taken off an earlier list: the direction, never the amount before.
ANEW = {
    1: N_("posted anew with a higher amount; before on the list of %(day)s"),
    -1: N_("posted anew with a lower amount; before on the list of %(day)s"),
    0: N_("posted anew, corrected; before on the list of %(day)s"),
}
#: What anyone may know of a list that is not for everyone.
FACE = (
    "id", "kind", "village", "village_name", "town", "posted_at", "days", "unit", "period", "first_day", "last_day",
    "ends_at", "extensions",
)  # fmt: skip


def payload(notice: Notice, on: date) -> dict[str, Any] | None:
    """The face of a posted notice for its audience; None when no entry is left on it.

    An entry is in it only with the household's recorded consent; the others are a count. Each of `rows` has `id`, `n`
    (its place on the list), `subject_to_approval`, of `name`, `group`, `guarantee` and `amount` (fen; or `band` with
    `min` and `max`) what the pack shows, and in `apart` the words that tell it from a namesake or say that it stands in
    place of an entry taken off an earlier list. `page_rows` places make
    a page; `shown` counts the entries. What is posted never changes but by an entry that goes, or by a last day that
    moves on with the calendar (`extensions`): one with another amount is posted anew, with a period of its own, and
    `replaces` names the lists that such entries stood on before.
    """
    standing = [row for row in queries.entries(notice) if queries.stands(row)]
    if not standing or notice.period is None or notice.posted_at is None:
        return None
    columns = list(packs.value("publication.columns", on, slug=notice.pack).value or ())
    return {
        "id": notice.public_id, "kind": notice.kind, "place": notice.place, **_where(notice),
        "posted_at": notice.posted_at.isoformat(), "days": notice.days, "unit": notice.period["limit"]["unit"],
        "period": notice.period, "first_day": notice.period["first_day"], "last_day": notice.period["last_day"],
        "ends_at": notice.over_at.isoformat() if notice.over_at else None, "page_rows": PAGE_ROWS,
        "columns": columns, "mark": _mark(notice, on), "rows": _rows(notice, standing, columns, on),
        "shown": sum(row.online for row in standing), "hidden": sum(not row.online for row in standing),
        "how_to_object": how_to_object(notice, on), **_extended(notice),
        **_replacing(notice),
    }  # fmt: skip


def _extended(notice: Notice) -> Payload:
    """When and why it became longer, in a list that did."""
    if not notice.extensions:
        return {}
    return {"extensions": [{**each, "cause": _cause(each["cause"])} for each in notice.extensions]}


def _replacing(notice: Notice) -> Payload:
    """The earlier lists whose entries stand here anew, oldest first, in a list that has such entries."""
    earlier = {row.notice.id: row.notice.public_id for row in queries.replaced(notice).values()}
    return {"replaces": [earlier[id_] for id_ in sorted(earlier)]} if earlier else {}


def _cause(said: str) -> wording.Pair:
    return wording.both(said) if said == NEWER_CALENDAR else {"zh": said, "en": said}


def keep_places(fresh: Payload, before: Payload) -> None:
    """Leave every entry at the place it had, so that no page of a long list moves while somebody turns it."""
    places = {row["id"]: row.get("n") for row in before["rows"]}
    if all(places.get(row["id"]) for row in fresh["rows"]):
        for row in fresh["rows"]:
            row["n"] = places[row["id"]]


def _where(notice: Notice) -> dict[str, str]:
    village = notice.village
    return {"village": village.code, "village_name": village.name, "town": village.town.name}


def _mark(notice: Notice, on: date) -> wording.Pair | None:
    mark = packs.value("notice.mark", on, slug=notice.pack).value
    return wording.pair(mark) if mark else None


def _rows(notice: Notice, standing: list[NoticeRow], columns: list[str], on: date) -> list[Payload]:
    """The entries that may be shown, by village group, as the pack names them."""
    online = sorted((row for row in standing if row.online), key=lambda row: (naming.group_order(_group(row)), row.id))
    shown, _alike = showing.named(online, showing.ways(notice.pack, on))
    bands, before = _bands(notice.pack, on), queries.replaced(notice)
    exact = bands is None and "amount" in columns
    rows = [_row(n, row, shown[row.public_id], columns, bands) for n, row in enumerate(online, 1)]
    return [_anew(told, row, before.get(row.case_id), exact) for told, row in zip(rows, online, strict=True)]


def _anew(told: Payload, row: NoticeRow, before: NoticeRow | None, exact: bool) -> Payload:
    """An entry that another amount brought to a list of its own says so; where amounts are not told, no direction."""
    if before is None or before.notice.posted_at is None:
        return told
    change = (row.amount > before.amount) - (row.amount < before.amount) if exact else 0
    words = wording.both(ANEW[change], day=clock.local_date(before.notice.posted_at).isoformat())
    return {**told, "apart": [*told.get("apart", ()), words]}


def _group(row: NoticeRow) -> str:
    group = row.case.household.group
    return group.name if group else ""


def _row(n: int, row: NoticeRow, shown: naming.Named, columns: list[str], bands: list[int] | None) -> Payload:
    """One entry: the pack's columns and nothing else."""
    cells = {"name": shown.name, "group": _group(row), "amount": row.amount, "guarantee": row.case.guarantee}
    chosen: Payload = {column: cells[column] for column in columns if column in cells}
    if bands is not None and "amount" in chosen:
        chosen["band"] = rules.band(chosen.pop("amount"), bands)
    apart = [wording.both(APART.get(way, "%(words)s"), words=words) for way, words in shown.apart.items()]
    told = {"id": row.public_id, "n": n, "subject_to_approval": row.subject_to_approval}
    return {**told, **chosen, **({"apart": apart} if apart else {})}


def _bands(pack: str, on: date) -> list[int] | None:
    """Upper bounds in fen where the pack shows ranges instead of amounts."""
    if packs.value("publication.amounts", on, slug=pack).value != "band":
        return None
    return [fen(yuan) for yuan in packs.required("publication.bands", on, slug=pack).value]


def how_to_object(notice: Notice, on: date) -> wording.Pair:
    """Who may object, how and where, also without a telephone."""
    who = _text("objection.who", notice, on) or wording.both(N_("Anyone"))
    to = _text("objection.to", notice, on) or wording.both(N_("risk management department"))
    written = packs.value("objection.in_writing", on, slug=notice.pack).value is not False
    message = (
        N_("%(who)s may object in writing until the last day ends: online, or on paper at %(office)s, to the %(to)s.")
        if written
        else N_("%(who)s may object until the last day ends: online, or at %(office)s, to the %(to)s.")
    )
    return wording.both(message, who=who, to=to, office=_outlet(notice.office))


def _text(key: str, notice: Notice, on: date) -> wording.Pair | None:
    value = packs.value(key, on, slug=notice.pack).value
    return wording.pair(value) if isinstance(value, Text) else None


def _outlet(office: Office) -> wording.Pair:
    if not office.address:
        return {"zh": office.name, "en": office.name}
    return {"zh": f"{office.name}（{office.address}）", "en": f"{office.name} ({office.address})"}
