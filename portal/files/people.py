"""Who serves whom, and where."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from portal.faces import worded
from portal.files.fields import CODE, COUNT, DAY, FLAG, PAIR, TEXT, TEXTS, Field, rows
from portal.files.listing import KEY, RECORD, Listing, records
from workflow.doors.published import read

_PHONE = Field("phone", TEXT, _("Telephone"))
_OFFICE = Field("office", PAIR, _("Office"))
_TOWN = Field("town", TEXT, _("Town"))
_VILLAGES = rows(Field("name", TEXT, _("Village")), Field("code", CODE, _("Code of the village")), _TOWN)

OFFICERS = Listing(
    "officers", _("Officers"), ("officer",), ("officers.index",), records("officer"),
    (
        KEY, Field("name", TEXT, _("Name")), _OFFICE, _PHONE, Field("duties", PAIR, _("Duties")),
        Field("villages", _VILLAGES, _("Villages")), *RECORD,
    ),
    "/officers/{key}", lambda row: f"{row['name']}, {worded(row['office'])}",
)  # fmt: skip

VILLAGES = Listing(
    "villages", _("Villages"), ("village",), ("villages.index", "officers.town"), records("village"),
    (
        Field("code", CODE, _("Code of the village")), Field("name", TEXT, _("Village")),
        Field("pinyin", TEXT, _("Name in Latin letters")), _TOWN, Field("town_code", CODE, _("Code of the town")),
        _OFFICE, Field("office_phone", TEXT, _("Telephone of the office")),
        Field("officer", TEXT, _("Officer in charge; empty: nobody is named at present"), "officer.name"),
        Field("officer_phone", TEXT, _("Telephone of the officer"), "officer.phone"),
        Field("groups", TEXTS, _("Village groups")), *RECORD,
    ),
    "/villages/{code}", lambda row: row["name"],
)  # fmt: skip


def _towns() -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for record in read.in_force("village"):
        code = record.payload["town_code"]
        found.setdefault(code, {"code": code, "name": record.payload["town"], "villages": 0})["villages"] += 1
    return list(found.values())


TOWNS = Listing(
    "towns", _("Towns"), ("village",), ("villages.index", "officers.index"), _towns,
    (
        Field("code", CODE, _("Code of the town")), Field("name", TEXT, _("Town")),
        Field("villages", COUNT, _("Number of villages")),
        Field("page", CODE, _("Address of the page on this site")),
    ),
    "/towns/{code}",
)  # fmt: skip

OFFICES = Listing(
    "offices", _("Offices"), ("office",), ("officers.index",), records("office"),
    (
        KEY, Field("name", PAIR, _("Office")), Field("level", CODE, _("Level in the tree of offices")),
        Field("outlet", FLAG, _("Whether it serves customers")), _PHONE, Field("address", PAIR, _("Address")), *RECORD,
    ),
    "/officers", lambda row: worded(row["name"]),
)  # fmt: skip

_SEATS = rows(
    Field("name", TEXT, _("Name")), Field("part", PAIR, _("Part in the group")),
    Field("post", TEXT, _("Post")),
)  # fmt: skip

PANELS = Listing(
    "panels", _("Committees, groups and panels"), ("panel",), ("conduct.panels", "conduct.office"), records("panel"),
    (
        KEY, Field("title", PAIR, _("Committee, group or panel")), _OFFICE,
        Field("sort", CODE, _("Kind: committee, the code of a group, village")),
        Field("village", CODE, _("Code of the village whose panel it is")),
        Field("members", TEXTS, _("Members")),
        Field("seats", _SEATS, _("Members and their parts")),
        Field("duties", PAIR, _("Duties")), Field("cite", TEXT, _("Source")),
        Field("term_from", DAY, _("Term from"), "from"),
        Field("term_until", DAY, _("Term until, that day included; empty: until further notice"), "until"), *RECORD,
    ),
    "/panels", lambda row: worded(row["title"]),
)  # fmt: skip
