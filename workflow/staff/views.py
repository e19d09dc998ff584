"""Log-in and log-out, one's own sessions and password, the administrator's grants."""

from __future__ import annotations

from typing import Any

import pyotp
from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import languages, tokens, web
from workflow.kernel.errors import HouseError, NotFound
from workflow.places.queries import institution
from workflow.staff import access, operations, queries
from workflow.staff.forms import CodeForm, ConfirmForm, GrantForm, LoginForm, PasswordForm
from workflow.staff.guard import public, requires
from workflow.staff.models import Officer
from workflow.staff.roles import Role

bp = Blueprint("staff", __name__)


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> Any:
    """First step: name and password."""
    form = LoginForm(data={"to": request.args.get("to", "")})
    if form.validate():
        officer = _who(form)
        if officer is not None:
            return _second_step(officer, form)
        if not form.errors:  # else it was never compared: the reader waits
            form.form_errors.append(_("User name or password is not right."))
    return render_template("workflow/staff/login.html", form=form, expired=False), (422 if form.errors else 200)


def _who(form: LoginForm) -> Officer | None:
    where = {"address": request.remote_addr or "", "at": g.now, "limits": access.limits()}
    try:
        officer = operations.check_password(form.username.data or "", form.password.data or "", **where)
    except HouseError as error:
        form.blame(error)
        return None
    if officer is None:
        g.keep = True  # the failed try itself must be written down
    return officer


def _second_step(officer: Officer, form: Any) -> Any:
    if not operations.needs_second_factor(officer):
        return _enter(officer, form.to.data, form.held.data, second_factor=False)
    ticket = tokens.make("second-factor", str(officer.id))
    return _code_page(
        CodeForm(formdata=None, ticket=f"{officer.id}:{ticket}", to=form.to.data, held=form.held.data), officer
    )


def _code_page(form: CodeForm, officer: Officer, status: int = 200) -> Any:
    shown = pyotp.TOTP(officer.totp).at(g.now) if institution().demonstration and officer.totp else None
    return render_template("workflow/staff/code.html", form=form, shown=shown), status


@bp.post("/login/code")
@public
def code() -> Any:
    """Second step: the time-based code."""
    form = CodeForm()
    officer = _ticket_holder(form.ticket.data or "")
    if officer is None:
        return redirect(url_for("staff.login"))
    if form.validate() and _code_holds(form, officer):
        return _enter(officer, form.to.data, form.held.data, second_factor=True)
    return _code_page(form, officer, 422)


def _ticket_holder(ticket: str) -> Officer | None:
    number, _colon, token = ticket.partition(":")
    try:
        tokens.nonce(token, "second-factor", bound_to=number, max_age=access.limits().login_window_seconds)
        return queries.officer_by_id(int(number))
    except (tokens.StaleToken, ValueError):
        return None


def _code_holds(form: CodeForm, officer: Officer) -> bool:
    try:
        once = not institution().demonstration
        if operations.check_code(officer, (form.code.data or "").strip(), at=g.now, limits=access.limits(), once=once):
            return True
    except HouseError as error:
        form.blame(error)
        return False
    g.keep = True
    form.form_errors.append(_("This code is not right, or its time is over. Please take the next one."))
    return False


def _enter(officer: Officer, to: str | None, held: str | None, *, second_factor: bool) -> Any:
    g.pop("nonce", None)  # a log-in clicked twice may simply happen twice
    token = operations.open_session(officer, second_factor=second_factor, browser=request.user_agent.string, at=g.now)
    interrupted = access.held(held or "", officer)
    if interrupted is None:
        response = redirect(access.local_path(to), 303)
    else:
        g.language = officer.language
        bound = tokens.make("staff", queries.digest(token))
        response = make_response(
            render_template("workflow/staff/resume.html", address=interrupted[0], fields=interrupted[1], token=bound)
        )
    return access.set_cookie(response, token, web.settings())  # type: ignore[arg-type]


@bp.post("/logout")
@requires("account.own")
def logout() -> Any:
    """End this session."""
    operations.end_session(g.session, how="logged out", by=current_user, at=g.now)
    response = redirect(url_for("staff.login"), 303)
    response.delete_cookie(access.cookie_name(web.settings()))
    return response


@bp.post("/language/<language>")
@public
def choose_language(language: str) -> Any:
    """Change the language of this session, or of the log-in page."""
    if language not in languages.LANGUAGES:
        raise NotFound
    response = redirect(access.local_path(request.form.get("back")), 303)
    if g.session:
        g.session.language = language
    else:
        response.set_cookie("language", language, samesite="Lax", httponly=True, secure=web.settings().secure_cookies)
    return response


@bp.get("/account")
@requires("account.own")
def account() -> Any:
    """One's own sessions, roles and password."""
    return _account_page(PasswordForm())


def _account_page(form: PasswordForm, status: int = 200) -> Any:
    rows = queries.sessions_of(current_user.id)
    return render_template("workflow/staff/account.html", form=form, sessions=rows, confirm=ConfirmForm()), status


@bp.post("/account/password")
@requires("account.own")
def change_password() -> Any:
    """Set a new password; every session ends, this one too."""
    form = PasswordForm()
    if form.validate():
        try:
            operations.change_password(
                current_user, old=form.old.data or "", new=form.new.data or "", by=current_user, at=g.now
            )
            flash(_("Your password was changed. Please log in with the new one."))
            return redirect(url_for("staff.login"), 303)
        except HouseError as error:
            form.blame(error)
    return _account_page(form, 422)


@bp.post("/account/sessions/<int:session_id>/end")
@requires("account.own")
def end_session(session_id: int) -> Any:
    """End one of one's own sessions, for instance the one left open at the counter."""
    row = next((each for each in queries.sessions_of(current_user.id) if each.id == session_id), None)
    if row is None:
        raise NotFound
    operations.end_session(row, how="ended by its owner", by=current_user, at=g.now)
    return redirect(url_for("staff.account"), 303)


@bp.get("/people")
@requires("access.see")
def people() -> Any:
    """Everyone who works here, with their roles; what awaits a second person first."""
    return render_template("workflow/staff/people.html", officers=queries.everyone(), waiting=queries.grants_waiting())


@bp.get("/people/<public_id>")
@requires("access.see")
def person(public_id: str) -> Any:
    """One person's roles."""
    return _person_page(_officer(public_id), GrantForm())


def _officer(public_id: str) -> Officer:
    officer = queries.officer_by_public_id(public_id)
    if officer is None:
        raise NotFound
    return officer


def _person_page(officer: Officer, form: GrantForm, status: int = 200) -> Any:
    return render_template("workflow/staff/person.html", officer=officer, form=form, confirm=ConfirmForm()), status


@bp.post("/people/<public_id>/roles")
@requires("access.grant")
def grant(public_id: str) -> Any:
    """Grant a role; a sensitive one then waits for a second administrator."""
    officer, form = _officer(public_id), GrantForm()
    if form.validate():
        try:
            operations.grant_role(officer, Role(form.role.data), by=current_user, at=g.now)
            return redirect(url_for("staff.person", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _person_page(officer, form, 422)


@bp.post("/people/<public_id>/roles/<int:grant_id>/confirm")
@requires("access.confirm")
def confirm_grant(public_id: str, grant_id: int) -> Any:
    """The second administrator's word."""
    officer = _officer(public_id)
    if ConfirmForm().validate():
        operations.confirm_grant(_grant(officer, grant_id), officer, by=current_user, at=g.now)
    return redirect(url_for("staff.person", public_id=public_id), 303)


@bp.post("/people/<public_id>/roles/<int:grant_id>/end")
@requires("access.grant")
def end_grant(public_id: str, grant_id: int) -> Any:
    """Take a role back."""
    officer = _officer(public_id)
    if ConfirmForm().validate():
        operations.end_grant(_grant(officer, grant_id), officer, by=current_user, at=g.now)
    return redirect(url_for("staff.person", public_id=public_id), 303)


def _grant(officer: Officer, grant_id: int) -> Any:
    found = next((grant for grant in officer.grants if grant.id == grant_id), None)
    if found is None:
        raise NotFound
    return found
