"""The answer to whatever was handed in: a receipt, on the page that the post itself returns."""

from __future__ import annotations

from collections.abc import Hashable

import segno
from flask import current_app, g, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from workflow.doors.inbox import receive
from workflow.doors.inbox.receive import Receipt
from workflow.doors.published import read

#: The form that asks for the receipt as a picture.
CODE = "receipt-code"
HANDED_IN = {
    "application": lazy_gettext("Your application was received"),
    "objection": lazy_gettext("Your objection was received"),
    "complaint": lazy_gettext("Your complaint was received"),
    "consent_withdrawal": lazy_gettext("Your withdrawal was received"),
    "evaluation": lazy_gettext("Your evaluation card was received"),
}


MOST_KEPT = 100
_PLACE = "\ue000"  # a private character, which no catalogue and no record holds
_frames: dict[Hashable, tuple[str, str]] = {}


def receipt_page(receipt: Receipt) -> str:
    """Reloading it sends the same form again and gets the same receipt."""
    title = str(HANDED_IN[receipt.kind])
    template = current_app.jinja_env.get_template("portal/_receipt.html")
    before, after = _frame(receipt.kind, title)
    return before + template.render(receipt=receipt, title=title, code_token=receive.token(CODE)) + after


def _frame(kind: str, title: str) -> tuple[str, str]:
    """What stands before and after a receipt: the same for everyone while the institution's record stands."""
    state = read.epochs().of(("institution",), None)
    key = (current_app._get_current_object(), state, read.today(), g.face, request.path, kind)  # type: ignore[attr-defined] # a proxy has it
    if key not in _frames:
        if len(_frames) >= MOST_KEPT:
            _frames.clear()
        before, _place, after = render_template("portal/receipt.html", title=title, content=_PLACE).partition(_PLACE)
        _frames[key] = before, after
    return _frames[key]


def qr(text: str) -> Markup:
    """The signed text as a picture that a telephone reads; it holds no address and nothing of the content."""
    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(omitsize=True, border=2, title=_("The signed receipt as a QR code")))  # noqa: S704 - drawn here, from our own text
