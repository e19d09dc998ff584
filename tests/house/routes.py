"""Every address of both faces, as the apps know them; `python -m tests.house.routes` writes the reviewed files.

A change in them is a change to read: who may do what, and which public addresses villagers have on paper.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

import portal.app
import workflow.app
from workflow.base import web
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.staff.roles import Role
from workflow.staff.verbs import RIGHTS

HERE = Path(__file__).parent
MATRIX, PUBLIC_URLS = HERE / "matrix.txt", HERE / "public_urls.txt"


def apps(folder: Path) -> tuple[Flask, Flask]:
    """(public, staff) over an empty house: enough to ask for their addresses."""
    settings = Settings.load(folder, environ={})
    open_house(settings, create=True).dispose()
    return portal.app.create_app(settings, web.make_app, web.dress), workflow.app.create_app(settings)


def rules(app: Flask) -> list[tuple[str, Rule]]:
    """(method, rule) of every address but the static files."""
    found = [(method, rule) for rule in app.url_map.iter_rules() for method in (rule.methods or ())]
    wanted = [(method, rule) for method, rule in found if method in ("GET", "POST") and rule.endpoint != "static"]
    return sorted(wanted, key=lambda each: (each[1].rule, each[0]))


def verb_of(app: Flask, rule: Rule) -> str | None:
    """The verb a route is guarded by, None for a public one; AttributeError where nobody said."""
    verb: str | None = app.view_functions[rule.endpoint].verb  # type: ignore[attr-defined]
    return verb


def who_may(verb: str | None) -> str:
    """The roles of a verb with their reach, in the order of the roles."""
    if verb is None:
        return "anybody"
    roles = RIGHTS[verb].roles
    if set(roles) == set(Role) and set(roles.values()) == {"all"}:
        return "every role:all"
    return ", ".join(f"{role}:{roles[role]}" for role in Role if role in roles)


def matrix(staff: Flask) -> str:
    """One line an address: method, path, verb, who may."""
    lines = [
        f"{method:4} {rule.rule} | {verb_of(staff, rule) or '-'} | {who_may(verb_of(staff, rule))}"
        for method, rule in rules(staff)
    ]
    return "\n".join(lines) + "\n"


def public_urls(public: Flask) -> str:
    """One line an address of the public side."""
    return "".join(f"{method:4} {rule.rule}\n" for method, rule in rules(public))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        public, staff = apps(Path(folder))
        MATRIX.write_text(matrix(staff))
        PUBLIC_URLS.write_text(public_urls(public))


if __name__ == "__main__":
    main()
