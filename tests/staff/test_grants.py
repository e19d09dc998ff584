"""Roles: granted by one administrator, the sensitive ones confirmed by another, never to oneself; recorded."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.support.page import judged
from tests.support.people import come_in, fresh, hire, token_in
from workflow.base import audit, clock
from workflow.base.db import session, transaction
from workflow.kernel.errors import Conflict, Invalid
from workflow.staff import operations
from workflow.staff.models import Officer, RoleGrant
from workflow.staff.rights import may
from workflow.staff.roles import SENSITIVE, Role

Admins = tuple[Officer, Officer]


def grant(officer: Officer, role: Role, by: Officer) -> int:
    with transaction():
        person, admin = session.get_one(Officer, officer.id), session.get_one(Officer, by.id)
        made = operations.grant_role(person, role, by=admin, at=clock.now())
        session.flush()
        return made.id


def confirm(number: int, by: Officer) -> None:
    with transaction():
        made = session.get_one(RoleGrant, number)
        officer = session.get_one(Officer, made.officer_id)
        operations.confirm_grant(made, officer, by=session.get_one(Officer, by.id), at=clock.now())


def events_of(officer: Officer) -> list[str]:
    session.remove()
    return [event.kind for event in audit.history(f"officer:{officer.public_id}")]


def test_it_works(clerk: Officer, admins: Admins) -> None:
    grant(clerk, Role.TELLER, admins[0])
    assert fresh(clerk).roles == {Role.DESK_CLERK, Role.TELLER}
    assert events_of(clerk) == ["role_granted"]


@pytest.mark.parametrize("role", sorted(SENSITIVE))
def test_a_sensitive_role_sleeps_until_a_second_person_confirms(clerk: Officer, admins: Admins, role: Role) -> None:
    number = grant(clerk, role, admins[0])
    assert role not in fresh(clerk).roles
    confirm(number, admins[1])
    assert role in fresh(clerk).roles
    assert events_of(clerk) == ["role_granted", "role_grant_confirmed"]


def test_nobody_confirms_their_own_grant_or_role(clerk: Officer, house: dict[str, int], admins: Admins) -> None:
    number = grant(clerk, Role.LEADER, admins[0])
    for by in (admins[0], clerk):
        with pytest.raises(Invalid):
            confirm(number, by)


def test_nobody_grants_to_themselves(admins: Admins) -> None:
    with pytest.raises(Invalid):
        grant(admins[0], Role.PUBLISHER, admins[0])


def test_a_role_is_granted_once_and_ends_once(clerk: Officer, admins: Admins) -> None:
    number = grant(clerk, Role.TELLER, admins[0])
    with pytest.raises(Invalid):
        grant(clerk, Role.TELLER, admins[1])
    for last in (False, True):
        with transaction():
            made, admin = session.get_one(RoleGrant, number), session.get_one(Officer, admins[1].id)
            if last:
                with pytest.raises(Conflict):
                    operations.end_grant(made, session.get_one(Officer, clerk.id), by=admin, at=clock.now())
            else:
                operations.end_grant(made, session.get_one(Officer, clerk.id), by=admin, at=clock.now())
    assert Role.TELLER not in fresh(clerk).roles
    assert events_of(clerk) == ["role_granted", "role_grant_ended"]


@pytest.mark.parametrize(
    "wrong", [{"granted_by_id": "{me}"}, {"granted_by_id": "{admin}", "confirmed_by_id": "{admin}"}]
)
def test_the_database_itself_wants_two_people(clerk: Officer, admins: Admins, wrong: dict[str, str]) -> None:
    people = {"{me}": clerk.id, "{admin}": admins[0].id}
    columns = {name: people[value] for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction():
        session.add(RoleGrant(officer_id=clerk.id, role=Role.LEADER, granted_at=clock.now(), **columns))


def test_over_the_counter(staff_app: Flask, clerk: Officer, admins: Admins) -> None:
    one, two = (come_in(staff_app.test_client(), admin) for admin in admins)
    page = f"/people/{clerk.public_id}"
    answer = one.post(f"{page}/roles", data={"token": token_in(one.get(page)), "role": "leader"})
    assert answer.status_code == 303
    number = session.scalars(select(RoleGrant.id).where(RoleGrant.role == "leader")).one()
    judged(one.post(f"{page}/roles/{number}/confirm", data={"token": token_in(one.get(page))}), 422)
    assert Role.LEADER not in fresh(clerk).roles
    assert two.post(f"{page}/roles/{number}/confirm", data={"token": token_in(two.get(page))}).status_code == 303
    assert Role.LEADER in fresh(clerk).roles
    assert two.post(f"{page}/roles/{number}/end", data={"token": token_in(two.get(page))}).status_code == 303
    assert Role.LEADER not in fresh(clerk).roles


def test_a_grant_is_not_reached_through_another_person(
    staff_app: Flask, house: dict[str, int], clerk: Officer, admins: Admins
) -> None:
    number = grant(clerk, Role.LEADER, admins[0])
    other = hire("other", Role.TELLER, office=house["west"])
    client = come_in(staff_app.test_client(), admins[1])
    given = token_in(client.get(f"/people/{other.public_id}"))
    judged(client.post(f"/people/{other.public_id}/roles/{number}/confirm", data={"token": given}), 404)


@pytest.mark.parametrize("role", ["", "emperor", "leader' OR 1=1", "\x00"])
def test_only_known_roles_are_granted(staff_app: Flask, clerk: Officer, admins: Admins, role: str) -> None:
    client = come_in(staff_app.test_client(), admins[0])
    page = f"/people/{clerk.public_id}"
    judged(client.post(f"{page}/roles", data={"token": token_in(client.get(page)), "role": role}), 422)


def test_whoever_administers_does_nothing_else(admins: Admins) -> None:
    assert not may(admins[0], "case.see")
    assert not may(admins[0], "decision.decide")
    assert not may(admins[0], "publication.confirm")
    assert may(admins[0], "access.grant")


def test_a_role_in_the_database_by_itself_opens_nothing(
    staff_client: FlaskClient, clerk: Officer, admins: Admins
) -> None:
    """A row written past the house, unconfirmed, is not a role in force."""
    with transaction():
        session.execute(
            text("INSERT INTO role_grant (officer_id, role, granted_by_id, granted_at) VALUES (:o, 'leader', :a, :at)"),
            {"o": clerk.id, "a": admins[0].id, "at": clock.now().isoformat()},
        )
    assert Role.LEADER not in fresh(clerk).roles
