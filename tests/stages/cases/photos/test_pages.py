"""From the villager's page to the clerk's: forms without script, every photo by itself, each look kept."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.carriers.test_headers import BEYOND
from tests.carriers.test_photographs import exif, picture, refused
from tests.portal.conftest import token_of
from tests.stages.cases.photos.world import GOOD, photos, tick, waiting
from tests.support.counter import Counter
from tests.support.factories_cases import House, house, person
from tests.support.page import judged, words
from workflow.base.db import session
from workflow.base.settings import Limits
from workflow.doors.inbox import receive
from workflow.office.looks import queries as trail
from workflow.office.looks.queries import Asked
from workflow.staff.roles import Role

OTHER = picture(size=(80, 60), exif=exif())


class Villager:
    """Who holds a receipt, at the page that it opens."""

    def __init__(self, client: FlaskClient, digits: str) -> None:
        self.client, self.digits = client, digits

    def look(self) -> Element:
        session.commit()
        token = token_of(self.client.get("/track"))
        answer = self.client.post("/track", data={"token": token, "receipt": self.digits})
        self.token = re.findall(r'name="token" value="([^"]+)"', answer.get_data(as_text=True))[-1]
        return judged(answer)

    def send(self, *files: tuple[str, bytes], status: int = 200, **changed: Any) -> Element:
        session.commit()
        fields = {"token": self.token, "receipt": self.digits, "material": "paper_1"} | changed
        sent = fields | {"photos": [(BytesIO(content), name) for name, content in files]}
        return judged(self.client.post("/track/papers", data=sent), status)


@pytest.fixture
def made(apps: tuple[Flask, Flask]) -> House:
    receive.use_limits(Limits())
    return house()


@pytest.fixture
def villager(apps: tuple[Flask, Flask], made: House) -> Villager:
    found = Villager(apps[0].test_client(), waiting(made)[1])
    found.look()
    return found


def fault(page: Element) -> str:
    return words(page.find(".//p[@id='photos-error']"))


def test_two_photos_go_to_the_clerk_and_into_the_file(
    apps: tuple[Flask, Flask], made: House, villager: Villager
) -> None:
    page = villager.send(("一.jpg", GOOD), ("二.jpg", OTHER))
    assert "2 张" in words(page.find(".//p[@role='status']"))
    case, auditor = tick(), made.people[Role.AUDIT_DEPT]
    household = case.household.public_id
    assert "收到照片 2 张" in words(villager.look())
    clerk, first = Counter(apps[1].test_client(), made.clerk), photos(case)[0]
    address = f"/cases/{case.public_id}/photos/{first.public_id}"
    papers = clerk.get(f"/cases/{case.public_id}/papers")
    assert address in [link.get("href", "").removeprefix("/staff") for link in papers.iter("a")]
    assert clerk.get(address).find(".//main//img").get("src").startswith("data:image/jpeg;base64,/9j/")
    assert "material photo" in [each.purpose for each in trail.looks(auditor, Asked(thing=case.number), limit=None)]
    clerk.post(f"{address}/refuse", 422, page=address, reason="")
    clerk.post(f"{address}/take-over", page=address, shows="paper")
    second = photos(case)[1]
    address = address.replace(first.public_id, second.public_id)
    clerk.post(f"{address}/refuse", page=address, reason="号码看不清。")
    page = villager.look()
    assert "号码看不清。" in words(page)
    assert "照片 1 张可以用" in words(page)
    assert "贷款申请资料" in words(clerk.get(f"/households/{household}/photos"))


def test_nobody_else_opens_one(apps: tuple[Flask, Flask], made: House, villager: Villager) -> None:
    villager.send(("一.jpg", GOOD))
    case = tick()
    address = f"/cases/{case.public_id}/photos/{photos(case)[0].public_id}"
    committee = person(Role.COMMITTEE_MEMBER, made.branch)
    session.commit()
    assert apps[1].test_client().get(address).status_code == 401
    assert Counter(apps[1].test_client(), committee).client.get(address).status_code in (403, 404)
    assert Counter(apps[1].test_client(), made.clerk).client.get(address + "x").status_code == 404


def test_each_hostile_file_is_named_and_the_others_are_kept(villager: Villager) -> None:
    receive.use_limits(Limits(bad_photos_per_hour=1000, papers_per_hour=1000))
    chosen = [each for each in refused() if each[0] not in BEYOND]
    for what, content in chosen[::4]:
        page = villager.send(("好.jpg", GOOD), ("坏<b>.jpg", content), status=422)
        assert fault(page).startswith("坏<b>.jpg"), what
        assert page.find(".//input[@value='paper_1']").get("checked") is not None, what
    assert len(photos(tick())) == 1


def test_limits_are_said_in_words(villager: Villager) -> None:
    assert fault(villager.send(status=422))
    receive.use_limits(Limits(photos_per_filing=1))
    assert "1" in fault(villager.send(("a.jpg", GOOD), ("b.jpg", OTHER), status=422))
    receive.use_limits(Limits(photo_bytes=100))
    assert "0 MB" in fault(villager.send(("a.jpg", GOOD), status=422))
    receive.use_limits(Limits(papers_per_hour=0))
    villager.send(("a.jpg", GOOD), status=429)
    assert photos(tick()) == []


def test_only_a_paper_that_was_asked_for(villager: Villager) -> None:
    villager.send(("a.jpg", GOOD), status=422, material="paper_9")
    assert photos(tick(), "paper_9") == []


def test_who_has_not_looked_a_receipt_up_learns_nothing_of_it(villager: Villager) -> None:
    theirs = villager.token
    for changed in ({"token": ""}, {"token": receive.token("paper")}, {"receipt": "1234"}):
        page = villager.send(("a.jpg", GOOD), status=400, **changed)
        assert "paper_1" not in [each.get("value") for each in page.iter("input")]
    assert villager.client.get("/track/papers").status_code == 303
    villager.token = theirs
    assert villager.send(("a.jpg", GOOD))


def test_only_papers_that_are_missing_are_asked_for(villager: Villager) -> None:
    page = villager.look()
    asked = [each.get("value") for each in page.findall(".//input[@name='material']")]
    assert asked == ["paper_1", "paper_2"]
    assert page.find(".//input[@name='camera']").get("capture") == "environment"


def test_who_takes_the_application_back_is_asked_about_the_photos(
    made: House, staff_client: FlaskClient, villager: Villager
) -> None:
    villager.send(("a.jpg", GOOD))
    case = tick()
    path, version = f"/cases/{case.public_id}/withdraw", case.version
    counter = Counter(staff_client, made.clerk)
    assert "该户希望把交来的照片留在农户档案里" in words(counter.get(path))
    counter.post(path, reason="不再需要", seen=str(version))
    assert [photo.state for photo in photos(tick())] == ["discarded"]
    session.commit()
    asked = {"token": token_of(villager.client.get("/track")), "receipt": villager.digits}
    page = words(judged(villager.client.post("/track", data=asked)))
    assert "1张照片已随申请结束删除" in page
    assert "请带来这些资料" not in page
    assert "已删除" in words(counter.get(f"/cases/{case.public_id}"))
