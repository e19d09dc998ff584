"""The board of the eight disclosures: from the products and their conditions to supervision and promises."""

from __future__ import annotations

from typing import Any

from workflow.doors.published import read
from workflow.kernel.errors import N_
from workflow.office.papers import boards
from workflow.office.papers.boards import Section, section, table
from workflow.office.papers.sheet import Making, Sheet, institution, made_of_all

#: What the board is made of; every one of them may change it.
KINDS = ("product", "rate", "fee", "officer", "commitment", "supervision", "conduct")


def sheet(making: Making) -> Sheet | None:
    """The board, across the paper in three columns; None before any product is published."""
    records = [record for kind in KINDS for record in read.in_force(kind)]
    if not read.in_force("product"):
        return None
    voice, at = making.voice, max(record.published_at for record in records)
    numbers = voice.gettext("1. 2. 3. 4. 5. 6. 7. 8.").split()
    parts = [part(making) for part in _PARTS]
    for number, part in zip(numbers, parts, strict=True):
        part["title"] = f"{number} {part['title']}" if voice.english else f"{number}{part['title']}"
    day = voice.day(read.local_date(at), weekday=False)
    return boards.sheet(
        making, voice.gettext("Eight disclosures"), parts, made_of=made_of_all(*KINDS), at=at, name="disclosures",
        lead=[voice.gettext("As published on %(day)s", day=day)], path="/disclosures", columns=3,
        leaves=[record.leaf for record in records], size=9.5,
    )  # fmt: skip


def _products() -> list[dict[str, Any]]:
    return [record.payload for record in read.in_force("product")]


def _loans(making: Making) -> Section:
    voice = making.voice
    rows: list[list[Any]] = [[voice.worded(each["name"]), voice.amount(each.get("amount"))] for each in _products()]
    heads = [voice.gettext("Loan"), voice.gettext("How much")]
    return section(voice.gettext("Loans"), table=table(heads, ["text", "text"], rows, [1, 1]))


def _conditions(making: Making) -> Section:
    voice = making.voice
    said = {voice.worded(each.get(name)): None for name in ("who", "how_to_apply") for each in _products()}
    shared = [words for words in said if words]
    items = [_asked(each, making) for each in _products()]
    return section(voice.gettext("Conditions, how to apply, papers"), lead=shared, items=items)


def _asked(product: dict[str, Any], making: Making) -> str:
    """A product with the papers it wants."""
    voice = making.voice
    papers = voice.gettext(", ").join(voice.worded(paper) for paper in product["materials"])
    return voice.worded(product["name"]) + voice.gettext(": ") + papers


def _procedure(making: Making) -> Section:
    """Each procedure once, though several products share it."""
    voice, found = making.voice, dict[str, list[str]]()
    for product in _products():
        steps = " → ".join(voice.worded(stage) for stage in product["stages"])
        found.setdefault(steps, []).append(voice.worded(product["name"]))
    colon, comma = voice.gettext(": "), voice.gettext(", ")
    items = [f"{comma.join(names)}{colon}{steps}" for steps, names in found.items() if steps]
    return section(voice.gettext("Procedure"), items=items)


def _prices(making: Making) -> Section:
    voice = making.voice
    rows: list[list[Any]] = [[name, rate] for name, _, rate in boards.loans(making)]
    heads = [voice.gettext("Loan"), voice.gettext("Annual rate")]
    return section(voice.gettext("Pricing"), table=table(heads, ["text", "num"], rows, [2, 1]))


def _charges(making: Making) -> Section:
    voice = making.voice
    colon = voice.gettext(": ")
    fees = [record.payload for record in read.in_force("fee")]
    items = [voice.worded(fee["label"]) + colon + voice.worded(fee["standard"]) for fee in fees]
    lead = voice.gettext("Nothing else may be charged than what stands on this board.")
    return section(voice.gettext("Fees"), lead=[lead], items=items)


def _people(making: Making) -> Section:
    voice, officers = making.voice, [record.payload for record in read.in_force("officer")]
    officers.sort(key=lambda officer: (officer["office"], officer["name"]))
    rows: list[list[Any]] = [[each["office"], each["name"], each["phone"] or ""] for each in officers]
    heads = [voice.gettext(head) for head in (N_("Office"), N_("Name"), N_("Telephone"))]
    return section(voice.gettext("Customer managers"), table=table(heads, ["text"] * 3, rows, [4, 3, 4]))


def _supervision(making: Making) -> Section:
    voice, record = making.voice, read.one("supervision", "self")
    ways = [voice.worded(way) for way in record.payload["channels"]] if record else []
    hotline = voice.gettext("Supervision %(phone)s", phone=institution()["hotline"])
    conduct = [rule for each in read.in_force("conduct") for rule in each.payload["items"]]
    return section(voice.gettext("Supervision"), lead=[hotline], items=[*ways, *map(voice.worded, conduct)])


def _promises(making: Making) -> Section:
    voice, records = making.voice, read.in_force("commitment")
    said = [voice.worded(text) for record in records for text in record.payload.get("text") or ()]
    return section(voice.gettext("Our promises"), items=[*boards.promises(making), *said])


_PARTS = (_loans, _conditions, _procedure, _prices, _charges, _people, _supervision, _promises)
