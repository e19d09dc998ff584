"""Messages leave by a real SMTP server and a real web hook; two workers at once send each of them once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, select

from tests.support.people import found_house
from tests.support.server import free_port, sunshine
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.carriers import outbox
from workflow.carriers.models import Message

EACH = 20


@dataclass
class Post:
    """What arrived: e-mails, and short messages as the provider's interface got them."""

    mails: list[EmailMessage] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    environ: Mapping[str, str] = field(default_factory=dict)

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server and a provider of short messages, both of this test."""
    found = Post()
    mail = Controller(found, hostname="127.0.0.1", port=free_port())
    mail.start()
    provider = ThreadingHTTPServer(("127.0.0.1", 0), _provider(found))
    Thread(target=provider.serve_forever, daemon=True).start()
    found.environ = {
        "SUNSHINE_LIMIT_QUIET_SINCE_HOUR": "0", "SUNSHINE_LIMIT_QUIET_UNTIL_HOUR": "0",
        "SUNSHINE_SMTP_URL": f"smtp://127.0.0.1:{mail.port}",
        "SUNSHINE_NOTIFY_URLS": f"json://127.0.0.1:{provider.server_port}/{{to}}",
    }
    yield found
    provider.shutdown()
    provider.server_close()
    mail.stop()


def _provider(found: Post) -> type[BaseHTTPRequestHandler]:
    class Provider(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.notes.append({"to": self.path.strip("/"), "text": body["message"]})
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Nothing: the test looks itself."""

    return Provider


def test_two_ticks_at_once_send_each_message_once(database: Engine, settings: Settings, post: Post) -> None:
    found_house()
    with transaction():
        for number in range(EACH):
            told = {"language": "zh_Hans", "at": clock.now(), "number": f"CC-{number:04}"}
            outbox.add("case-yours", channel="email", to=f"officer{number}@example.cn", due="2026-03-02", **told)
            outbox.add("case-news", channel="sms", to=f"1380000{number:04}", **told)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: _tick(settings, post.environ), range(2)))
    assert sorted(mail["To"] for mail in post.mails) == sorted(f"officer{number}@example.cn" for number in range(EACH))
    assert sorted(note["to"] for note in post.notes) == [f"1380000{number:04}" for number in range(EACH)]
    _are_readable(post)
    assert [each.attempts for each in session.scalars(select(Message))] == [1] * (2 * EACH)


def _tick(settings: Settings, post: Mapping[str, str]) -> None:
    sunshine("tick", "--data", settings.data, environ={"DATABASE_URL": settings.database_url, **post})


def _are_readable(post: Post) -> None:
    first = next(mail for mail in post.mails if mail["To"] == "officer7@example.cn")
    assert first["Subject"]
    assert "CC-0007" in first["Subject"] + first.get_content()
    assert any("CC-0007" in note["text"] for note in post.notes)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_sent_waits_and_is_named(database: Engine, settings: Settings, post: Post) -> None:
    found_house()
    with transaction():
        told = {"number": "CC-1", "due": "2026-03-02"}
        outbox.add("case-yours", channel="email", to="a@example.cn", language="en", at=clock.now(), **told)
    _tick(settings, {**post.environ, "SUNSHINE_SMTP_URL": f"smtp://127.0.0.1:{free_port()}"})
    waiting = session.scalars(select(Message)).one()
    assert (waiting.sent_at, waiting.error) == (None, "ConnectionRefusedError")
    session.remove()
    _tick(settings, post.environ)
    assert [mail["To"] for mail in post.mails] == ["a@example.cn"]
