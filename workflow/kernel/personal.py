"""Finding identity, telephone and bank-card numbers in text that is about to become public. Pure.

A number counts however it is written: full-width digits, words, spaces and dashes between them make no difference.
Identity and card numbers are told from other long numbers by their check digit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from workflow.kernel.errors import N_

DIGITS, OLD_DIGITS = 18, 15
IDENTITY, PHONE, CARD = "identity", "phone", "card"
NAMES = {
    IDENTITY: N_("an identity number"),
    PHONE: N_("a telephone number"),
    CARD: N_("a bank-card number"),
}
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_GAPS = re.compile(r"(?<=\d)[\s\-‐-―−.·()_/]{1,3}(?=[\dXx])")
_SPOKEN = dict(zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789", strict=True))
_NUMERALS = re.compile(f"[{''.join(_SPOKEN)}]{{7,}}|[^\\W\\D0-9]")
"""Digits written as words, as many in a row as a telephone number has at least, and digits of other scripts."""
_LONG = re.compile(r"(?<!\d)(?:\d{17}[Xx]|\d{15,19})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86|0)?1[3-9]\d{9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[\s\-‐-―−()]{0,2}\d{7,8}(?!\d)")
_DIGEST = re.compile(r"(?:[0-9a-f]{32}){1,2}")
_DIGESTS = re.compile(r"(?<![0-9A-Za-z])(?=\d*[a-f])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?![0-9A-Za-z])")
"""Digests in a text: one has letters, a row of digits alone may be two numbers that somebody put together."""
_CARD_STARTS = frozenset("34569")
_COUNTRY = re.compile(r"^(?:\+?86|0)(?=1[3-9])")


def phone_digits(text: str) -> str:
    """A telephone number as plain digits without the country's prefix, for comparison."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdigit())
    return _COUNTRY.sub("", digits)


def numbers_in(text: str, allowed: Collection[str] = ()) -> Iterator[str]:
    """What kinds of personal number stand in `text`; `allowed` holds `phone_digits` of declared work phones."""
    plain = _NUMERALS.sub(_as_digits, _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))
    joined = _GAPS.sub("", plain)
    for found in _LONG.finditer(joined):
        yield from _long(found.group())
    phones = [found.group() for found in (*_MOBILE.finditer(joined), *_LANDLINE.finditer(plain))]
    if any(phone_digits(phone) not in allowed for phone in phones):
        yield PHONE


def without_digests(text: str) -> str:
    """A text without the digests in it, which a computer made: a telephone number stands in many, by chance."""
    return _DIGESTS.sub(" ", text)


def _as_digits(found: re.Match[str]) -> str:
    return "".join(_SPOKEN.get(sign) or str(unicodedata.digit(sign)) for sign in found.group())


def _long(number: str) -> Iterator[str]:
    if _identity(number.upper()) if len(number) == DIGITS else _old_identity(number):
        yield IDENTITY
    elif 16 <= len(number) <= 19 and number[0] in _CARD_STARTS and luhn.is_valid(number):
        yield CARD


def _identity(number: str) -> bool:
    """Check digit and birth date hold; the region is not judged, districts come and go."""
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return bool(number[-1] == ric.calc_check_digit(number))


def _old_identity(number: str) -> bool:
    """The fifteen digits used until 2013: region, birth date with a short year, sequence."""
    if len(number) != OLD_DIGITS:
        return False
    month, day = int(number[8:10]), int(number[10:12])
    return "11" <= number[:2] <= "82" and 1 <= month <= 12 and 1 <= day <= 31


def places_in(payload: Any, allowed: Collection[str] = (), path: str = "") -> Iterator[tuple[str, str]]:
    """Every (place, kind) of a personal number anywhere in a JSON payload, whole numbers included.

    The place is the path of fields that lead to it, with the row's number (from 1) where there are rows: "rows.2.name".
    """
    if isinstance(payload, Mapping):
        for key, value in payload.items():
            yield from places_in(value, allowed, f"{path}.{key}" if path else str(key))
    elif isinstance(payload, str) and _DIGEST.fullmatch(payload):
        return  # what a computer made by chance: its digits are nobody's number
    elif isinstance(payload, str):
        yield from ((path, kind) for kind in numbers_in(payload, allowed))
    elif isinstance(payload, Sequence):
        for number, value in enumerate(payload, 1):
            yield from places_in(value, allowed, f"{path}.{number}" if path else str(number))
    elif isinstance(payload, int) and not isinstance(payload, bool):
        yield from ((path, kind) for kind in numbers_in(str(payload), allowed))
