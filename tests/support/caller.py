"""A person at a plain browser, over real HTTP: keeps cookies, reads pages, sends the forms it finds on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPErrorProcessor, Request, build_opener
from xml.etree.ElementTree import Element

from pyotp import TOTP

from tests.support.page import parsed, words
from workflow.office.demonstration.staff import PASSWORD
from workflow.office.demonstration.staff import TOTP as TOTP_SEED
from workflow.staff.access import COOKIE

SECONDS = 30
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
Fields = dict[str, str | list[str]]


class _Calm(HTTPErrorProcessor):
    """Every answer is an answer: nothing is followed, no status is raised."""

    def http_response(self, request: Request, response: object) -> object:
        return response


@dataclass
class Form:
    """A form with what a browser would send if nothing was typed."""

    action: str
    method: str
    fields: Fields

    def filled(self, **typed: str | list[str]) -> Form:
        """The same with `typed` in place of what stood there."""
        return Form(self.action, self.method, self.fields | typed)


@dataclass
class Answer:
    """What came back, with the address it came from."""

    status: int
    url: str
    headers: Mapping[str, str]
    text: str
    _root: list[Element] = field(default_factory=list)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def root(self) -> Element:
        if not self._root:
            self._root.append(parsed(self.text))
        return self._root[0]

    @property
    def main(self) -> str:
        """What the page says between masthead and foot."""
        return words(self.root.find("body/main"))

    @property
    def mimetype(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]

    def get_data(self, as_text: bool = True) -> str:
        """As a test client's answer gives it, for `walk`."""
        return self.text

    def link(self, text: str) -> str:
        """The address of the first link in a row or paragraph that holds this text."""
        for around in ("tr", "li", "p"):
            for element in self.root.iter(around):
                inside = [link.get("href", "") for link in element.iter("a")]
                if inside and text in words(element):
                    return urljoin(self.url, inside[0])
        raise AssertionError(f"no link beside {text} on {self.url}: {self.main}")

    def choice(self, text: str) -> str:
        """The value of the first choice whose words hold this text."""
        found = [option.get("value", "") for option in self.root.iter("option") if text in words(option)]
        assert found, f"no choice {text} on {self.url}"
        return found[0]

    def values(self, name: str) -> list[str]:
        """Every value that the boxes of this name could send."""
        return [box.get("value", "") for box in self.root.iter("input") if box.get("name") == name]

    def forms(self) -> list[Form]:
        return [_form(element, self.url) for element in self.root.iter("form")]

    def form(self, action: str) -> Form:
        """The form whose address ends with `action`."""
        found = [form for form in self.forms() if urlsplit(form.action).path.endswith(action)]
        assert found, f"no form to {action} on {self.url} ({self.status}): {[form.action for form in self.forms()]}"
        return found[0]

    def links(self, ending: str = "") -> list[str]:
        """Addresses of links whose path ends with `ending`."""
        found = [urljoin(self.url, link.get("href", "")) for link in self.root.iter("a")]
        return [link for link in found if urlsplit(link).path.endswith(ending)]


class Caller:
    """One person with one browser."""

    def __init__(self, url: str, session: str = "") -> None:
        """`session`: the token of a session that was opened for this person already."""
        self.url = url
        self.headers = {"Cookie": f"{COOKIE}={session}"} if session else {}
        self.jar = CookieJar()
        self._opener = build_opener(_Calm, HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> Answer:
        return self._ask(Request(urljoin(self.url, path)))

    def post(self, path: str, fields: Fields | None = None) -> Answer:
        """Send fields as a form would; a redirect comes back as it is."""
        body = urlencode(fields or {}, doseq=True).encode()
        return self._ask(Request(urljoin(self.url, path), body))

    def send(self, form: Form, **typed: str | list[str]) -> Answer:
        """Fill in and send; a redirect comes back as it is."""
        return self.post(form.action, form.filled(**typed).fields)

    def enclose(self, form: Form, field: str, *files: bytes) -> Answer:
        """Send a form with pictures in one of its fields."""
        part = '--caller\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
        body = b"".join(
            (part.format(name, "") + value + "\r\n").encode()
            for name, given in form.fields.items()
            for value in ([given] if isinstance(given, str) else given)
            if name != field
        )
        body += b"".join(part.format(field, '; filename="a.jpg"').encode() + file + b"\r\n" for file in files)
        sent = Request(urljoin(self.url, form.action), body + b"--caller--\r\n")
        sent.add_header("Content-Type", "multipart/form-data; boundary=caller")
        return self._ask(sent)

    def do(self, form: Form, **typed: str | list[str]) -> Answer:
        """Fill in, send, and go where the answer leads; anything but a redirect is a failure."""
        answer = self.send(form, **typed)
        assert answer.status == 303, f"{answer.status} {answer.url}: {answer.main}"
        return self.get(urljoin(answer.url, answer.headers["Location"]))

    def log_in(self, username: str, password: str = PASSWORD) -> Caller:
        """Come in, through both steps where the roles ask for them."""
        answer = self.send(self.get("/staff/login").form("/login"), username=username, password=password)
        if answer.status == 200:
            answer = self.pass_second_factor(answer)
        assert answer.status == 303, answer.main
        return self

    def pass_second_factor(self, page: Answer) -> Answer:
        """Send the code that a demonstration shows on this page, or that the seed of all play people gives."""
        shown = CODE.search(page.main)
        return self.send(page.form("/login/code"), code=shown[0] if shown else TOTP(TOTP_SEED).now())

    def _ask(self, request: Request) -> Answer:
        for name, value in self.headers.items():
            request.add_header(name, value)
        with self._opener.open(request, timeout=SECONDS) as response:
            text = response.read().decode("utf-8", "replace")
            return Answer(response.status, response.url, response.headers, text)


def _form(form: Element, page: str) -> Form:
    found: dict[str, list[str]] = {}
    for name, value in _controls(form):
        found.setdefault(name, []).append(value)
    fields: Fields = {name: values[0] if len(values) == 1 else values for name, values in found.items()}
    return Form(urljoin(page, form.get("action", "")), form.get("method", "get").lower(), fields)


def _controls(form: Element) -> Iterator[tuple[str, str]]:
    for element in form.iter():
        name = element.get("name")
        if not name:
            continue
        if element.tag == "textarea":
            yield name, "".join(element.itertext()).removeprefix("\n")
        elif element.tag == "select":
            yield from ((name, value) for value in _chosen(element))
        elif element.tag == "input" and _is_sent(element):
            yield name, element.get("value", "on" if element.get("type") == "checkbox" else "")


def _is_sent(element: Element) -> bool:
    kind = element.get("type", "text")
    if kind in ("checkbox", "radio"):
        return "checked" in element.attrib
    return kind not in ("submit", "button", "image")


def _chosen(select: Element) -> list[str]:
    options = list(select.iter("option"))
    chosen = [option for option in options if "selected" in option.attrib]
    if not chosen and "multiple" not in select.attrib:
        chosen = options[:1]
    return [option.get("value", words(option)) for option in chosen]
