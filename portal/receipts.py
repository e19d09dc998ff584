"""The answer to whatever was handed in: a receipt, on the page that the post itself returns."""

from __future__ import annotations

import segno
from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from workflow.doors.inbox import receive
from workflow.doors.inbox.receive import Receipt

#: The form that asks for the receipt as a picture.
CODE = "receipt-code"
HANDED_IN = {
    "application": lazy_gettext("Your application was received"),
    "objection": lazy_gettext("Your objection was received"),
    "complaint": lazy_gettext("Your complaint was received"),
    "consent_withdrawal": lazy_gettext("Your withdrawal was received"),
}


def receipt_page(receipt: Receipt) -> str:
    """Reloading it sends the same form again and gets the same receipt."""
    title, token = HANDED_IN[receipt.kind], receive.token(CODE)
    return render_template("portal/receipt.html", receipt=receipt, title=title, code_token=token)


def qr(text: str) -> Markup:
    """The signed text as a picture that a telephone reads; it holds no address and nothing of the content."""
    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(omitsize=True, border=2, title=_("The signed receipt as a QR code")))  # noqa: S704 - drawn here, from our own text
