"""Photos on a public form: several at once, without script; read last, when all else of the form can be handed in."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext, ngettext
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField
from wtforms.validators import ValidationError

from portal.forms import DoorForm
from workflow.doors.inbox import receive
from workflow.doors.inbox.receive import N_, checks

AGAIN = N_("Choose the photos again: a browser does not keep them.")


class Photos(MultipleFileField):
    """Any number of photos up to the limit; a browser that sends no file sends an empty one."""

    @property
    def sent(self) -> list[FileStorage]:
        """The files that were chosen."""
        return [file for file in request.files.getlist(self.name) if file.filename]

    @property
    def most(self) -> int:
        """How many go with one form."""
        return receive.limits.photos_per_filing

    def pre_validate(self, form: Any) -> None:
        """Not too many; what they are is looked at last."""
        if len(self.sent) > self.most:
            raise ValidationError(
                ngettext("At most %(num)s photo, please.", "At most %(num)s photos, please.", self.most)
            )

    @property
    def most_megabytes(self) -> int:
        """How large each may be."""
        return receive.limits.photo_bytes >> 20

    def read(self, address: str, *, again: str = AGAIN) -> list[receive.Photo]:
        """The photos as they came; whichever is none by its own words is named on the field."""
        found, faults = [], []
        for file in self.sent:
            try:
                found.append(receive.photo(file.stream, address=address))
            except receive.Invalid as error:
                faults.append(f"{checks.shown(file.filename or '')}: {gettext(error.message, **error.params)}")
        if faults:
            self.errors = [" ".join([*faults, gettext(again)])]
        return found


class EnclosingForm(DoorForm):
    """A form with photos; its class names the field `photos`."""

    photos: Photos

    def accepted(self) -> bool:
        """As every form; whatever is to be sent again, photos must be chosen again, and the page says so."""
        accepted = super().accepted()
        if not accepted:
            self._ask_again()
        return accepted

    def refuse(self, error: receive.Invalid | receive.TooOften) -> None:
        """As every form."""
        super().refuse(error)
        self._ask_again()

    def _ask_again(self) -> None:
        if request.method == "POST" and self.photos.sent and not self.photos.errors:
            self.photos.errors = [gettext(AGAIN)]

    def _stamped(self, sender: dict[str, Any]) -> receive.Receipt | None:
        if not self.photos.sent:
            return super()._stamped(sender)
        earlier = receive.before_photos(nonce=self.nonce, **sender)
        if earlier:
            return earlier
        photos = self.photos.read(sender["address"])
        if self.photos.errors:
            self.status = receive.Invalid.status
            return None
        return receive.hand_in(self.kind, self.payload(), nonce=self.nonce, photos=photos, **sender)
