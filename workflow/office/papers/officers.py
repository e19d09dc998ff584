"""Papers about people: the service plate of a village, contact cards of an officer, an outlet's duty board."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from workflow.doors.published import read
from workflow.doors.published.papers import MadeOf
from workflow.office.papers import boards
from workflow.office.papers.sheet import Making, Sheet, institution, made_of, office


def plate(record: read.Public, making: Making) -> Sheet:
    """The service plate that hangs in a village: officer, telephone, loans, promises, supervision."""
    voice, village = making.voice, record.payload
    heading = voice.gettext("Service plate")
    place, photo = f"{village['town']} {village['name']}", _photo_of(village["officer"])
    values = making.frame(
        f"{place} {heading}", aside=voice.gettext("Lending in public view"), foot=making.proof(record.leaf),
        place=place, heading=heading, photo=_shown(photo, _name(village)), officer=_in_charge(village, making),
        code=making.code(f"/villages/{record.key}", voice.gettext("Scan for your village's page")),
        loans=_loans(making), promises={"title": voice.gettext("What we promise"), "items": boards.promises(making)},
        area=_area(village, making), supervision=_supervision(making),
    )  # fmt: skip
    made = made_of(record) + _made_of_photo(photo)
    return Sheet("plate", values, record.published_at, made, f"{village['town']}-{village['name']}")


def _in_charge(village: dict[str, Any], making: Making) -> dict[str, Any]:
    """The officer; where nobody is in charge, the office that stands in."""
    voice, officer = making.voice, village["officer"]
    if officer is None:
        lines = [voice.gettext("No officer is named for this village at present.")]
        phone = village["office_phone"] or institution()["hotline"]
        return {"label": voice.gettext("Office"), "name": village["office"], "phone": phone, "lines": lines}
    where = office(officer["office"]).get("address") or ""
    lines = [part for part in (voice.worded(officer["duties"]), officer["office"], where) if part]
    phone = officer["phone"] or village["office_phone"] or institution()["hotline"]
    return {"label": voice.gettext("Your officer"), "name": officer["name"], "phone": phone, "lines": lines}


def _photo_of(officer: dict[str, Any] | None) -> read.Public | None:
    """The published photo of the officer in charge, if there is one."""
    key = next((each.key for each in read.in_force("officer") if _same(each.payload, officer)), None)
    return read.one("photo", key) if key else None


def _shown(photo: read.Public | None, name: str) -> dict[str, Any] | None:
    """A photo as a template takes it."""
    return {"bytes": list(b64decode(photo.payload["data"])), "alt": name} if photo else None


def _made_of_photo(photo: read.Public | None) -> list[MadeOf]:
    """A paper with a photo stands no longer than the photo itself."""
    return made_of(photo) if photo else []


def _name(village: dict[str, Any]) -> str:
    return str((village["officer"] or {}).get("name", ""))


def _same(card: dict[str, Any], officer: dict[str, Any] | None) -> bool:
    return officer is not None and all(card[name] == officer[name] for name in ("name", "office", "phone"))


def _loans(making: Making) -> dict[str, Any]:
    voice = making.voice
    heads = [voice.gettext("Loan"), voice.gettext("How much"), voice.gettext("Annual rate")]
    return {"title": voice.gettext("What you can borrow"), "heads": heads, "rows": boards.loans(making)}


def _area(village: dict[str, Any], making: Making) -> dict[str, str]:
    voice, groups = making.voice, village["groups"]
    between = voice.gettext(", ")
    text = f"{village['town']} {village['name']}" + (f" {between.join(groups)}" if groups else "")
    return {"title": voice.gettext("Service area"), "text": text}


def _supervision(making: Making) -> dict[str, str]:
    return {"text": making.voice.gettext("Not satisfied? Call the supervision:"), "phone": institution()["hotline"]}


def card(record: read.Public, making: Making) -> Sheet:
    """Ten contact cards of an officer on one sheet, to cut and hand out."""
    voice, officer = making.voice, record.payload
    towns = voice.gettext(", ").join(dict.fromkeys(village["town"] for village in officer["villages"]))
    number = voice.ngettext("%(num)s village", "%(num)s villages", len(officer["villages"]))
    title, photo = voice.gettext("Contact card of %(name)s", name=officer["name"]), read.one("photo", record.key)
    values = making.frame(
        title, aside="", foot="", photo=_shown(photo, officer["name"]),
        supervision=voice.gettext("Supervision %(phone)s", phone=institution()["hotline"]),
        officer={
            "name": officer["name"], "label": voice.gettext("Customer manager"),
            "phone": officer["phone"] or institution()["hotline"],
            "lines": [officer["office"], f"{towns} {number}".strip()],
        },
        code=making.code(f"/officers/{record.key}", voice.gettext("Scan for my page")),
    )  # fmt: skip
    made = made_of(record) + _made_of_photo(photo)
    return Sheet("card", values, record.published_at, made, f"{officer['office']}-{officer['name']}")


def duty(record: read.Public, making: Making) -> Sheet:
    """Who is on duty at an outlet on each business day of a week."""
    voice, week = making.voice, record.payload
    sitting = any(day.get("sit_in") for day in week["days"])
    rows = [
        [voice.day_of_week(day["on"]), *_on_duty(day, making), *([{"small": _sitting(day)}] if sitting else [])]
        for day in week["days"]
    ]
    heads = [voice.gettext("Day"), voice.gettext("On duty"), voice.gettext("Window"), voice.gettext("Telephone")]
    heads += [voice.gettext("Who sits in")] if sitting else []
    first, last = voice.day(week["from"], weekday=False), voice.day(week["until"], weekday=False)
    widths: list[float] = [4.7, 2.2, 2.5, 3.8, 3.8]
    table = boards.table(heads, ["text"] * len(heads), rows, widths[: len(heads)])
    section = boards.section(voice.gettext("Customer managers on duty"), table=table)
    return boards.sheet(
        making, voice.gettext("Duty board"), [section], made_of=made_of(record), at=record.published_at,
        above=week["office"], path="/officers",
        lead=[voice.gettext("%(first)s to %(last)s", first=first, last=last), voice.worded(week["rule"])],
        name=f"{week['office']}-{week['from']}", leaves=[record.leaf], size=15,
    )  # fmt: skip


def _sitting(day: dict[str, Any]) -> str:
    return "\n".join(
        " ".join(filter(None, (each["name"], each["village_name"], each["where"], each["hours"])))
        for each in day.get("sit_in", ())
    )


def _on_duty(day: dict[str, Any], making: Making) -> list[Any]:
    if not day["people"]:
        return [{"small": making.voice.gettext("nobody is named yet")}, "", ""]
    joined = [[str(person.get(name) or "") for person in day["people"]] for name in ("name", "window", "phone")]
    return ["\n".join(each) for each in joined]
