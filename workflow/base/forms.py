"""The staff's form base: what a stale page was told stays in the fields, the answer is a fresh token."""

from __future__ import annotations

from typing import Any

from flask import g, request
from flask_babel import gettext as _
from wtforms import Form, HiddenField

from workflow.base.web import form_token
from workflow.kernel.errors import HouseError, Invalid


class HouseForm(Form):
    """Reads the request's form data on POST. The token is checked for every staff post in `workflow.app`; a stale one
    makes the form invalid and keeps what was typed. `seen` is the version of the row that the page was made from."""

    class Meta:
        """WTForms' own messages in the reader's language."""

        def get_translations(self, form: Form) -> Any:
            from wtforms.i18n import get_translations

            return get_translations(["zh" if g.language.startswith("zh") else "en"])

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
        if g.get("stale"):
            self.form_errors.append(
                _("This page was open too long. What you typed is still here: please send it again.")
            )
            return False
        return valid

    def blame(self, error: HouseError) -> None:
        """Show a refusal on the field it belongs to, or above the form."""
        sentence = _(error.message, **error.params)
        name = error.field if isinstance(error, Invalid) else None
        if name and name in self._fields:
            self._fields[name].errors = [*self._fields[name].errors, sentence]
        else:
            self.form_errors.append(sentence)
