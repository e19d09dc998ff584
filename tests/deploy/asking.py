"""Asking a front server by a name it does not have on this machine, from any address of the loopback."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.support.caller import Answer, Fields, Form

SECONDS = 20
_TRUSTING = ssl.create_default_context()
_TRUSTING.check_hostname = False
_TRUSTING.verify_mode = ssl.CERT_NONE


@dataclass(frozen=True)
class Front:
    """The ports of one nginx: with TLS, and without."""

    port: int
    plain: int

    def line(self, name: str, *, source: str = "127.0.0.1") -> ssl.SSLSocket:
        """An open line to the server that has this name."""
        raw = socket.create_connection(("127.0.0.1", self.port), SECONDS, (source, 0))
        return _TRUSTING.wrap_socket(raw, server_hostname=name)

    def ask(
        self, host: str, path: str, body: bytes | None = None, *, source: str = "127.0.0.1", name: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """One request and its answer; `name` is who is asked for while the line is made, `host` without it."""
        connection = http.client.HTTPConnection(host, timeout=SECONDS)
        connection.sock = self.line(name or host, source=source)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        connection.request("GET" if body is None else "POST", path, body, {**kind, **(headers or {})})
        with connection.getresponse() as answer:
            text = answer.read().decode("utf-8", "replace")
        connection.close()
        return Answer(answer.status, f"https://{host}{path}", answer.headers, text)

    def send(self, host: str, form: Form, fields: Fields, **how: str) -> Answer:
        """A form as it was shown, with what was typed."""
        body = urlencode(form.filled(**fields).fields, doseq=True).encode()
        headers = {"X-Forwarded-For": how.pop("claimed", "")}
        return self.ask(host, urlsplit(form.action).path, body, headers=headers, **how)
