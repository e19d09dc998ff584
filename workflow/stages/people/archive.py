"""Pages of the archive: the list of households, finding one by identity number, its history, its sheet on paper."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.carriers import sheets
from workflow.staff.guard import requires
from workflow.stages.people import beside, listing, queries, renewal, rules, words
from workflow.stages.people.documents import queries as documents
from workflow.stages.people.documents import rules as papers
from workflow.stages.people.forms import FindForm
from workflow.stages.people.listing import Filter, Row
from workflow.stages.people.models import Household, HouseholdField


def add_to(bp: Blueprint) -> None:
    """Give the blueprint these pages."""
    bp.add_url_rule("/households", "archive", archive)
    bp.add_url_rule("/households", "find", find, methods=["POST"])
    bp.add_url_rule("/households/<public_id>/history", "history", history)
    bp.add_url_rule("/households/<public_id>/sheet", "sheet", sheet)


@requires("household.see")
def archive() -> Any:
    """The households in reach, narrowed as asked; with `format`, the whole list as a file."""
    if kind := web.file_asked(sheets.MIMES):
        return _file(kind, listing.households(current_user, _asked(), today=_today(), limit=None))
    return _archive_page(FindForm())


def _archive_page(form: FindForm, status: int = 200, **more: Any) -> Any:
    size, asked = web.settings().limits.page_size, _asked()
    rows = listing.households(current_user, asked, today=_today(), limit=size + 1)
    page = {
        "rows": rows[:size], "following": rows[size - 1].household.public_id if len(rows) > size else None,
        "asked": asked, "villages": listing.villages(current_user, _today()), "papers": papers, "form": form,
        "listing": listing, "customers": words.customers(_today()),
        "counts": listing.customers(current_user, asked, today=_today()),
    }  # fmt: skip
    return render_template("workflow/people/archive.html", **(page | more)), status


def _today() -> Any:
    return clock.local_date(g.now)


def _asked() -> Filter:
    """What the address asks; a word that no list knows asks nothing."""
    given = {name: request.args.get(name, "")[:40] for name in ("village", "todo", "customer", "sort", "after")}
    given["sort"] = given["sort"] if given["sort"] in (listing.NEWEST, listing.VILLAGE) else listing.NEWEST
    return Filter(**given)


def _file(kind: str, rows: list[Row]) -> Response:
    columns = [
        _("Household"), _("Town"), _("Village"), _("Village group"), _("Members"), _("To be compared"), _("Documents"),
        _("Kind of customer"), _("Recorded"), _("File gone through"),
    ]  # fmt: skip
    content = sheets.write(kind, _("Household archive"), columns, [_cells(row) for row in rows])
    answer = Response(content, mimetype=sheets.MIMES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="households.{kind}"'
    return answer


def _cells(row: Row) -> list[sheets.Cell]:
    """One line of the file: no number of any person stands in it."""
    household, village = row.household, row.household.village
    head = household.head or next(iter(household.members), None)
    return [
        head.name if head else "", village.town.name, village.name, household.group.name if household.group else "",
        len(household.members), row.unverified, len(row.gaps),
        words.shown(rules.CUSTOMER, household.customer, _today()), household.created_at, household.renewed_on,
    ]  # fmt: skip


@requires("household.see")
def find() -> Any:
    """The household of exactly one identity number; whoever may not see it is answered as if there were none."""
    form = FindForm()
    if form.validate():
        found = queries.found_by_id_number(form.id_number.data, current_user)
        if found:
            return redirect(url_for("people.household", public_id=found.public_id), 303)
        web.note_look(queries.sought(form.id_number.data), "identity number search")
        return _archive_page(form, nobody=True)
    return _archive_page(form, 422)


@requires("household.see")
def history(public_id: str) -> Any:
    """What happened to a household's archive, newest first, and what stood there before it was corrected."""
    found = queries.household_for(public_id, current_user)
    web.note_look(f"household:{public_id}", "household history")
    page = {
        "timeline": words.history(found, _today()), "earlier": queries.earlier_fields(found), "rules": rules,
        "shown": _shown,
    }  # fmt: skip
    return render_template("workflow/people/history.html", household=found, names=words.fields(_today()), **page)


@requires("household.see")
def sheet(public_id: str) -> Any:
    """The archive sheet on paper: what is known, blank lines for what is not, room for two signatures."""
    found = queries.household_for(public_id, current_user)
    web.note_look(f"household:{public_id}", "archive sheet")
    return render_template("workflow/people/sheet.html", **facts(found))


def _shown(name: str, value: str | None) -> str:
    return words.shown(name, value, _today())


def facts(found: Household) -> dict[str, Any]:
    """What the pages of one household print: its fields with their words, its documents, what it owes."""
    today = _today()
    known = {field.slot: field for field in queries.fields_of(found)}
    seen = documents.documents_of(found)
    return {
        "household": found, "shown": _shown, "known": known, "slot": rules.slot,
        "rules": rules, "papers": papers, "today_is": today,
        "economic": [(code, label) for code, label in words.fields(today).items() if code not in rules.CORE],
        "required": required(found), "gaps": documents.gaps_of([found], today)[found.id],
        "documents": seen, "photos": len(documents.photos_of(found)),
        "kinds": documents.kinds(today), "occasions": documents.occasions(today), "named": words.named,
        "beside": beside.facts(found), "net": _net(found, known),
        "renew_by": renewal.due_on(found, today),
        "waiting": renewal.waiting(known.values(), seen),
    }  # fmt: skip


def _net(found: Household, known: dict[str, HouseholdField]) -> str:
    """Assets less debts, once both are known."""
    amounts = [known.get(rules.slot(found.public_id, None, name)) for name in ("assets", "debts")]
    assets, debts = (int(each.value) if each and each.value else None for each in amounts)
    return "" if assets is None or debts is None else rules.shown("assets", str(assets - debts))


def required(found: Household) -> list[str]:
    """What a file must hold and this one does not, in words."""
    head, wanted = found.head, words.required(_today())
    here = {name for name in rules.OF_MEMBER if head and getattr(head, name)}
    here |= {"address"} if found.address else set()
    return [label for code, label in wanted.items() if code not in here]
