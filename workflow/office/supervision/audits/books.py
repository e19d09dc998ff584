"""The special audits as a register, and one audit on paper."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from workflow.base import languages
from workflow.carriers.sheets import Cell
from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column, Table
from workflow.office.supervision.audits import queries
from workflow.office.supervision.audits.models import AuditFinding, SpecialAudit
from workflow.office.supervision.audits.queries import Act

AUDITS = Book(
    slug="special-audits", endpoint="audits", model=SpecialAudit, day="until_on", see="special.see",
    write="special.open",
    title=N_("Special audits"),
    about=N_("Where something is not explained: findings rest on events, the office answers, then it is closed."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("Officer"), lambda each: each.officer.name if each.officer else _("the whole office")),
        Column(N_("From"), lambda each: each.since_on, share=1.2),
        Column(N_("Until"), lambda each: each.until_on, share=1.2),
        Column(N_("Why"), lambda each: each.cause, share=2.4),
        Column(N_("Closed"), lambda each: each.closed_at, share=1.4),
        Column(N_("What follows"), lambda each: each.conclusion, share=2.4),
    ),
)  # fmt: skip


def printed(audit: SpecialAudit, at: datetime) -> bytes:
    """An audit on paper: every question with what was found, on which events it rests, and the office's word."""
    questions = queries.questions_of(audit)
    behind = queries.acts_behind([each for question in questions for each in question.findings])
    rows: list[list[Cell]] = []
    for question in questions:
        rows += [[question.number, question.text, *_cells(each, behind[each.id])] for each in question.findings]
        rows += [] if question.findings else [[question.number, question.text, _("nothing found"), "", "", ""]]
    heads = [_("No."), _("Question"), _("What was found"), _("Rests on"), _("The office's word"), _("Answered by")]
    kinds, shares = ("num", *("text",) * 5), (0.4, 1.6, 2.2, 1.4, 2.2, 0.9)
    table = Table(_("Report of a special audit"), heads, rows, kinds, shares, _lead(audit))
    sign = (_("Auditor"), _("Head of the office"), _("Date"))
    return table.file("pdf", aside=audit.office.name, sign=sign, at=at)


def _cells(finding: AuditFinding, acts: list[Act]) -> list[Cell]:
    rests = _(", ").join(str(act.reference) for act in acts)
    return [finding.found, rests, finding.answer or "", finding.answered_by.name if finding.answered_by else ""]


def _lead(audit: SpecialAudit) -> str:
    told = {
        "who": audit.officer.name if audit.officer else _("the whole office"), "why": audit.cause,
        "first": languages.day(audit.since_on), "last": languages.day(audit.until_on),
    }  # fmt: skip
    said = _("%(who)s, from %(first)s to %(last)s. Why: %(why)s", **told)
    return f"{said} {_('What follows: %(text)s', text=audit.conclusion)}" if audit.conclusion else said
