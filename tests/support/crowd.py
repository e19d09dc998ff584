"""Everybody who works in a demonstration, and every form they meet: for tests that try them all, in all wrong ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.people import come_in
from tests.support.walk import PARTICULAR, is_page, walk
from workflow.base import tokens
from workflow.base.db import session
from workflow.staff.models import Officer
from workflow.staff.queries import digest
from workflow.staff.roles import Role

#: A form that posts, whole: to read these alone is many times as quick as to read the page.
_FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
TEXTS = ("text", "search", "tel", "email", "url", "number", "date", "datetime-local", "month", "textarea", "password")


@dataclass(frozen=True)
class Field:
    """One control of a form; `kind` is its type, `select` or `textarea`."""

    name: str
    kind: str
    value: str
    options: tuple[str, ...] = ()


@dataclass
class Form:
    """One form of a page and who met it."""

    page: str
    action: str
    fields: list[Field] = field(default_factory=list)
    met_by: int = 0

    @property
    def sort(self) -> str:
        """Forms that differ only in what they act on are of one sort."""
        return PARTICULAR.sub("#", self.action)

    @property
    def typed(self) -> list[Field]:
        return [each for each in self.fields if each.kind in TEXTS]

    def as_it_stands(self) -> list[tuple[str, str]]:
        """What a browser sends if nothing is typed."""
        return [(each.name, each.value) for each in self.fields if each.name != "token" and each.kind != "submit"]

    def filled(self, chance: Random) -> list[tuple[str, str]]:
        """What somebody might send who fills it in believably."""
        return [(each.name, _believable(each, chance)) for each in self.fields if each.name != "token"]


def _believable(each: Field, chance: Random) -> str:
    if each.options:
        return chance.choice([option for option in each.options if option] or [""])
    if each.kind in ("textarea", "text") and not each.value:
        return chance.choice(["看过现场,情况属实", "30000", "12"])
    return each.value


@dataclass(frozen=True)
class Visit:
    """A page that somebody opened, and the forms on it."""

    person: int
    path: str
    status: int
    forms: list[Form]


class Crowd:
    """The staff of a demonstration, each with a client of their own that is logged in."""

    def __init__(self, app: Flask) -> None:
        self.app, self._clients = app, dict[int, FlaskClient]()
        session.remove()
        self.people = list(session.scalars(select(Officer).where(Officer.active).order_by(Officer.id)))
        session.remove()

    def named(self, username: str) -> Officer:
        return next(person for person in self.people if person.username == username)

    def who_has(self, role: Role) -> list[Officer]:
        return [person for person in self.people if role in person.roles]

    def client(self, person: Officer) -> FlaskClient:
        if person.id not in self._clients:
            self._clients[person.id] = come_in(self.app.test_client(), person)
        return self._clients[person.id]

    def token(self, person: Officer) -> str:
        """A fresh form token of this person's session."""
        cookie = self.client(person).get_cookie("sunshine")
        assert cookie
        return tokens.make("staff", digest(cookie.value))

    def send(
        self, person: Officer, form: Form, fields: list[tuple[str, str]] | None = None, **more: Any
    ) -> TestResponse:
        """Post a form in the name of `person`, with a fresh token of theirs unless `token` says otherwise."""
        token = more.pop("token") if "token" in more else self.token(person)
        return post(
            self.client(person),
            form.action,
            [("token", token), *(form.as_it_stands() if fields is None else fields)],
            **more,
        )

    def visits(self, *, together: bool = False, apart: tuple[str, ...] = ()) -> list[Visit]:
        """What one person of each kind meets on a walk through the house, one page of a kind, and not what lies
        `apart`; where they walk `together`, nobody opens what another has seen."""
        seen = Counter[str]() if together else None

        def wanted(path: str) -> bool:
            return is_page(path) and not path.startswith(apart)

        return [
            Visit(person.id, path, answer.status_code, _met(person, path, answer))
            for person in self.one_of_each_kind()
            for path, answer in walk(self.client(person), "/", each=1, wanted=wanted, seen=seen)
        ]

    def one_of_each_kind(self) -> Iterator[Officer]:
        """One person for each set of roles, at an outlet and above."""
        met: set[tuple[frozenset[Role], bool]] = set()
        for person in self.people:
            kind = (person.roles, person.office.outlet)
            if person.roles and kind not in met:
                met.add(kind)
                yield person

    def by_id(self, number: int) -> Officer:
        return next(person for person in self.people if person.id == number)


def _met(person: Officer, path: str, answer: TestResponse) -> list[Form]:
    found = forms_in(path, answer)
    for form in found:
        form.met_by = person.id
    return found


def post(client: FlaskClient, action: str, fields: list[tuple[str, Any]], **more: Any) -> TestResponse:
    """Post pairs as a browser would; bytes go as they are, text as UTF-8."""
    body = urlencode(fields, errors="surrogatepass")
    return client.post(action, data=body, content_type="application/x-www-form-urlencoded", **more)


def forms_in(path: str, answer: TestResponse) -> list[Form]:
    """Every form of a page's content that posts; those of its frame (log out, language) count on the account's page."""
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return []
    forms = _FORM.findall(answer.get_data(as_text=True) if path == "/account" else _content(answer))
    roots = [html5lib.parseFragment(form, namespaceHTMLElements=False) for form in forms]
    return [_read(path, form) for root in roots for form in root.iter("form")]


def _content(answer: TestResponse) -> str:
    """A page without its frame."""
    return answer.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]


def _read(path: str, element: Element) -> Form:
    made = Form(path, element.get("action") or path)
    for tag in element.iter():
        if tag.tag in ("input", "select", "textarea") and tag.get("name"):
            made.fields.append(_field(tag))
    return made


def _field(tag: Element) -> Field:
    name = tag.get("name", "")
    if tag.tag == "select":
        options = [option.get("value") or (option.text or "") for option in tag.iter("option")]
        chosen = [option.get("value") or "" for option in tag.iter("option") if option.get("selected") is not None]
        return Field(name, "select", (chosen or options or [""])[0], tuple(options))
    if tag.tag == "textarea":
        return Field(name, "textarea", tag.text or "")
    return Field(name, tag.get("type", "text"), tag.get("value", ""))


def without_particulars(answer: TestResponse) -> str:
    """A page without what differs each time: tokens, its own address, the reference number."""
    text = re.sub(r'(name="(?:token|back)" value=")[^"]*', r"\1", answer.get_data(as_text=True))
    return re.sub(r"<strong>[0-9a-f]{8}</strong>", "", text)
