"""Rates and fees: the annual rate with what it rests on; whatever is charged besides it, or that nothing is.

`rate`, one record a product (key its key) and one a reference rate (key `lpr.1y` …)::

    {label: pair, rate: 5450 | None (1/1000 per cent a year), basis: pair, cite, from, default, example,
     rule_key: "rate.product.micro_credit", reference: True where it is no price but what prices start from,
     past: [{from: day, rate: 9600 | None, cite, example, default}]}           what held before, newest first

`fee`, one record an item (`fee.1` …) and the two surcharges (`overdue_surcharge`, `diverted_surcharge`)::

    {label: pair, standard: pair, cite, from, default, example, rule_key,
     share: "1/2" | None                                               surcharges: as a share of the contract rate
     code, price: "government" | "market" | "", collector: pair | None, basis: pair | None}      items only
"""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.policy.lookup import all_in_force, history
from workflow.policy.money import percent
from workflow.policy.pack import Fee, Value

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
    found = {key: _rate(value, _basis(base), on) for key, value in own.items()}
    return found | {
        key: _rate(value, _reference(value), on) | {"reference": True}
        for key, value in reference.items()
        if value.is_set
    }


def _rate(value: Value, basis: wording.Pair, on: date) -> dict[str, Any]:
    before = history(packs.pack(), value.key, on)[1:]
    return {
        "label": wording.label(value), "rate": value.value, "basis": basis, **wording.source(value),
        "rule_key": value.key, "past": [{"rate": each.value, **wording.source(each)} for each in before],
    }  # fmt: skip


def _basis(base: str | None) -> wording.Pair:
    if base is None:
        return wording.both(N_("not set"))
    return wording.both(N_("priced from the %(base)s"), base=wording.both(wording.CHOICES[base]))


def _reference(value: Value) -> wording.Pair:
    return wording.both(N_("reference rate, %(rate)s per cent a year"), rate=str(percent(value.value)))


def fees(on: date) -> dict[str, dict[str, Any]]:
    """Every fee of the list, and the surcharges that only a broken contract costs."""
    listed = packs.value("fees", on)
    items = enumerate(listed.value or (), 1)
    return {f"fee.{number}": _fee(listed, item) for number, item in items} | {
        key.removeprefix("rate."): _surcharge(key, text, on) for key, text in _SURCHARGES.items()
    }


def _fee(listed: Value, item: Fee) -> dict[str, Any]:
    said = wording.fee(item)
    return {"label": {"zh": said.pop("zh"), "en": said.pop("en")}, **said, **_ruled(listed)}


def _surcharge(key: str, text: str, on: date) -> dict[str, Any]:
    value = packs.value(key, on)
    standard = wording.both(text, share=wording.words(value)) if value.is_set else wording.both(N_("not set"))
    share = wording.plain(value.value)
    return {"label": wording.label(value), "standard": standard, "share": share, **_ruled(value)}


def _ruled(value: Value) -> dict[str, Any]:
    return {"rule_key": value.key, **wording.source(value)}
