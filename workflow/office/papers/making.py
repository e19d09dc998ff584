"""Keeping the shelf true: every paper that is wanted is made once, what nobody wants any more goes."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workflow.base.settings import Settings
from workflow.carriers.paper import Press
from workflow.doors.published import papers, read
from workflow.doors.published.papers import Place
from workflow.kernel.errors import HouseError
from workflow.office.papers import kinds
from workflow.office.papers.sheet import Making, Sheet
from workflow.office.papers.voice import Voice

log = logging.getLogger(__name__)
#: The worker has other duties: what does not get done in so many seconds is done at its next round.
SECONDS_AT_ONCE = 8
#: What stood in public on which day when a shelf was last brought up to date, by its folder.
_done: dict[Path, tuple[read.Epochs, date]] = {}


def bring_up_to_date(settings: Settings) -> str:
    """Make what is missing or stale and drop what is over; returns a few words on what it did.

    Of two at once one does it: what the other would have made is made at its next round, if it is missing still.
    """
    state = read.epochs(), read.today()
    if _done.get(settings.papers) == state:
        return "nothing new to print"
    if read.one("institution", "self") is None:
        return "nothing is published yet"
    with papers.alone(settings.papers) as mine:
        return _tend(settings, state) if mine else "another process prints"


def _tend(settings: Settings, state: tuple[read.Epochs, date]) -> str:
    begun, made = time.monotonic(), 0
    dropped = _drop_over(settings.papers)
    with Press() as press:
        for kind, key, language in kinds.wanted():
            if time.monotonic() - begun > SECONDS_AT_ONCE:
                return f"{made} made, {dropped} dropped, more to come"
            made += _make(Place(settings.papers, language, kind, key), settings.site_url, press)
    _done[settings.papers] = state
    return f"{made} made, {dropped} dropped"


def _make(place: Place, site: str, press: Press) -> bool:
    """Whether it had to be made; one that cannot be printed keeps no other from being."""
    basis, note = kinds.basis(place.kind, place.key, place.language, site), papers.noted(place)
    if note and note.basis == basis:
        return False
    try:
        sheet = kinds.sheet(place.kind, place.key, Making(Voice(place.language), "a4", site))
        return sheet is not None and _print(place, sheet, basis, press)
    except HouseError as refusal:
        log.warning("the paper %s %s cannot be printed: %s", place.kind, place.key, refusal)
        papers.refuse(place, str(refusal))
    except Exception as error:
        log.exception("the paper %s %s could not be made", place.kind, place.key)
        papers.refuse(place, type(error).__name__)
    return False


def _print(place: Place, sheet: Sheet, basis: str, press: Press) -> bool:
    fingerprint, lying = sheet.fingerprint(), papers.find(place)
    if lying and lying.note.fingerprint == fingerprint:
        papers.confirm(place, lying.note._replace(basis=basis, made_of=sheet.made_of))
        return False
    papers.put(place, sheet.print_pdf(press), fingerprint=fingerprint, made_of=sheet.made_of, basis=basis)
    return True


def _drop_over(folder: Path) -> int:
    """Take down every paper whose record stands no more, so that nothing of it is left on the disk."""
    standing = {kind: set(kinds.keys(kind)) for kind in kinds.KINDS}
    over = [place for place in papers.shelved(folder) if place.key not in standing.get(place.kind, ())]
    for place in over:
        papers.drop(place)
    return len(over)


@dataclass(frozen=True, slots=True)
class Ready:
    """How far the shelf is with a kind: made, wanted, (key, why) of what was tried in vain, each once whatever the
    language, and whether something is still to be tried."""

    made: int
    wanted: int
    refused: list[tuple[str, str]]
    waiting: bool


def ready(settings: Settings, kind: str) -> Ready:
    """How far the shelf is with a kind."""
    languages = kinds.KINDS[kind].languages
    places = [Place(settings.papers, language, kind, key) for key in kinds.keys(kind) for language in languages]
    refused = [(place.key, why) for place in places if (why := papers.refusal(place)) is not None]
    made = sum(place.note.exists() for place in places)
    return Ready(made, len(places), list(dict.fromkeys(refused)), made + len(refused) < len(places))
