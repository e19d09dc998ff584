"""Documents with their term and what stands in for them; photos that only whoever may and says why ever sees."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.carriers.test_photographs import PAYLOAD, picture
from tests.support import meanwhile
from tests.support.counter import Counter
from tests.support.factories_cases import House, house, id_number, moment, person, submitted
from tests.support.page import judged, words
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.carriers.darkroom import Developed, develop
from workflow.kernel.errors import Forbidden, NotFound
from workflow.places import packs
from workflow.staff.roles import Role
from workflow.stages.people import operations as people
from workflow.stages.people.documents import operations, queries, rules
from workflow.stages.people.documents.models import Document, Photo
from workflow.stages.people.documents.rules import Gap
from workflow.stages.people.models import Household
from workflow.stages.people.operations import Person

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MONDAY = moment("2011-05-09")
DAY = date(2011, 5, 9)


def paper(kind: str, *, until: date | None = None, of: int = 1, **more: Any) -> Any:
    usual = {"member_id": of, "kind": kind, "state": "held", "valid_until": until, "stands_for": None}
    return SimpleNamespace(**(usual | {"expected_on": None} | more))


PROOF = {"stands_for": "id_card", "expected_on": date(2011, 8, 1)}


@pytest.mark.parametrize(
    ("papers", "today", "wanting"),
    [
        ([], DAY, Gap(1, "id_card", "missing")),
        ([paper("id_card")], DAY, None),
        ([paper("id_card", until=DAY)], DAY, None),
        ([paper("id_card", until=date(2011, 5, 8))], DAY, Gap(1, "id_card", "expired", date(2011, 5, 8))),
        ([paper("id_card", of=2)], DAY, Gap(1, "id_card", "missing")),
        ([paper("id_card", state="mistaken")], DAY, Gap(1, "id_card", "missing")),
        ([paper("household_proof", **PROOF)], DAY, Gap(1, "id_card", "awaited", date(2011, 8, 1))),
        ([paper("household_proof", **PROOF)], date(2011, 8, 2), Gap(1, "id_card", "overdue", date(2011, 8, 1))),
        ([paper("household_proof", until=date(2011, 5, 8), **PROOF)], DAY, Gap(1, "id_card", "missing")),
    ],
)  # fmt: skip
def test_what_is_wanting(papers: list[Any], today: date, wanting: Gap | None) -> None:
    assert rules.gaps({1: ["id_card"]}, papers, (), today) == ([wanting] if wanting else [])


def test_a_household_shows_its_register_once() -> None:
    register = [paper("household_register", of=2)]
    assert rules.gaps({1: ["household_register"]}, register, ("household_register",), DAY) == []


def recorded(household: Household, made: House, kind: str = "id_card", **more: Any) -> Document:
    given = {"member": household.head, "number": "", "valid_until": None, "expected_on": None}
    return operations.record_document(household, kind=kind, by=made.clerk, at=MONDAY, **(given | more))


@pytest.mark.usefixtures("database")
class TestDocuments:
    def test_what_one_shows_for_all_is_replaced_whoever_shows_the_new_one(self):
        made = house()
        household = submitted(made, MONDAY, spouse=Person("李测试", id_number(2), None, "spouse")).household
        old = recorded(household, made, "household_register", member=None, valid_until=date(2011, 1, 31))
        card = recorded(household, made)
        new = recorded(household, made, "household_register", member=household.members[1])
        recorded(household, made, member=household.members[1])
        assert (old.state, old.replaced_by_id, card.state) == ("replaced", new.id, "held")

    def test_the_rules_reckon_when_the_new_card_comes(self, monkeypatch):
        made = house()
        household = submitted(made, MONDAY).household
        known = packs.value
        monkeypatch.setattr(packs, "value", lambda key, on, **more: known(
            key, on, slug="ningdu2010") if key == "id.replacement" else known(key, on, **more))  # fmt: skip
        assert recorded(household, made, "household_proof").expected_on == date(2011, 9, 9)

    def test_the_database_refuses_ones_own_eyes_twice(self):
        made = house()
        document = recorded(submitted(made, MONDAY).household, made)
        change = "verified_by_id = recorded_by_id, verified_at = recorded_at"
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE document SET {change} WHERE id = {document.id}"))


def developed() -> Developed:
    return develop(BytesIO(picture()))


@pytest.mark.usefixtures("database")
class TestPhotos:
    def test_it_is_sealed_and_the_same_one_is_kept_once(self):
        made = house()
        household = submitted(made, MONDAY).household
        given = {"subject": "house", "document": None, "by": made.clerk, "at": MONDAY}
        first = operations.add_photo(household, developed(), **given)
        assert operations.add_photo(household, developed(), **given) is first
        assert operations.add_photo(household, developed(), **(given | {"subject": "land"})) is not first
        stored = bytes(session.execute(text("SELECT content_sealed FROM photo ORDER BY id")).scalar())
        assert b"\xff\xd8\xff" not in stored
        assert b"/9j/" not in stored
        assert Image.open(BytesIO(first.content)).size == (64, 48)

    def test_removed_it_is_gone_and_may_come_again(self):
        made = house()
        household = submitted(made, MONDAY).household
        given = {"subject": "house", "document": None, "by": made.clerk, "at": MONDAY}
        photo = operations.add_photo(household, developed(), **given)
        operations.remove_photo(household, photo, reason="拍错了", by=made.clerk, at=MONDAY)
        assert photo.content == b""
        assert queries.photos_of(household) == []
        with pytest.raises(NotFound):
            queries.photo_of(household, photo.public_id)
        assert operations.add_photo(household, developed(), **given) is not photo

    def test_whoever_is_tied_neither_adds_nor_looks(self):
        made = house()
        household = submitted(made, MONDAY).household
        photo = operations.add_photo(
            household, developed(), subject="person", document=None, by=made.clerk, at=MONDAY
        )
        head = made.people[Role.BRANCH_HEAD]
        people.declare_tie(household, officer=made.clerk, nature="relative", by=head, at=MONDAY)
        with pytest.raises(Forbidden):
            operations.look_at_photo(household, photo, purpose="audit", by=made.clerk, at=MONDAY)
        with pytest.raises(Forbidden):
            operations.add_photo(
                household, developed(), subject="land", document=None, by=made.clerk, at=MONDAY
            )  # fmt: skip


@pytest.fixture
def made(database):
    found = house()
    session.commit()
    return found


def sent(*files: tuple[str, bytes]) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(content), name) for name, content in files]


def test_several_at_once_the_bad_one_is_named_and_the_good_ones_stay(made, staff_client):
    path = f"/households/{submitted(made, clock.now()).household.public_id}/photos"
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    files = sent(("a.jpg", picture() + PAYLOAD), ("evil.svg", b"<svg/>"), ("b.png", picture("PNG", (50, 50))))
    answer = judged(clerk.post(path, 422, shows="house", photos=files), 422)
    assert "evil.svg" in words(answer)
    assert session.query(Photo).count() == 2
    clerk.post(path, shows="house", photos=sent(("again.jpg", picture() + PAYLOAD)))
    assert session.query(Photo).count() == 2
    clerk.post(path, 422, shows="house")
    clerk.post(path, 422, shows="nonsense", photos=sent(("a.jpg", picture())))


@on_sqlite
def test_no_writer_waits_while_photos_are_read(made, staff_client, monkeypatch):
    path = f"/households/{submitted(made, clock.now()).household.public_id}/photos"
    session.commit()
    clerk, passed = Counter(staff_client, made.clerk), meanwhile.writers(monkeypatch)
    clerk.post(path, shows="house", photos=sent(("a.jpg", picture()), ("b.png", picture("PNG"))))
    assert (passed, session.query(Photo).count()) == ([True, True], 2)


def test_a_photo_as_heavy_as_a_phone_makes_it_comes_through(made, staff_client):
    path = f"/households/{submitted(made, clock.now()).household.public_id}/photos"
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    token = clerk.get(path).find(".//main//input[@name='token']").get("value")
    part = '--0\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    fields = part.format("token", "") + token + "\r\n" + part.format("shows", "") + "land\r\n"
    heavy = picture() + b"\0" * 3_000_000
    body = (fields + part.format("photos", '; filename="a.jpg"')).encode() + heavy + b"\r\n--0--\r\n"
    answer = staff_client.post(path, data=body, content_type="multipart/form-data; boundary=0")
    assert answer.status_code == 303, answer.status
    assert session.query(Photo).count() == 1


def test_more_than_the_page_takes_is_refused(made, staff_client, settings):
    household = submitted(made, clock.now()).household.public_id
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    large = {"data": b"0" * (settings.limits.upload_bytes + 1), "content_type": "multipart/form-data; boundary=0"}
    assert clerk.client.post(f"/households/{household}/photos", **large).status_code == 413
    long = "x" * (settings.limits.body_bytes + 1)
    clerk.post(f"/households/{household}/documents/new", 413, number=long)
    assert session.query(Photo).count() == 0


def test_a_sensitive_one_wants_a_purpose_and_every_look_is_recorded(made, staff_client):
    case = submitted(made, clock.now(), borrower=Person("王测试", id_number(5)))
    path = f"/households/{case.household.public_id}"
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    clerk.post(f"{path}/documents/new", kind="id_card", holder=case.borrower.public_id, number=id_number(5))
    document = session.query(Document).one().public_id
    for shows in (f"document:{document}", "house"):
        clerk.post(f"{path}/photos", shows=shows, photos=sent(("a.jpg", picture())))
    card, home = (f"{path}/photos/{each.public_id}" for each in session.query(Photo).order_by(Photo.id))
    assert clerk.get(home).find(".//main//img") is not None
    assert clerk.get(card).find(".//main//img") is None
    clerk.post(card, 422)
    shown = judged(clerk.post(card, 200, purpose="check an identity"))
    assert shown.find(".//main//img").get("src").startswith("data:image/jpeg;base64,/9j/")
    file = clerk.post(card, 200, purpose="audit", take="1")
    assert file.data.startswith(b"\xff\xd8\xff")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert (file.headers["X-Content-Type-Options"], file.headers["Cache-Control"]) == ("nosniff", "no-store")
    looks = [event.payload for event in audit.history(f"looks:{made.clerk.id}")]
    assert [look["purpose"] for look in looks if look["what"].startswith("photo:")] == [
        "household photo",
        "check an identity",
        "audit",
    ]
    stranger = Counter(staff_client, person(Role.CREDIT_OFFICER, made.branch))
    for address in (card, home, f"{path}/photos", f"{path}/photos/aaaaaaaaaaaaaaaa"):
        assert stranger.client.get(address).status_code == 404


def test_mistake_and_removal_by_form(made, staff_client):
    path = f"/households/{submitted(made, clock.now()).household.public_id}"
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    clerk.post(f"{path}/documents/new", 422, kind="id_card", holder="", number="")
    clerk.post(f"{path}/documents/new", kind="household_register", holder="", number="")
    clerk.post(f"{path}/photos", shows="land", photos=sent(("a.jpg", picture())))
    document, photo = session.query(Document).one().public_id, session.query(Photo).one().public_id
    clerk.post(f"{path}/documents/{document}/mistaken", 422, reason="")
    clerk.post(f"{path}/documents/{document}/mistaken", reason="别人的")
    clerk.post(f"{path}/photos/{photo}/remove", 422, reason="")
    clerk.post(f"{path}/photos/{photo}/remove", reason="拍错了")
    assert "别人的" in words(clerk.get(f"{path}/history"))
