"""The one file of a form: its bytes, and its name, by which a refusal says which file it speaks of."""

from __future__ import annotations

from contextlib import closing

from flask import request

from workflow.kernel import checks
from workflow.kernel.errors import Invalid, N_

#: So much of a file's name is told again.
_LONGEST_NAME = 80


def content(most: int) -> bytes:
    """At most `most` bytes of the file that was sent; Invalid where none was chosen."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid(N_("Choose the file."), field="file")
    with closing(file):
        return file.read(most)


def name() -> str:
    """What the file that was sent is called; "" without one. A browser gives no file back, so a page names it."""
    file = request.files.get("file")
    told = file.filename if file and file.filename else ""
    return checks.shown(told)[-_LONGEST_NAME:]
