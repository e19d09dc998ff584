"""What the fields of public payloads are called, and how the codes in them are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.publication.concept.wording import CHOICES, both
from workflow.policy.keys import UNITS, registry

#: A field without a name here is shown by its key.
FIELDS: Mapping[str, str] = {
    "name": N_("Name"), "label": N_("Label"), "title": N_("Title"), "who": N_("Who may apply"),
    "purpose": N_("Purpose"),
    "term": N_("Term"), "guarantee": N_("Security"), "repayment": N_("Repayment"), "how_to_apply": N_("How to apply"),
    "introduction": N_("Introduction"), "amount": N_("Amount in yuan"), "min": N_("from"), "max": N_("up to"),
    "materials": N_("Papers"), "stages": N_("Procedure"), "post": N_("Post"), "customer": N_("What the customer does"),
    "original": N_("Original shown"), "copy": N_("Copies"), "by": N_("Brought by"),
    "borrower_notes": N_("Notes for borrowers"), "guarantor_notes": N_("Notes for guarantors"),
    "rate": N_("Annual rate, per cent"), "basis": N_("How it is set"), "standard": N_("Standard"),
    "days": N_("Days"), "unit": N_("Unit"), "text": N_("Wording"), "cite": N_("Source"), "from": N_("In force since"),
    "default": N_("Default of ours"), "example": N_("Example"), "office": N_("Office"), "phone": N_("Work phone"),
    "duties": N_("Duties"), "villages": N_("Villages"), "town": N_("Town"), "code": N_("Code"),
    "members": N_("Members"), "items": N_("Rules"), "channels": N_("Ways"), "hotline": N_("Hotline"),
    "all_day": N_("Day and night"), "supervisors": N_("Social supervisors"), "limits": N_("Time limits"),
    "materials_from": N_("Source of the papers"), "stages_from": N_("Source of the procedure"), "kind": N_("Kind"),
    "key": N_("Key"), "address": N_("Address"), "demonstration": N_("Demonstration"), "name_en": N_("English name"),
    "upto": N_("Counted up to"), "batch": N_("Told in steps of"), "households": N_("Households on file"),
    "accepted": N_("Applications accepted"), "granted": N_("Loans and lines granted"),
    "pack": N_("Policy pack"), "pack_name": N_("Policy pack"), "pack_source": N_("Source"), "level": N_("Level"),
    "outlet": N_("Serves customers"), "note": N_("Remarks"), "set": N_("Is set"), "href": N_("Link"),
    "groups": N_("Village groups"), "pinyin": N_("Pinyin"), "town_code": N_("Code of the town"),
    "officer": N_("Officer"), "office_phone": N_("Telephone of the office"), "village": N_("Code of the village"),
    "village_name": N_("Village"), "place": N_("Where the list hangs"), "posted_at": N_("Posted"),
    "first_day": N_("First day"), "last_day": N_("Last day"), "how_to_object": N_("How to object"),
    "mark": N_("Mark on the list"), "rows": N_("Entries"), "hidden": N_("Entries on paper only"), "id": N_("Key"),
    "group": N_("Village group"), "subject_to_approval": N_("subject to approval"), "as_of": N_("Counted on"),
    "n": N_("Cases finished (n)"), "median": N_("Median days"), "p90": N_("P90 days"),
    "on_time": N_("In time, per mille"), "open": N_("Still open"), "open_overdue": N_("Open and overdue"),
    "methods": N_("Ways to repay"), "collector": N_("Collected by"), "price": N_("Kind of price"),
    "share": N_("As a share"), "reference": N_("Reference rate"), "sanctions": N_("Penalties"),
    "sanctions_cite": N_("Source of the penalties"), "feedback": N_("How it is answered"), "people": N_("People"),
    "window": N_("Window"), "on": N_("On"), "until": N_("In force until"), "rule": N_("Rule"),
    "office_id": N_("Key of the office"), "boards": N_("Wall boards"), "slots": N_("Slots"), "free": N_("Free slots"),
    "put_up_on": N_("Put up"), "inspected_on": N_("Inspected"), "inspected_by": N_("Inspected by"),
    "result_words": N_("Result"), "due": N_("Due"), "due_cite": N_("Source of the date"), "ways": N_("Ways"),
    "since": N_("Shown since"), "type": N_("Kind of file"), "width": N_("Width"), "height": N_("Height"),
    "longest": N_("Longest"), "suppressed": N_("Too few to print"), "order": N_("Place in the list"),
    "seats": N_("Members and their parts"), "part": N_("Part in the group"), "sort": N_("Kind of body"),
    "sit_in": N_("Who sits in"), "where": N_("Place"), "hours": N_("Hours"),
    "least": N_("Told from this number on"), "came": N_("Complaints that came"), "complaints": N_("Complaints"),
    "cards": N_("Evaluation cards"), "upheld": N_("upheld"), "partly": N_("upheld in part"), "late": N_("Late"),
    "not_upheld": N_("not upheld"), "not_provable": N_("could not be proved"), "in_time": N_("In time"),
    "good": N_("good"), "fair": N_("fair"), "poor": N_("poor"), "of": N_("Counted for"),
    "state": N_("State"), "announced_at": N_("Announced"), "drawn_at": N_("Drawn"), "given_up_at": N_("Given up"),
    "promise": N_("Promise of the secret"), "checksum": N_("Checksum of the list"), "secret": N_("The secret"),
    "seed": N_("The seed"), "words": N_("Their words"), "drawn": N_("What was drawn"), "format": N_("Format"),
    "witnesses": N_("Witnesses"), "loans": N_("Loans drawn"), "villages_listed": N_("Villages on the list"),
    "officers_listed": N_("Officers on the list"), "loans_listed": N_("Loans on the list"),
    "year": N_("Year"), "times": N_("Times"), "handed_out": N_("Handed out"), "audience": N_("Who was reached"),
}  # fmt: skip

#: Codes by field; what is in no list here is a word or number already.
CODES: Mapping[str, Mapping[str, str]] = {
    "unit": UNITS,
    "kind": {
        **CHOICES, "time": N_("time limit"), "clean": N_("clean lending"), "quality": N_("quality of service"),
    },
    "guarantee": {
        "unsecured": N_("Unsecured"), "joint": N_("Joint guarantee"), "guaranteed": N_("Guarantor"),
        "mortgage": N_("Mortgage"), "pledge": N_("Pledge"),
    },
    "sort": {
        "committee": N_("review committee"), "rating_group": N_("rating group"), "line_group": N_("credit-line group"),
        "risk_group": N_("risk-management group"), "classification_group": N_("classification group"),
        "village": N_("village panel"),
    },
    "level": {"branch": N_("outlet"), "county": N_("county union")},
}  # fmt: skip


def said(path: tuple[str, ...], value: Any, language: str) -> str:
    """A plain value of a payload as text; `language` is "zh" or "en", `path` the fields that lead to it."""
    if value is True:
        return "✓"
    field = next((part for part in reversed(path) if not part.isdigit()), "")
    key = registry().find(str(value)) if field == "limits" else None
    if key:
        return key.label_en if language == "en" else key.label
    word = CODES.get(field, {}).get(str(value))
    return both(word)[language] if word else str(value)
