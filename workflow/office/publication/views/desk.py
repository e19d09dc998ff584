"""The desk itself: what falls due, what differs, what waits for a second person, what is announced."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import clock, languages
from workflow.doors.published.models import Proposal
from workflow.kernel.errors import HouseError, NotFound
from workflow.office.publication import changes, comparing, concept, falling, operations, queries
from workflow.office.publication.forms import ChosenForm, StepForm
from workflow.office.publication.views.common import bp, called
from workflow.staff.guard import requires
from workflow.stages.notices.codes import codeless


@bp.get("/")
@requires("publication.see")
def index() -> Any:
    """What falls due, what waits, what differs, what is announced, and the way to all that stands."""
    return _desk(ChosenForm())


def _desk(form: ChosenForm, status: int = 200) -> Any:
    today = clock.local_date(g.now)
    differing, waiting = changes.changes(today), queries.proposals()
    page = {
        "falling": falling.rows(differing, today), "changes": differing, "proposals": waiting, "form": form,
        "people": {each.proposed_by: queries.officer(each.proposed_by) for each in waiting}, "called": called,
        "announced": queries.all_announced(today),
        "others": [each for each in waiting if each.proposed_by != current_user.id],
        "open_kinds": list(dict.fromkeys(each.kind for each in differing if each.wanted and not each.proposal)),
        "codeless": codeless(), "ticked": request.args.get("tick", ""),
    }  # fmt: skip
    return render_template("workflow/publication/index.html", **page), status


@bp.post("/propose")
@requires("publication.propose")
def propose_chosen() -> Any:
    """Propose every ticked line of what differs, all or none."""
    form = ChosenForm()
    if form.validate():
        try:
            pairs = [_pair(line) for line in form.chosen.data or ()]
            made = operations.propose_all(pairs, by=current_user, at=g.now)
            words = ngettext("%(num)s proposal made. A second person confirms it.",
                             "%(num)s proposals made. A second person confirms them.", len(made))  # fmt: skip
            flash(words)
            return redirect(url_for("publication.index"), 303)
        except HouseError as error:
            form.blame(error)
    return _desk(form, 422)


def _pair(line: str) -> tuple[str, str]:
    kind, colon, key = line.partition(":")
    if not colon:
        raise NotFound
    return kind, key


@bp.get("/<kind>/")
@requires("publication.see")
def kind(kind: str) -> Any:
    """Everything of a kind that stands in public."""
    if kind not in concept.LABELS:
        raise NotFound
    today = clock.local_date(g.now)
    page = {
        "kind": kind, "records": list(queries.in_force(kind, today).values()), "called": called, "form": StepForm(),
        "checks": kind in falling.CHECKED, "checked_on": falling.checked_on(kind, today),
    }  # fmt: skip
    return render_template("workflow/publication/kind.html", **page)


@bp.post("/<kind>/check")
@requires("publication.propose")
def check(kind: str) -> Any:
    """Say that all of a kind was compared with its source and is still right."""
    if kind not in falling.CHECKED:
        raise NotFound
    if not g.get("stale"):
        operations.check(kind, by=current_user, at=g.now)
        flash(_("Noted: all of this is still right."))
    return redirect(url_for("publication.kind", kind=kind), 303)


@bp.get("/review")
@requires("publication.confirm")
def review() -> Any:
    """Every proposal of others, with what each would change, to be confirmed in one go."""
    return _review(ChosenForm())


def _review(form: ChosenForm, status: int = 200) -> Any:
    wanted = request.values.get("kind", "")
    found = [each for each in queries.proposals() if each.proposed_by != current_user.id]
    shown = [each for each in found if wanted in ("", each.kind)][: operations.MOST_AT_ONCE]
    page = {
        "form": form, "entries": [(each, _differences(each)) for each in shown], "called": called,
        "kinds": sorted({each.kind for each in found}), "wanted": wanted, "left": len(found) - len(shown),
        "ticked": "tick" in request.args,
    }  # fmt: skip
    return render_template("workflow/publication/review.html", **page), status


def _differences(proposal: Proposal) -> list[comparing.Difference]:
    before = changes.payload_of(queries.one_in_force(proposal.kind, proposal.key))
    return comparing.compared(before, changes.payload_of(proposal), languages.current()) if before else []


@bp.post("/review")
@requires("publication.confirm")
def confirm_chosen() -> Any:
    """Confirm every ticked proposal, each with its own record and event, all or none."""
    form = ChosenForm()
    if not form.validate():
        return _review(form, 422)
    proposals = [queries.proposal_for(public_id) for public_id in form.chosen.data or ()]
    done = operations.confirm_all(proposals, by=current_user, at=g.now)
    said = ngettext("%(num)s proposal confirmed. It has its own entry in the public log.",
                    "%(num)s proposals confirmed. Each has its own entry in the public log.", len(done))  # fmt: skip
    flash(said)
    return redirect(url_for("publication.index"), 303)
