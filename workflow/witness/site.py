"""The site that is watched: plain GET requests with a limit on time and size; nothing is followed, nothing trusted."""

from __future__ import annotations

import http.client
import json
import ssl
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

SECONDS = 30
MOST_BYTES = 4 * 1024 * 1024
_REDIRECTS = range(300, 400)


class Unreachable(Exception):
    """Nothing can be said: the site did not answer, or not as it should; the sentence says how."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path gave."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object; Unreachable where it is none."""
        try:
            told = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Unreachable("an answer that should be JSON is not") from error
        if not isinstance(told, dict):
            raise Unreachable("an answer that should be a JSON object is not")
        return told

    def text(self) -> str:
        """The body as text; Unreachable where it is none."""
        try:
            return self.body.decode()
        except UnicodeDecodeError as error:
            raise Unreachable("an answer that should be text is not") from error


class Site:
    """A site by its address, which may lie below a path."""

    def __init__(self, url: str, *, seconds: float = SECONDS, context: ssl.SSLContext | None = None) -> None:
        """`url` is http or https; `context` is what a certificate is judged by, the system's trust without it."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Unreachable(f"{url} is not an address that begins with https://")
        self.url = url.rstrip("/")
        self._parts, self._seconds, self._context = parts, seconds, context

    def get(self, path: str, *, wanted: tuple[int, ...] = (200,)) -> Answer:
        """What a path gives; Unreachable with words for anything but the wanted statuses."""
        try:
            answer = self._ask(path)
        except ssl.SSLCertVerificationError as error:
            raise Unreachable(f"the certificate of {self.url} cannot be trusted: {error.verify_message}") from error
        except ssl.SSLError as error:
            raise Unreachable(f"no secure connection to {self.url}: {error.reason}") from error
        except TimeoutError as error:
            raise Unreachable(f"{self.url}{path} gave no answer in {self._seconds:g} seconds") from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{self.url} cannot be reached: {error or type(error).__name__}") from error
        if answer.status not in wanted:
            raise Unreachable(f"{self.url}{path} answered {answer.status}")
        return answer

    def _ask(self, path: str) -> Answer:
        with closing(self._connection()) as connection:
            connection.request("GET", quote(self._parts.path.rstrip("/") + path, safe="/.%"), headers=_HEADERS)
            with closing(connection.getresponse()) as response:
                if response.status in _REDIRECTS:
                    told = f"{self.url}{path} sends elsewhere ({response.headers.get('Location', '?')[:200]})"
                    raise Unreachable(f"{told}; a witness follows nobody: give the address itself")
                body = response.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise Unreachable(f"{self.url}{path} answered with over {MOST_BYTES} bytes: nothing here is that large")
        return Answer(response.status, body)

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self._seconds)
        context = self._context or ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=self._seconds, context=context)


_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "sunshine-witness"}
