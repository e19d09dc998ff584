"""What people type, read kindly and checked exactly: names, texts, amounts, identity numbers, telephones.

Every function takes the typed text and returns what is meant, or raises Invalid with a sentence for the field.
Full-width digits are read as digits; lengths count characters; amounts are exact and become fen.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import phonenumbers
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from workflow.kernel.errors import Invalid, N_

#: What a column of the books holds, and a term nobody means: bounds of the fields on both faces, no rules of credit.
LARGEST_FEN = 2**31 - 1
LONGEST_MONTHS = 360
ID_DIGITS = 18
OLD_ID_DIGITS = 15
_COUNTRY = "CN"
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters by their category, but nothing is seen
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # change the direction of what follows
_DROPPED = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))  # pasted along unseen, mean nothing
_AMOUNT = re.compile(r"(?P<whole>\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.(?P<part>\d{1,4}))?(?P<ten_thousand>万)?元?")
_WHOLE = re.compile(r"\d+")
_MOBILE = re.compile(r"1[3-9]\d{9}")


def line(text: str, *, most: int) -> str:
    """One line of at most `most` characters, such as a name: NFC, single spaces, only visible signs."""
    _refuse_unreadable(text)
    joined = " ".join(unicodedata.normalize("NFC", text).split())
    if any(_is_hidden(sign) for sign in joined):
        raise Invalid(N_("There is an invisible sign in this. Please type it anew instead of pasting it."))
    return _short(joined, most)


def passage(text: str, *, most: int) -> str:
    """A text of several lines, at most `most` characters: NFC, ends of lines alike, no control signs."""
    _refuse_unreadable(text)
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_DROPPED)
    if any(sign in _TURNS or (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t") for sign in plain):
        raise Invalid(N_("There is an invisible sign in this. Please type it anew instead of pasting it."))
    return _short(plain.strip(), most)


def whole(text: str, *, least: int, most: int) -> int:
    """A whole number within bounds, both included."""
    typed = narrow(text)
    if not _WHOLE.fullmatch(typed) or len(typed) > len(str(most)):
        raise Invalid(N_("Write a whole number from %(least)s to %(most)s."), least=least, most=most)
    if not least <= int(typed) <= most:
        raise Invalid(N_("Write a whole number from %(least)s to %(most)s."), least=least, most=most)
    return int(typed)


def yuan(text: str, *, least: int, most: int) -> int:
    """An amount in yuan as fen; "30000", "30,000.50" and "3万" are read. Bounds in fen, both included."""
    found = _AMOUNT.fullmatch(narrow(text))
    if not found:
        raise Invalid(N_("Write the amount in yuan with digits, for example 30000."))
    exact = Decimal(f"{found['whole'].replace(',', '')}.{found['part'] or 0}")
    exact *= 10_000 if found["ten_thousand"] else 1
    if exact != exact.quantize(Decimal("0.01")):
        raise Invalid(N_("An amount has at most two digits after the point."))
    fen = int(exact * 100)
    if not least <= fen <= most:
        bounds = {"least": _in_yuan(least), "most": _in_yuan(most)}
        raise Invalid(N_("The amount must be between %(least)s and %(most)s yuan."), **bounds)
    return fen


def yuan_or_nought(text: str) -> int:
    """As `yuan`, for an amount that may be nought and has no bound of its own."""
    return yuan(text, least=0, most=LARGEST_FEN)


def id_number(text: str) -> str:
    """The eighteen signs of a resident identity card, X in capitals. Its region is not judged: districts change."""
    typed = narrow(text).upper()
    if len(typed) == OLD_ID_DIGITS and typed.isdecimal():
        raise Invalid(N_("This is the number of an old card. Please write the eighteen digits of the new one."))
    if len(typed) != ID_DIGITS or not typed[:-1].isdecimal() or typed[-1] not in "0123456789X":
        raise Invalid(N_("An identity number has eighteen digits; the last may be an X."))
    if typed[-1] != ric.calc_check_digit(typed):
        raise Invalid(N_("One digit must be wrong: please compare the number with the card, digit by digit."))
    try:
        ric.get_birth_date(typed)
    except ValidationError:
        raise Invalid(N_("The date of birth in this number does not exist. Please compare it with the card.")) from None
    return typed


def phone(text: str) -> str:
    """A telephone number: digits only within the country (area code included), else in international form."""
    typed = narrow(text)
    try:
        parsed = phonenumbers.parse(typed, _COUNTRY)
    except phonenumbers.NumberParseException:
        parsed = None
    national = re.sub(r"\D", "", typed)
    if parsed is not None and phonenumbers.is_valid_number(parsed):
        return _written(parsed)
    if _MOBILE.fullmatch(national):  # a range younger than the library's list
        return national
    raise Invalid(N_("Write a telephone number: a mobile number of eleven digits, or one with its area code."))


def narrow(text: str) -> str:
    """Digits and signs as a machine reads them: full-width forms read, spaces and invisible signs dropped."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(_plain_digit(sign) for sign in normal if unicodedata.category(sign)[0] not in "ZC")


def shown(text: str) -> str:
    """What was typed, fit to stand in a page again: without signs that no page may hold."""
    return "".join(sign for sign in text if sign in "\n\r\t" or _may_stand(sign))


def _plain_digit(sign: str) -> str:
    return str(unicodedata.decimal(sign, sign))


def _written(number: phonenumbers.PhoneNumber) -> str:
    if number.country_code != phonenumbers.country_code_for_region(_COUNTRY):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return re.sub(r"\D", "", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))


def _refuse_unreadable(text: str) -> None:
    if _UNREADABLE in text:
        raise Invalid(N_("Some of this arrived broken and cannot be read. Please type it anew."))


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Invalid(N_("This is too long: %(length)s characters, at most %(most)s."), length=len(text), most=most)
    return text


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs") or sign in _BLANKS


def _may_stand(sign: str) -> bool:
    code = ord(sign)
    return unicodedata.category(sign) not in ("Cc", "Cs") and code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF


def _in_yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:,.2f}".removesuffix(".00")
