"""The staff's app: one line a blueprint, one commit a request, one check for every post."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, g, get_flashed_messages, redirect, request, url_for
from flask_login import LoginManager, current_user
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from workflow.base import audit, clock, tokens, vault, web
from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.kernel.errors import Conflict, HouseError, Invalid
from workflow.office.archive.views import bp as archive
from workflow.office.campaign.views import bp as campaign
from workflow.office.demonstration.views import bp as demonstration
from workflow.office.desk.views import bp as desk
from workflow.office.groups.views import bp as groups
from workflow.office.looks.views import bp as looks
from workflow.office.outlets.views import bp as outlets
from workflow.office.own_data.views import bp as own_data
from workflow.office.papers.views import bp as papers
from workflow.office.printing.views import bp as printing
from workflow.office.publication.operations import pull_due
from workflow.office.publication.views import bp as publication
from workflow.office.registers import rooms as registers
from workflow.office.reminders.views import bp as reminders
from workflow.office.supervision import rooms as supervisions
from workflow.office.supervision.views import bp as supervision
from workflow.places.queries import institution
from workflow.staff import access, menu, operations, queries
from workflow.staff.models import FormNonce
from workflow.staff.rights import may
from workflow.staff.roles import NAMES
from workflow.staff.views import bp as staff
from workflow.stages.appraisal import rooms as appraisals
from workflow.stages.appraisal.views import bp as appraisal
from workflow.stages.approval.lines.views import bp as lines
from workflow.stages.approval.views import bp as approval
from workflow.stages.cases.photos.views import bp as material_photos
from workflow.stages.cases.views import bp as cases
from workflow.stages.credit.contract.views import bp as contract
from workflow.stages.credit.loss.views import bp as loss
from workflow.stages.credit.views import bp as credit
from workflow.stages.feedback.cards.views import bp as cards
from workflow.stages.feedback.views import bp as feedback
from workflow.stages.imports import kinds
from workflow.stages.imports.views import bp as imports
from workflow.stages.notices.views import bp as notices
from workflow.stages.people.documents.views import bp as documents
from workflow.stages.people.views import bp as people

BLUEPRINTS = (
    desk, staff, imports, people, documents, archive, campaign, cases, appraisal, approval, lines, notices, credit,
    contract, loss, material_photos, feedback, cards, publication, papers, printing, outlets, groups, supervision,
    looks, own_data, reminders, demonstration, *registers.BLUEPRINTS, *supervisions.BLUEPRINTS, *appraisals.BLUEPRINTS,
)  # fmt: skip

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def create_app(settings: Settings) -> Flask:
    """The staff side, to be mounted at /staff."""
    operations.hash_of_nobody()
    app = web.make_app("workflow", settings)
    app.config.update(
        SECRET_KEY=vault.current().token,
        SESSION_COOKIE_NAME="said",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
    )
    web.dress(app, settings)
    _install_login(app)
    _install_refusals(app)
    app.before_request(_begin)
    app.before_request(_load_person)
    app.before_request(_check_post)
    app.after_request(_finish)
    app.teardown_request(lambda _error: session.remove())
    app.jinja_env.globals.update(may=lambda verb, thing=None: may(current_user, verb, thing), form_token=web.form_token)
    app.jinja_env.globals["ROLE_NAMES"] = NAMES
    app.jinja_env.globals["layout"] = "workflow/_page.html"
    app.context_processor(_surroundings)
    for kind in appraisals.FORMS:
        kinds.offer(kind)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _surroundings() -> dict[str, Any]:
    """What every staff page shows around its content."""
    person = current_user._get_current_object()
    return {
        "institution": institution(),
        "home": url_for("desk.show"),
        "menu": menu.of(person.roles) if person.is_authenticated else [],
        "flashes": _said(),
        "demo_days": clock.demo_days(),
    }


def _said() -> list[tuple[str, str]]:
    """What the last action said; the signed cookie that carries it holds nothing else."""
    found: Any = get_flashed_messages(with_categories=True)
    return [("good" if tone == "message" else tone, sentence) for tone, sentence in found]


def _install_login(app: Flask) -> None:
    manager = LoginManager(app)
    manager.request_loader(lambda _request: g.session.officer if g.get("session") else None)
    manager.unauthorized_handler(access.ask_to_log_in)


def _install_refusals(app: Flask) -> None:
    """What the database refuses while a view works is a refusal too, not a crash."""
    for lost in (IntegrityError, StaleDataError):
        app.register_error_handler(lost, _lost_race)
    for too_large in (DataError, OverflowError):
        app.register_error_handler(too_large, _say_unfit)


def _say_unfit(error: Exception) -> tuple[str, int]:
    session.rollback()
    g.refusal = Invalid(web.SENTENCES[422])
    return web.error_page(422, web.SENTENCES[422])


def _begin() -> None:
    session.remove()
    session.info["writing"] = request.method not in _SAFE


def _load_person() -> None:
    settings: Settings = web.settings()
    g.now, g.session = clock.now(), None
    token = request.cookies.get(access.cookie_name(settings))
    if token and request.endpoint != "static":
        g.session = queries.live_session(token, g.now, settings.limits)
    g.bound_to = g.session.token_digest if g.session else ""
    g.reader = g.session.officer_id if g.session else None
    g.language = access.language(g.session)


def _check_post() -> Any:
    if request.method in _SAFE:
        return None
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        g.stale = True
        return None
    age = web.settings().limits.token_hours * 3600
    try:
        given = request.form.get("token") or request.headers.get("X-Form-Token", "")
        g.nonce = tokens.nonce(given, "staff", bound_to=g.bound_to, max_age=age)
    except tokens.StaleToken:
        g.stale = True
        return None
    earlier = session.get(FormNonce, g.nonce)
    return redirect(earlier.answer, 303) if earlier else None


def _finish(response: Response) -> Response:
    if request.method in _SAFE:
        _after_reading()
    elif g.get("stale"):
        response = _refuse_stale(response)
    elif response.status_code < 400 or g.get("keep"):
        response = _commit(response)
    else:
        response = _refuse(response)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _refuse_stale(response: Response) -> Response:
    """Nothing of a stale post stays; the form it came from is shown again, any other answer is not given."""
    session.rollback()
    if response.status_code < 400:
        return current_app.make_response(web.error_page(400, web.SENTENCES[400]))
    if response.status_code == 422:
        response.status_code = 400
    _after_refusing()
    return response


def _refuse(response: Response) -> Response:
    """Nothing of a refused post stays – unless it was refused only because its own twin had just done it."""
    session.rollback()
    twin = _twin()
    if twin is None:
        _record_refusal(response.status_code)
        _after_refusing()
    return twin or response


def _twin() -> Response | None:
    """Where the very same post was led that came a moment earlier."""
    earlier = session.get(FormNonce, g.nonce) if "nonce" in g else None
    return redirect(earlier.answer, 303) if earlier else None  # type: ignore[return-value]


def _commit(response: Response) -> Response:
    try:
        if not 300 <= response.status_code < 400:
            _record_looks()
        elif "nonce" in g:
            session.add(FormNonce(nonce=g.nonce, at=g.now, answer=response.location or "/staff/"))
        session.flush()
        if session.info.pop("due", False):
            pull_due(at=g.now)
        session.commit()
    except (IntegrityError, StaleDataError) as error:
        response = _lost_race(error)
        _record_refusal(response.status_code)
    return response


def _lost_race(error: Exception) -> Response:
    session.rollback()
    twin = _twin()
    if twin:
        g.pop("nonce")
        return twin
    logging.getLogger(__name__).info("a post lost a race or broke a rule of the database: %s", type(error).__name__)
    g.refusal = Conflict(web.SENTENCES[409])
    return current_app.make_response(web.error_page(409, web.SENTENCES[409]))


def _record_refusal(status: int) -> None:
    """A refused action is an event too, without the refused data; failing to record fails loudly."""
    error: HouseError | None = g.get("refusal")
    if status not in (403, 404, 409, 422) or error is None:
        return
    by = current_user.id if current_user.is_authenticated else None
    audit.refuse(by=by, verb=g.get("verb", "?"), rule=error.message, on=request.path[:200], at=g.now)
    session.commit()


def _after_refusing() -> None:
    """The page that a refused post gets may show a sensitive record again: a look like any other."""
    if g.get("looks"):
        _record_looks()
        session.commit()


def _record_looks() -> None:
    for what, purpose, of in g.get("looks", []):
        audit.look(by=g.reader, what=what, purpose=purpose, at=g.now, of=of)


def _after_reading() -> None:
    """Looks and the session's last use are written after a page was read, in a short transaction of their own."""
    if not g.get("session"):  # also where a request was turned away before anybody was looked for
        return
    if not g.get("looks") and g.now - g.session.seen_at <= timedelta(minutes=1):
        return
    row_id = g.session.id
    session.remove()
    session.info["writing"] = True
    _record_looks()
    access.touch(row_id, g.now)
    session.commit()
