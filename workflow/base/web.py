"""What both faces wear: `dress(app)` gives languages, headers, host check, error pages and the clock."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, MutableMapping, Sequence
from types import CodeType
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, current_app, g, render_template, request
from flask.templating import Environment
from flask_babel import gettext
from htmx_flask import Htmx
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from workflow.base import assets, clock, db, languages, logs, tokens
from workflow.base.settings import Settings
from workflow.kernel.errors import Conflict, HouseError, N_, NotFound

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SENTENCES = {
    400: N_("This form was open too long or was changed on the way. Please check it and send it again."),
    403: N_("You may see this, but you may not do it."),
    404: N_("There is nothing here."),
    405: N_("This address does not take that kind of request."),
    409: N_("Somebody or something was first: this has changed since you opened it. Please look again."),
    410: N_("This was taken down: its time is over, or something newer stands in its place."),
    413: N_("That is more than this page can take in. Please go back and shorten it, or send fewer or smaller photos."),
    422: N_("Please check what you typed."),
    429: N_("That was often in a short time. Please wait a little and try again."),
    500: N_("Something went wrong on our side. Nothing of what you sent was half done. Please try again."),
    503: N_("The system is busy for a moment. Please try again in a minute."),
}


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a number that a database key can be, or there is no such page."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **({"max": 2**31 - 1} | kwargs))


class _Environment(Environment):
    """Flask's, with names that every template knows looked up in one table instead of a chain of two."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The house's own names; a chain only where a template is given others besides, which none of ours is."""
        return super().make_globals(d) if d else self.globals


class House(Flask):
    """Flask, but for what it would write into the log."""

    jinja_environment = _Environment

    def log_exception(self, exc_info: Any) -> None:
        """Nothing: `_say_crash` writes its own line, without the words of the error (they may hold what was typed)."""


class _Compiled(BytecodeCache):
    """Templates as they were compiled, for all apps of a process: both faces share layouts, each test has its own."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if this template was compiled before and its source is the same."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled: the very code that runs, not a second copy of it."""
        self._kept[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = _Compiled()


def make_app(name: str, settings: Settings) -> Flask:
    """A bare Flask app that finds the house's templates and static files."""
    app = House(
        name,
        template_folder=str(assets.folder("templates")),
        static_folder=str(assets.folder("static")),
        static_url_path="/static",
    )
    app.config.update(
        HOUSE=settings,
        MAX_CONTENT_LENGTH=settings.limits.body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.limits.body_bytes,
        MAX_FORM_PARTS=200,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.bytecode_cache = _COMPILED
    return app


def dress(app: Flask, settings: Settings) -> None:
    """Put on everything that is the same for villagers and staff."""
    languages.install(app)
    Htmx(app)
    app.jinja_env.globals.update(today=clock.today, now=clock.now, site_url=settings.site_url)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, x_host=0)  # type: ignore[method-assign]
    app.before_request(lambda: _check_host(settings))
    app.before_request(_check_address)
    app.before_request(lambda: _make_room(settings))
    app.before_request(_check_body)
    app.after_request(_headers)
    app.register_error_handler(HouseError, _say_refusal)
    app.register_error_handler(HTTPException, _say_http_error)
    app.register_error_handler(Exception, _say_crash)


def settings() -> Settings:
    """The settings of the app that answers this request."""
    return current_app.config["HOUSE"]


def form_token() -> str:
    """The hidden token of a staff form, bound to the reader's session."""
    return tokens.make("staff", g.get("bound_to", ""))


def note_look(what: str, purpose: str, of: Sequence[str] = ()) -> None:
    """Remember that this request showed a sensitive record ("household:…"): said where its page is made, GET or POST.

    A list is one look, found by each thing `of` it, too. Written when the page has been made; forgotten where another
    one is given in its place.
    """
    g.setdefault("looks", []).append((what, purpose, of))


def file_asked(kinds: Collection[str]) -> str:
    """Which of these kinds of file the address asks for (`format`); '' for the page. NotFound for any other."""
    kind = request.args.get("format", "")
    if kind and kind not in kinds:
        had = ", ".join(each.upper() for each in kinds)
        raise NotFound(N_("There is no file of that kind here. These can be had: %(kinds)s."), kinds=had)
    return kind


def check_seen(seen: str | None, row: Any) -> None:
    """Refuse a form that was made from an older version of `row` than there is now."""
    if seen and seen != str(row.version):
        raise Conflict(SENTENCES[409])


_PORT = re.compile(r":[0-9]{1,5}$", re.ASCII)


def _check_host(settings: Settings) -> tuple[str, int] | None:
    host = _PORT.sub("", request.host)
    if host not in settings.hosts and request.path not in ("/livez", "/readyz"):
        return error_page(400, SENTENCES[400])
    return None


def _check_address() -> tuple[str, int] | None:
    typed = [request.path, *(value for values in request.args.listvalues() for value in values)]
    return error_page(404, SENTENCES[404]) if any("\0" in text for text in typed) else None


_FILE_PIECES = 4


def takes_files(view: Any) -> Any:
    """Mark a view whose form brings files."""
    view.takes_files = True
    return view


def _make_room(settings: Settings) -> None:
    """A form with files, of a page that takes them (its view says `takes_files`), may be more; its other fields stay
    short.

    The parser of such a form needs room for a few pieces of a file at a time, of 64 KB each.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) and request.mimetype == "multipart/form-data":
        request.max_content_length = settings.limits.upload_bytes
        request.max_form_memory_size = _FILE_PIECES * settings.limits.body_bytes


def _check_body() -> tuple[str, int] | None:
    """Bytes that are no UTF-8 would be kept as something that nobody typed; too many fields are no form of ours."""
    sent = request.get_data() if request.mimetype == "application/x-www-form-urlencoded" else b""
    fields = list(request.form.items(multi=True))
    if sent and any(_LEFT.search(text) for field in fields for text in field) and not _is_text(sent):
        return error_page(400, SENTENCES[400])
    most = current_app.config["MAX_FORM_PARTS"]
    return error_page(413, SENTENCES[413]) if len(fields) > most else None


_LEFT = re.compile("%[89A-Fa-f][0-9A-Fa-f]|\ufffd")  # what a parsed form leaves of bytes that are no text


def _is_text(body: bytes) -> bool:
    try:
        unquote_to_bytes(body).decode()
    except UnicodeDecodeError:
        return False
    return True


def _headers(response: Response) -> Response:
    own = {name.lower() for name, _value in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in own:
            response.headers.add(name, value)
    if "HX-Request" in request.headers or request.blueprint:
        response.vary.add("HX-Request")
    return response


def error_page(status: int, message: str, params: dict[str, Any] | None = None) -> tuple[str, int]:
    """The page every refusal and failure gets: what happened, what to do, a number to quote. It shows no record."""
    g.pop("looks", None)
    g.reference = secrets.token_hex(4)
    page = render_template(
        "shared/error.html", status=status, message=message, params=params or {}, reference=g.reference
    )
    return page, status


def _say_refusal(error: HouseError) -> tuple[str, int]:
    db.session.rollback()  # a refused action leaves nothing, not even for the page that says so
    g.refusal = error
    return error_page(error.status, error.message, error.params)


def _say_http_error(error: HTTPException) -> Any:
    cause = error.original_exception if isinstance(error, InternalServerError) else None
    if isinstance(cause, HouseError):
        return _say_refusal(cause)
    if cause is not None:
        return _say_crash(cause)
    status = error.code or 500
    if status < 400:
        return error
    return error_page(status, SENTENCES.get(status, SENTENCES[422 if status < 500 else 500]))


#: Words of a database that is held, gone, on a full disk or may only be read: it comes back without our doing.
_BUSY = (
    "locked", "timeout", "deadlock", "starting up", "shutting down", "connection", "disk", "no space", "read-only",
    "readonly",
)  # fmt: skip


def _passes(error: BaseException) -> bool:
    """Whether the database says, itself or through its library, what will be over without our doing."""
    kinds = {each.__name__ for each in type(error).__mro__}
    words = f"{type(error).__name__} {error}".lower()
    return bool(kinds & {"OperationalError", "InternalError"}) and any(word in words for word in _BUSY)


def _say_crash(error: BaseException) -> tuple[str, int]:
    status = 503 if _passes(error) else 500
    try:
        db.session.rollback()
        return error_page(status, SENTENCES[status])
    except Exception:  # without its database, say, the house does not even know its name
        return f"<!doctype html><title>{status}</title><h1>{gettext(SENTENCES[status])}</h1>", status
    finally:
        logs.crash(error, g.get("reference", ""))
