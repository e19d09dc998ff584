"""Pages of the inspections of posted lists: what hangs, what was seen, whether it was put right."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, languages, web
from workflow.office.registers import files, pages
from workflow.office.registers.pictures.forms import PhotoForm
from workflow.office.registers.queries import entry_for
from workflow.office.supervision.inspections import books, operations, queries, rules
from workflow.office.supervision.inspections.books import INSPECTIONS
from workflow.office.supervision.inspections.forms import InspectionForm
from workflow.office.supervision.inspections.models import NoticeInspection
from workflow.office.supervision.measures.forms import ConfirmForm
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.stages.notices.models import Notice

bp = Blueprint("inspections", __name__, url_prefix="/supervision/inspections")
_PAGE = "workflow/supervision/inspection.html"


@bp.get("")
@requires("inspection.see")
def index() -> Any:
    """What hangs now and was not looked at yet; below it the register."""
    today, size = clock.local_date(g.now), web.settings().limits.page_size
    every, looked = queries.counted(current_user, today)
    told = {"hanging": queries.hanging(current_user, today, size), "every": every, "looked": looked}
    return pages.listing(INSPECTIONS, "workflow/supervision/inspections.html", **told)


@bp.get("/paper")
@requires("inspection.see")
def paper() -> Any:
    """The sheet that goes along: every list that hangs now."""
    return files.paper(books.printed(queries.hanging(current_user, clock.local_date(g.now)), g.now), "round")


@bp.route("/new/<notice_id>", methods=["GET", "POST"])
@requires("inspection.write")
def new(notice_id: str) -> Any:
    """Write down what was seen of a list."""
    notice = queries.notice_for(notice_id, current_user)
    form = InspectionForm.of(notice, data={"checked_on": clock.local_date(g.now)})
    return pages.write(INSPECTIONS, form, lambda: _inspect(notice, form), lead=_lead(notice))


def _inspect(notice: Notice, form: InspectionForm) -> NoticeInspection:
    told: dict[str, Any] = {name: form[name].data for name in ("kind", "checked_on", "found", "due_on")}
    told |= {name: form[name].data or "" for name in ("occasion", "measure")}
    told |= {"points": {name: form[name].data for name in rules.POINTS}}
    answerable = staff.officer_by_public_id(form.answerable.data or "")
    return operations.inspect(notice, **told, answerable=answerable, by=current_user, at=g.now)


def _lead(notice: Notice) -> str:
    told = {"village": notice.village.name, "place": notice.place, "last": languages.day(notice.last_on)}
    return _("%(village)s: the list hangs at “%(place)s” until %(last)s.", **told)


@bp.get("/<public_id>")
@requires("inspection.see")
def show(public_id: str) -> Any:
    """One inspection with its photos and its measure."""
    return page(entry_for(NoticeInspection, public_id, current_user, "inspection.see"))


def page(found: NoticeInspection, status: int = 200, **forms: Any) -> Any:
    """An inspection's page, with a form as it was refused."""
    return pages.entry_page(INSPECTIONS, found, status, **(_shown(found) | forms))


def _shown(found: NoticeInspection) -> dict[str, Any]:
    """What the page shows beside the entry, and every form unfilled."""
    confirm_form = ConfirmForm(formdata=None, data={"seen": found.version})
    most = web.settings().limits.upload_bytes >> 20
    return {"template": _PAGE, "confirm_form": confirm_form, "photo_form": PhotoForm(formdata=None), "most": most}


@bp.post("/<public_id>/confirm")
@requires("inspection.write")
def confirm(public_id: str) -> Any:
    """Confirm that the measure was carried out."""
    found, form = entry_for(NoticeInspection, public_id, current_user, "inspection.write"), ConfirmForm()
    act, said = partial(operations.confirm, how=form.how.data), _("The measure is confirmed.")
    return pages.step(INSPECTIONS, found, form, act, said, lambda *refused: page(*refused, confirm_form=form))


@bp.post("/<public_id>/strike")
@requires("inspection.write")
def strike(public_id: str) -> Any:
    """Strike out an inspection whose measure nobody has confirmed."""
    found = entry_for(NoticeInspection, public_id, current_user, "inspection.write")
    return pages.strike(INSPECTIONS, found, **_shown(found))
