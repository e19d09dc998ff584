"""Renders the shared macros alone, with plain filters and English words."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, FileSystemLoader

from tests.support.page import parsed, words
from workflow.base import assets


def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(assets.folder("templates")),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(day=str, moment=str, receipt=_grouped)
    env.filters.update(yuan=lambda fen: f"{fen / 100:,.2f}", percent=lambda share: f"{share:.0%}")
    env.tests["foreign"] = lambda _: False
    return env


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def draw(source: str, **values: Any) -> str:
    """The markup of `source`."""
    return _environment().from_string(source).render(**values)


def said(markup: str) -> str:
    """What a reader sees of a piece of markup."""
    page = parsed(f"<!doctype html><html lang=en><title>t</title><body>{markup}")
    return words(page.find("body"))
