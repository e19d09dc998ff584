"""The village poster of a notice: the list, until when, how to object without a telephone, strips to tear off."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from workflow.base import clock
from workflow.base.languages import yuan
from workflow.carriers import paper
from workflow.doors.published import read
from workflow.kernel.errors import N_
from workflow.office.papers.sheet import Making, Sheet, Source, institution, made_of, office
from workflow.stages.notices.naming import group_order

#: From so many entries on a list of few columns is set in two columns.
DENSE_FROM = 24
#: Up to so many stand with their group beside the name, more under their group as a heading.
SHORT = 8
STRIPS = 7
_TITLES = {"line": N_("Notice of proposed credit lines"), "loan": N_("Notice of approved loans")}
_SECURITY = {
    "unsecured": N_("unsecured"), "joint": N_("joint guarantee"), "guaranteed": N_("guarantor"),
    "mortgage": N_("mortgage"), "pledge": N_("pledge"),
}  # fmt: skip
_WIDTHS = {"name": 3, "amount": 3, "guarantee": 2.4, "guarantor": 3, "remarks": 2.4, "group": 1.6}


def sheet(record: read.Public, making: Making) -> Sheet:
    """The poster of a notice as it is shown online."""
    return of_list(record, record.payload, making)


def of_list(record: Source, notice: dict[str, Any], making: Making) -> Sheet:
    """The poster of a list: `notice` as the payload of a notice has it, `record` the proof that it was posted."""
    voice, village = making.voice, notice["village_name"]
    heading = _TITLES[notice["kind"]]
    title = f"{notice['town']} {village} {voice.gettext(heading)}"
    values = making.frame(
        title, aside=voice.gettext("Public notice"), foot=making.proof(record.leaf), template="poster",
        running=f"{title} · {_until(notice, making)}", town=f"{notice['town']} {village}",
        heading=voice.gettext(heading), mark=voice.worded(notice.get("mark")) or None,
        until={
            "label": _closing(notice, making),
            "day": voice.day(notice["last_day"]), "note": _span(notice, making),
        },
        period=_effect(notice, making), code=making.code(f"/notices/{record.key}", voice.gettext("Scan to read it")),
        **_list(notice, making), objecting=_objecting(notice, making), basis=_basis(record, notice, making),
        strips=_strips(record, notice, making),
    )  # fmt: skip
    return Sheet("poster", values, record.published_at, made_of(record), f"{notice['town']}-{village}")


def _closing(notice: dict[str, Any], making: Making) -> str:
    """Until when on the last day: its end, or the hour that the rules name."""
    ends = notice.get("ends_at")
    local = datetime.fromisoformat(ends).astimezone(clock.SHANGHAI) if ends else None
    if local is None or (local.hour, local.minute) == (0, 0):
        return making.voice.gettext("Whoever objects does so before this day ends")
    return making.voice.gettext("Whoever objects does so before %(hour)s of this day", hour=f"{local:%H:%M}")


def _until(notice: dict[str, Any], making: Making) -> str:
    return making.voice.gettext("until %(day)s", day=making.voice.day(notice["last_day"]))


def _span(notice: dict[str, Any], making: Making) -> str:
    first, last = (making.voice.day(notice[name], weekday=False) for name in ("first_day", "last_day"))
    return making.voice.gettext("From %(first)s to %(last)s.", first=first, last=last)


def _effect(notice: dict[str, Any], making: Making) -> str:
    day = making.voice.day(notice["period"]["effective_on"], weekday=False)
    return making.voice.gettext("Takes effect on %(day)s if no objection stands.", day=day)


def _list(notice: dict[str, Any], making: Making) -> dict[str, Any]:
    voice, rows = making.voice, notice["rows"]
    columns = ["name", *(name for name in ("amount", "guarantee") if name in notice["columns"])]
    columns += [name for name in ("guarantor",) if any(row.get(name) for row in rows)]
    columns += ["remarks"] if any(row.get("subject_to_approval") for row in rows) else []
    columns += ["group"] if len(rows) <= SHORT and any(row.get("group") for row in rows) else []
    heads = {
        "name": voice.gettext("Name"), "amount": voice.gettext("Amount (yuan)"), "guarantee": voice.gettext("Security"),
        "guarantor": voice.gettext("Guarantor"), "remarks": voice.gettext("Remarks"), "group": voice.gettext("Group"),
    }  # fmt: skip
    return {
        "heads": [heads[name] for name in columns], "widths": [_WIDTHS[name] for name in columns],
        "kinds": ["num" if name == "amount" else "text" for name in columns],
        "groups": [{"name": name, "rows": [[_cell(row, each, making) for each in columns] for row in found]}
                   for name, found in _grouped(notice, short=len(rows) <= SHORT)],
        "dense": len(rows) >= DENSE_FROM and len(columns) <= 3,
        "empty": _nothing_shown(notice, making), "hidden": _hidden(notice, making),
    }  # fmt: skip


def _grouped(notice: dict[str, Any], *, short: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    """The entries by village group, in the order of the groups' numbers; a short list as one."""
    rows = sorted(notice["rows"], key=lambda row: group_order(row.get("group") or ""))
    if short:
        return [("", rows)] if rows else []
    return [(name, list(found)) for name, found in groupby(rows, key=lambda row: row.get("group") or "")]


def _cell(row: dict[str, Any], column: str, making: Making) -> Any:
    voice = making.voice
    if column == "name":
        apart = " ".join(voice.worded(words) for words in row.get("apart", ()))
        return {"text": voice.worded(row["name"]), "small": apart} if apart else voice.worded(row["name"])
    if column == "amount":
        return yuan(row["amount"]) if "amount" in row else voice.amount(row.get("band"))
    if column == "guarantee":
        known = _SECURITY.get(str(row.get("guarantee")))
        return {"small": voice.gettext(known) if known else voice.worded(row.get("guarantee"))}
    if column == "group":
        return {"small": row.get("group") or ""}
    if column == "remarks":
        return {"small": voice.gettext("subject to approval") if row.get("subject_to_approval") else ""}
    return voice.worded(row.get(column))


def _nothing_shown(notice: dict[str, Any], making: Making) -> str:
    if not notice["hidden"]:
        return making.voice.gettext("No entry of this notice is shown online.")
    return making.voice.ngettext(
        "%(num)s entry stands on the paper list alone, because the household did not agree to have it shown online.",
        "%(num)s entries stand on the paper list alone, because the households did not agree to have them shown "
        "online.",
        notice["hidden"],
    )


def _hidden(notice: dict[str, Any], making: Making) -> str | None:
    if not notice["hidden"] or not notice["rows"]:
        return None
    return making.voice.ngettext(
        "%(num)s more entry is not shown online, because the household did not agree to it. "
        "It stands on the paper list.",
        "%(num)s more entries are not shown online, because the households did not agree to it. "
        "They stand on the paper list.",
        notice["hidden"],
    )


def _objecting(notice: dict[str, Any], making: Making) -> dict[str, Any]:
    """Who, how and where without any telephone; then the telephones."""
    voice, outlet = making.voice, _outlet(notice)
    how = voice.gettext(
        "How, without a telephone: write down the name on this list, what is wrong and why, your own name and how to "
        "reach you; sign it."
    )
    where = voice.gettext("Bring it to %(office)s (%(address)s), to any of our outlets, or to your officer.", **outlet)
    phones = voice.gettext(
        "Questions: %(phone)s. Supervision: %(hotline)s.", phone=outlet["phone"], hotline=institution()["hotline"]
    )
    secret = voice.gettext("Only the department that examines it learns who objected.")
    return {
        "title": voice.gettext("How to object"),
        "items": [voice.worded(notice["how_to_object"]), how, where, phones, secret],
    }


def _outlet(notice: dict[str, Any]) -> dict[str, str]:
    """The office that serves the village, as published."""
    village = read.one("village", notice["village"])
    name = village.payload["office"] if village else institution()["name"]
    found = office(name)
    phone = found.get("phone") or institution()["hotline"]
    return {"office": name, "address": found.get("address") or "", "phone": phone}


def _basis(record: Source, notice: dict[str, Any], making: Making) -> list[str]:
    voice, cite = making.voice, notice["period"]["limit"]["cite"]
    basis = f"{institution()['pack_source']} {cite}"
    rules = voice.gettext("Basis: %(source)s", source=basis)
    posted = read.local_date(record.published_at)
    publisher = voice.gettext("Published by %(publisher)s, %(office)s", publisher=making.publisher(), **_outlet(notice))
    since = voice.gettext("Posted on %(day)s.", day=voice.day(posted, weekday=False))
    place = voice.gettext("Hangs at: %(place)s", place=voice.worded(notice["place"]))
    down = voice.gettext("Taken down on: ____________  by: ____________")
    return [rules, f"{publisher} · {since}", f"{place} · {down}"]


def _strips(record: Source, notice: dict[str, Any], making: Making) -> dict[str, Any]:
    voice, page = making.voice, f"/villages/{notice['village']}"
    return {
        "count": STRIPS, "drawn": paper.qr(making.address(page)),
        "invitation": voice.gettext("Tear off a strip and take it home"), "heading": notice["village_name"],
        "lines": [
            voice.gettext("until %(day)s", day=voice.day(notice["last_day"], weekday=False)),
            making.typed(page),
            voice.gettext("Telephone %(phone)s", phone=_outlet(notice)["phone"]),
            voice.gettext("Entry %(leaf)s of the public log", leaf=record.leaf),
        ],
    }  # fmt: skip
