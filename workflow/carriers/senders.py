"""How messages reach people: e-mail by SMTP, everything else through the notification library's addresses."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from workflow.base import assets, languages
from workflow.base.settings import Settings
from workflow.carriers.models import Message

PATIENCE_SECONDS = 10


def words(message: Message, params: dict[str, Any], settings: Settings) -> tuple[str, str]:
    """(subject, body) in the reader's language, plain text."""
    env = Environment(
        loader=FileSystemLoader(assets.folder("templates") / "messages"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text, never shown as HTML
    )
    env.install_gettext_translations(languages.catalogue(message.language), newstyle=True)  # type: ignore[attr-defined]
    values = params | {"site": settings.site_url}
    subject = env.get_template(f"{message.kind}/subject.txt").render(values).strip()
    return subject, env.get_template(f"{message.kind}/body.txt").render(values)


def sender(settings: Settings) -> Any:
    """A function that sends one message the way these settings say; raises where they say none."""

    def send(message: Message, params: dict[str, Any]) -> None:
        subject, body = words(message, params, settings)
        if message.channel == "email":
            _mail(message.address, subject, body, settings)
        else:
            _notify(message.address, subject, body, settings)

    return send


def _mail(to: str, subject: str, body: str, settings: Settings) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.sender, to, subject
    mail.set_content(body)
    where = urlsplit(settings.smtp_url)
    connect = smtplib.SMTP_SSL if where.scheme == "smtps" else smtplib.SMTP
    with connect(where.hostname or "", where.port or 0, timeout=PATIENCE_SECONDS) as server:
        if where.username:
            server.login(where.username, where.password or "")
        server.send_message(mail)


def _notify(to: str, subject: str, body: str, settings: Settings) -> None:
    import apprise  # 0.6 s to import: only where something is sent

    hub = apprise.Apprise()
    for url in settings.notify_urls:
        hub.add(url.replace("{to}", to))
    if not hub.notify(title=subject, body=body):
        raise ConnectionError("no notification address took the message")
