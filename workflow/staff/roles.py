"""The roles of requirements.md §4.0, and which of them need a second factor and a second person's grant."""

from __future__ import annotations

from enum import StrEnum

from workflow.kernel.errors import N_


class Role(StrEnum):
    """What a person may be here; a person can hold several."""

    DESK_CLERK = "desk_clerk"
    DUTY_OFFICER = "duty_officer"
    CREDIT_OFFICER = "credit_officer"
    SYSTEM_OPERATOR = "system_operator"
    BACK_OFFICE = "back_office"
    ACCOUNTANT = "accountant"
    CASHIER = "cashier"
    TELLER = "teller"
    PANEL_MEMBER = "panel_member"
    SURVEY_TEAM = "survey_team"
    COMMITTEE_MEMBER = "committee_member"
    DECISION_MAKER = "decision_maker"
    BRANCH_HEAD = "branch_head"
    COUNTY_CREDIT = "county_credit"
    RISK_DEPT = "risk_dept"
    AREA_AUDITOR = "area_auditor"
    AUDIT_DEPT = "audit_dept"
    DISCIPLINE_DEPT = "discipline_dept"
    LEADER = "leader"
    HR = "hr"
    ARCHIVIST = "archivist"
    SOCIAL_SUPERVISOR = "social_supervisor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


NAMES = {
    Role.DESK_CLERK: N_("Credit-desk clerk"),
    Role.DUTY_OFFICER: N_("Duty officer"),
    Role.CREDIT_OFFICER: N_("Credit officer"),
    Role.SYSTEM_OPERATOR: N_("System operator"),
    Role.BACK_OFFICE: N_("Back-office credit clerk"),
    Role.ACCOUNTANT: N_("Accountant"),
    Role.CASHIER: N_("Cashier"),
    Role.TELLER: N_("Teller"),
    Role.PANEL_MEMBER: N_("Panel member"),
    Role.SURVEY_TEAM: N_("Survey team member"),
    Role.COMMITTEE_MEMBER: N_("Review committee member"),
    Role.DECISION_MAKER: N_("Authorised decision-maker"),
    Role.BRANCH_HEAD: N_("Branch head"),
    Role.COUNTY_CREDIT: N_("County credit department"),
    Role.RISK_DEPT: N_("Risk management department"),
    Role.AREA_AUDITOR: N_("Area auditor"),
    Role.AUDIT_DEPT: N_("Internal audit department"),
    Role.DISCIPLINE_DEPT: N_("Discipline-inspection department"),
    Role.LEADER: N_("Leader in charge"),
    Role.HR: N_("Human resources"),
    Role.ARCHIVIST: N_("Archivist"),
    Role.SOCIAL_SUPERVISOR: N_("Social supervisor"),
    Role.PUBLISHER: N_("Publisher"),
    Role.ADMINISTRATOR: N_("System administrator"),
}

#: Who takes in, investigates or prepares loans: new staff pass a test and sign a letter first, where the rules ask it.
LENDING = (Role.DESK_CLERK, Role.DUTY_OFFICER, Role.CREDIT_OFFICER, Role.BACK_OFFICE)

#: Deciders, publishers, supervisors, administrators: second factor at log-in, second person at the grant.
SENSITIVE = frozenset(
    {
        Role.DECISION_MAKER, Role.BRANCH_HEAD, Role.COMMITTEE_MEMBER, Role.PUBLISHER, Role.RISK_DEPT, Role.AREA_AUDITOR,
        Role.AUDIT_DEPT, Role.DISCIPLINE_DEPT, Role.LEADER, Role.ADMINISTRATOR,
    }
)  # fmt: skip
