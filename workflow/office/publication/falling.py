"""What falls due at the publishing desk lists itself: each cause one line with count, day and one next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel.speaklater import LazyString

from workflow.base import clock, languages
from workflow.kernel.errors import N_
from workflow.office.groups import queries as groups
from workflow.office.outlets import queries as outlets
from workflow.office.publication import changes, concept, queries
from workflow.office.publication.changes import CHANGED, GONE, NEW, Change
from workflow.office.registers.duty import queries as duty
from workflow.places import packs
from workflow.stages.cases.todo import Todo

#: Kinds whose figures somebody compares with their source again and again, also when nothing changed.
CHECKED = ("rate", "fee")

_OPEN = N_("Open the list")
_GONE = N_("No longer in force but still shown: %(count)s (%(kind)s).")
_PROMISES = N_("Promises in public that differ from our rules: %(count)s.")
_DIFFERENT = N_("Statements that are not in public as our rules and people have them: %(count)s.")
_COMING = N_("Statements that will differ from %(day)s on: %(count)s. They can be announced now.")
_UNCHECKED = N_("%(kind)s: last compared with the source on %(day)s.")
_COMPARE = N_("Compare and confirm")
_NO_OFFICER = N_("Villages without an officer: %(count)s (%(names)s).")
_LOSING = N_("Villages that will be without an officer from %(day)s: %(count)s (%(names)s).")
_BOARDS = N_("Wall boards that are not up at outlets where they were due: %(count)s (%(names)s).")
_MEDIA = N_("Disclosures missing on a channel where they were due: %(count)s (%(names)s).")
_UNNAMED = N_("Groups that the rules want named and whose members nobody wrote down: %(count)s (%(names)s).")
_ROSTER = N_("Business days with nobody on an outlet's duty roster: %(count)s (%(names)s).")


def rows(differing: Sequence[Change], today: date) -> list[Todo]:
    """Every cause that has fallen due by a day, given what differs that day; what is late first, then by day."""
    ahead = today + timedelta(days=packs.required("publication.look_ahead", today).value)
    causes = (
        _gone(differing, today), _different(differing, today), _unchecked(today), _villages(today, ahead),
        _displays(today), _unnamed(today), _rosters(today, ahead), _coming(differing, today, ahead),
    )  # fmt: skip
    found = [row for cause in causes for row in cause]
    return sorted(found, key=lambda row: (not row.late, row.on or ahead))


def _gone(differing: Sequence[Change], today: date) -> Iterator[Todo]:
    for kind in concept.TWO_PEOPLE:
        count = sum(1 for change in differing if change.kind == kind and change.state == GONE and not change.proposal)
        if count:
            said = LazyString(languages.say, concept.LABELS[kind])
            yield _row(_GONE, "publication.kind", {"kind": kind}, today, late=True, kind=said, count=count)


def _different(differing: Sequence[Change], today: date) -> Iterator[Todo]:
    fresh = [change for change in differing if change.state in (NEW, CHANGED) and not change.proposal]
    promises = [change for change in fresh if change.kind == "commitment" and change.state == CHANGED]
    if promises:
        yield _row(_PROMISES, "publication.index", {"_anchor": "chosen"}, today, late=True, count=len(promises))
    if len(fresh) > len(promises):
        others = len(fresh) - len(promises)
        yield _row(_DIFFERENT, "publication.index", {"_anchor": "chosen"}, today, count=others)


def _coming(differing: Sequence[Change], today: date, ahead: date) -> Iterator[Todo]:
    """What only a coming day will make different and nobody has announced or proposed yet."""
    known = {(change.kind, change.key) for change in differing}
    later = [each for each in changes.changes(ahead) if each.state == CHANGED and (each.kind, each.key) not in known]
    fresh = [each for each in later if not each.proposal]
    if fresh:
        args = {"kind": fresh[0].kind, "key": fresh[0].key, "on": ahead.isoformat()}
        yield _row(_COMING, "publication.show", args, ahead, day=ahead, count=len(fresh))


def checked_on(kind: str, today: date) -> date | None:
    """The day on which a kind was last compared with its source, by a check or by being published."""
    told = queries.last_checked(kind)
    published = [record.published_at for record in queries.in_force(kind, today).values()]
    oldest = min(published, default=None)
    instants = [instant for instant in (told, oldest) if instant is not None]
    return clock.local_date(max(instants)) if oldest else None


def _unchecked(today: date) -> Iterator[Todo]:
    every = timedelta(days=packs.required("publication.recheck_every", today).value)
    for kind in CHECKED:
        last = checked_on(kind, today)
        if last is not None and last + every <= today:
            said = {"kind": LazyString(languages.say, concept.LABELS[kind]), "day": LazyString(languages.day, last)}
            due = last + every
            yield Todo(_UNCHECKED, _COMPARE, "publication.kind", {"kind": kind}, said, due, due < today)


def _villages(today: date, ahead: date) -> Iterator[Todo]:
    every = queries.villages()
    now, then = queries.in_charge(today), queries.in_charge(ahead)
    without = [village.name for village in every if village.id not in now]
    losing = [village.name for village in every if village.id in now and village.id not in then]
    args = {"kind": "village"}
    if without:
        yield _row(_NO_OFFICER, "publication.kind", args, today, late=True, count=len(without), names=_some(without))
    if losing:
        yield _row(_LOSING, "publication.kind", args, ahead, day=ahead, count=len(losing), names=_some(losing))


def _some(names: list[str]) -> str:
    return "、".join(names[:2]) + ("…" if len(names) > 2 else "")


def _displays(today: date) -> Iterator[Todo]:
    """Wall boards and disclosures that the rules wanted by a day that is over."""
    boards = [
        (payload["office"], payload["due"])
        for payload in concept.payloads("board", today).values()
        for board in payload["boards"]
        if not board["put_up_on"]
    ]
    media = [
        (payload["office"], way["due"])
        for payload in concept.payloads("disclosure", today).values()
        for item in payload["items"]
        for way in item["ways"]
        if not way["since"]
    ]
    yield from _overdue(_BOARDS, boards, today)
    yield from _overdue(_MEDIA, media, today)


def _overdue(title: str, missing: list[tuple[str, str | None]], today: date) -> Iterator[Todo]:
    late = [(office, date.fromisoformat(due)) for office, due in missing if due and date.fromisoformat(due) < today]
    if late:
        names = _some(list(dict.fromkeys(office for office, _due in late)))
        first = min(due for _office, due in late)
        yield _row(title, "outlets.index", {}, first, late=True, count=len(late), names=names)


def _unnamed(today: date) -> Iterator[Todo]:
    """Groups of outlets that the rules wanted on a board by a day that is over, and in which nobody sits today."""
    due, wanted = packs.value("disclosure.boards_due", today).value, groups.wanted(today)
    sitting = {(group.office_id, group.code) for group in groups.standing(today)}
    empty = [office for office in outlets.outlets() for code in wanted if (office.id, code) not in sitting]
    if due and due < today and empty:
        names = _some(list(dict.fromkeys(office.name for office in empty)))
        yield _row(_UNNAMED, "outlets.index", {}, due, late=True, count=len(empty), names=names)


def _rosters(today: date, ahead: date) -> Iterator[Todo]:
    """Coming business days on which an outlet has nobody on duty, where the rules ask for a roster."""
    empty = duty.gaps(outlets.outlets(), today, ahead)
    if empty:
        names, first = _some(list(dict.fromkeys(gap.office.name for gap in empty))), empty[0].on
        yield _row(_ROSTER, "swaps.index", {}, first, late=first == today, count=len(empty), names=names)


def _row(title: str, endpoint: str, args: dict[str, Any], on: date, *, late: bool = False, **params: Any) -> Todo:
    params = {
        name: LazyString(languages.day, each) if isinstance(each, date) else each for name, each in params.items()
    }
    return Todo(title, _OPEN, endpoint, args, params, on, late)
