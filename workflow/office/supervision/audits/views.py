"""Pages of the special audits: opened, found, answered, closed."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError
from workflow.office.desk import words
from workflow.office.registers import files, pages
from workflow.office.registers.queries import entry_for, office_for
from workflow.office.supervision.audits import books, operations, queries, rules
from workflow.office.supervision.audits.books import AUDITS
from workflow.office.supervision.audits.forms import AnswerForm, CloseForm, FindForm, OpenForm
from workflow.office.supervision.audits.models import QUESTION, SpecialAudit
from workflow.office.supervision.audits.queries import Act
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("audits", __name__, url_prefix="/supervision/audits")
_PAGE = "workflow/supervision/audit.html"


@bp.get("")
@requires("special.see")
def index() -> Any:
    """Every audit that the reader sees, and what verification sent to be audited."""
    return pages.listing(AUDITS, "workflow/supervision/audits.html", sent=queries.sent(current_user))


@bp.route("/new", methods=["GET", "POST"])
@requires("special.open")
def new() -> Any:
    """Open an audit."""
    form = OpenForm(data={"until_on": clock.local_date(g.now)})
    if form.validate():
        try:
            office = office_for(form.office.data, current_user, "special.open")
            told: dict[str, Any] = {name: form[name].data for name in ("since_on", "until_on", "cause")}
            told |= {"officer": staff.officer_by_public_id(form.officer.data or "")}
            told |= {"questions": rules.questions(form.questions.data, QUESTION)}
            return pages.written(AUDITS, operations.open_audit(office, **told, by=current_user, at=g.now))
        except HouseError as error:
            form.blame(error)
    return pages.form_page(AUDITS, form)


@bp.get("/<public_id>")
@requires("special.see")
def show(public_id: str) -> Any:
    """One audit with its questions, findings, answers."""
    return _page(entry_for(SpecialAudit, public_id, current_user, "special.see"))


def _page(found: SpecialAudit, status: int = 200, **more: Any) -> Any:
    return pages.entry_page(AUDITS, found, status, **(_shown(found) | more))


def _shown(found: SpecialAudit) -> dict[str, Any]:
    """What the page shows beside the entry, and every form unfilled."""
    questions, seen = queries.questions_of(found), {"seen": found.version}
    behind = queries.acts_behind([each for question in questions for each in question.findings])
    blank = {
        "find_form": FindForm(formdata=None, data=seen), "answer_form": AnswerForm(formdata=None, data=seen),
        "close_form": CloseForm(formdata=None, data=seen),
    }  # fmt: skip
    acts = queries.acts(found, web.settings().limits.page_size) if found.closed_at is None else []
    told = {"questions": questions, "behind": behind, "acts": acts, "worded": _worded}
    for stream in sorted({act.case.stream for act in chain(acts, *behind.values())}):
        web.note_look(stream, "special audit")
    return {"template": _PAGE} | told | blank


def _worded(act: Act) -> str:
    """What an event was, in words."""
    return words.timeline([act.event], {}, {})[0].title


@bp.post("/<public_id>/questions/<int:number>")
@requires("special.find")
def find(public_id: str, number: int) -> Any:
    """Write down what was found on a question."""
    found, form = entry_for(SpecialAudit, public_id, current_user, "special.find"), FindForm()
    question = queries.question_for(found, number)

    def act(_audit: SpecialAudit, **who: Any) -> None:
        operations.find(question, found=form.found.data, references=form.references(), **who)

    said = _("Written down. The office is asked for its word.")
    return pages.step(AUDITS, found, form, act, said, lambda *no: _page(*no, find_form=form, asked=number))


@bp.post("/<public_id>/findings/<int:finding_id>")
@requires("special.answer")
def answer(public_id: str, finding_id: int) -> Any:
    """The office's word on a finding."""
    found, form = entry_for(SpecialAudit, public_id, current_user, "special.answer"), AnswerForm()
    finding = queries.finding_for(found, finding_id)
    return pages.step(
        AUDITS, found, form, lambda _audit, **who: operations.answer(finding, text=form.answer.data, **who),
        _("Your word is written down."), lambda *refused: _page(*refused, answer_form=form, answered=finding_id),
    )  # fmt: skip


@bp.post("/<public_id>/close")
@requires("special.open")
def close(public_id: str) -> Any:
    """Close an audit whose findings are all answered."""
    found, form = entry_for(SpecialAudit, public_id, current_user, "special.open"), CloseForm()
    act, said = partial(operations.close, conclusion=form.conclusion.data), _("The audit is closed.")
    return pages.step(AUDITS, found, form, act, said, lambda *refused: _page(*refused, close_form=form))


@bp.post("/<public_id>/strike")
@requires("special.open")
def strike(public_id: str) -> Any:
    """Strike out an audit in which nothing was found yet."""
    found = entry_for(SpecialAudit, public_id, current_user, "special.open")
    return pages.strike(AUDITS, found, **_shown(found))


@bp.get("/<public_id>/paper")
@requires("special.see")
def paper(public_id: str) -> Any:
    """The audit on paper."""
    return files.paper(books.printed(entry_for(SpecialAudit, public_id, current_user, "special.see"), g.now), "audit")
