"""Photos of papers that were asked for, handed in through the receipt: each photo is kept by itself as it arrives."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.enclosing import AGAIN, EnclosingForm, Photos
from portal.forms import listed
from portal.words import item
from workflow.doors.inbox import receive
from workflow.doors.inbox.receive import N_

_REST = N_("Send only these again: the others are kept.")


class PaperForm(EnclosingForm):
    """Photos of one paper of an application; whoever has this form has looked the receipt up (see `holder`)."""

    kind = "paper"
    material = RadioField(_("Which paper is it?"), [InputRequired(_("Choose which paper the photos show."))])
    camera = Photos(_("Take a photo now"))
    photos = Photos(_("Or choose photos that you have taken"))

    def __init__(self, digits: str, answer: dict[str, Any]) -> None:
        self.digits = self.holder = digits
        asked = {each["key"]: item(each) for each in wanted(answer)}
        super().__init__(data={"material": _next(answer, asked)})
        self.material.choices = listed(asked)

    @staticmethod
    def digits_sent() -> str | None:
        """The receipt that this post is about; None unless its token was given to whoever looked that receipt up."""
        try:
            digits = receive.read_receipt(request.form.get("receipt", ""))
            receive.check_token(request.form.get("token", ""), PaperForm.kind, holder=digits)
        except (receive.Invalid, receive.StaleToken):
            return None
        return digits

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form, and at least one photo."""
        valid = super().validate(extra_validators)
        if valid and not self._fields_sent():
            self.photos.errors = [gettext("Choose at least one photo.")]
        return valid and not self.photos.errors

    def hand_in_each(self) -> int:
        """Keep every photo that can be kept, each by itself; whichever cannot is named. Returns how many were kept."""
        kept, fields = 0, self._fields_sent()
        again = _REST if sum(len(field.sent) for field in fields) > 1 else AGAIN
        try:
            for field in fields:
                for photo in field.read(request.remote_addr or "", again=again):
                    receive.hand_in_paper(self.digits, self.material.data, photo, nonce=self.nonce)
                    kept += 1
            if self.photos.errors or self.camera.errors:
                self.status = receive.Invalid.status
        except receive.TooOften as error:
            self.refuse(error)
        return kept

    def _fields_sent(self) -> list[Photos]:
        return [field for field in (self.camera, self.photos) if field.sent]


def wanted(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The papers of which photos can be handed in: those that were asked for, while the application waits for them."""
    told = answer.get("items") or () if answer.get("state") == "incomplete" else ()
    return [each for each in told if isinstance(each, dict) and "key" in each]


def _next(answer: dict[str, Any], asked: dict[str, str]) -> str | None:
    """The first paper of which no photo lies with us yet."""
    came = {key for key, each in (answer.get("photos") or {}).items() if each["waiting"] or each["taken"]}
    return next((key for key in asked if key not in came), None)
