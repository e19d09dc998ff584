"""Ready papers on the portal: only what was made of just what is in force, whole, and gone with its record."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.support.board import GONE, NOTICE, publish
from workflow.base import clock
from workflow.base.db import transaction
from workflow.base.settings import Settings
from workflow.doors.published import papers, read, write

PDF = b"%PDF-1.7 a poster"
POSTER = f"/paper/poster/{NOTICE}.pdf"
VILLAGE = "610525101200"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def shelve(settings: Settings, kind: str, key: str, content: bytes = PDF, language: str = "zh_Hans") -> papers.Place:
    """Lay a paper on the shelf, made of the records that stand now."""
    named = papers.PAPERS[kind]
    of_one = [papers.MadeOf(named, key, [each.leaf])] if named and (each := read.one(named, key)) else []
    of_all = [] if named else [papers.MadeOf("rate", None, [each.leaf for each in read.in_force("rate")])]
    place = papers.Place(settings.papers, language, kind, key)
    papers.put(place, content, fingerprint="x", made_of=of_one or of_all)
    return place


@ON_SQLITE
def test_served_as_it_lies_there(board: FlaskClient, settings: Settings) -> None:
    shelve(settings, "poster", NOTICE)
    answer = board.get(POSTER)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", PDF)
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert board.get(POSTER, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@ON_SQLITE
def test_a_broken_download_goes_on(board: FlaskClient, settings: Settings) -> None:
    shelve(settings, "poster", NOTICE)
    rest = board.get(POSTER, headers={"Range": "bytes=9-"})
    assert (rest.status_code, rest.data) == (206, PDF[9:])


@ON_SQLITE
def test_another_language_has_the_chinese_one_until_it_has_its_own(board: FlaskClient, settings: Settings) -> None:
    shelve(settings, "rates", "self")
    assert board.get("/en/paper/rates/self.pdf").data == PDF
    shelve(settings, "rates", "self", b"%PDF English", language="en")
    assert board.get("/en/paper/rates/self.pdf").data == b"%PDF English"
    assert board.get("/paper/rates/self.pdf").data == PDF


def test_gone_with_its_notice(board: FlaskClient, settings: Settings) -> None:
    shelve(settings, "poster", NOTICE)
    with transaction():
        record = write.standing("notice", NOTICE, clock.today())
        assert record is not None
        write.withdraw(record, why="withdrawn", at=clock.now())
    assert board.get(POSTER).status_code == 410
    assert board.get(f"/paper/poster/{GONE}.pdf").status_code == 410


def test_an_older_one_is_not_shown_for_what_stands_now(board: FlaskClient, settings: Settings) -> None:
    """An entry left the list: the paper with its name must not be served for one moment longer."""
    shelve(settings, "poster", NOTICE)
    payload = read.one("notice", NOTICE)
    assert payload is not None
    with transaction():
        publish("notice", NOTICE, payload.payload | {"rows": []}, village=VILLAGE)
    assert board.get(POSTER).status_code == 503
    shelve(settings, "poster", NOTICE, b"%PDF without it")
    assert board.get(POSTER).data == b"%PDF without it"


def test_a_board_of_many_records_too(board: FlaskClient, settings: Settings) -> None:
    shelve(settings, "rates", "self")
    with transaction():
        publish("rate", "another", {"label": {"zh": "新", "en": "new"}, "rate": 1000})
    assert board.get("/paper/rates/self.pdf").status_code == 503


@ON_SQLITE
def test_what_never_was(board: FlaskClient) -> None:
    for path in ("poster/none", "plate/1", "rates/other", "board/2", "poster/..", "plate/%2e%2e"):
        assert board.get(f"/paper/{path}.pdf").status_code == 404


@ON_SQLITE
def test_not_made_yet(board: FlaskClient) -> None:
    for path in (POSTER, f"/paper/plate/{VILLAGE}.pdf", "/paper/disclosures/self.pdf"):
        assert board.get(path).status_code == 503


@ON_SQLITE
def test_an_altered_file_is_not_served(board: FlaskClient, settings: Settings) -> None:
    place = shelve(settings, "poster", NOTICE)
    next(place.note.parent.glob("*.pdf")).write_bytes(b"%PDF-1.7 another")
    assert board.get(POSTER).status_code == 503


@ON_SQLITE
def test_one_paper_replaces_the_other(settings: Settings, board: FlaskClient) -> None:
    place = shelve(settings, "poster", NOTICE)
    shelve(settings, "poster", NOTICE, b"%PDF newer")
    assert [each.name for each in place.note.parent.iterdir() if each.suffix == ".pdf"] != []
    assert len(list(place.note.parent.iterdir())) == 2
    assert list(papers.shelved(settings.papers)) == [place]
    papers.drop(place)
    assert list(place.note.parent.iterdir()) == []


@ON_SQLITE
def test_a_page_leads_to_its_paper_once_it_lies_ready(board: FlaskClient, settings: Settings) -> None:
    """A page without its link stays for half a minute, no longer."""
    page = f"/notices/{NOTICE}"
    assert POSTER not in board.get(page).get_data(as_text=True)
    shelve(settings, "poster", NOTICE)
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        for path in (page, page, f"/en{page}"):
            assert f'{"/en" if path.startswith("/en") else ""}{POSTER}"' in board.get(path).get_data(as_text=True)


@ON_SQLITE
def test_every_page_with_a_paper_has_its_link(board: FlaskClient, settings: Settings) -> None:
    officer = read.in_force("officer")[0].key
    pages = {
        f"/villages/{VILLAGE}": ("plate", VILLAGE), f"/officers/{officer}": ("card", officer),
        "/rates": ("rates", "self"), "/fees": ("fees", "self"), "/disclosures": ("disclosures", "self"),
    }  # fmt: skip
    for page, (kind, key) in pages.items():
        shelve(settings, kind, key)
        assert f"/paper/{kind}/{key}.pdf" in board.get(page).get_data(as_text=True), page
