"""The trail of looks: by person, by thing, by period; never what tells of a complaint to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, literal, select, tuple_

from workflow.base import audit, clock, vault
from workflow.base.audit import Event, Happened, Look, LookWithin
from workflow.base.db import session
from workflow.office.own_data.models import OwnDataRequest
from workflow.places.models import Office, Village
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.models import Complaint, Exclusion
from workflow.stages.people.documents.models import Photo
from workflow.stages.people.models import Household, Member

_STEP = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What the trail is narrowed to; empty values do not narrow.

    `thing`: a case's or complaint's number, or the name of a thing ("household:…"). Both days belong to the period.
    `after`: the last look shown, as `Seen.key`.
    """

    who: str = ""
    thing: str = ""
    since: date | None = None
    until: date | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: who (name and office), when, at what (sort, the thing's own id, a number or village to read), why.

    `household` is the opaque id of the household that the thing belongs to, where it does.
    """

    key: str
    at: datetime
    name: str
    office: str
    sort: str
    ident: str
    number: str
    household: str
    purpose: str


def things_of(reader: Officer, asked: str) -> list[str]:
    """The names under which looks at what was asked for are kept; none where there is no such thing for this reader."""
    sort, _colon, ident = asked.partition(":")
    if sort == "household":
        found = session.scalar(select(Household).where(Household.public_id == ident))
        return list(_of_household(found)) if found else []
    if ident:
        return [asked]
    case = session.scalar(select(Case).where(Case.number == asked))
    complaint = session.scalar(select(Complaint).where(Complaint.number == asked))
    known = complaint is not None and reader.id not in complaint.excluded_ids
    return [*([case.stream] if case else []), *([complaint.stream] if complaint and known else [])]


def _of_household(found: Household) -> Iterator[str]:
    """Itself, its people past and present, searches for them before they were on file, its photos and its cases."""
    yield f"household:{found.public_id}"
    for member in (*found.members, *found.former):
        yield f"member:{member.public_id}"
        if member.id_number:
            yield f"identity:{vault.current().blind(member.id_number)}"
    for word, model in _KEPT:
        for public_id in session.scalars(select(model.public_id).where(model.household_id == found.id)):
            yield f"{word}:{public_id}"


#: What belongs to a household and is looked at by itself.
_KEPT: tuple[tuple[str, Any], ...] = (("photo", Photo), ("case", Case), ("own_data", OwnDataRequest))


def household_of(id_number: str) -> str:
    """What to ask the trail for, given an identity number: the household, or earlier searches that found nothing."""
    key = vault.current().blind(id_number)
    query = select(Household.public_id).join(Member, Member.household_id == Household.id)
    found = session.scalar(query.where(Member.id_key == key))
    return f"household:{found}" if found else f"identity:{key}"


def looks(reader: Officer, asked: Asked, *, limit: int | None) -> list[Seen]:
    """The newest looks first; at most `limit`."""
    query: Any = select(Look, Event, Officer.name, Office.name).select_from(Look)
    stream = literal("looks:") + cast(Look.officer_id, String)
    query = query.join(Event, and_(Event.stream == stream, Event.sequence == Look.sequence))
    query = query.join(Officer, Officer.id == Look.officer_id).join(Office, Office.id == Officer.office_id)
    query = _narrowed(query, reader, asked).order_by(*(column.desc() for column in _ORDER)).limit(limit)
    rows = session.execute(query).all()
    known = _Known({row.Look.thing for row in rows})
    return [_seen(row, known) for row in rows]


_ORDER = (Look.at, Look.officer_id, Look.sequence)


def every(reader: Officer, asked: Asked) -> Iterator[Seen]:
    """All looks that were asked for, the newest first, read step by step: few are held at a time."""
    while page := looks(reader, asked, limit=_STEP):
        yield from page
        asked = replace(asked, after=page[-1].key)


def _narrowed(query: Any, reader: Officer, asked: Asked) -> Any:
    query = query.where(*_hidden(reader))
    if asked.who:
        query = query.where(Officer.public_id == asked.who)
    if asked.thing:
        things = things_of(reader, asked.thing)
        on_it = select(LookWithin.officer_id, LookWithin.sequence).where(LookWithin.thing.in_(things))
        query = query.where(Look.thing.in_(things) | tuple_(Look.officer_id, Look.sequence).in_(on_it))
    if asked.since:
        query = query.where(Look.at >= clock.start_of(asked.since))
    if asked.until:
        query = query.where(Look.at < clock.end_of(asked.until))
    return query.where(_before(asked.after)) if asked.after else query


def _hidden(reader: Officer) -> Iterator[ColumnElement[bool]]:
    """Complaints that concern the reader and cards that judge the reader are not there, in any list or count."""
    concerned = select(Complaint.public_id).join(Exclusion, Exclusion.complaint_id == Complaint.id)
    complaints = concerned.where(Exclusion.officer_id == reader.id)
    cards = select(EvaluationCard.public_id).where(EvaluationCard.officer_id == reader.id)
    for word, hidden in (("complaint:", complaints), ("card:", cards)):
        names = hidden.with_only_columns(literal(word) + hidden.selected_columns[0])
        yield Look.thing.not_in(names)


def _before(after: str) -> ColumnElement[bool]:
    officer, _dot, sequence = after.partition(".")
    if not (officer.isdecimal() and sequence.isdecimal() and len(after) < 20):
        return false()
    last = session.get(Look, (int(officer), int(sequence)))
    return tuple_(*_ORDER) < tuple_(literal(last.at), last.officer_id, last.sequence) if last else false()


class _Known:
    """The numbers, villages and households behind things, each sort in one query."""

    def __init__(self, things: Iterable[str]) -> None:
        self._ids: dict[str, list[str]] = {}
        for thing in things:
            sort, _colon, ident = thing.partition(":")
            self._ids.setdefault(sort, []).append(ident)
        of_household = Household.public_id
        self.numbers: dict[tuple[str, str], str] = {
            **self._of("case", Case, Case.number),
            **self._of("complaint", Complaint, Complaint.number),
            **self._villages(),
        }
        self.households: dict[tuple[str, str], str] = {
            **self._of("member", Member, of_household, Household.id == Member.household_id),
            **self._of("photo", Photo, of_household, Household.id == Photo.household_id),
            **self._of("case", Case, of_household, Household.id == Case.household_id),
            **self._of("own_data", OwnDataRequest, of_household, Household.id == OwnDataRequest.household_id),
        }
        self.places = self._places({*self.households.values(), *self._ids.get("household", [])})

    def _of(self, sort: str, model: Any, column: Any, *joined: Any) -> dict[tuple[str, str], str]:
        query = select(model.public_id, column).where(model.public_id.in_(self._ids.get(sort, [])))
        found = session.execute(query.join(Household, *joined) if joined else query)
        return {(sort, row[0]): row[1] for row in found}

    def _villages(self) -> dict[tuple[str, str], str]:
        sorts = ("village_register", "respondents", "lines")
        codes = [code for sort in sorts for code in self._ids.get(sort, [])]
        found = session.execute(select(Village.code, Village.name).where(Village.code.in_(codes)))
        return {(sort, row.code): row.name for row in found for sort in sorts}

    def _places(self, households: Iterable[str]) -> dict[str, str]:
        query = select(Household.public_id, Village.name).join(Village, Village.id == Household.village_id)
        return {row.public_id: row.name for row in session.execute(query.where(Household.public_id.in_(households)))}


def _seen(row: Any, known: _Known) -> Seen:
    look, event, name, office = row
    sort, _colon, ident = look.thing.partition(":")
    household = ident if sort == "household" else known.households.get((sort, ident), "")
    return Seen(
        key=f"{look.officer_id}.{look.sequence}", at=look.at, name=name, office=office, sort=sort, ident=ident,
        number=known.numbers.get((sort, ident)) or known.places.get(household, ""), household=household,
        purpose=str(audit.opened(event).payload["purpose"]),
    )  # fmt: skip


def missing() -> Iterator[Event]:
    """Looks of earlier releases, which nothing finds by what was looked at."""
    kept = select(Look.sequence).where(Look.officer_id == Event.by, Look.sequence == Event.sequence).exists()
    query = select(Event).where(Event.kind == audit.LOOKED, Event.by.is_not(None), ~kept).order_by(Event.id)
    return iter(session.scalars(query.limit(_STEP)))


def compared() -> Iterator[tuple[Happened, Look | None]]:
    """Every look as its chain has it, beside what the trail holds of it."""
    place = and_(Look.officer_id == Event.by, Look.sequence == Event.sequence)
    query: Any = select(Event, Look).outerjoin(Look, place).where(Event.kind.in_(audit.LOOKS)).order_by(Event.id)
    for event, look in session.execute(query.execution_options(yield_per=_STEP)):
        yield audit.opened(event), look


def agrees(event: Happened, look: Look) -> bool:
    """Whether the trail holds of a look what its event says, of a list everything that was on it."""
    if event.kind == audit.LISTED:
        mine = (LookWithin.officer_id == look.officer_id, LookWithin.sequence == look.sequence)
        if set(session.scalars(select(LookWithin.thing).where(*mine))) != set(event.payload["of"]):
            return False
    return (look.thing, look.at) == (event.payload["what"], event.at)


def strays() -> list[Look | LookWithin]:
    """What the trail holds and no chain has, also as a part of a look at a list."""
    found: list[Look | LookWithin] = []
    for model, kinds in ((Look, audit.LOOKS), (LookWithin, (audit.LISTED,))):
        stream = literal("looks:") + cast(model.officer_id, String)
        same = (Event.stream == stream, Event.sequence == model.sequence, Event.kind.in_(kinds))
        found += session.scalars(select(model).where(~select(Event.id).where(*same).exists()))
    return found
