"""Through a shared cache between (a proxy, an edge) nobody gets a page that is another's, or in another language."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.faces import FACES
from tests.portal.conftest import Post, digits_of, token_of
from tests.support.board import NOTICE, ROW

Headers = dict[str, str]
JUNK = 200

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Stored:
    """An answer that was kept, and the request headers it depends on."""

    answer: TestResponse
    asked: Headers

    def fits(self, asked: Headers) -> bool:
        named = [name.strip() for name in self.answer.headers.get("Vary", "").split(",") if name.strip()]
        return "*" not in named and all(self.asked.get(name, "") == asked.get(name, "") for name in named)


@dataclass
class SharedCache:
    """A cache as greedy as RFC 9111 allows: keeps by method and address what it may, asks again where it must."""

    origin: FlaskClient
    kept: dict[str, list[Stored]] = field(default_factory=dict)
    served: int = 0

    def get(self, path: str, asked: Headers | None = None) -> TestResponse:
        asked = asked or {}
        known = next((each for each in self.kept.get(path, ()) if each.fits(asked)), None)
        if known is None:
            return self._fetched(path, asked)
        if _fresh(known.answer):
            self.served += 1
            return known.answer
        again = self.origin.get(path, headers=asked | {"If-None-Match": known.answer.headers.get("ETag", "")})
        if again.status_code == 304:
            self.served += 1
            return known.answer
        return self._keep(path, asked, again)

    def _fetched(self, path: str, asked: Headers) -> TestResponse:
        return self._keep(path, asked, self.origin.get(path, headers=asked))

    def _keep(self, path: str, asked: Headers, answer: TestResponse) -> TestResponse:
        if _may_keep(answer):
            others = [each for each in self.kept.get(path, ()) if not each.fits(asked)]
            self.kept[path] = [*others, Stored(answer, asked)]
        return answer


def _directives(answer: TestResponse) -> set[str]:
    return {each.strip().lower() for each in answer.headers.get("Cache-Control", "").split(",")}


def _may_keep(answer: TestResponse) -> bool:
    """What says nothing may be kept too: a heuristic cache would."""
    return answer.status_code in (200, 301, 404, 410) and not {"no-store", "private"} & _directives(answer)


def _fresh(answer: TestResponse) -> bool:
    """Without a word on its age an answer would count as fresh."""
    return not {"no-cache", "max-age=0", "must-revalidate"} & _directives(answer)


@pytest.fixture
def cache(board: FlaskClient) -> SharedCache:
    return SharedCache(board)


def test_it_does_keep_what_is_for_everybody(cache: SharedCache) -> None:
    assert cache.get("/officers").data == cache.get("/officers").data
    assert cache.served == 1


def test_every_reader_gets_their_own_face(cache: SharedCache) -> None:
    readers: list[Headers] = [{"Accept-Language": "en"}, {"Accept-Language": "zh-TW"}, {"HX-Request": "true"}, {}]
    for _again in range(2):
        for face in FACES.values():
            for reader in readers:
                page = cache.get(f"{face.prefix}/officers", reader).get_data(as_text=True)
                assert f'<html lang="{face.language.replace("_", "-")}"' in page
                assert "</html>" in page, "a fragment where a page was asked for"
    assert cache.served >= 7 * len(FACES)


def test_encodings_are_kept_apart(cache: SharedCache) -> None:
    packed, plain = {"Accept-Encoding": "gzip"}, {}
    for _again in range(2):
        assert cache.get("/officers", packed).data[:2] == b"\x1f\x8b"
        assert cache.get("/officers", plain).data[:9] == b"<!doctype"


def test_forms_and_their_tokens_are_nobody_elses(cache: SharedCache) -> None:
    for path in (
        "/complain",
        f"/object/{NOTICE}/{ROW}",
        "/apply/micro_credit",
        "/track",
        "/text/complain",
        "/en/elder/track",
    ):
        assert token_of(cache.get(path)) != token_of(cache.get(path)), path
    assert cache.served == 0


def test_what_a_receipt_shows_is_kept_nowhere(cache: SharedCache, post: Post) -> None:
    digits = digits_of(post("/complain", {"category": "stalling", "text": "拖了三个月", "how": "anonymous"}))
    answer = post("/track", {"receipt": digits})
    assert digits[-4:] in answer.get_data(as_text=True)
    assert not _may_keep(answer)
    assert digits[-4:] not in cache.get("/track").get_data(as_text=True)


def test_an_error_is_not_kept_for_the_next(cache: SharedCache) -> None:
    for path in ("/nothing", "/notices/endednotice23456", "/text/officers~99"):
        assert cache.get(path).headers["Cache-Control"] == "no-store"
    assert cache.kept == {}


def test_what_is_published_is_seen_through_it_at_once(cache: SharedCache) -> None:
    before = cache.get("/officers").headers["ETag"]
    assert cache.get("/officers").headers["ETag"] == before
    assert all(
        each.answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate" for each in cache.kept["/officers"]
    )


def test_free_parameters_and_hosts_poison_nothing(cache: SharedCache) -> None:
    clean = cache.get("/officers").data
    for number in range(JUNK):
        cache.origin.get(f"/officers?x={number}", headers={"X-Forwarded-Host": f"evil{number}.example"})
    assert cache.get("/officers").data == clean
