"""What an outlet keeps before everyone's eyes: who is on duty, which boards hang, what is up on which channel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _

from portal.files.fields import CODE, COUNT, DAY, PAIR, TEXT, Field
from portal.files.listing import RECORD, Listing, as_row
from workflow.doors.published import read

_OUTLET = (Field("office_id", COUNT, _("Number of the outlet")), Field("office", PAIR, _("Outlet")))
_DUE = Field("due", DAY, _("Day by which it must be up"))


def _parts(kind: str, *lists: str) -> Iterator[dict[str, Any]]:
    """A row for each entry of the innermost list of a record, with what stands around it; the inner word goes first.

    A row has each entry's own name under the name of its list, and its code beside it.
    """
    for record in read.in_force(kind):
        rows = [as_row(record)]
        for name in lists:
            rows = [
                {**row, **part, name: _pair(part), f"{name}_code": part.get("code")}
                for row in rows
                for part in row.get(name, ())
            ]
        yield from rows


def _pair(part: dict[str, Any]) -> dict[str, Any] | None:
    return {"zh": part["zh"], "en": part["en"]} if "zh" in part else None


DUTY = Listing(
    "duty", _("On duty"), ("duty",), ("duty.index", "duty.show"), lambda: _parts("duty", "days", "people"),
    (
        *_OUTLET, Field("on", DAY, _("Day")), Field("name", TEXT, _("Name")),
        Field("window", TEXT, _("Window or post")), Field("phone", TEXT, _("Telephone")), *RECORD,
    ),
    "/duty/{office_id}", more=((_("Calendar of duties"), "/duty.ics"),),
)  # fmt: skip

SIT_INS = Listing(
    "sit-ins", _("Sit-in days"), ("duty",), ("duty.index", "duty.show"), lambda: _parts("duty", "days", "sit_in"),
    (
        *_OUTLET, Field("on", DAY, _("Day")), Field("name", TEXT, _("Who sits in")), Field("hours", TEXT, _("Hours")),
        Field("where", TEXT, _("Place")), Field("village", CODE, _("Code of the village")),
        Field("village_name", TEXT, _("Village")), *RECORD,
    ),
    "/duty/{office_id}",
)  # fmt: skip

BOARDS = Listing(
    "boards", _("Wall boards"), ("board",), ("disclosures.board",), lambda: _parts("board", "boards"),
    (
        *_OUTLET,
        Field("board_code", CODE, _("Code of the board"), "boards_code"), Field("board", PAIR, _("Board"), "boards"),
        Field("put_up_on", DAY, _("Put up on")), Field("inspected_on", DAY, _("Inspected on")),
        Field("inspected_by", PAIR, _("Inspected by")),
        Field("result", CODE, _("Result: good, worn, wrong or missing")), _DUE, *RECORD,
    ),
    "/boards/{office_id}",
)  # fmt: skip

PUBLICITY = Listing(
    "publicity", _("How we told people of our loans"), ("publicity",), ("publicity.index", "publicity.show"),
    lambda: _parts("publicity", "items"),
    (
        *_OUTLET, Field("on", DAY, _("Day")), Field("way", PAIR, _("How"), "items"),
        Field("way_code", CODE, _("Code of the channel"), "items_code"), Field("village", TEXT, _("Village")),
        Field("place", TEXT, _("Place")), Field("audience", TEXT, _("Who was reached")),
        Field("handed_out", COUNT, _("Handed out")), *RECORD,
    ),
    "/publicity/{office_id}-{year}",
)  # fmt: skip

DISCLOSURES = Listing(
    "disclosures", _("What must be public"), ("disclosure",), ("disclosures.index",),
    lambda: _parts("disclosure", "items", "ways"),
    (
        *_OUTLET,
        Field("item", PAIR, _("What must be public"), "items"), Field("item_code", CODE, _("Its code"), "items_code"),
        Field("way", PAIR, _("Channel"), "ways"), Field("way_code", CODE, _("Code of the channel"), "ways_code"),
        Field("up_since", DAY, _("Up since; empty: not up"), "since"), _DUE, *RECORD,
    ),
    "/disclosures/{office_id}",
)  # fmt: skip
