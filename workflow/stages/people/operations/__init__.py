"""Households as they become known; each act one event of the household."""

from workflow.stages.people.keyed import stream
from workflow.stages.people.operations.fields import key_field, verify_fields
from workflow.stages.people.operations.households import (
    Person,
    add_member,
    change_contact,
    declare_tie,
    give_consent,
    record_household,
    reveal,
    withdraw_consent,
)
from workflow.stages.people.operations.leaving import leave
from workflow.stages.people.operations.renewal import renew

__all__ = [
    "Person", "add_member", "change_contact", "declare_tie", "give_consent", "key_field", "leave", "record_household",
    "renew", "reveal", "stream", "verify_fields", "withdraw_consent",
]  # fmt: skip
