"""Whatever the order of whoever's posts: duties stay apart, and every refused one is on record."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import text

from tests.support.crowd import Crowd, Form, forms_in
from workflow.base.db import session
from workflow.staff.roles import Role

#: What must find nothing, ever: one line of SQL for each separation of duties. A tie declared only after the act is
#: no broken separation: the house could not know. Supervision finds it as a breach of its own.
NEVER = {
    "one person with two parts in a case": (
        "SELECT a.case_id FROM case_hand a JOIN case_hand b ON a.case_id = b.case_id AND a.officer_id = b.officer_id "
        "WHERE a.duty <> b.duty"
    ),
    "surveyed and decided by the same person": (
        "SELECT i.case_id FROM investigation i JOIN decision d ON d.case_id = i.case_id "
        "AND d.officer_id IN (i.officer_id, i.assistant_id)"
    ),
    "voted and decided by the same person": (
        "SELECT v.case_id FROM vote v JOIN decision d ON d.case_id = v.case_id AND d.officer_id = v.officer_id"
    ),
    "a relative's vote": (
        'SELECT v.case_id FROM vote v JOIN "case" c ON c.id = v.case_id '
        "JOIN tie t ON t.household_id = c.household_id AND t.officer_id = v.officer_id AND t.declared_at <= v.cast_at"
    ),
    "a relative's decision": (
        'SELECT d.case_id FROM decision d JOIN "case" c ON c.id = d.case_id '
        "JOIN tie t ON t.household_id = c.household_id "
        "AND t.officer_id = d.officer_id AND t.declared_at <= d.decided_at"
    ),
    "a publication confirmed by its proposer": (
        "SELECT id FROM record WHERE NOT generated AND proposed_by = confirmed_by "
        "UNION SELECT id FROM proposal WHERE decided_by = proposed_by"
    ),
    "a notice posted by who drew it up": "SELECT id FROM notice WHERE posted_by_id = drafted_by_id",
    "a complaint in the hands of whom it concerns": (
        "SELECT c.id FROM complaint c JOIN exclusion e ON e.complaint_id = c.id AND e.officer_id = c.assigned_to_id"
    ),
    "a role confirmed by who granted or holds it": (
        "SELECT id FROM role_grant WHERE confirmed_by_id IN (granted_by_id, officer_id) OR granted_by_id = officer_id"
    ),
    "an objection ruled by who surveyed, voted or decided": (
        "SELECT o.id FROM objection o JOIN notice_row r ON r.id = o.row_id JOIN case_hand h ON h.case_id = r.case_id "
        "AND h.officer_id = o.ruled_by_id WHERE h.duty <> 'rule'"
    ),
}
#: Rooms where no duty is done that `NEVER` names.
ELSEWHERE = ("/registers", "/supervision", "/papers", "/outlets", "/zh-hant", "/en/", "/elder", "/text")
APART = ("/logout", "/demonstration/next-day", "/account/", "/language/", "/people/")


#: What the databases refuse is asked of both in tests/migrations/test_guards.py; here it is the house that must.
pytestmark = pytest.mark.parametrize("working_house", ["sqlite"], indirect=True)


def broken() -> list[str]:
    session.remove()
    found = [what for what, words in NEVER.items() if session.execute(text(words)).first()]
    session.remove()
    return found


@pytest.fixture(scope="module")
def forms(crowd: Crowd) -> list[Form]:
    """Every form there is, each address once, whoever met it."""
    met = {form.action: form for visit in crowd.visits(apart=ELSEWHERE) for form in visit.forms}
    return [form for action, form in met.items() if not action.startswith(APART)]


def test_it_works(crowd: Crowd, forms: list[Form]) -> None:
    assert broken() == []
    assert len(forms) > 40


@pytest.mark.parametrize("seed", range(8))
def test_no_crowd_gets_two_duties_into_one_hand(crowd: Crowd, forms: list[Form], seed: int) -> None:
    """Each turn goes on in the same house: forty more posts of anybody's forms by anybody, or until one got through."""
    chance, answers = Random(seed), Counter[int]()
    while answers.total() < 40 or (answers.total() < 200 and not answers[303]):
        form = chance.choice(forms)
        person = chance.choice(_likely(crowd, form) if chance.random() < 0.7 else crowd.people)
        answer = crowd.send(person, form, form.filled(chance))
        assert answer.status_code < 500, (person.username, form.action)
        answers[answer.status_code] += 1
        if answer.status_code == 303 and chance.random() < 0.3:
            forms.extend(_next_step(crowd, form))
    assert broken() == []
    assert answers[303] > 0, "a crowd that gets nothing done shows nothing"


def _likely(crowd: Crowd, form: Form) -> list:
    met = crowd.by_id(form.met_by) if form.met_by else crowd.people[0]
    return [person for person in crowd.people if person.roles & met.roles] or crowd.people


def _next_step(crowd: Crowd, form: Form) -> list[Form]:
    """What the page a form came from offers now to a few others."""
    found = []
    for person in crowd.people[::7]:
        offered = forms_in(form.page, crowd.client(person).get(form.page))
        found += [replace(each, met_by=person.id) for each in offered]
    return [form for form in found if not form.action.startswith(APART)]


def test_the_crowd_has_everybody(crowd: Crowd) -> None:
    assert {role for person in crowd.people for role in person.roles} == set(Role)
