"""Is what stands here what happened? Every chain, the public log, every record, notice, case and figure, made anew.

`run` gives findings in words; none means that everything verifies. A cut tail that takes its checkpoints along is
found only with an earlier checkpoint that somebody kept outside this house: give it to `run`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflow.base import clock, vault
from workflow.base.db import session
from workflow.kernel.errors import N_
from workflow.office.supervision import performance, queries, rollup
from workflow.office.supervision.recompute import recompute
from workflow.office.supervision.verify.albums import albums
from workflow.office.supervision.verify.chains import events, slips
from workflow.office.supervision.verify.draws import draws
from workflow.office.supervision.verify.enclosures import enclosures
from workflow.office.supervision.verify.finding import Finding
from workflow.office.supervision.verify.households import household_photos
from workflow.office.supervision.verify.log import log
from workflow.office.supervision.verify.notices import notices
from workflow.office.supervision.verify.pairs import pairs
from workflow.office.supervision.verify.records import records
from workflow.office.supervision.verify.signers import signers
from workflow.office.supervision.verify.trail import trail
from workflow.office.supervision.voices import recount
from workflow.stages.approval.models import ResultNotice
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import fold, stored


def run(*, checkpoint: str | None = None, public_key: bytes | None = None) -> Iterator[Finding]:
    """Every finding. `checkpoint`: an earlier signed note; `public_key`: 32 raw bytes, the house's own without it."""
    chains = [*events(), *slips()]
    yield from chains
    yield from enclosures()
    yield from albums()
    yield from household_photos()
    yield from log(public_key or vault.current().public_key, checkpoint)
    yield from pairs()
    yield from records()
    yield from notices()
    if not chains:  # what rests on broken chains would only repeat their findings
        yield from signers()
        yield from _cases()
        yield from _results()
        yield from draws()
        yield from trail()
        yield from _figures()


def _cases() -> Iterator[Finding]:
    for case in session.scalars(select(Case).order_by(Case.id).execution_options(yield_per=500)):
        folded, kept = fold(queries.history(case.stream)), stored(case)
        for name in sorted(kept):
            if folded.get(name) != kept[name]:
                message = N_("Case %(number)s: “%(column)s” is stored as %(stored)s, its events say %(folded)s.")
                told = {"column": name, "stored": kept[name], "folded": folded.get(name)}
                yield Finding(message, {"number": case.number, **told})


def _results() -> Iterator[Finding]:
    """The day a result was told stands twice: in its own record and in the case, which its events confirm."""
    query = select(ResultNotice, Case).join(Case, Case.id == ResultNotice.case_id).order_by(ResultNotice.id)
    for notice, case in session.execute(query.execution_options(yield_per=500)):
        if notice.told_at != case.answered_at:
            message = N_("Case %(number)s: its result is stored as told on %(told)s, the case says %(answered)s.")
            yield Finding(message, {"number": case.number, "told": notice.told_at, "answered": case.answered_at})


def figures(at: datetime) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each commitment with its figures as kept, and as the events alone give them by other code."""
    told = {key: asdict(figures) for key, figures in performance.by_key(clock.local_date(at)).items()}
    again = recompute(at)
    for key in sorted(told.keys() | again.keys()):
        kept = {name: value for name, value in told.get(key, {}).items() if name != "suppressed"}
        yield key, kept, again.get(key, {})
    yield from recount.compared()


def _figures() -> Iterator[Finding]:
    for key, kept, again in figures(clock.now()):
        if kept != again:
            message = N_("Figures of %(key)s: the tables give %(kept)s, the events alone give %(again)s.")
            yield Finding(message, {"key": key, "kept": kept, "again": again})
    for key in rollup.strays():
        yield Finding(N_("Figures of %(key)s: its tallies do not hold what its cases say."), {"key": key})
