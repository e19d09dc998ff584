"""Pages of the campaigns: the villages, opening one, and a village from survey to effective lines on one page."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError
from workflow.office.campaign import operations, queries, rules, showing
from workflow.office.campaign.forms import ActForm, PlanForm
from workflow.office.campaign.models import Campaign
from workflow.places.models import Village
from workflow.staff.guard import requires
from workflow.stages.appraisal.survey import queries as surveys
from workflow.stages.appraisal.village import operations as together

bp = Blueprint("campaign", __name__, url_prefix="/campaigns")


@bp.get("")
@requires("campaign.see")
def index() -> Any:
    """The villages in reach, each with the campaign that is under way."""
    known = bool(queries.steps(clock.local_date(g.now)))
    return render_template("workflow/campaign/index.html", villages=queries.villages_of(current_user), known=known)


@bp.route("/<code>/open", methods=["GET", "POST"])
@requires("campaign.open")
def open_one(code: str) -> Any:
    """Begin a campaign, with a day for each step."""
    village = queries.village_for(code, current_user, "campaign.open")
    form = PlanForm(queries.steps(clock.local_date(g.now)))
    if form.validate():
        try:
            operations.open_campaign(village, form.plan(), by=current_user, at=g.now)
            return redirect(url_for("campaign.show", code=code), 303)
        except HouseError as error:
            form.blame(error)
    return _plan(village, form)


def _plan(village: Village, form: PlanForm, campaign: Campaign | None = None) -> Any:
    page = {"village": village, "form": form, "campaign": campaign}
    return render_template("workflow/campaign/plan.html", **page), (422 if form.errors else 200)


@bp.route("/<code>/plan", methods=["GET", "POST"])
@requires("campaign.open")
def plan(code: str) -> Any:
    """Give the steps other days."""
    campaign = queries.campaign_for(code, current_user, "campaign.open")
    days = {step: date.fromisoformat(day) for step, day in campaign.plan.items()}
    form = PlanForm(queries.steps(clock.local_date(g.now)), data={**days, "seen": campaign.version})
    if form.validate():
        web.check_seen(form.seen.data, campaign)
        try:
            operations.plan_anew(campaign, form.plan(), by=current_user, at=g.now)
            return redirect(url_for("campaign.show", code=code), 303)
        except HouseError as error:
            form.blame(error)
    return _plan(campaign.village, form, campaign)


@bp.get("/<code>")
@requires("campaign.see")
def show(code: str) -> Any:
    """A village on one page: each step with its clock and who acts next, each group, each household."""
    village = queries.village_for(code, current_user, "campaign.see")
    campaign = queries.campaign_of(village)
    if campaign is None:
        known = bool(queries.steps(clock.local_date(g.now)))
        return render_template("workflow/campaign/none.html", village=village, known=known)
    web.note_look(campaign.stream, "campaign page")
    size, after = web.settings().limits.page_size, request.args.get("after", 0, type=int)
    since = queries.since(campaign.village)
    page = showing.page(campaign, since, clock.local_date(g.now))
    rows = queries.households(campaign, since, after=after, limit=size)
    return render_template("workflow/campaign/campaign.html", **page, rows=rows, size=size, rules=rules)


@bp.post("/<code>/draw")
@requires("survey.write")
def draw(code: str) -> Any:
    """Draw the respondents of every household that has no survey yet."""
    village = surveys.village_for(code, current_user, "survey.write")
    if ActForm().validate():
        made = together.draw_rest(village, since=queries.since(village), by=current_user, at=g.now)
        flash(ngettext("%(num)s survey has begun.", "%(num)s surveys have begun.", len(made)))
    return redirect(url_for("campaign.show", code=code), 303)


@bp.post("/<code>/summarise")
@requires("survey.write")
def summarise(code: str) -> Any:
    """Close every survey that has enough answers and hand the summaries to the panel."""
    village = surveys.village_for(code, current_user, "survey.write")
    if ActForm().validate():
        count = together.summarise_rest(village, by=current_user, at=g.now)
        flash(ngettext("%(num)s summary is with the panel.", "%(num)s summaries are with the panel.", count))
    return redirect(url_for("campaign.show", code=code), 303)


@bp.post("/<code>/close")
@requires("campaign.open")
def close(code: str) -> Any:
    """End a campaign."""
    campaign = queries.campaign_for(code, current_user, "campaign.open")
    if ActForm().validate():
        operations.close_campaign(campaign, by=current_user, at=g.now)
        flash(_("The campaign is closed."))
    return redirect(url_for("campaign.index"), 303)
