"""Every form of the staff side, tried in every wrong way: by strangers, without a token, with hostile contents."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.house.routes import verb_of
from tests.support.crowd import TEXTS, Crowd, Form, Visit, post, without_particulars
from tests.support.tables import contents
from tests.support.walk import is_page, walk
from workflow.base import db, web
from workflow.base.audit import Event
from workflow.base.db import session
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.staff.verbs import RIGHTS

#: Kept apart: they end the very session that tries them, or move the clock of the whole demonstration.
APART = {"/logout", "/demonstration/next-day"}
#: What no text may hold: refused wherever it is typed.
UNREADABLE = {
    "a NUL": "王\x00",
    "a control sign": "王\x1b[31m",
    "broken UTF-8": b"\xff\xfe\xfd",
}
#: What a text may hold, as long as it stays a text.
HOSTILE = {
    "other languages": (
        "<script>alert(1)</script><img src=x onerror=alert(1)>"  # markup
        "{{ 7*7 }}{% for x in y %}${7*7}#{7*7}"  # templates
        "' OR 1=1; DROP TABLE officer; --"
        "%(name)s %s %d {0}"
        "\u202eevil\u2066"  # right to left
    ),
    "long": "长" * 3000,
    "a huge number": "9" * 400,
    "a negative": "-1",
    "a wide number": "９９９９９９９９９９９９９９９９９９９９９",
    "not a number": "NaN",
    "infinity": "1e309",
    "an impossible day": "9999-12-31",
    "no day": "0000-00-00T99:99",
    "an odd plane": "\U0010ffff\U0001f600",
}
#: What an engine may stumble over where the other does not.
COUNTED = HOSTILE.keys() - {"other languages"}
MARK = "秘密标记七七七"
#: How many sets of roles that may not are tried on each form; which form asks for which right is tested elsewhere.
OUTSIDERS = 5
READERS = ("fengyuan.desk", "county.clerk", "risk", "discipline", "publisher", "audit")


#: What no engine can make a difference to.
on_sqlite = pytest.mark.parametrize("working_house", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Rounds:
    """A walk of everybody through the house, and what the house held before and after it.

    On PostgreSQL each kind of page is opened by whoever comes to it first: what it shows to everybody else has been
    seen on SQLite.
    """

    visits: list[Visit]
    before: tuple[dict[str, list[str]], int]
    after: tuple[dict[str, list[str]], int]


@pytest.fixture(scope="module")
def rounds(crowd: Crowd) -> Rounds:
    before = _but_looks()
    return Rounds(crowd.visits(together=not db.is_sqlite()), before, _but_looks())


@pytest.fixture(scope="module")
def forms(rounds: Rounds) -> dict[str, Form]:
    """One form of every sort that anybody meets."""
    found = {form.sort: form for visit in rounds.visits[::-1] for form in visit.forms}
    return {sort: form for sort, form in found.items() if form.action not in APART}


def verb(app: Flask, form: Form) -> str | None:
    rule, _values = app.url_map.bind("localhost").match(form.action, method="POST", return_rule=True)
    return verb_of(app, rule)


def refusals() -> int:
    session.remove()
    return session.scalar(select(func.count()).where(Event.kind == "action_refused")) or 0


def quietly() -> dict[str, list[str]]:
    """All rows but refusals, sessions and nonces."""
    return contents(without=("event", "look", "staff_session", "form_nonce"))


def test_it_works(crowd: Crowd, forms: dict[str, Form]) -> None:
    assert len(forms) > 25, sorted(forms)


def test_reading_everything_changes_nothing_but_looks(rounds: Rounds) -> None:
    assert [(visit.path, visit.person) for visit in rounds.visits if visit.status >= 500] == []
    assert rounds.after == rounds.before


def _but_looks() -> tuple[dict[str, list[str]], int]:
    """All rows, and how many events tell of anything but looks and log-ins."""
    session.remove()
    kinds = ("record_looked_at", "staff_logged_in")
    events = session.scalar(select(func.count()).where(Event.kind.not_in(kinds))) or 0
    return contents(without=("event", "look", "staff_session")), events


@on_sqlite
@pytest.mark.parametrize("token", ["", "forged.token.here", "another's"])
def test_without_ones_own_token_nothing_happens(crowd: Crowd, forms: dict[str, Form], token: str) -> None:
    before = quietly()
    for sort, form in forms.items():
        person = crowd.by_id(form.met_by)
        given = crowd.token(_another(crowd, person)) if token == "another's" else token
        answer = crowd.send(person, form, form.filled(Random(sort)), token=given)
        assert answer.status_code == 400, (sort, answer.status_code)
    assert quietly() == before


def _another(crowd: Crowd, person: Officer) -> Officer:
    return next(each for each in crowd.people if each.id != person.id)


@on_sqlite
def test_from_another_site_nothing_happens(crowd: Crowd, forms: dict[str, Form]) -> None:
    before = quietly()
    for sort, form in forms.items():
        answer = crowd.send(crowd.by_id(form.met_by), form, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 400, sort
    assert quietly() == before


@on_sqlite
def test_without_a_role_it_is_refused_and_recorded(crowd: Crowd, forms: dict[str, Form]) -> None:
    before = quietly()
    for sort, form in forms.items():
        asked = verb(crowd.app, form)
        allowed = set(RIGHTS[asked].roles) if asked else set(Role)
        outsiders = _outsiders(crowd, allowed)
        for person in Random(sort).sample(outsiders, min(len(outsiders), OUTSIDERS)):
            known = refusals()
            answer = crowd.send(person, form, form.filled(Random(sort)))
            assert answer.status_code == 403, (sort, person.username, answer.status_code)
            assert refusals() == known + 1, (sort, person.username)
    assert quietly() == before


def _outsiders(crowd: Crowd, allowed: set[Role]) -> list[Officer]:
    """One person of each set of roles that has none of the allowed."""
    found = {person.roles: person for person in crowd.people if person.roles and not person.roles & allowed}
    return list(found.values())


@on_sqlite
def test_nobody_without_a_log_in_gets_further_than_its_page(crowd: Crowd, forms: dict[str, Form]) -> None:
    before = quietly()
    for sort, form in forms.items():
        answer = post(crowd.app.test_client(), form.action, form.as_it_stands())
        wanted = 400 if verb(crowd.app, form) is None else 401
        assert answer.status_code == wanted, sort
    assert quietly() == before


@on_sqlite
def test_the_same_role_in_another_outlet_reaches_nothing(crowd: Crowd, forms: dict[str, Form]) -> None:
    """Own office, or own charge: a colleague of the neighbouring branch is told that nothing is there, or may not."""
    before = quietly()
    tried = 0
    for sort, form in forms.items():
        asked, person = verb(crowd.app, form), crowd.by_id(form.met_by)
        if asked is None or "#" not in sort or set(RIGHTS[asked].roles.values()) == {"all"} or not person.office.outlet:
            continue
        for other in crowd.people:
            same = other.roles == person.roles and other.office.outlet and other.office_id != person.office_id
            if same:
                answer = crowd.send(other, form, form.filled(Random(sort)))
                assert answer.status_code in (403, 404, 409), (sort, other.username, answer.status_code)
                tried += 1
                break
    assert tried > 10
    assert quietly() == before


@on_sqlite
def test_what_is_not_yours_looks_like_what_is_not_there(crowd: Crowd, rounds: Rounds) -> None:
    other = crowd.named("chengguan.desk")
    there = {visit.path for visit in rounds.visits if visit.path.count("/") == 2 and "?" not in visit.path}
    tried = 0
    for path in sorted(there):
        answer = crowd.client(other).get(path)
        if answer.status_code == 404:
            gone = crowd.client(other).get(f"{path.rpartition('/')[0]}/aaaaaaaaaaaaaaaa")
            assert without_particulars(answer) == without_particulars(gone), path
            tried += 1
    assert tried > 0


def test_unreadable_text_is_refused_on_the_page(crowd: Crowd, forms: dict[str, Form]) -> None:
    before = quietly()
    for what, text in UNREADABLE.items():
        for sort, form in forms.items():
            if form.typed:
                fields = [(name, text if _is_typed(form, name) else value) for name, value in form.filled(Random(sort))]
                answer = crowd.send(crowd.by_id(form.met_by), form, fields)
                assert answer.status_code in (400, 403, 404, 409, 422), (what, sort, answer.status_code)
                assert "\x00" not in answer.get_data(as_text=True)
    assert quietly() == before


def _is_typed(form: Form, name: str) -> bool:
    return any(each.name == name and each.kind in TEXTS for each in form.fields)


def test_a_field_sent_twice_and_a_thousand_fields_are_refused(crowd: Crowd, forms: dict[str, Form]) -> None:
    before = quietly()
    for sort, form in forms.items():
        person, fields = crowd.by_id(form.met_by), form.filled(Random(sort))
        for typed in form.typed[:1]:
            answer = crowd.send(person, form, [*fields, (typed.name, "1"), (typed.name, "2")])
            assert answer.status_code not in (303, 500), (sort, answer.status_code)
        many = [(f"field-{number}", "x") for number in range(1000)]
        assert crowd.send(person, form, [*fields, *many]).status_code == 413, sort
    data = {"token": crowd.token(person), "note": "x" * 10_000_000}
    assert crowd.client(person).post(form.action, data=data).status_code == 413
    assert quietly() == before


def test_no_address_breaks(crowd: Crowd) -> None:
    """Every GET of the route map with hostile parts in its path and its query."""
    person = crowd.named("discipline")
    parts = ["-1", "9" * 30, "a" * 300, "%00"]
    parts += ["0", "%ff", "..%2f..%2f", "'<b>ａ{{7*7}}"] if db.is_sqlite() else []  # no engine differs
    for rule in crowd.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for part in parts:
            path = rule.rule
            for argument in rule.arguments:
                path = path.replace(_placed(path, argument), part)
            answer = crowd.client(person).get(f"{path}?q={part}&after={part}&page={part}&on={part}&kind={part}")
            assert answer.status_code < 500, (path, part)


def _placed(path: str, argument: str) -> str:
    start = next(at for at in range(len(path)) if path[at] == "<" and path[at:].split(">")[0].endswith(argument))
    return path[start : path.index(">", start) + 1]


@on_sqlite
def test_every_answer_wears_the_headers(crowd: Crowd, working_house: tuple[Flask, Flask]) -> None:
    client, public = crowd.client(crowd.named("admin")), working_house[0].test_client()
    answers = [client.get(path) for path in ("/", "/nothing", "/static/css/base.css", "/static/none", "/cases/x")]
    answers += [client.post("/logout"), client.put("/account"), client.open("/account", method="BREW")]
    answers += [public.get(path) for path in ("/", "/nothing", "/static/css/base.css", "/livez", "/readyz", "/log/key")]
    answers += [public.post("/"), public.get("/", headers={"Host": "evil.example"})]
    for answer in answers:
        answer.close()
        for name, value in web.HEADERS.items():
            assert answer.headers.get(name) == value, (answer.request.path, answer.status, name)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


@on_sqlite
def test_a_foreign_host_is_answered_nothing(crowd: Crowd, working_house: tuple[Flask, Flask]) -> None:
    for client in (crowd.client(crowd.named("admin")), working_house[0].test_client()):
        for header in ({"Host": "evil.example"}, {"Host": "localhost.evil.example"}, {"Host": "localhost:80@evil"}):
            answer = client.get("/", headers=header)
            assert answer.status_code == 400, header
            assert "evil" not in answer.get_data(as_text=True)
        told = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "X-Forwarded-For": "1.2.3.4"}
        answer = client.get("/", headers=told)
        assert answer.status_code == 200
        assert "evil" not in answer.get_data(as_text=True) + str(answer.headers)


def test_hostile_text_stays_text(crowd: Crowd, forms: dict[str, Form], caplog: pytest.LogCaptureFixture) -> None:
    """Kept for last: what is no more than odd may be taken, and is then on every page, escaped."""
    caplog.set_level(logging.INFO)
    for what, text in HOSTILE.items():
        for sort, form in forms.items():
            if form.typed and (what in COUNTED or db.is_sqlite()):
                value = text if what in COUNTED else text + MARK
                fields = [(name, value if _is_typed(form, name) else old) for name, old in form.filled(Random(sort))]
                answer = crowd.send(crowd.by_id(form.met_by), form, fields)
                assert answer.status_code < 500, (what, sort)
                _stays_text(answer.get_data(as_text=True), sort)
    assert MARK not in caplog.text


@on_sqlite
def test_and_on_every_page_after_that(crowd: Crowd) -> None:
    for username in READERS:
        for path, answer in walk(crowd.client(crowd.named(username)), "/", each=1, wanted=is_page):
            assert answer.status_code < 500, (username, path)
            if answer.mimetype == "text/html":
                _stays_text(answer.get_data(as_text=True), path)


def _stays_text(page: str, where: str) -> None:
    assert "<script>alert" not in page, where
    assert "<img src=x" not in page, where
    assert "49#{7" not in page, where
