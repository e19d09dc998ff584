"""The staff's form base: what a stale page was told stays in the fields, the answer is a fresh token."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, TypeVar

from flask import g, request
from flask_babel import gettext as _
from wtforms import Field, FieldList, Form, FormField, HiddenField, SelectMultipleField

from workflow.base.db import session
from workflow.base.web import form_token
from workflow.kernel.errors import HouseError, Invalid, N_

Made = TypeVar("Made")


class Row(Form):
    """One of the rows that a form is made of, or a form: WTForms' own messages are in the reader's language."""

    class Meta:
        """As WTForms looks for them."""

        def get_translations(self, form: Form) -> Any:
            from wtforms.i18n import get_translations

            return get_translations(["zh" if g.language.startswith("zh") else "en"])


class HouseForm(Row):
    """Reads the request's form data on POST. The token is checked for every staff post in `workflow.app`; a stale one
    makes the form invalid and keeps what was typed. `seen` is the version of the row that the page was made from."""

    token = HiddenField()
    seen = HiddenField()

    def __init__(self, **kwargs: Any) -> None:
        formdata = kwargs.pop("formdata", request.form if request.method == "POST" else None)
        super().__init__(formdata, **kwargs)
        self.token.data = form_token()  # a page made from this form carries a fresh one

    def validate(self, extra_validators: Any = None) -> bool:
        """False for a GET and for a stale page; otherwise WTForms' own judgement."""
        if request.method != "POST":
            return False
        valid = super().validate(extra_validators)
        valid = self._reads_cleanly() and valid
        if g.get("stale"):
            self.form_errors.append(
                _("This page was open too long. What you typed is still here: please send it again.")
            )
            return False
        return valid

    def _reads_cleanly(self) -> bool:
        """Whether each field came once, in signs that can be read and kept; says on the field what is wrong."""
        found = [(field, sentence) for field in _single(self) if (sentence := _fault(field))]
        for field, sentence in found:
            field.errors = [*field.errors, sentence]
        return not found

    def blame(self, error: HouseError) -> None:
        """Show a refusal on the field it belongs to, or above the form; what was begun is undone, the refusal noted."""
        session.rollback()
        g.refusal = error
        sentence = _(error.message, **error.params)
        name = error.field if isinstance(error, Invalid) else None
        if name and name in self._fields:
            self._fields[name].errors = [*self._fields[name].errors, sentence]
        else:
            self.form_errors.append(sentence)


def _single(fields: Iterable[Field]) -> Iterator[Field]:
    """Every field that takes one value, those of nested forms and lists included."""
    for field in fields:
        if isinstance(field, FormField | FieldList):
            yield from _single(field)
        elif not isinstance(field, SelectMultipleField):
            yield field


def _fault(field: Field) -> str | None:
    given = [text for text in field.raw_data or () if isinstance(text, str)]
    if not all(_readable(text) for text in given):
        field.raw_data = [_shown(text) for text in given]
        field.data = _shown(field.data) if isinstance(field.data, str) else field.data
        return str(_("Please leave out invisible or control characters."))
    return str(_("This was sent twice. Please send it once.")) if len(given) > 1 else None


def _readable(text: str) -> bool:
    """No control sign, and not the mark that stands where bytes were no UTF-8."""
    return "\N{REPLACEMENT CHARACTER}" not in text and _shown(text) == text


def _shown(text: str) -> str:
    """What of a typed text may stand in a page again."""
    return "".join(sign for sign in text if sign in "\n\r\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def take_files(field: Field, make: Callable[[IO[bytes]], Made]) -> list[Made]:
    """What `make` makes of each photo that was sent in a field, one at a time; asked for before anything is written.

    That may take seconds in which no writer should wait: what was read for this request ends here, and is read anew
    when it is next asked for. A photo that `make` refuses is named on the field, with why, and does not hold up the
    others. Invalid where none was sent.
    """
    files = [file for file in request.files.getlist(field.name) if file.filename]
    if not files:
        raise Invalid(N_("Choose at least one photo."), field=field.name)
    session.rollback()
    made: list[Made] = []
    faults: list[str] = []
    for file in files:
        try:
            made.append(make(file.stream))
        except Invalid as error:
            faults.append(f"{file.filename}: {_(error.message, **error.params)}")
    field.errors = [" ".join(faults)] if faults else []
    return made
