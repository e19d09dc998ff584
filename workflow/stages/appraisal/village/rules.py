"""What a batch line form that came back says, and every cell of it that cannot be right. Pure; amounts in fen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workflow.kernel import checks
from workflow.kernel.errors import Invalid, N_
from workflow.stages.imports.rules import Fault, Typed

#: The columns of the form, in their order. The first three and the settled line must be there; a column of another
#: name is refused, so that nothing is lost unread.
NUMBER, CODE, GROUP, NAME, PROPOSED, SETTLED, OPINION, STATE = (
    "number", "code", "group", "name", "proposed", "settled", "opinion", "state",
)  # fmt: skip
COLUMNS = {
    NUMBER: N_("Form number"),
    CODE: N_("Household code"),
    GROUP: N_("Village group"),
    NAME: N_("Household"),
    PROPOSED: N_("Proposed line"),
    SETTLED: N_("Settled line"),
    OPINION: N_("Opinion of the meeting"),
    STATE: N_("State"),
}
_NEEDED = (NUMBER, NAME, SETTLED)


@dataclass(frozen=True, slots=True)
class Known:
    """A form as it stands: whose it is, what was proposed, what was settled, and how many signs an opinion may have."""

    name: str
    proposed: int
    settled: int | None
    opinion: str = ""
    tied: bool = False
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What the meeting settled of one form: `amount` in fen, nought for no line."""

    number: str
    amount: int
    opinion: str


@dataclass(slots=True)
class Handed:
    """A sheet, read: lines to be recorded, how many rows say what stands already, how many say nothing, the faults."""

    lines: list[Line] = field(default_factory=list)
    same: int = 0
    empty: int = 0
    faults: list[Fault] = field(default_factory=list)


def read(
    rows: Sequence[Sequence[Typed]], merged: Sequence[tuple[int, int]], names: Mapping[str, str],
    known: Mapping[str, Known],
) -> Handed:  # fmt: skip
    """A sheet against the forms that stand: `names` are the words of a header (any language) with their column,
    `merged` the first cells of merged ranges, `known` the panel's forms by number.
    """
    found = Handed()
    found.faults += [Fault(row, column, N_("Cells are merged here. Undo the merging.")) for row, column in merged]
    if not rows:
        found.faults.append(Fault(0, None, N_("The sheet is empty.")))
        return found
    places = _header(rows[0], names, found.faults)
    if set(_NEEDED) <= places.keys():
        _rows(rows, places, known, found)
    return found


def _header(row: Sequence[Typed], names: Mapping[str, str], faults: list[Fault]) -> dict[str, int]:
    places: dict[str, int] = {}
    for column, cell in enumerate(row):
        key = names.get(cell.text)
        if key is None and cell.text:
            faults.append(Fault(0, column, N_("This column is not one of the form. Take it out."), {}))
        elif key in places:
            faults.append(Fault(0, column, N_("This column stands twice.")))
        elif key is not None:
            places[key] = column
    lacking = [COLUMNS[key] for key in _NEEDED if key not in places]
    faults += [Fault(0, None, N_("The column “%(name)s” is missing."), {"name": name}) for name in lacking]
    return places


def _rows(
    rows: Sequence[Sequence[Typed]], places: Mapping[str, int], known: Mapping[str, Known], found: Handed
) -> None:
    numbers = [_cell(row, places[NUMBER]) for row in rows]
    twice = {text for text, count in Counter(numbers[1:]).items() if text and count > 1}
    for place, row in enumerate(rows[1:], 1):
        if not any(cell.text for cell in row):
            continue
        faults = list(_faults(place, row, places, known, twice))
        if faults:
            found.faults += faults
        else:
            _take(known[numbers[place]], numbers[place], row, places, found)


def _cell(row: Sequence[Typed], column: int) -> str:
    return row[column].text if column < len(row) else ""


def _faults(
    place: int, row: Sequence[Typed], places: Mapping[str, int], known: Mapping[str, Known], twice: set[str]
) -> Iterator[Fault]:
    for column, cell in enumerate(row):
        if cell.formula:
            yield Fault(place, column, N_("A formula stands here. Write the value itself."))
        elif cell.text and column not in places.values():
            yield Fault(place, column, N_("This cell stands outside the form. Take it out."))
    number, at = _cell(row, places[NUMBER]), places[NUMBER]
    if number in twice:
        yield Fault(place, at, N_("This form number stands twice."))
    form = known.get(number)
    if form is None:
        yield Fault(place, at, N_("This panel has no form of that number."))
        return
    yield from _of_form(place, row, places, form)


def _of_form(place: int, row: Sequence[Typed], places: Mapping[str, int], form: Known) -> Iterator[Fault]:
    if _cell(row, places[NAME]) != form.name:
        yield Fault(place, places[NAME], N_("On file this household is “%(name)s”."), {"name": form.name})
    if form.tied:
        yield Fault(place, None, N_("You have a declared tie to this household: somebody else records its line."))
    if PROPOSED in places:
        yield from _unchanged(place, places[PROPOSED], row, form.proposed)
    amount = list(_amount_faults(place, places[SETTLED], row))
    yield from amount
    if not amount and form.settled is not None and _changes(row, places, form):
        yield Fault(place, places[SETTLED], N_("This line is settled already. Have the meeting sit again first."))
    if OPINION in places and form.longest is not None and len(_cell(row, places[OPINION])) > form.longest:
        yield Fault(place, places[OPINION], N_("At most %(most)s characters fit here."), {"most": form.longest})


def _changes(row: Sequence[Typed], places: Mapping[str, int], form: Known) -> bool:
    typed = _cell(row, places[SETTLED])
    return bool(typed) and checks.yuan_or_nought(typed) != form.settled


def _unchanged(place: int, column: int, row: Sequence[Typed], proposed: int) -> Iterator[Fault]:
    typed = _cell(row, column)
    try:
        same = not typed or checks.yuan_or_nought(typed) == proposed
    except Invalid:
        same = False
    if not same:
        yield Fault(place, column, N_("The proposed line comes from the survey and cannot be changed here."))


def _amount_faults(place: int, column: int, row: Sequence[Typed]) -> Iterator[Fault]:
    cell = row[column] if column < len(row) else None
    if cell is None or not cell.text or cell.formula:
        return
    if isinstance(cell.value, bool) or not isinstance(cell.value, str | int | float):
        yield Fault(place, column, N_("This is no amount. Write the yuan with digits, for example 30000."))
        return
    try:
        checks.yuan_or_nought(cell.text)
    except Invalid as error:
        yield Fault(place, column, error.message, dict(error.params))


def _take(form: Known, number: str, row: Sequence[Typed], places: Mapping[str, int], found: Handed) -> None:
    typed = _cell(row, places[SETTLED])
    if form.settled is not None:
        found.same += 1
    elif not typed:
        found.empty += 1
    else:
        opinion = _cell(row, places[OPINION]) if OPINION in places else ""
        found.lines.append(Line(number, checks.yuan_or_nought(typed), opinion))
