"""A request of a reader, without an app of the house around it: for words and addresses that rooms make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, g

from workflow.base import languages
from workflow.base.clock import now


@contextmanager
def asking(language: str = "zh_Hans") -> Iterator[None]:
    """Words inside are said in `language`."""
    app = Flask("asking")
    languages.install(app)
    app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/{endpoint}")
    with app.test_request_context():
        g.language, g.now = language, now()
        yield
