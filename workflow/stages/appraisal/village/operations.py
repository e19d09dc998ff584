"""Acts on a whole village: each household's own rules hold, and whoever is tied to one leaves it to somebody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, update

from workflow.base import audit
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, N_
from workflow.places import packs
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.appraisal.panel import operations as meetings
from workflow.stages.appraisal.panel import queries as panels
from workflow.stages.appraisal.panel.models import Appraisal, Panel
from workflow.stages.appraisal.panel.states import State as Form
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.appraisal.survey import queries as asked
from workflow.stages.appraisal.survey import rules
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.appraisal.survey.states import Step, after
from workflow.stages.appraisal.village import queries
from workflow.stages.appraisal.village.rules import Line

DREW = audit.declare("village_drawn", "surveys")
SUMMARISED = audit.declare("village_summarised", "surveys", "above_authority")
PREPARED = audit.declare("village_forms_prepared", "panel", "forms")
SETTLED = audit.declare("village_meeting_recorded", "panel", "forms")

#: How many households one act takes at most: of the service, so that it ends in time. The next act goes on.
MOST = 500


def draw_rest(village: Village, *, since: datetime | None, by: Officer, at: datetime) -> list[Survey]:
    """Draw the respondents of every household that has no survey since an instant; Conflict where there is none."""
    found = queries.unasked(village, by, since=since, limit=MOST)
    if not found:
        raise Conflict(N_("Every household is drawn for, or somebody else must do it."))
    made = [surveys.draw(household, by=by, at=at) for household in found]
    numbers = [survey.public_id for survey in made]
    audit.record(DREW, _stream(village), at=at, by=by.id, surveys=numbers)
    return made


def _stream(village: Village) -> str:
    return f"village_campaign:{village.code}"


def summarise_rest(village: Village, *, by: Officer, at: datetime) -> int:
    """Close every survey that has enough answers and hand it to the panel; returns how many. Conflict where none is.

    Each under the rules of its own day: the line that all its valid questionnaires make, marked above the authority.
    """
    found = queries.answered(village, by)
    if not found:
        raise Conflict(N_("No survey has enough answers, or somebody else must close it."))
    answers = queries.answers_of(survey.id for survey in found)
    known = {survey.rules_on: _rules(survey) for survey in {each.rules_on: each for each in found}.values()}
    rows = [_closed(survey, answers[survey.id], known[survey.rules_on], by, at) for survey in found]
    lines = [[survey.public_id, row["new_line"]] for survey, row in zip(found, rows, strict=True)]
    above = [survey.public_id for survey, row in zip(found, rows, strict=True) if row["new_above"]]
    _store(rows)
    audit.record(SUMMARISED, _stream(village), at=at, by=by.id, surveys=lines, above_authority=above)
    return len(lines)


class _Rules(NamedTuple):
    """How lines of one day are made, and above which line (fen; None: open) the office does not decide itself."""

    kind: str
    least: int
    limit: int | None


def _rules(survey: Survey) -> _Rules:
    on = survey.rules_on
    limit = packs.value(f"authority.limit.{survey.office.level}", on)
    return _Rules(
        packs.required("survey.aggregate", on).value, asked.least(survey), limit.fen if limit.is_set else None
    )


def _closed(
    survey: Survey, answers: Sequence[rules.Answered], held: _Rules, by: Officer, at: datetime
) -> dict[str, Any]:
    line = rules.summary(held.kind, answers, held.least)
    state = after(after(survey.state, Step.SUMMARISE), Step.SEND)
    return {
        "row": survey.id, "seen": survey.version, "next": survey.version + 1, "new_state": str(state),
        "new_line": line, "new_above": held.limit is not None and line > held.limit, "now": at, "person": by.id,
    }  # fmt: skip


_SURVEYS = cast(Table, Survey.__table__)
_CLOSE = (
    update(_SURVEYS)
    .where(_SURVEYS.c.id == bindparam("row"), _SURVEYS.c.version == bindparam("seen"))
    .values(
        version=bindparam("next"), state=bindparam("new_state"), line=bindparam("new_line"),
        above_authority=bindparam("new_above"), summarised_at=bindparam("now"), summarised_by_id=bindparam("person"),
        sent_at=bindparam("now"),
    )
)  # fmt: skip


def _store(rows: list[dict[str, Any]]) -> None:
    """In one go: a village has hundreds. Conflict where somebody changed one meanwhile."""
    session.flush()
    done = session.connection().execute(_CLOSE, rows)
    if done.rowcount != len(rows):
        raise Conflict(N_("A survey has changed meanwhile. Open the page again."))
    session.expire_all()


def prepare_rest(panel: Panel, *, by: Officer, at: datetime) -> list[Appraisal]:
    """Put every summary that was sent before the panel, each on its form; Conflict where none waits."""
    if panel.dissolved_at is not None:
        raise Conflict(N_("This panel is dissolved already."))
    found = queries.to_prepare(panel, by)
    if not found:
        raise Conflict(N_("No household waits for this panel."))
    made = [
        Appraisal(
            public_id=ids.public_id(), survey=survey, panel=panel, state=str(Form.PREPARED),
            proposed_line=survey.line, prepared_at=at,
        )
        for survey in found
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    forms = [[form.public_id, form.survey.public_id, form.proposed_line] for form in made]
    audit.record(PREPARED, panel.stream, at=at, by=by.id, panel=panel.public_id, forms=forms)
    return made


def settle_meeting(panel: Panel, lines: Sequence[Line], *, by: Officer, at: datetime) -> int:
    """Record what the meeting settled of many households at once, all or none; each is signed by who is not recused.

    Conflict for a form that is not prepared (any more); Forbidden for whoever has a tie to one of the households.
    """
    if not lines:
        raise Conflict(N_("There is nothing to record."))
    forms = {form.public_id: form for form in queries.forms_of(panel)}
    if not {line.number for line in lines} <= forms.keys():
        raise Conflict(N_("A form has changed meanwhile. Open the page again."))
    signing = _signing(panel, forms)
    for line in lines:
        form = forms[line.number]
        signed = signing[form.survey.household_id]
        meetings.settle(form, line=line.amount, opinion=line.opinion, signed=signed, by=by, at=at)
    numbers = [line.number for line in lines]
    audit.record(SETTLED, panel.stream, at=at, by=by.id, panel=panel.public_id, forms=numbers)
    return len(lines)


def _signing(panel: Panel, forms: Mapping[str, Appraisal]) -> dict[int, list[int]]:
    """By household: the seats that sign its form."""
    households = [form.survey.household_id for form in forms.values()]
    out = panels.recused(panel, households)
    return {key: [seat.id for seat in panel.seats if (seat.id, key) not in out] for key in households}
