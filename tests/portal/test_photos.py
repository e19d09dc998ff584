"""Photos on the forms of a complaint: without script, several at once, and nothing typed is lost over a bad one."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.carriers.test_headers import BEYOND
from tests.carriers.test_photographs import PAYLOAD, exif, picture, refused
from tests.portal.conftest import Post, digits_of, token_of
from tests.portal.test_forms import COMPLAINT, payload, slips
from tests.support.page import judged, words
from workflow.base.db import session, transaction
from workflow.base.settings import Limits
from workflow.doors.inbox import receive, take
from workflow.doors.inbox.models import Enclosure

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Files = Iterable[tuple[str, bytes]]


def with_photos(*files: tuple[str, bytes], **fields: str) -> dict[str, Any]:
    return COMPLAINT | fields | {"photos": [(BytesIO(content), name) for name, content in files]}


def photos() -> int:
    with transaction():
        return session.scalar(select(func.count()).select_from(Enclosure)) or 0


def test_several_at_once_come_in_and_nothing_lies_open(post: Post) -> None:
    answer = post("/complain", with_photos(("一.jpg", picture(exif=exif()) + PAYLOAD), ("b.png", picture("PNG"))))
    digits = digits_of(answer)
    with transaction():
        handed = take.by_receipt(receive.key_of(digits))
        found = take.enclosed(handed)
        assert [photo.state for photo in found] == ["sent", "sent"]
        assert not any(b"SECRET-PAYLOAD" in photo.content for photo in found)
    assert len(handed.payload["photos"]) == 2


def test_a_form_without_a_photo_is_the_form_it_was(post: Post) -> None:
    """A browser sends an empty file where none was chosen."""
    assert digits_of(post("/complain", with_photos(("", b""))))
    assert "photos" not in payload("complaint")


def test_loaded_again_it_is_the_same_receipt(board: FlaskClient) -> None:
    token = token_of(board.get("/complain"))
    found = {
        digits_of(board.post("/complain", data=with_photos(("a.jpg", picture()), token=token))) for _each in range(2)
    }
    assert (len(found), slips(), photos()) == (1, 1, 1)


def test_each_hostile_file_is_named_and_nothing_typed_is_lost(post: Post) -> None:
    receive.use_limits(Limits(bad_photos_per_hour=1000))
    for what, content in (each for each in refused() if each[0] not in BEYOND):
        answer = judged(post("/complain", with_photos(("好.jpg", picture()), ("坏<b>.jpg", content))), 422)
        fault = words(answer.find(".//p[@id='photos-error']"))
        assert fault.startswith("坏<b>.jpg"), (what, fault)
        assert words(answer.find(".//textarea")) == COMPLAINT["text"], what
        assert len(answer.findall(".//input[@type='radio'][@checked]")) == 2, what
    assert (slips(), photos()) == (0, 0)


def test_whatever_else_is_wrong_the_photos_must_be_chosen_again(post: Post) -> None:
    answer = judged(post("/complain", with_photos(("a.jpg", picture()), text="")), 422)
    assert words(answer.find(".//p[@id='photos-error']"))
    receive.use_limits(Limits(filings_per_hour_address=0))
    answer = judged(post("/complain", with_photos(("a.jpg", picture()))), 429)
    assert words(answer.find(".//p[@id='photos-error']"))
    assert slips() == 0


def test_more_than_go_with_one_form(post: Post) -> None:
    receive.use_limits(Limits(photos_per_filing=2))
    files = [(f"{each}.jpg", picture()) for each in range(3)]
    assert "2" in words(judged(post("/complain", with_photos(*files)), 422).find(".//p[@id='photos-error']"))
    assert digits_of(post("/complain", with_photos(*files[:2])))


def test_a_photo_as_heavy_as_a_telephone_makes_it(board: FlaskClient) -> None:
    """As bytes: the test client's own way of sending leaves a file of this size open."""
    part = '--0\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    given = COMPLAINT | {"token": token_of(board.get("/complain"))}
    fields = "".join(part.format(name, "") + value + "\r\n" for name, value in given.items())
    heavy = picture() + b"\0" * 3_000_000
    body = (fields + part.format("photos", '; filename="a.jpg"')).encode() + heavy + b"\r\n--0--\r\n"
    assert digits_of(board.post("/complain", data=body, content_type="multipart/form-data; boundary=0"))
    assert photos() == 1


def test_more_than_the_house_takes_in(board: FlaskClient, post: Post) -> None:
    large = {"data": b"0" * (Limits().upload_bytes + 1), "content_type": "multipart/form-data; boundary=0"}
    assert board.post("/complain", **large).status_code == 413
    assert board.post("/apply/micro_credit", **large).status_code == 413


def test_photos_come_after_it_through_the_receipt(board: FlaskClient, post: Post) -> None:
    digits = digits_of(post("/complain", COMPLAINT))
    sent = {"receipt": digits, "text": "照片在这里", "photos": [(BytesIO(picture()), "a.jpg")]}
    for path, kind in (("/track/reply", "complaint_reply"), ("/track/review", "complaint_review")):
        sent["photos"] = [(BytesIO(picture()), "a.jpg")]
        token = receive.token(kind)
        judged(board.post(path, data=sent | {"token": token}))
        assert len(payload(kind)["photos"]) == 1
