"""What the rows of a village's roll say of its households, and every cell that cannot be right. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workflow.kernel import checks
from workflow.kernel.errors import N_
from workflow.stages.imports.rules import Fault, Line, Reading, chosen
from workflow.stages.people import rules as people

HOUSEHOLD, GROUP, RELATION, NAME, ID_NUMBER, PHONE, ADDRESS, SOURCE, SOURCE_ON = (
    "household", "group", "relation", "name", "id_number", "phone", "address", "source", "source_on",
)  # fmt: skip
_SPOUSE = "spouse"
_LONGEST_NUMBER, _LONGEST_GROUP = 20, 40
ONCE = N_("Once a household is enough.")
#: The columns that stand before the rules' own and behind them: code, name, whether needed, how, kept as text.
BEFORE = (
    (HOUSEHOLD, N_("Number in this form"), True, N_("The same in each row of one household, for example 1."), True),
    (GROUP, N_("Village group"), False, ONCE, False),
    (RELATION, N_("Relation"), True, N_("One head in each household."), False),
    (NAME, people.CORE["name"], True, "", False),
    (ID_NUMBER, people.CORE["id_number"], True, N_("Eighteen signs: of the head always, of others if known."), True),
    (PHONE, people.CORE["phone"], False, "", True),
    (ADDRESS, people.CORE["address"], False, ONCE, False),
)
AFTER = (
    (SOURCE, N_("Where it is known from"), True, ONCE, False),
    (SOURCE_ON, N_("Known since"), True, N_("A day such as 2026-11-22, once a household."), False),
)
RELATIONS = {
    people.HEAD: N_("Head of household"),
    "spouse": N_("Spouse"),
    "parent": N_("Parent"),
    "child": N_("Child"),
    "other": N_("Other member"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the words of a roll may be: relations and sources as anybody writes them (word → code), and what the rules
    name beside them (code → how it is read)."""

    relations: Mapping[str, str]
    sources: Mapping[str, str]
    fields: Mapping[str, Callable[[str], str]]
    today: date


@dataclass(slots=True)
class Row:
    """One person of a roll; `reading` can still find fault with its cells."""

    reading: Reading
    relation: str | None
    name: str | None
    id_number: str | None
    phone: str | None


@dataclass(slots=True)
class Entry:
    """One household of a roll: its people, and what is said of it (`typed` as it stood in the cells)."""

    number: str
    rows: list[Row] = field(default_factory=list)
    group: str = ""
    address: str = ""
    typed: dict[str, tuple[str, str]] = field(default_factory=dict)
    source: str = ""
    source_on: date | None = None
    at: dict[str, Reading] = field(default_factory=dict)

    @property
    def head(self) -> Row | None:
        """The row of the head."""
        return next((row for row in self.rows if row.relation == people.HEAD), None)

    def blame(self, key: str, message: str, **params: object) -> None:
        """Find fault with a cell that is said of the whole household."""
        self.at.get(key, self.rows[0].reading).blame(key, message, **params)


def read(lines: Sequence[Line], known: Known, faults: list[Fault]) -> list[Entry]:
    """The households of a roll in their order; what cannot be right goes to `faults`."""
    entries: dict[str, Entry] = {}
    for line in lines:
        reading = Reading(line, faults)
        number = reading.take(HOUSEHOLD, _number, needed=N_("Say which household this row belongs to."))
        if number is not None:
            entries.setdefault(number, Entry(number)).rows.append(_row(reading, known))
    for entry in entries.values():
        _household(entry, known)
    found = list(entries.values())
    _twice(found)
    return found


def _number(typed: str) -> str:
    return checks.line(checks.narrow(typed), most=_LONGEST_NUMBER)


def _row(reading: Reading, known: Known) -> Row:
    missing = N_("Say how this person belongs to the household.")
    relation = reading.take(RELATION, chosen(known.relations), needed=missing)
    name = reading.take(NAME, lambda typed: people.read("name", typed), needed=N_("Enter a name."))
    wanted = N_("The head of a household needs an identity number.") if relation == people.HEAD else ""
    number = reading.number(ID_NUMBER, checks.id_number, needed=wanted)
    if number is not None:
        reading.take(ID_NUMBER, lambda _typed: people.born(number, known.today))
    return Row(reading, relation, name, number, reading.number(PHONE, checks.phone))


def _household(entry: Entry, known: Known) -> None:
    heads = [row for row in entry.rows if row.relation == people.HEAD]
    if not heads and all(row.relation for row in entry.rows):
        entry.rows[0].reading.blame(RELATION, N_("This household has no head."))
    for row in heads[1:]:
        row.reading.blame(RELATION, N_("This household has a head already."))
    for row in [row for row in entry.rows if row.relation == _SPOUSE][1:]:
        row.reading.blame(RELATION, N_("This household has a spouse already."))
    entry.group = _said(entry, GROUP, lambda typed: checks.line(typed, most=_LONGEST_GROUP)) or ""
    entry.address = _said(entry, ADDRESS, lambda typed: people.read("address", typed)) or ""
    for code, check in known.fields.items():
        value = _said(entry, code, check)
        if value:
            entry.typed[code] = (entry.at[code].text(code), value)
    entry.source = _said(entry, SOURCE, chosen(known.sources), needed=N_("Say where this is known from.")) or ""
    _since(entry, known.today)


def _said(entry: Entry, key: str, check: Callable[[str], str], *, needed: str = "") -> str | None:
    """What is said of the whole household, once or the same in several rows."""
    found: str | None = None
    for row in entry.rows:
        if not row.reading.text(key):
            continue
        value = row.reading.take(key, check)
        if key in entry.at and value is not None and value != found:
            row.reading.blame(key, N_("Another row of this household says something else here."))
        elif key not in entry.at:
            entry.at[key], found = row.reading, value
    if key not in entry.at and needed:
        entry.blame(key, needed)
    return found


def _since(entry: Entry, today: date) -> None:
    days = [(row, row.reading.day(SOURCE_ON)) for row in entry.rows if row.reading.text(SOURCE_ON)]
    if not days:
        entry.blame(SOURCE_ON, N_("Enter the day."))
    for row, found in days:
        if found is not None and found > today:
            row.reading.blame(SOURCE_ON, N_("This day is still to come."))
        elif found is not None and entry.source_on not in (None, found):
            row.reading.blame(SOURCE_ON, N_("Another row of this household says something else here."))
        else:
            entry.source_on = entry.source_on or found


def _twice(entries: Sequence[Entry]) -> None:
    """Nobody stands in two rows: by number anywhere, without one by name and relation in the same household."""
    rows = [(entry, row) for entry in entries for row in entry.rows]
    numbers = Counter(row.id_number for _entry, row in rows if row.id_number)
    names = Counter((entry.number, row.relation, row.name) for entry, row in rows)
    for entry, row in rows:
        if row.id_number and numbers[row.id_number] > 1:
            row.reading.blame(ID_NUMBER, N_("This identity number stands in several rows."))
        elif names[entry.number, row.relation, row.name] > 1 and row.name and not row.id_number:
            row.reading.blame(NAME, N_("This person stands in several rows."))
