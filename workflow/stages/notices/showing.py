"""The entries of a list as online page and paper name them, and which of them nobody could tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from workflow.kernel.errors import Conflict, N_
from workflow.places import packs
from workflow.stages.notices import naming, queries, rules
from workflow.stages.notices.models import Notice, NoticeRow


def audience(notice: Notice, on: date) -> str:
    """Who may read a notice online, by the rules of a day."""
    return str(packs.value("publication.audience", on, slug=notice.pack).value or rules.PUBLIC)


def check_code(notice: Notice, on: date) -> None:
    """Conflict where the list is for those with a code and its village has none yet."""
    readers = audience(notice, on)
    if readers in rules.BEHIND_A_CODE and queries.list_code(notice.village, readers) is None:
        raise Conflict(N_("This list opens with the village's code. Make the code first."))


def ways(pack: str, on: date, *, paper: bool = False) -> naming.Ways:
    """How the rules of a day name households online; on paper the name stands in full."""
    told = {
        key: packs.value(f"publication.{key}", on, slug=pack).value
        for key in ("names", "mask", "columns", "tell_apart", "id_digits")
    }
    return naming.Ways(
        full=paper or told["names"] == "full", mask=told["mask"] or "rest",
        grouped=paper or "group" in (told["columns"] or ()),
        order=tuple(told["tell_apart"] or ()), digits=int(told["id_digits"] or 0),
    )  # fmt: skip


def named(rows: Iterable[NoticeRow], how: naming.Ways) -> tuple[dict[str, naming.Named], list[list[NoticeRow]]]:
    """Every entry by its public id as it is shown, and the sets of entries that still look alike."""
    known = {row.public_id: row for row in rows}
    shown, alike = naming.named((_entry(row, how) for row in known.values()), how)
    return shown, [[known[key] for key in keys] for keys in alike]


def _entry(row: NoticeRow, how: naming.Ways) -> naming.Entry:
    """Only what the rules may need is unsealed."""
    case, borrower = row.case, row.case.borrower
    group = case.household.group
    return naming.Entry(
        key=row.public_id, name=borrower.name, group=group.name if group else "", remark=row.remark or "",
        spouse=_spouse(row) if "spouse" in how.order else "",
        id_number=(borrower.id_number or "") if "id_tail" in how.order else "",
    )  # fmt: skip


def _spouse(row: NoticeRow) -> str:
    others = [member for member in row.case.household.members if member is not row.case.borrower]
    return next((member.name for member in others if member.relation == "spouse"), "")


def alike(notice: Notice, on: date) -> list[list[NoticeRow]]:
    """The sets of entries that look alike: on paper, or among those that may be shown online."""
    rows = queries.entries(notice)
    agreed = queries.consenting(row.case.household_id for row in rows)
    online = [row for row in rows if row.case.household_id in agreed]
    found = named(rows, ways(notice.pack, on, paper=True))[1] + named(online, ways(notice.pack, on))[1]
    return list({tuple(row.id for row in same): same for same in found}.values())


def asks_for_remark(pack: str, on: date) -> bool:
    """Whether the rules let a word of the drafter tell namesakes apart."""
    return "remark" in ways(pack, on).order


def check_apart(notice: Notice, on: date) -> None:
    """Conflict while namesakes look alike whom the rules want told apart by a word."""
    same: Sequence[list[NoticeRow]] = alike(notice, on) if asks_for_remark(notice.pack, on) else ()
    if same:
        numbers = ", ".join(row.case.number or "" for row in same[0])
        raise Conflict(
            N_("The entries of cases %(numbers)s look alike. Add a word to each that neighbours know them by."),
            numbers=numbers,
        )
