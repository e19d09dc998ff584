"""Rates and fees: the annual rate with what it rests on; whatever is charged besides it, or that nothing is."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.policy.lookup import all_in_force
from workflow.policy.money import percent
from workflow.policy.pack import Value

_PRODUCT = "rate.product."
_SURCHARGES = {
    "rate.overdue_surcharge": N_("%(share)s on top of the contract rate, on an overdue loan"),
    "rate.diverted_surcharge": N_("%(share)s on top of the contract rate, on a loan used for another purpose"),
}


def rates(on: date) -> dict[str, dict[str, Any]]:
    """The annual rate of each product, then the reference rates that pricing starts from."""
    base = packs.value("rate.base", on).value
    stated = all_in_force(packs.pack(), on)
    own = {value.key.removeprefix(_PRODUCT): value for value in stated if value.key.startswith(_PRODUCT)}
    reference = {value.key.removeprefix("rate."): value for value in stated if value.key.startswith(f"rate.{base}.")}
    found = {key: _rate(value, _basis(base)) for key, value in own.items()}
    return found | {key: _rate(value, _reference(value)) for key, value in reference.items() if value.is_set}


def _rate(value: Value, basis: wording.Pair) -> dict[str, Any]:
    return {"label": wording.label(value), "rate": value.value, "basis": basis, **wording.source(value)}


def _basis(base: str | None) -> wording.Pair:
    if base is None:
        return wording.both(N_("not set"))
    return wording.both(N_("priced from the %(base)s"), base=wording.both(wording.CHOICES[base]))


def _reference(value: Value) -> wording.Pair:
    return wording.both(N_("reference rate, %(rate)s per cent a year"), rate=str(percent(value.value)))


def fees(on: date) -> dict[str, dict[str, Any]]:
    """Every fee of the list, and the surcharges that only a broken contract costs."""
    listed = packs.value("fees", on)
    found = {
        f"fee.{number}": {"label": wording.label(listed), "standard": wording.pair(fee), **wording.source(listed)}
        for number, fee in enumerate(listed.value or (), 1)
    }
    return found | {key.removeprefix("rate."): _surcharge(key, text, on) for key, text in _SURCHARGES.items()}


def _surcharge(key: str, text: str, on: date) -> dict[str, Any]:
    value = packs.value(key, on)
    share = wording.words(value)
    standard = wording.both(text, share=share) if value.is_set else wording.both(N_("not set"))
    return {"label": wording.label(value), "standard": standard, **wording.source(value)}
