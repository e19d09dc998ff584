"""Form macros: errors first and linked, every control named and described, one token in every post."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, HiddenField, RadioField, StringField, validators
from wtforms.fields.choices import SelectChoice

from tests.shared.drawing import draw, said
from tests.support.page import parsed

FORMS = '{% from "shared/_forms.html" import errors, field, form_close, form_open, submit %}'
WHOLE = """{{ errors(form) }}{{ form_open("/x", form) }}
{{ field(form.name, hint="As on the card") }}{{ field(form.note) }}
{{ field(form.how) }}{{ field(form.agree) }}
{{ submit("Send") }}{{ form_close() }}"""


class Question(Form):
    """One of each kind of control."""

    token = HiddenField(default="t1")
    name = StringField("Name", [validators.InputRequired("Write your name.")])
    note = StringField("Note")
    how = RadioField(
        "How",
        [validators.InputRequired("Choose one.")],
        choices=[SelectChoice("a", "A"), SelectChoice("b", "B")],
    )
    agree = BooleanField("Agree")


def test_errors_stand_first_and_lead_to_their_fields() -> None:
    form = Question(MultiDict())
    assert not form.validate()
    page = parsed("<!doctype html><html lang=en><title>t</title><body>" + draw(FORMS + WHOLE, form=form))
    elements = {element.get("id"): element for element in page.iter()}
    links = [link.get("href", "") for link in page.iter("a")]
    assert links == ["#name", "#how-0"]
    assert {"name", "how-0", "name-hint", "name-error"} <= set(elements)
    assert elements["name"].get("aria-describedby") == "name-hint name-error"
    assert elements["name"].get("aria-invalid") == "true"


def test_words_say_what_must_be_answered() -> None:
    shown = said(draw(FORMS + WHOLE, form=Question()))
    for words in ("Name required", "Note may be left empty", "How required"):
        assert words in shown


def test_a_form_with_its_own_token_sends_that_one() -> None:
    markup = draw(FORMS + WHOLE, form=Question(), form_token=lambda: "t2")
    assert markup.count('name="token"') == 1
    assert 'value="t1"' in markup


def test_a_form_without_a_token_takes_the_sessions() -> None:
    source = FORMS.replace(" %}", " with context %}") + '{{ form_open("/x") }}{{ form_close() }}'
    assert 'name="token" value="t2"' in draw(source, form_token=lambda: "t2")


def test_a_search_form_carries_no_token() -> None:
    source = (
        FORMS.replace(" %}", " with context %}") + '{{ form_open("/x", method="get") }}{{ form_close() }}'
    )
    assert "token" not in draw(source, form_token=lambda: "t2")
