"""Boards for the wall of an outlet: how one is put together, rates, fees. They say what is published, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workflow.doors.published import read
from workflow.doors.published.papers import MadeOf
from workflow.kernel.errors import N_
from workflow.office.papers.sheet import Making, Sheet, institution, made_of_all

Section = dict[str, Any]


def section(
    title: str, *, lead: Sequence[str] = (), table: dict[str, Any] | None = None, items: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Section:  # fmt: skip
    """One part of a board."""
    return {"title": title, "lead": list(lead), "table": table, "items": list(items), "notes": list(notes)}


def table(heads: list[str], kinds: list[str], rows: list[list[Any]], widths: list[float]) -> dict[str, Any]:
    """A table of a board; `widths` are shares of the line."""
    return {"heads": heads, "kinds": kinds, "rows": rows, "widths": widths}


def sheet(
    making: Making, heading: str, sections: list[Section], *, made_of: list[MadeOf], at: datetime, leaves: list[int],
    path: str, name: str, above: str | None = None, lead: Sequence[str] = (), foremost: str | None = None,
    size: float = 12, columns: int = 1,
) -> Sheet:  # fmt: skip
    """A board; `size` is its type in points on A4, more than one column lies across the paper."""
    voice = making.voice
    values = making.frame(
        f"{above} {heading}" if above else heading, aside=voice.gettext("Lending in public view"),
        foot=making.proof(*leaves), heading=heading, above=above, lead=[each for each in lead if each],
        sections=sections, foremost=foremost, type=size, columns=columns, flipped=columns > 1,
        code=making.code(path, voice.gettext("Scan for the newest")),
    )  # fmt: skip
    return Sheet("board", values, at, made_of, name)


def _since(records: Sequence[read.Public], making: Making) -> tuple[datetime, str]:
    """When the newest of these was published, and that in words."""
    at = max(record.published_at for record in records)
    day = making.voice.day(read.local_date(at), weekday=False)
    return at, making.voice.gettext("As published on %(day)s", day=day)


def rates(making: Making) -> Sheet | None:
    """The rate board: the annual rate largest, the reference rates below; None while no rate is published."""
    records, voice = read.in_force("rate"), making.voice
    if not records:
        return None
    at, since = _since(records, making)
    own = [record for record in records if not record.payload.get("reference")]
    reference = [record for record in records if record.payload.get("reference")]
    parts = [section(voice.gettext("Annual rates"), table=_rates(own, making), notes=_marks(own, making))]
    if reference:
        parts.append(section(voice.gettext("Reference rates"), table=_rates(reference, making)))
    return sheet(
        making, voice.gettext("Loan rates"), parts, made_of=made_of_all("rate"), at=at, name="rates", path="/rates",
        leaves=[record.leaf for record in records], lead=[since, voice.gettext("Every rate is for one whole year.")],
        foremost=_warning(making), size=13,
    )  # fmt: skip


def _rates(records: list[read.Public], making: Making) -> dict[str, Any]:
    voice = making.voice
    rows = [
        [voice.worded(row["label"]), {"figure": voice.rate(row["rate"])}, {"small": voice.worded(row["basis"])},
         {"small": _first_day(row, making)}]
        for row in (record.payload for record in records)
    ]  # fmt: skip
    heads = (N_("Loan"), N_("Annual rate"), N_("How it is set"), N_("In force since"))
    return table([voice.gettext(head) for head in heads], ["text", "num", "text", "text"], rows, [5, 2.1, 2.5, 2.4])


def _first_day(row: dict[str, Any], making: Making) -> str:
    first = read.first_day(row)
    return making.voice.day(first, weekday=False) if first else making.voice.gettext("no first day known")


def _marks(records: list[read.Public], making: Making) -> list[str]:
    """Where the figures come from, each source once; examples and defaults are said to be that."""
    sources = dict.fromkeys(str(record.payload["cite"]) for record in records if record.payload.get("cite"))
    said = making.voice.gettext(", ").join(sources)
    return [making.voice.gettext("Basis: %(source)s", source=said)] if said else []


def _warning(making: Making) -> str:
    voice = making.voice
    unpaid = voice.gettext("If anyone asks you for more than this, do not pay.")
    call = voice.gettext("Call us: %(phone)s", phone=institution()["hotline"])
    return f"{unpaid} {call}" if voice.english else unpaid + call


def fees(making: Making) -> Sheet:
    """The fee board: whatever is charged besides interest, or that nothing is."""
    records, voice = read.in_force("fee"), making.voice
    own = read.one("institution", "self")
    standing = records or ([own] if own else [])
    at, since = _since(standing, making)
    parts = [section(voice.gettext("Fees"), table=_fees(records, making), lead=_no_fees(records, making))]
    return sheet(
        making, voice.gettext("What we charge"), parts, made_of=made_of_all("fee"), at=at, name="fees", path="/fees",
        leaves=[record.leaf for record in standing], foremost=_warning(making), size=15,
        lead=[since, voice.gettext("Nothing else may be charged than what stands on this board.")],
    )  # fmt: skip


def _no_fees(records: list[read.Public], making: Making) -> list[str]:
    return [] if records else [making.voice.gettext("There are no fees. Beyond the interest nothing is charged.")]


def _fees(records: list[read.Public], making: Making) -> dict[str, Any] | None:
    voice = making.voice
    rows: list[list[Any]] = [
        [_named(row, making), _charge(row, making), {"small": voice.worded(row.get("basis")) or str(row["cite"])}]
        for row in (record.payload for record in records)
    ]
    heads = (N_("Fee"), N_("The charge"), N_("Source"))
    return table([voice.gettext(head) for head in heads], ["text"] * 3, rows, [3, 4, 3]) if rows else None


def _charge(row: dict[str, Any], making: Making) -> dict[str, str]:
    """The standard, and who collects it where that is said."""
    collector = making.voice.worded(row.get("collector"))
    by = making.voice.gettext("collected by: %(who)s", who=collector) if collector else ""
    return {"text": making.voice.worded(row["standard"]), "small": by}


def _named(row: dict[str, Any], making: Making) -> str:
    """What a fee is called, with its code of the price list where it has one."""
    return " ".join(part for part in (row.get("code") or "", making.voice.worded(row["label"])) if part)


def loans(making: Making) -> list[list[Any]]:
    """Every product with its amount and its annual rate."""
    voice, found = making.voice, {record.key: record.payload for record in read.in_force("rate")}
    return [
        [voice.worded(product["name"]), {"small": voice.amount(product.get("amount"))},
         {"figure": voice.rate(found[key]["rate"])} if key in found else {"small": voice.gettext("not set")}]
        for key, product in ((record.key, record.payload) for record in read.in_force("product"))
    ]  # fmt: skip


def promises(making: Making) -> list[str]:
    """Every promise with a figure in days, as sentences, in the order of the rules."""
    voice = making.voice
    timed = [record.payload for record in read.in_force("commitment") if record.payload["days"] is not None]
    timed.sort(key=lambda promise: promise.get("order", 0))
    colon = voice.gettext(": ")
    return [f"{voice.worded(each['label'])}{colon}{voice.within(each['days'], each['unit'])}" for each in timed]
