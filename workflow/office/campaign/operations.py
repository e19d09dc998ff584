"""Opening a campaign in a village with a day for each step, changing those days, closing it; each act one event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.office.campaign import queries
from workflow.office.campaign.models import Campaign
from workflow.office.campaign.rules import Step
from workflow.places.models import Village
from workflow.staff.models import Officer

OPENED = audit.declare("campaign_opened", "village", "plan")
PLANNED = audit.declare("campaign_planned", "plan", "was")
CLOSED = audit.declare("campaign_closed", "village")


def open_campaign(village: Village, plan: Mapping[Step, date], *, by: Officer, at: datetime) -> Campaign:
    """Begin a campaign in a village; `plan` has the day by which a step is to be done, for those that get one.

    Invalid for days in the past, out of the order of the steps, or of a step that the rules do not have; Conflict where
    one is under way, or where the rules know no step at all.
    """
    on = local_date(at)
    if not queries.steps(on):
        raise Conflict(
            N_("The rules in force know no survey and no appraisal books: there is nothing to work through.")
        )
    if queries.campaign_of(village) is not None:
        raise Conflict(N_("A campaign is under way in this village already."))
    made = Campaign(
        public_id=ids.public_id(), village=village, opened_at=at, opened_by=by, plan=_checked(plan, on)
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(OPENED, made.stream, at=at, by=by.id, village=village.code, plan=made.plan)
    return made


def _checked(plan: Mapping[Step, date], on: date) -> dict[str, str]:
    known, last = queries.steps(on), on
    for step in Step:
        day = plan.get(step)
        if day is None:
            continue
        if step not in known:
            raise Invalid(N_("The rules do not have this step."), field=str(step))
        if day < last:
            raise Invalid(N_("This day lies before today or before that of an earlier step."), field=str(step))
        last = day
    return {str(step): plan[step].isoformat() for step in Step if plan.get(step)}


def plan_anew(campaign: Campaign, plan: Mapping[Step, date], *, by: Officer, at: datetime) -> None:
    """Give the steps other days; what was planned before stays in the event. Invalid as when opening."""
    was = campaign.plan
    campaign.plan = _checked(plan, local_date(at))
    session.flush()
    audit.record(PLANNED, campaign.stream, at=at, by=by.id, plan=campaign.plan, was=was)


def close_campaign(campaign: Campaign, *, by: Officer, at: datetime) -> None:
    """End a campaign; whatever is still on its way goes on by itself. Conflict for one that is closed."""
    if campaign.closed_at is not None:
        raise Conflict(N_("This campaign is closed already."))
    campaign.closed_at, campaign.closed_by_id = at, by.id
    session.flush()
    audit.record(CLOSED, campaign.stream, at=at, by=by.id, village=campaign.village.code)
