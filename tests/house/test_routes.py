"""Who may do what, as a reviewed file; the public addresses, locked. `python -m tests.house.routes` writes both."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.house import routes
from workflow.staff.rights import may
from workflow.staff.roles import Role
from workflow.staff.verbs import RIGHTS

#: Staff addresses that need no log-in: coming in, and the language of the log-in page.
ANYBODY = {"reminders.dates", "staff.login", "staff.code", "staff.choose_language"}
#: All that an administrator of the system may do.
ADMINISTRATION = {"access.see", "access.grant", "access.confirm", "calendar.see", "desk.see", "account.own"}


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Flask]:
    return routes.apps(Path(tmp_path_factory.mktemp("routes")))


def test_every_staff_route_is_guarded(apps: tuple[Flask, Flask]) -> None:
    views = apps[1].view_functions
    open_to_all = {name for name, view in views.items() if name != "static" and getattr(view, "verb", "?") is None}
    unsaid = {name for name, view in views.items() if name != "static" and not hasattr(view, "verb")}
    assert unsaid == set()
    assert open_to_all == ANYBODY


def test_the_matrix_is_the_reviewed_one(apps: tuple[Flask, Flask]) -> None:
    assert routes.matrix(apps[1]).splitlines() == routes.MATRIX.read_text().splitlines()


def test_the_public_addresses_are_the_locked_ones(apps: tuple[Flask, Flask]) -> None:
    assert routes.public_urls(apps[0]).splitlines() == routes.PUBLIC_URLS.read_text().splitlines()


def test_no_right_is_left_over(apps: tuple[Flask, Flask]) -> None:
    """A verb in the table that no route asks for is a right nobody reviews – or is asked in a view by `check`."""
    used = {routes.verb_of(apps[1], rule) for _method, rule in routes.rules(apps[1])}
    assert RIGHTS.keys() - used == set()


def test_what_changes_something_is_a_post(apps: tuple[Flask, Flask]) -> None:
    """No address ends in a verb and takes a GET alone."""
    methods: dict[str, set[str]] = {}
    for method, rule in routes.rules(apps[1]):
        methods.setdefault(rule.rule, set()).add(method)
    acts = ("accept", "confirm", "reject", "close", "post", "vote", "withdraw", "assign", "answer", "take", "end")
    assert [path for path, taken in methods.items() if path.endswith(acts) and taken == {"GET"}] == []


def test_administrators_act_on_no_case() -> None:
    held = {verb for verb, right in RIGHTS.items() if Role.ADMINISTRATOR in right.roles}
    assert held == ADMINISTRATION


def test_supervisors_watch_and_do_not_act_on_cases() -> None:
    watching = (Role.AREA_AUDITOR, Role.AUDIT_DEPT, Role.DISCIPLINE_DEPT, Role.LEADER)
    acting = ("case.", "review.", "decision.", "notice.", "publication.propose", "publication.confirm")
    held = {
        (role, verb)
        for role in watching
        for verb, right in RIGHTS.items()
        if role in right.roles and verb.startswith(acting) and not verb.endswith(".see")
    }
    assert held == set()


@pytest.mark.parametrize("role", list(Role))
def test_may_denies_what_no_row_allows(role: Role) -> None:
    class Person:
        id, office_id, roles = 1, 1, frozenset({role})

    for verb, right in RIGHTS.items():
        assert may(Person, verb) is (role in right.roles), verb


def test_an_excluded_person_may_nothing_whatever_their_roles() -> None:
    class Person:
        id, office_id, roles = 1, 1, frozenset(Role)

    class Thing:
        office, officer_id, excluded_ids = None, 1, (1,)

    assert [verb for verb in RIGHTS if may(Person, verb, Thing)] == []
