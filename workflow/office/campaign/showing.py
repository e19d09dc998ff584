"""What the page of a campaign shows: each step with its clock, what waits in it and for whom, each group, each list."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from workflow.office.campaign import queries, rules
from workflow.office.campaign.models import Campaign
from workflow.office.campaign.rules import Progress, Standing, Step
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.approval.lines.queries import Ground
from workflow.stages.approval.lines.states import LABELS


def page(campaign: Campaign, since: datetime | None, today: date) -> dict[str, Any]:
    """Everything but the list of households; `since` as `queries.since` has it."""
    found, panel = queries.groups(campaign, since), queries.panel_of(campaign)
    counted: Counter[Standing] = sum((group.counted for group in found), Counter())
    steps = [_of_books(each, panel) for each in rules.progress(counted, queries.steps(today), campaign.plan)]
    waiting = {role for each in steps if each.waiting for role in rules.ACTORS[each.step]}
    batches = queries.batches_of(campaign, since)
    return {
        "campaign": campaign, "village": campaign.village, "groups": found, "counted": counted, "steps": steps,
        "total": counted.total(), "panel": panel, "actors": queries.actors(campaign, waiting),
        "batches": batches, "lists": queries.lists_of(campaign, since),
        "objections": queries.objections_open(campaign, since),
        "columns": _columns([each.step for each in steps]), "ground": Ground(campaign.village), "form_words": LABELS,
        "ready": counted[Standing.SETTLED] + counted[Standing.ESCALATED],
    }  # fmt: skip


def _columns(steps: list[Step]) -> list[dict[str, str]]:
    """The columns of the table of groups: a step each, but for those that are no household's own."""
    words = {step: _(rules.STEPS[step]) for step in steps if step not in _OF_BOOKS}
    if Step.EFFECT in words:
        words[Step.EFFECT] = _("In effect")
    first = [{"key": "name", "label": _("Village group"), "kind": "head"}]
    every = {"key": "total", "label": _("Number of households"), "kind": "num"}
    return [*first, every, *({"key": str(step), "label": word, "kind": "num"} for step, word in words.items())]


_OF_BOOKS = (Step.BOOKS, Step.VERIFICATION)


def _of_books(each: Progress, panel: Panel | None) -> Progress:
    """Books and pre-credits are counted by themselves: they belong to the panel, not to one household's way."""
    if each.step not in _OF_BOOKS or panel is None:
        return each if each.step not in _OF_BOOKS else Progress(each.step, 0, 0, 0, each.due_on)
    waiting, past = queries.books(panel) if each.step is Step.BOOKS else queries.to_verify(panel)
    return Progress(each.step, waiting, past, 0, each.due_on)
