"""The draw for inspection: list, promise, seed, who is drawn, and how anybody finds out whether it was fair. Pure.

Before the draw the list and the SHA-256 of a secret are told. At the draw every witness gives a word of their own; the
seed is the SHA-256 of the secret and these words. Neither whoever keeps the secret nor whoever gives a word can
steer what is drawn (docs/draw.md).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from workflow.kernel.canonical import canonical
from workflow.kernel.errors import Invalid, N_
from workflow.kernel.lot import digest, ranked

#: Lists of the first format hold everyone's own number and stay in the house; the lot is drawn in the same way.
FORMATS = ("sunshine-draw/1", "sunshine-draw/2")
FORMAT = FORMATS[-1]
VILLAGE, OFFICER, LOAN = "village", "officer", "loan"
KINDS = {VILLAGE: N_("Village"), OFFICER: N_("Officer"), LOAN: N_("Loan or line")}
#: What an inspection has to look into; an officer is drawn only for the loans.
INSPECTED = (VILLAGE, LOAN)


@dataclass(frozen=True, slots=True)
class Shares:
    """How much is drawn: a share of the villages, so many officers, a share of each one's loans."""

    villages: Fraction
    officers: int
    loans: Fraction


@dataclass(frozen=True, slots=True)
class Drawn:
    """One that was drawn; of a loan `officer` is whose it is."""

    kind: str
    key: str
    officer: str = ""


def still_fresh(villages: Collection[str], before: Iterable[Collection[str]]) -> set[str]:
    """The villages that the running cycle has not drawn yet, after earlier draws in their order.

    A village comes again only when all have had their turn (Q29); one that is new has not.
    """
    everyone, had = set(villages), set[str]()
    for chosen in before:
        left = everyone - had
        had = set(chosen) - left if left <= set(chosen) else had | set(chosen)
    return (everyone - had) or everyone


def population(
    office: str, period: str, shares: Shares, villages: Collection[str], fresh: Collection[str],
    loans: Mapping[str, Sequence[str]],
) -> str:  # fmt: skip
    """The list of a draw as canonical JSON; `loans` are the numbers of each officer's loans. Numbers, no names.

    Officers and loans stand under numbers made for this draw, so that the list can be public.
    """
    told = {
        "format": FORMAT, "office": office, "period": period,
        "take": {"villages": str(shares.villages), "officers": shares.officers, "loans": str(shares.loans)},
        "villages": [{"key": key, "fresh": key in fresh} for key in sorted(villages)],
        "officers": [{"key": key, "loans": sorted(numbers)} for key, numbers in sorted(loans.items())],
    }  # fmt: skip
    return canonical(told).decode()


def tells_nobody(text: str) -> bool:
    """Whether a list holds only numbers made for its draw, so that everyone may have it."""
    return bool(json.loads(text)["format"] == FORMAT)


def listed(text: str) -> tuple[set[str], dict[str, list[str]]]:
    """The villages on a list, and the loans of each officer on it."""
    told = json.loads(text)
    return {each["key"] for each in told["villages"]}, {each["key"]: each["loans"] for each in told["officers"]}


def checksum(text: str) -> str:
    """What the announcement tells of a list: its SHA-256 (hex)."""
    return digest(text)


def promise(secret: str) -> str:
    """What the announcement tells of the secret: its SHA-256 (hex)."""
    return digest(secret)


def seed(secret: str, words: Sequence[str]) -> str:
    """The seed: SHA-256 (hex) of the secret and every witness's word, with line feeds between them.

    Invalid without a witness, for one who gives no word, and for a word that could be read as two.
    """
    if not words or not all(words):
        raise Invalid(N_("A draw needs a witness, and every witness gives a word or a number."), field="witnesses")
    if any("\n" in word for word in words):
        raise Invalid(N_("Each witness gives one word or number, on one line."), field="witnesses")
    return digest(secret, *words)


def chosen(text: str, by: str) -> list[Drawn]:
    """Who a seed draws from a list: villages, then each officer followed by their loans."""
    told = json.loads(text)
    take = Shares(Fraction(told["take"]["villages"]), told["take"]["officers"], Fraction(told["take"]["loans"]))
    return [*_villages(told["villages"], take.villages, by), *_officers(told["officers"], take, by)]


def _villages(listed: Sequence[Mapping[str, Any]], share: Fraction, by: str) -> Iterator[Drawn]:
    """Those whose turn it is come first, whatever their lot; then a new cycle fills up."""
    fresh = ranked((each["key"] for each in listed if each["fresh"]), by)
    again = ranked((each["key"] for each in listed if not each["fresh"]), by)
    yield from (Drawn(VILLAGE, key) for key in [*fresh, *again][: ceil(len(listed) * share)])


def _officers(listed: Sequence[Mapping[str, Any]], take: Shares, by: str) -> Iterator[Drawn]:
    loans = {each["key"]: each["loans"] for each in listed}
    for officer in ranked(loans, by)[: take.officers]:
        yield Drawn(OFFICER, officer)
        wanted = ceil(len(loans[officer]) * take.loans)
        yield from (Drawn(LOAN, number, officer) for number in ranked(loans[officer], by)[:wanted])


def told(text: str, promised: str, secret: str, words: Sequence[str], items: Iterable[Drawn]) -> dict[str, Any]:
    """Everything of a draw that anybody needs to repeat it."""
    return {
        "format": json.loads(text)["format"], "list": text, "checksum": checksum(text), "promise": promised,
        "secret": secret,
        "words": list(words), "seed": seed(secret, words),
        "drawn": [{"kind": each.kind, "key": each.key} for each in items],
    }  # fmt: skip


def faults(draw: Mapping[str, Any]) -> list[str]:
    """What is wrong with a draw as `told`, in words; empty for one that was fair. Needs no house."""
    if draw.get("format") not in FORMATS:
        return ["this is no draw of the format " + FORMAT]
    found = []
    if checksum(draw["list"]) != draw["checksum"]:
        found.append("the list is not the one whose checksum was announced")
    if promise(draw["secret"]) != draw["promise"]:
        found.append("the secret is not the one that was promised")
    if seed(draw["secret"], draw["words"]) != draw["seed"]:
        found.append("the seed is not made of the secret and the witnesses' words")
    again = [{"kind": each.kind, "key": each.key} for each in chosen(draw["list"], draw["seed"])]
    if again != draw["drawn"]:
        found.append("the seed draws others from this list")
    return found
