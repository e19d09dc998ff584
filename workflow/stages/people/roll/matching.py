"""A roll against what stands on file: what is new, what stands already, and what must be cleared up by hand first.

A roll adds and never changes: what differs from the file is a fault, to be corrected on the household's own page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from workflow.kernel.errors import N_
from workflow.places.models import Village
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.people import queries as people
from workflow.stages.people import rules as files
from workflow.stages.people import words
from workflow.stages.people.models import Household, HouseholdField, Member
from workflow.stages.people.roll import queries
from workflow.stages.people.roll.rules import ADDRESS, GROUP, ID_NUMBER, NAME, PHONE, RELATION, Entry, Row

_DIFFERS = N_("On file stands “%(value)s”. What is on file is corrected on the household's own page.")
_KNOWN_HERE = N_("This identity number is recorded already: %(name)s in %(village)s.")
_KNOWN_ELSEWHERE = N_("This identity number is recorded in a household already.")


@dataclass(slots=True)
class Found:
    """What a roll would bring: new households; in known ones new people and entries; and how many stand as they are."""

    new: list[Entry] = field(default_factory=list)
    people: list[tuple[Household, Entry, Row]] = field(default_factory=list)
    fields: list[tuple[Household, Entry, str]] = field(default_factory=list)
    same: int = 0

    @property
    def count(self) -> int:
        """How many things it would bring."""
        return len(self.new) + len(self.people) + len(self.fields)


def against_file(village: Village, entries: Sequence[Entry], by: Officer, on: date) -> Found:
    """A roll of a village as `by` may import it; what stands in its way becomes a fault of its cells."""
    members = queries.members_by_number(row.id_number for entry in entries for row in entry.rows if row.id_number)
    homes = {member.household.id: member.household for member in members.values()}
    matching = _Matching(village, by, members, queries.fields_of(list(homes.values())), people.tied_households(by), on)
    for entry in entries:
        matching.take(entry)
    return matching.found


class _Matching:
    """One pass over a roll."""

    def __init__(
        self, village: Village, by: Officer, members: dict[str, Member], fields: dict[int, dict[str, HouseholdField]],
        tied: set[int], on: date,
    ) -> None:  # fmt: skip
        self.found = Found()
        self._village, self._by, self._members, self._fields, self._tied = village, by, members, fields, tied
        self._on = on
        self._met: set[int] = set()
        self._excluded = people.excluded_among(fields)

    def take(self, entry: Entry) -> None:
        """Put one household of the roll where it belongs."""
        known = {row.id_number: self._members[row.id_number] for row in entry.rows if row.id_number in self._members}
        homes = list({member.household.id: member.household for member in known.values()}.values())
        if not homes:
            self._refuse_file(entry, excluded=False)
            self.found.new.append(entry)
        elif self._is_one(entry, homes):
            self._beside(entry, homes[0])

    def _is_one(self, entry: Entry, homes: Sequence[Household]) -> bool:
        """Whether all who are known belong to one household, of this village, that nobody else is in this roll."""
        away = [home for home in homes if home.village_id != self._village.id] or (list(homes) if homes[1:] else [])
        for row in entry.rows:
            member = self._members.get(row.id_number or "")
            if member and member.household in away:
                self._blame_known(row, member)
        home = homes[0]
        if not away and home.id in self._met:
            entry.rows[0].reading.blame(None, N_("This household stands under another number in this form, too."))
        elif not away and home.id in self._tied:
            sentence = N_("You have a declared tie to this household: somebody else records what is new.")
            entry.rows[0].reading.blame(None, sentence)
        elif not away:
            self._met.add(home.id)
            return True
        return False

    def _blame_known(self, row: Row, member: Member) -> None:
        """Only whoever may see the household of somebody is told which it is."""
        if rights.may(self._by, "household.see", member.household):
            row.reading.blame(ID_NUMBER, _KNOWN_HERE, name=member.name, village=member.household.village.name)
        else:
            row.reading.blame(ID_NUMBER, _KNOWN_ELSEWHERE)

    def _beside(self, entry: Entry, home: Household) -> None:
        before = self.found.count
        for row in entry.rows:
            member = self._of(row, home)
            if member:
                _compare(row, member)
            elif row.relation == files.HEAD and home.head:
                row.reading.blame(RELATION, N_("On file %(name)s is the head of this household."), name=home.head.name)
            else:
                self.found.people.append((home, entry, row))
        if entry.group and (home.group is None or home.group.name != entry.group):
            entry.blame(GROUP, _DIFFERS, value=home.group.name if home.group else "–")
        self._refuse_file(entry, excluded=home.id in self._excluded)
        self._fields_beside(entry, home)
        self.found.same += self.found.count == before

    def _of(self, row: Row, home: Household) -> Member | None:
        """Who on file this row is: by number, without one by name and relation."""
        if row.id_number:
            return self._members.get(row.id_number)
        same = (each for each in home.members if (each.name, each.relation) == (row.name, row.relation))
        return next(same, None)

    def _refuse_file(self, entry: Entry, *, excluded: bool) -> None:
        """Nothing more is brought of a household for which a ground stands, where the rules keep no file of it."""
        if words.keeps_file_of_excluded(self._on) or not (excluded or files.EXCLUSION in entry.typed):
            return
        for code in entry.typed.keys() - {files.EXCLUSION}:
            entry.blame(code, files.NO_FILE)

    def _fields_beside(self, entry: Entry, home: Household) -> None:
        known = self._fields[home.id]
        said = {code: value for code, (_typed, value) in entry.typed.items()}
        for code, value in (said | ({ADDRESS: entry.address} if entry.address else {})).items():
            standing = home.address if code == ADDRESS else known[code].value if code in known else None
            if not standing:
                self.found.fields.append((home, entry, code))
            elif standing != value:
                entry.blame(code, _DIFFERS, value=words.shown(code, standing, self._on))


def _compare(row: Row, member: Member) -> None:
    if row.name and row.name != member.name:
        row.reading.blame(NAME, _DIFFERS, value=member.name)
    if row.relation and row.relation != member.relation:
        row.reading.blame(RELATION, N_("On file this person belongs to the household in another way."))
    if row.phone and row.phone != member.phone:
        row.reading.blame(PHONE, _DIFFERS, value=files.shown("phone", member.phone) or "–")
