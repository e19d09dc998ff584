"""The menu of whoever has many entries: a few groups that hold every one of them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.page import judged
from tests.support.people import come_in, hire
from workflow.staff import menu
from workflow.staff.menu import MENU
from workflow.staff.roles import Role
from workflow.staff.verbs import RIGHTS


def entries(number: int) -> list[dict[str, object]]:
    names = [endpoint for _verb, endpoint, _label in MENU]
    return [{"name": name, "label": name, "href": "/", "current": name == "desk.calendar"} for name in names[:number]]


def test_every_group_names_entries_that_there_are() -> None:
    grouped = {name for names in menu.GROUPS.values() for name in names}
    assert grouped == {endpoint for _verb, endpoint, _label in MENU} - {"desk.show"}


def test_few_stay_as_they_are() -> None:
    assert menu.grouped(entries(8)) == entries(8)
    assert len(menu.grouped(entries(9))) < 9, "more than one line holds"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_many_are_grouped_and_none_is_lost(staff_app: Flask, house: dict[str, int]) -> None:
    auditor = hire("auditor", Role.AUDIT_DEPT, office=house["county"])
    page = judged(come_in(staff_app.test_client(), auditor).get("/account"))
    nav = next(each for each in page.iter("nav") if each.get("class") == "menu")
    links = [link.get("href") for link in nav.iter("a")]
    assert len(links) == len(set(links)) == sum(Role.AUDIT_DEPT in RIGHTS[verb].roles for verb, _name, _label in MENU)
    assert len(nav.findall("ul/li")) == 1 + len(menu.GROUPS)
    with staff_app.test_request_context():
        shown = menu.grouped(entries(len(MENU)))
    assert [group["current"] for group in shown] == [False, False, False, False, True]
