"""The walk itself: it finds each kind of page, stays inside and comes to an end."""

from __future__ import annotations

from flask import Flask, redirect
from werkzeug.test import Client

from tests.support.walk import walk


def house() -> Flask:
    """A little site: a list of many notices, a way out, a redirect, a ring."""
    app = Flask(__name__)
    many = "".join(f'<a href="/notices/{number}">{number}</a>' for number in range(50))
    pages = {
        "/": '<a class="x" href="/notices?village=a&amp;page=2">list</a><a href="https://elsewhere.test/">out</a>'
        '<a href="mailto:a@b">mail</a><a href="#here">here</a><a href="/moved">moved</a>',
        "/notices": many,
        "/arrived": '<a href="/">home</a>',
    }
    for path, body in pages.items():
        app.add_url_rule(path, path, lambda body=body: body)
    app.add_url_rule("/notices/<int:number>", "notice", lambda number: '<a href="../">back</a>')
    app.add_url_rule("/moved", "moved", lambda: redirect("/arrived"))
    return app


def test_it_works():
    paths = [path for path, _ in walk(Client(house()))]
    assert paths[:3] == ["/", "/notices?village=a&page=2", "/moved"]
    assert "/arrived" in paths
    assert sum(path.startswith("/notices/") for path in paths) == 3
    assert len(paths) == len(set(paths)) == 7
