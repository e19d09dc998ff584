"""Who may do what: one table of verbs. A verb has the roles that may use it and how far it reaches for each:

`own` (the object is in this officer's charge), `office` (the object belongs to the person's office or one below it) or
`all`. `rights.may` asks it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.staff.roles import Role

R = Role
_DESK = (R.DESK_CLERK, R.DUTY_OFFICER)
_SUPERVISORS = (R.AREA_AUDITOR, R.AUDIT_DEPT, R.DISCIPLINE_DEPT, R.LEADER)
#: Whoever works at an outlet.
_OUTLET = (
    *_DESK, R.CREDIT_OFFICER, R.BACK_OFFICE, R.BRANCH_HEAD, R.SYSTEM_OPERATOR, R.ACCOUNTANT, R.CASHIER, R.TELLER,
)  # fmt: skip
#: Who looks after an outlet: its head, and the department above.
_LINE = (R.BRANCH_HEAD, R.COUNTY_CREDIT)
#: Whoever stands on a duty roster.
_ROSTERED = (*_DESK, R.CREDIT_OFFICER, R.BACK_OFFICE, R.BRANCH_HEAD)
_CASE_READERS = (
    *_DESK, R.BACK_OFFICE, R.COMMITTEE_MEMBER, R.DECISION_MAKER, R.BRANCH_HEAD, R.COUNTY_CREDIT, R.RISK_DEPT,
    *_SUPERVISORS,
)  # fmt: skip
_PANEL_READERS = (
    R.BRANCH_HEAD, R.BACK_OFFICE, R.SURVEY_TEAM, R.PANEL_MEMBER, R.SYSTEM_OPERATOR, R.COUNTY_CREDIT, R.AUDIT_DEPT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the table; `sees` is the verb that decides between 404 and 403."""

    roles: dict[Role, str]
    sees: str


def _right(sees: str, *, own: Iterable[Role] = (), office: Iterable[Role] = (), all: Iterable[Role] = ()) -> Right:
    reach = dict.fromkeys(own, "own") | dict.fromkeys(office, "office") | dict.fromkeys(all, "all")
    return Right(reach, sees)


_C, _N, _P, _S, _D, _I = "case.see", "notice.see", "publication.see", "supervision.see", "demand.see", "sheet.import"
RIGHTS: dict[str, Right] = {
    "desk.see": _right("desk.see", all=Role),
    "account.own": _right("account.own", all=Role),
    # intake
    "slip.take": _right("slip.take", office=_DESK),
    "case.see": _right(_C, own=(R.CREDIT_OFFICER,), office=_CASE_READERS),
    "case.register": _right(_C, office=_DESK),
    "case.check": _right(_C, office=_DESK),
    "case.tell_gaps": _right(_C, office=_DESK),
    "case.accept": _right(_C, office=_DESK),
    "case.reject": _right(_C, office=_DESK),
    "case.withdraw": _right(_C, office=_DESK),
    "case.appoint": _right(_C, own=(R.CREDIT_OFFICER,), office=_DESK),
    "case.receipt": _right(_C, office=_DESK),
    "case.assign": _right(_C, office=(R.BRANCH_HEAD,)),
    "case.prioritise": _right(_C, office=(R.BRANCH_HEAD,)),
    "demand.see": _right(_D, own=(R.CREDIT_OFFICER, R.BACK_OFFICE), office=(*_DESK, R.BRANCH_HEAD)),
    "demand.write": _right(_D, own=(R.CREDIT_OFFICER, R.BACK_OFFICE), office=(*_DESK, R.BRANCH_HEAD)),
    "demand.answer": _right(_D, own=(R.CREDIT_OFFICER, R.BACK_OFFICE), office=_DESK),
    "service.see": _right("service.see", office=(*_DESK, R.BRANCH_HEAD)),
    "service.write": _right("service.see", office=_DESK),
    # people
    "household.see": _right(
        "household.see", own=(R.CREDIT_OFFICER,),
        office=(*_DESK, R.BACK_OFFICE, R.SYSTEM_OPERATOR, R.RISK_DEPT, R.AUDIT_DEPT),
    ),
    "household.write": _right("household.see", own=(R.CREDIT_OFFICER,), office=(*_DESK, R.SYSTEM_OPERATOR)),
    "household.verify": _right(
        "household.see", own=(R.CREDIT_OFFICER,), office=(*_DESK, R.BACK_OFFICE, R.SYSTEM_OPERATOR)
    ),
    "photo.look": _right("household.see", own=(R.CREDIT_OFFICER,), office=(*_DESK, R.BACK_OFFICE, R.AUDIT_DEPT)),
    "household.reveal": _right("household.see", own=(R.CREDIT_OFFICER,), office=(*_DESK, R.AUDIT_DEPT)),
    "own_data.ask": _right("household.see", own=(R.CREDIT_OFFICER,), office=_DESK),
    "own_data.confirm": _right("household.see", own=(R.CREDIT_OFFICER,), office=(*_DESK, R.BACK_OFFICE)),
    "sheet.import": _right(_I, all=(*_DESK, R.CREDIT_OFFICER, R.SYSTEM_OPERATOR, R.SURVEY_TEAM, R.PANEL_MEMBER)),
    "consent.record": _right("household.see", own=(R.CREDIT_OFFICER,), office=_DESK),
    "tie.declare": _right(
        "household.see", own=(R.CREDIT_OFFICER,),
        office=(R.BRANCH_HEAD, R.AUDIT_DEPT, R.COMMITTEE_MEMBER, R.BACK_OFFICE),
    ),
    # appraisal and approval
    "case.investigate": _right(_C, own=(R.CREDIT_OFFICER,)),
    "committee.see": _right("committee.see", office=(R.BRANCH_HEAD, R.BACK_OFFICE, R.COUNTY_CREDIT, *_SUPERVISORS)),
    "committee.seat": _right("committee.see", office=(R.BRANCH_HEAD,)),
    "review.open": _right(_C, office=(R.BACK_OFFICE,)),
    "review.vote": _right(_C, office=(R.COMMITTEE_MEMBER,)),
    "review.close": _right(_C, office=(R.BACK_OFFICE,)),
    "decision.decide": _right(_C, office=(R.DECISION_MAKER,)),
    "contract.draw_up": _right(_C, own=(R.CREDIT_OFFICER,), office=(R.BACK_OFFICE,)),
    "contract.sign": _right(_C, own=(R.CREDIT_OFFICER,)),
    "result.tell": _right(_C, own=(R.CREDIT_OFFICER,), office=_DESK),
    # survey, panels, books, ratings
    "survey.see": _right("survey.see", office=(R.SURVEY_TEAM, R.BRANCH_HEAD, R.AUDIT_DEPT)),
    "survey.write": _right("survey.see", office=(R.SURVEY_TEAM,)),
    "panel.see": _right("panel.see", office=_PANEL_READERS),
    "panel.form": _right("panel.see", office=(R.BRANCH_HEAD,)),
    "panel.recuse": _right("panel.see", office=(R.BRANCH_HEAD, R.BACK_OFFICE)),
    "meeting.record": _right("panel.see", office=(R.BACK_OFFICE,)),
    "meeting.approve": _right("panel.see", office=(R.COUNTY_CREDIT,)),
    "book.open": _right("panel.see", office=(R.BRANCH_HEAD,)),
    "book.write": _right("panel.see", own=(R.PANEL_MEMBER,), office=(R.SYSTEM_OPERATOR,)),
    "book.verify": _right("panel.see", office=(R.BACK_OFFICE,)),
    "book.combine": _right("panel.see", office=(R.BACK_OFFICE,)),
    "book.take_over": _right("panel.see", office=(R.SYSTEM_OPERATOR,)),
    "precredit.see": _right("precredit.see", office=(R.BRANCH_HEAD, R.BACK_OFFICE, R.COUNTY_CREDIT, R.AUDIT_DEPT)),
    "precredit.settle": _right("precredit.see", office=(R.BACK_OFFICE, R.AUDIT_DEPT)),
    "rating.see": _right(
        "rating.see", own=(R.CREDIT_OFFICER,),
        office=(R.PANEL_MEMBER, R.BRANCH_HEAD, R.BACK_OFFICE, R.COUNTY_CREDIT, R.AUDIT_DEPT),
    ),
    "rating.score": _right("rating.see", own=(R.CREDIT_OFFICER,)),
    "rating.judge": _right("rating.see", office=(R.PANEL_MEMBER, R.BRANCH_HEAD, R.COUNTY_CREDIT)),
    # the batch line form, a village's campaign
    "lines.see": _right(
        "lines.see", own=(R.CREDIT_OFFICER,),
        office=(R.BACK_OFFICE, R.BRANCH_HEAD, R.DECISION_MAKER, R.COUNTY_CREDIT, R.AUDIT_DEPT),
    ),
    "lines.sign": _right("lines.see", own=(R.CREDIT_OFFICER,), office=(R.BACK_OFFICE,)),
    "lines.approve": _right("lines.see", office=(R.DECISION_MAKER,)),
    "campaign.see": _right(
        "campaign.see", own=(R.CREDIT_OFFICER,),
        office=(
            R.SURVEY_TEAM, R.BACK_OFFICE, R.BRANCH_HEAD, R.DECISION_MAKER, R.PUBLISHER, R.COUNTY_CREDIT, R.RISK_DEPT,
            R.AUDIT_DEPT,
        ),
    ),
    "campaign.open": _right("campaign.see", office=(R.BRANCH_HEAD,)),
    # notices
    "notice.see": _right(
        _N, own=(R.CREDIT_OFFICER,),
        office=(*_DESK, R.BACK_OFFICE, R.BRANCH_HEAD, R.RISK_DEPT, R.PUBLISHER, *_SUPERVISORS),
    ),
    "notice.draft": _right(_N, office=(R.BACK_OFFICE,)),
    "notice.post": _right(_N, office=(R.PUBLISHER,)),
    "line.cancel": _right(_C, office=(R.BRANCH_HEAD,)),
    "loss.see": _right(
        "loss.see", office=(R.BACK_OFFICE, R.BRANCH_HEAD, R.RISK_DEPT, R.PUBLISHER), all=(R.LEADER, R.AUDIT_DEPT)
    ),
    "loss.draw_up": _right("loss.see", office=(R.BACK_OFFICE,)),
    "loss.approve": _right("loss.see", all=(R.LEADER,)),
    "loss.post": _right("loss.see", office=(R.BACK_OFFICE, R.PUBLISHER)),
    "notice.close": _right(_N, office=(R.BACK_OFFICE, R.PUBLISHER)),
    "list_code.see": _right("list_code.see", office=(R.BACK_OFFICE, R.PUBLISHER, R.BRANCH_HEAD)),
    "list_code.make": _right("list_code.see", office=(R.PUBLISHER, R.BRANCH_HEAD)),
    "objection.see": _right("objection.see", office=(R.RISK_DEPT, R.AUDIT_DEPT)),
    "objection.record": _right("objection.see", office=(R.RISK_DEPT, *_DESK)),
    "objection.rule": _right("objection.see", office=(R.RISK_DEPT,)),
    # feedback
    "complaint.see": _right("complaint.see", all=(R.DISCIPLINE_DEPT, R.LEADER), own=(R.AREA_AUDITOR, R.AUDIT_DEPT)),
    "complaint.write": _right("complaint.see", all=(R.DISCIPLINE_DEPT,)),
    "complaint.register": _right("complaint.see", all=(R.DISCIPLINE_DEPT,)),
    "complaint.assign": _right("complaint.see", all=(R.DISCIPLINE_DEPT, R.LEADER)),
    "complaint.answer": _right("complaint.see", own=(R.DISCIPLINE_DEPT, R.LEADER, R.AREA_AUDITOR, R.AUDIT_DEPT)),
    "complaint.approve": _right("complaint.see", all=(R.LEADER,)),
    "complaint.review": _right("complaint.see", own=(R.DISCIPLINE_DEPT, R.LEADER)),
    "card.see": _right("card.see", all=(R.DISCIPLINE_DEPT, R.LEADER, R.AREA_AUDITOR)),
    "card.write": _right("card.see", all=(R.DISCIPLINE_DEPT,)),
    "card.check": _right("card.see", all=(R.DISCIPLINE_DEPT,)),
    "card.decide": _right("card.see", all=(R.LEADER,)),
    "card.file": _right("card.see", all=(R.DISCIPLINE_DEPT,)),
    # publication, supervision, administration
    "paper.see": _right("paper.see", all=(role for role in Role if role is not R.ADMINISTRATOR)),
    "publication.see": _right(_P, all=(R.PUBLISHER, R.AUDIT_DEPT)),
    "publication.propose": _right(_P, all=(R.PUBLISHER,)),
    "publication.confirm": _right(_P, all=(R.PUBLISHER,)),
    "outlet.see": _right(
        "outlet.see", office=(R.BACK_OFFICE, R.DUTY_OFFICER, *_LINE), all=(R.PUBLISHER, R.AREA_AUDITOR, R.AUDIT_DEPT)
    ),
    "roster.write": _right("outlet.see", office=(R.BRANCH_HEAD,)),
    "group.write": _right("outlet.see", office=(R.BRANCH_HEAD,)),
    "display.write": _right("outlet.see", office=(R.BRANCH_HEAD, R.BACK_OFFICE)),
    "display.inspect": _right("outlet.see", office=(R.COUNTY_CREDIT,), all=(R.AREA_AUDITOR, R.AUDIT_DEPT)),
    # registers
    "registers.see": _right("registers.see", all=(role for role in Role if role is not R.ADMINISTRATOR)),
    "box.see": _right("box.see", office=_OUTLET, all=_SUPERVISORS),
    "box.write": _right("box.see", all=(R.DISCIPLINE_DEPT,)),
    "box.open": _right("box.see", all=(R.AREA_AUDITOR,)),
    "box.photo": _right("box.see", office=_OUTLET, all=(R.AREA_AUDITOR, R.DISCIPLINE_DEPT)),
    "box.sign": _right("box.see", office=_OUTLET),
    "box.receive": _right("box.see", all=(R.DISCIPLINE_DEPT,)),
    "box.file": _right("box.see", all=(R.DISCIPLINE_DEPT,)),
    "supervisor.see": _right("supervisor.see", all=(R.SOCIAL_SUPERVISOR, *_LINE, *_SUPERVISORS)),
    "supervisor.write": _right("supervisor.see", all=(R.DISCIPLINE_DEPT,)),
    "observation.see": _right("observation.see", office=(R.BRANCH_HEAD,), all=(R.SOCIAL_SUPERVISOR, *_SUPERVISORS)),
    "observation.write": _right("observation.see", all=(R.SOCIAL_SUPERVISOR, R.DISCIPLINE_DEPT)),
    "observation.reply": _right("observation.see", office=(R.BRANCH_HEAD,), all=(R.DISCIPLINE_DEPT, R.LEADER)),
    "worklog.see": _right("worklog.see", own=(R.CREDIT_OFFICER,), office=_LINE, all=(R.HR, *_SUPERVISORS)),
    "worklog.write": _right("worklog.see", own=(R.CREDIT_OFFICER,)),
    "worklog.sign": _right("worklog.see", office=(R.BRANCH_HEAD,)),
    "worklog.score": _right("worklog.see", office=(R.BRANCH_HEAD,)),
    "worklog.settle": _right("worklog.see", all=(R.HR,)),
    "swap.see": _right("swap.see", office=(*_ROSTERED, R.COUNTY_CREDIT), all=(R.PUBLISHER, *_SUPERVISORS)),
    "swap.ask": _right("swap.see", office=_ROSTERED),
    "swap.approve": _right("swap.see", office=_LINE),
    "swap.refuse": _right("swap.see", office=(*_ROSTERED, R.COUNTY_CREDIT)),
    "sit_in.see": _right("sit_in.see", office=(*_OUTLET, R.COUNTY_CREDIT), all=(R.PUBLISHER, *_SUPERVISORS)),
    "sit_in.write": _right("sit_in.see", office=(R.BRANCH_HEAD,)),
    "visit.see": _right("visit.see", own=(R.CREDIT_OFFICER,), office=_LINE, all=_SUPERVISORS),
    "visit.write": _right("visit.see", own=(R.CREDIT_OFFICER, R.BRANCH_HEAD)),
    "visit.follow": _right("visit.see", own=(R.CREDIT_OFFICER,), office=(R.BRANCH_HEAD,)),
    "minutes.see": _right("minutes.see", office=(*_ROSTERED, R.COUNTY_CREDIT), all=_SUPERVISORS),
    "minutes.write": _right("minutes.see", office=(R.BRANCH_HEAD, R.BACK_OFFICE)),
    "minutes.follow": _right("minutes.see", own=(*_DESK, R.CREDIT_OFFICER, R.BACK_OFFICE), office=(R.BRANCH_HEAD,)),
    "largeloan.see": _right(
        "largeloan.see", office=(*_OUTLET, *_LINE, R.COMMITTEE_MEMBER, R.DECISION_MAKER, R.RISK_DEPT), all=_SUPERVISORS
    ),
    "largeloan.draw": _right("largeloan.see", office=(R.BACK_OFFICE,)),
    "largeloan.sign": _right("largeloan.see", office=(R.BRANCH_HEAD,)),
    "largeloan.show": _right("largeloan.see", office=(R.BACK_OFFICE, R.BRANCH_HEAD)),
    "largeloan.receive": _right("largeloan.see", office=(R.COUNTY_CREDIT,)),
    "task.see": _right("task.see", own=(R.CREDIT_OFFICER,), office=_LINE, all=(R.HR, R.LEADER, R.AUDIT_DEPT)),
    "task.set": _right("task.see", office=(R.BRANCH_HEAD,)),
    "area.see": _right("area.see", office=(R.BRANCH_HEAD,), all=(R.HR, R.COUNTY_CREDIT, *_SUPERVISORS)),
    "handover.see": _right(
        "handover.see", office=(R.BRANCH_HEAD, R.CREDIT_OFFICER), all=(R.HR, R.COUNTY_CREDIT, *_SUPERVISORS)
    ),
    "handover.write": _right("handover.see", office=(R.BRANCH_HEAD,)),
    "handover.sign": _right("handover.see", office=(R.CREDIT_OFFICER,)),
    "training.see": _right("training.see", all=(R.HR, R.COUNTY_CREDIT, R.BRANCH_HEAD, *_SUPERVISORS)),
    "training.write": _right("training.see", all=(R.HR,)),
    "publicity.see": _right("publicity.see", office=(*_OUTLET, R.COUNTY_CREDIT), all=(R.PUBLISHER, *_SUPERVISORS)),
    "publicity.write": _right("publicity.see", office=(*_ROSTERED, R.COUNTY_CREDIT)),
    "supervision.see": _right(_S, all=_SUPERVISORS),
    "supervision.note": _right(_S, all=(R.AREA_AUDITOR, R.AUDIT_DEPT)),
    "draw.see": _right("draw.see", office=(R.BRANCH_HEAD,), all=(R.COUNTY_CREDIT, *_SUPERVISORS)),
    "draw.announce": _right("draw.see", all=(R.AUDIT_DEPT,)),
    "draw.draw": _right("draw.see", all=(R.AUDIT_DEPT, R.AREA_AUDITOR)),
    "finding.write": _right("draw.see", all=(R.AUDIT_DEPT, R.AREA_AUDITOR)),
    "inspection.see": _right("inspection.see", office=(*_OUTLET, R.COUNTY_CREDIT), all=(R.PUBLISHER, *_SUPERVISORS)),
    "inspection.write": _right("inspection.see", all=(R.AUDIT_DEPT, R.AREA_AUDITOR)),
    "sanction.see": _right("sanction.see", all=(R.DISCIPLINE_DEPT, R.LEADER, R.HR, R.AUDIT_DEPT)),
    "sanction.propose": _right("sanction.see", all=(R.DISCIPLINE_DEPT, R.AUDIT_DEPT)),
    "sanction.decide": _right("sanction.see", all=(R.LEADER,)),
    "sanction.carry_out": _right("sanction.see", all=(R.HR,)),
    "coverage.see": _right("coverage.see", office=(R.BACK_OFFICE, *_LINE), all=_SUPERVISORS),
    "coverage.count": _right("coverage.see", office=(R.BRANCH_HEAD, R.BACK_OFFICE, R.COUNTY_CREDIT)),
    "look.see": _right("look.see", all=(R.AUDIT_DEPT,)),
    "progress.see": _right("progress.see", office=(R.BRANCH_HEAD, R.COUNTY_CREDIT), all=_SUPERVISORS),
    "progress.sign": _right("progress.see", office=(R.BRANCH_HEAD,)),
    "study.see": _right("study.see", all=(R.BRANCH_HEAD, R.COUNTY_CREDIT, R.RISK_DEPT, R.HR, *_SUPERVISORS)),
    "study.write": _right("study.see", all=(R.LEADER,)),
    "study.confirm": _right("study.see", all=(R.LEADER, R.AUDIT_DEPT)),
    "special.see": _right("special.see", own=(R.CREDIT_OFFICER,), office=(R.BRANCH_HEAD,), all=_SUPERVISORS),
    "special.open": _right("special.see", all=(R.AUDIT_DEPT,)),
    "special.find": _right("special.see", all=(R.AUDIT_DEPT, R.AREA_AUDITOR)),
    "special.answer": _right("special.see", own=(R.CREDIT_OFFICER,), office=(R.BRANCH_HEAD,)),
    "calendar.see": _right("calendar.see", all=(R.COUNTY_CREDIT, R.ADMINISTRATOR, *_SUPERVISORS)),
    "calendar.extend": _right("calendar.see", all=(R.COUNTY_CREDIT,)),
    "access.see": _right("access.see", all=(R.ADMINISTRATOR, R.AUDIT_DEPT)),
    "access.grant": _right("access.see", all=(R.ADMINISTRATOR,)),
    "access.confirm": _right("access.see", all=(R.ADMINISTRATOR,)),
}
