"""The public log's pages, as a reader meets them."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.portal.test_reading import links, missing, said
from tests.support.board import GONE, NOTICE, publish
from tests.support.page import judged, words
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.migrations import guards
from workflow.doors.published import read, write
from workflow.witness import bundle

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def leaf_of(kind: str, key: str) -> int:
    found = read.latest(kind, key)
    assert found is not None
    return found.leaf


def test_the_index_leads_everywhere(board: FlaskClient) -> None:
    found = links(judged(board.get("/en/log")))
    wanted = {"about", "taken-down", "checkpoints", "consistency", "entries/0"}
    assert {"/log/checkpoint", *(f"/en/log/{name}" for name in wanted)} <= found


def test_every_page_of_entries_and_every_entry_stands(board: FlaskClient) -> None:
    pages = read.public_log.pages()
    found = {href for number in range(pages) for href in links(judged(board.get(f"/log/entries/{number}")))}
    entries = [f"/log/{leaf.position}" for number in range(pages) for leaf in read.public_log.page(number)]
    assert set(entries) <= found
    for path in entries:
        assert said(board, path)
    assert board.get(f"/log/entries/{pages}").status_code == 404


def test_an_entry_says_in_words_what_was_stated_and_leads_to_its_page(board: FlaskClient) -> None:
    leaf = leaf_of("product", "micro_credit")
    root = judged(board.get(f"/en/log/{leaf}"))
    assert not missing(words(root), "put up in public", "Product", "It stands in public today", "tlog-proof@v1")
    assert {"/en/products/micro_credit", f"/en/log/{leaf}/record.json", f"/en/log/{leaf}/proof.json"} <= links(root)


@on_sqlite
@pytest.mark.parametrize("kind", sorted(set(read.KINDS) - {"log"}))
def test_each_kind_has_a_word_and_a_page(board: FlaskClient, kind: str) -> None:
    with transaction():
        publish(kind, "610525102200", {})
        write.sign_checkpoint(clock.now())
    root = judged(board.get(f"/en/log/{leaf_of(kind, '610525102200')}"))
    assert f"What {kind} " not in words(root)
    assert "The page that shows it" in words(root)


def test_an_entry_that_waits_for_its_checkpoint_says_so(board: FlaskClient) -> None:
    with transaction():
        publish("fee", "new", {"rule_key": "new"})
    leaf = leaf_of("fee", "new")
    assert "The next checkpoint will cover it" in said(board, f"/en/log/{leaf}")
    assert board.get(f"/log/{leaf}.json").status_code == 404
    with transaction():
        write.sign_checkpoint(clock.now())
    assert "Save the proof" in said(board, f"/en/log/{leaf}")


def test_what_is_gone_says_why_and_tells_no_word_of_it(board: FlaskClient) -> None:
    leaf = leaf_of("notice", GONE)
    assert "Its days are over" in said(board, f"/en/log/{leaf}")
    answer = board.get(f"/log/{leaf}/record.json")
    assert answer.status_code == 410
    told = answer.get_data(as_text=True) + board.get(f"/notices/{GONE}/proof.json").get_data(as_text=True)
    assert "雷" not in json.dumps(json.loads(answer.data), ensure_ascii=False) + told
    assert "salt" not in answer.json


def test_a_withdrawn_record_leads_to_the_entry_that_took_it_down(board: FlaskClient) -> None:
    leaf = leaf_of("product", "micro_credit")
    with transaction():
        record = write.standing("product", "micro_credit", clock.today())
        assert record is not None
        write.withdraw(record, why="It held a mistake; the right version follows: 100% <b>", at=clock.now())
    ended = board.get(f"/log/{leaf}/record.json").json["ended_leaf"]
    assert "The next checkpoint will cover it" in said(board, f"/en/log/{ended}")
    with transaction():
        write.sign_checkpoint(clock.now())
    assert f"/en/log/{ended}" in links(judged(board.get(f"/en/log/{leaf}")))
    assert not missing(said(board, f"/en/log/{ended}"), "taken down", "It held a mistake", "100% <b>")
    assert not missing(said(board, "/en/log/taken-down"), "Product", "withdrawn", "100% <b>")
    assert not missing(said(board, "/log/taken-down"), "100% <b>")


@on_sqlite
def test_the_register_says_loudly_where_it_does_not_agree(board: FlaskClient) -> None:
    assert "do not agree" not in said(board, "/en/log/taken-down")
    with transaction():
        write.withdraw(write.standing("product", "micro_credit", clock.today()), why="x", at=clock.now())
        for name, _table, *_rest in guards.rules():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE record SET ended_why = 'y' WHERE ended_why = 'x'"))
    assert "do not agree" in said(board, "/en/log/taken-down")


@on_sqlite
def test_a_day_without_a_checkpoint_is_named(board: FlaskClient) -> None:
    today = clock.today()
    assert "No checkpoint" not in said(board, "/en/log/checkpoints")
    assert board.get(f"/log/checkpoints/{today:%Y-%m}").status_code == 200
    for month in ("1999-01", "2999-01", "2026-13", "x"):
        assert board.get(f"/log/checkpoints/{month}").status_code == 404
    with transaction():
        for name, _table, *_rest in guards.rules():
            session.execute(text(f"DROP TRIGGER {name}"))
        earlier = clock.start_of(today.replace(day=1)).replace(tzinfo=None)
        session.execute(text("UPDATE checkpoint SET at = :at"), {"at": f"{earlier}.000000"})
    board.application.wsgi_app.pages.clear()  # type: ignore[attr-defined]
    if today.day > 2:
        assert "none was signed" in said(board, "/en/log/checkpoints")
        assert "What was published since is not yet proven" in said(board, "/en/log")


def test_consistency_by_form_and_as_a_file(board: FlaskClient) -> None:
    size = read.public_log.newest().size  # type: ignore[union-attr]
    assert f"From 3 to {size} entries" in said(board, f"/en/log/consistency?from=3&to={size}")
    for query in ("from=9&to=3", f"from=1&to={size + 1}", "from=a&to=3", "from=0&to=3", "from=²&to=3", "from=3"):
        assert "two whole numbers" in said(board, f"/en/log/consistency?{query}", 422)
    assert board.get(f"/log/consistency/3/{size}.json").json["proof"]
    assert board.get("/log/consistency/0/1.json").status_code == 404
    assert "two whole numbers" not in said(board, "/en/log/consistency")


def test_tiles_are_for_ever_and_nothing_else_is(board: FlaskClient) -> None:
    answer = board.get("/log/tile/0/000.p/3")
    assert (len(answer.data), answer.headers["Cache-Control"]) == (96, "public, max-age=31536000, immutable")
    assert board.get("/log/tile/entries/000.p/3").mimetype == "application/octet-stream"
    for place in ("0/000", "0/x", "99/000.p/1", "entries/..%2f", "-1/000"):
        assert board.get(f"/log/tile/{place}").status_code == 404
    assert board.get("/log/0/record.json").headers["Cache-Control"] == "no-store"


@on_sqlite
def test_no_number_is_too_large(board: FlaskClient) -> None:
    paths = ("{}", "{}.json", "{}.tlog-proof", "{}/record.json", "{}/proof.json", "taken-down/{}", "entries/{}")
    for path in (*paths, "checkpoint/{}"):
        assert board.get(f"/log/{path.format(10**30)}").status_code == 404


def test_a_notices_proof_verifies_offline(board: FlaskClient) -> None:
    key = board.get("/log/key").get_data(as_text=True)
    answer = board.get(f"/notices/{NOTICE}/proof.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    verdict = bundle.check(answer.get_data(as_text=True), key)
    assert (verdict.broken, verdict.open) == ([], [])
    gone = bundle.check(board.get(f"/notices/{GONE}/proof.json").get_data(as_text=True), key)
    assert gone.broken == []
    assert "cannot be compared" in gone.open[0]
    assert board.get("/notices/never/proof.json").status_code == 404


def test_pages_that_show_a_record_lead_to_its_entry(board: FlaskClient) -> None:
    pages = {
        "/products/micro_credit": leaf_of("product", "micro_credit"), f"/notices/{NOTICE}": leaf_of("notice", NOTICE),
        "/villages/610525101200": leaf_of("village", "610525101200"),
    }  # fmt: skip
    for page, leaf in pages.items():
        assert f"/log/{leaf}" in links(judged(board.get(page))), page
    gone = board.get(f"/notices/{GONE}")
    assert f"/log/{leaf_of('notice', GONE)}" in links(judged(gone, 410))


def test_what_the_log_does_not_prove_is_said(board: FlaskClient) -> None:
    told = said(board, "/en/log/about")
    parts = ("What it does not prove", "could be reached", "two witnesses", "older checkpoint", "sunshine witness")
    assert not missing(told, *parts)
