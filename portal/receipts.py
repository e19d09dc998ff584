"""The answer to whatever was handed in: a receipt, on the page that the post itself returns."""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import UTC, datetime

import segno
from flask import current_app, g, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape

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
#: Stand-ins for what differs from receipt to receipt: private characters, which no catalogue and no record holds.
_GROUPS = tuple(character * 4 for character in "\ue000\ue001\ue002\ue003")
_SIGNED, _TOKEN = "\ue004", "\ue005"
_LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
_ready: dict[Hashable, list[str]] = {}


def receipt_page(receipt: Receipt) -> str:
    """Reloading it sends the same form again and gets the same receipt."""
    groups = (receipt.digits[at : at + 4] for at in range(0, 16, 4))
    told = dict(zip(_GROUPS, groups, strict=True)) | {_SIGNED: receipt.signed, _TOKEN: receive.token(CODE)}
    told[_moment(_LONG_AGO)] = _moment(receipt.received_at)
    return "".join(escape(told[piece]) if piece in told else piece for piece in _pieces(receipt.kind))


def _pieces(kind: str) -> list[str]:
    """The page, cut where a receipt differs from the next: the same for all while the institution's record stands."""
    state = read.epochs().of(("institution",), None)
    key = (current_app._get_current_object(), state, read.today(), g.face, request.path, kind)  # type: ignore[attr-defined] # a proxy has it
    if key not in _ready:
        if len(_ready) >= MOST_KEPT:
            _ready.clear()
        places = "|".join(map(re.escape, (*_GROUPS, _SIGNED, _TOKEN, _moment(_LONG_AGO))))
        _ready[key] = re.split(f"({places})", _drawn(Receipt("".join(_GROUPS), kind, _LONG_AGO, _SIGNED)))
    return _ready[key]


def _drawn(receipt: Receipt) -> str:
    return render_template(
        "portal/receipt.html", title=str(HANDED_IN[receipt.kind]), receipt=receipt, code_token=_TOKEN
    )


def _moment(at: datetime) -> str:
    return str(current_app.jinja_env.filters["moment"](at))


def qr(text: str) -> Markup:
    """The signed text as a picture that a telephone reads; it holds no address and nothing of the content."""
    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(omitsize=True, border=2, title=_("The signed receipt as a QR code")))  # noqa: S704 - drawn here, from our own text
