"""A table taken along: which kind of file an address asks for, and the answer that carries it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, g, request
from flask_babel import gettext as _

from workflow.kernel.errors import N_, NotFound
from workflow.office.registers.book import MIMES, Table


def asked() -> str:
    """The kind of file, of `MIMES`, that the address asks for; '' for the page. NotFound for a kind that is none."""
    kind = request.args.get("format", "")
    if kind and kind not in MIMES:
        raise NotFound(N_("There is no file of that kind here: CSV, XLSX and PDF can be had."))
    return kind


def answer(table: Table, name: str, *, aside: str = "", sign: Sequence[str] = ()) -> Response:
    """The table as the file that is asked for, under a name; on paper with a word at the side and lines to sign."""
    kind = asked()
    signers = sign or (_("Drawn up by"), _("Checked by"), _("Date"))
    response = Response(table.file(kind, aside=aside, sign=signers, at=g.now), mimetype=MIMES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
