"""A table taken along: which kind of file an address asks for, and the answer that carries it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, g
from flask_babel import gettext as _

from workflow.base import web
from workflow.office.registers.book import MIMES, Table


def asked() -> str:
    """The kind of file, of `MIMES`, that the address asks for; '' for the page. NotFound for a kind that is none."""
    return web.file_asked(MIMES)


def answer(table: Table, name: str, *, aside: str = "", sign: Sequence[str] = ()) -> Response:
    """The table as the file that is asked for, under a name; on paper with a word at the side and lines to sign."""
    kind = asked()
    signers = sign or (_("Drawn up by"), _("Checked by"), _("Date"))
    response = Response(table.file(kind, aside=aside, sign=signers, at=g.now), mimetype=MIMES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def paper(made: bytes, name: str) -> Response:
    """Something made for paper, under a name."""
    response = Response(made, mimetype=MIMES["pdf"])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
