"""Photos of papers, from the receipt to the household's file: each once, none lost, none left where none belongs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from tests.carriers.test_photographs import picture, refused
from tests.stages.cases.photos.world import AT, GOOD, photos, send, tick, told, waiting
from tests.support.factories_cases import House, house
from workflow.base import audit
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.doors.inbox.models import Enclosure
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.supervision import verify
from workflow.stages.cases import operations as cases
from workflow.stages.cases.models import Case
from workflow.stages.cases.photos import operations
from workflow.stages.people import operations as people
from workflow.stages.people.documents import queries as documents

BOMB = dict(refused())["text bomb"]
OTHER = picture(size=(80, 60))


@pytest.fixture
def made(database: Engine) -> House:
    return house()


def states() -> list[str]:
    return [photo.state for photo in session.scalars(select(Enclosure).order_by(Enclosure.id))]


def test_it_comes_to_the_desk_and_goes_into_the_file(made: House) -> None:
    case, digits = waiting(made)
    assert case.next_on is None, "it waited for the household"
    send(digits)
    case = tick()
    assert case.next_on is not None
    [photo] = photos(case)
    assert told(case)["paper_1"] == {"waiting": 1, "taken": 0, "unreadable": 0, "refused": []}
    kept = operations.take_over(photo, subject="paper", document=None, by=made.clerk, at=AT)
    assert [each.public_id for each in documents.photos_of(case.household)] == [kept.public_id]
    assert kept.content.startswith(b"\xff\xd8")
    assert told(case)["paper_1"]["taken"] == 1
    assert states() == ["gone"]
    assert [event.kind for event in audit.history(case.stream)][-2:] == [
        "material_photo_received",
        "material_photo_taken_over",
    ]
    assert [*verify.enclosures()] == []


def test_one_that_cannot_be_used_is_erased_and_the_household_reads_why(made: House) -> None:
    _case, digits = waiting(made)
    send(digits)
    case = tick()
    [photo] = photos(case)
    with pytest.raises(Invalid):
        operations.refuse(photo, reason="", by=made.clerk, at=AT)
    operations.refuse(photo, reason="号码看不清。", by=made.clerk, at=AT)
    assert told(case)["paper_1"]["refused"] == ["号码看不清。"]
    assert states() == ["gone"]
    with pytest.raises(Conflict):
        operations.take_over(photo, subject="paper", document=None, by=made.clerk, at=AT)
    send(digits)  # the very same again: whoever refused it may have been mistaken
    assert len(photos(tick())) == 2


def test_what_comes_twice_is_there_once(made: House) -> None:
    _case, digits = waiting(made)
    for nonce in ("a", "a", "b"):  # sent twice by one page, then by a page opened anew
        send(digits, nonce=nonce)
    send(digits, OTHER, nonce="a")
    case = tick()
    assert [photo.enclosure.state for photo in photos(case)] == ["ready", "ready"]
    assert states() == ["ready", "gone", "ready"]
    assert [*verify.enclosures()] == []


def test_one_that_is_no_picture_is_told_and_may_be_sent_again(made: House) -> None:
    _case, digits = waiting(made)
    send(digits, BOMB)
    assert told(tick())["paper_1"]["unreadable"] == 1
    send(digits, GOOD)
    assert told(tick())["paper_1"] == {"waiting": 1, "taken": 0, "unreadable": 1, "refused": []}


@pytest.mark.parametrize("why", ["ended", "unknown paper"])
def test_what_nobody_waits_for_leaves_nothing(made: House, why: str) -> None:
    case, digits = waiting(made)
    if why == "ended":
        cases.withdraw(case, reason="不贷了", by=made.clerk, at=AT)
    send(digits, material="paper_1" if why == "ended" else "paper_9")
    case = tick()
    assert photos(case) == []
    assert states() == ["gone"]


def test_whoever_is_tied_to_the_household_judges_none(made: House) -> None:
    _case, digits = waiting(made)
    send(digits)
    case = tick()
    people.declare_tie(case.household, officer=made.clerk, nature="relative", by=made.officer, at=AT)
    session.commit()
    [photo] = photos(case)
    with pytest.raises(Forbidden):
        operations.take_over(photo, subject="paper", document=None, by=made.clerk, at=AT)
    with pytest.raises(Forbidden):
        operations.refuse(photo, reason="看不清", by=made.clerk, at=AT)


@pytest.mark.parametrize("end", [cases.withdraw, cases.reject], ids=["withdrawn", "not acceptable"])
def test_what_nobody_looked_at_ends_with_the_application(made: House, end: Callable[..., Case]) -> None:
    _case, digits = waiting(made)
    send(digits)
    send(digits, OTHER, material="paper_2")
    case = tick()
    send(digits, picture(size=(90, 70)), nonce="late")
    operations.take_photos(at=AT)
    session.commit()
    assert states() == ["ready", "ready", "sent"]
    with pytest.raises(Conflict):
        end(case, reason="不再需要", keep_photos=True, by=made.clerk, at=AT)
    session.rollback()
    case = session.scalars(select(Case)).one()
    end(case, reason="不再需要", by=made.clerk, at=AT)
    session.commit()
    assert states() == ["gone"] * 3, "also the one that came a moment ago"
    assert take.read_reply(case.receipt_key or "")["photos_erased"] == 3
    assert [event.kind for event in audit.history(case.stream)][-3:] == ["material_photo_discarded"] * 3
    assert documents.photos_of(case.household) == []
    assert [*verify.enclosures()] == []


def test_what_the_household_wants_kept_goes_into_its_file(made: House) -> None:
    _case, digits = waiting(made)
    send(digits)
    send(digits, BOMB, material="paper_2")
    case = tick()
    assert states() == ["ready", "unreadable"]
    cases.withdraw(case, reason="不再需要", keep_photos=True, by=made.clerk, at=AT)
    session.commit()
    assert len(documents.photos_of(case.household)) == 1
    assert [photo.state for photo in photos(case) + photos(case, "paper_2")] == ["taken", "discarded"]
    answer = take.read_reply(case.receipt_key or "")
    assert (answer["photos_erased"], answer["items"]) == (1, [])
    assert [event.kind for event in audit.history(case.stream)][-2:] == [
        "material_photo_kept", "material_photo_discarded",
    ]  # fmt: skip
    assert [*verify.enclosures()] == []
