"""Exact money and rates: integers of fen and of 1/1000 per cent; no float ever enters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

FEN_PER_YUAN = 100


def fen(amount: str | int | Decimal) -> int:
    """Yuan as fen; ValueError for text that is no amount or has a part of a fen."""
    return _scaled(amount, FEN_PER_YUAN)


def yuan(amount: int) -> Decimal:
    """Fen as yuan with two decimals."""
    return Decimal(amount).scaleb(-2)


def mean_half_up(amounts: Sequence[int]) -> int:
    """The mean of amounts in fen, rounded once, half up, to whole yuan (Q09); in fen."""
    if not amounts:
        raise ValueError("the mean of no amounts")
    return whole_yuan(Fraction(sum(amounts), len(amounts)))


def whole_yuan(amount: Fraction) -> int:
    """An exact amount in fen, rounded half up to whole yuan; in fen."""
    return int(amount / FEN_PER_YUAN + Fraction(1, 2)) * FEN_PER_YUAN


def share_down(amount: int, share: Fraction) -> int:
    """A ceiling that is a share of an amount in fen, cut down to whole yuan (Q09); in fen."""
    return int(amount * share / FEN_PER_YUAN) * FEN_PER_YUAN


def share_up(amount: int, share: Fraction) -> int:
    """A minimum that is a share of an amount in fen, raised to the next fen (Q09)."""
    return -int(-amount * share // 1)


def milli_percent(rate: str | int | Decimal) -> int:
    """A rate in per cent as an integer of 1/1000 per cent: "6.31" is 6310."""
    return _scaled(rate, 1000)


def percent(rate: int) -> Decimal:
    """A rate in 1/1000 per cent as per cent, without idle zeros: 6310 is 6.31."""
    plain = Decimal(rate).scaleb(-3).normalize()
    return plain if plain.as_tuple().exponent in (-1, -2, -3) else plain.quantize(Decimal(1))


_DIGITS, _PLACES, _MYRIADS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿", "万亿")
_TEN = 10


def capitals(amount: int) -> str:
    """An amount in fen in the capital numerals of contracts and cheques (中文大写): 1,020,050 is 壹万零贰佰元伍角整."""
    yuan, fen = divmod(amount, FEN_PER_YUAN)
    jiao, rest = divmod(fen, _TEN)
    whole = f"{_whole(yuan)}元" if yuan or not fen else ""
    gap = "零" if whole and rest and not jiao else ""
    return whole + (f"{_DIGITS[jiao]}角" if jiao else gap) + (f"{_DIGITS[rest]}分" if rest else "整")


def _whole(number: int) -> str:
    """A whole number: in each group of four what stands there, one 零 for any gap before a further digit."""
    said, gap, digits = "", False, str(number)
    for position, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit == "0":
            gap = True
        else:
            said, gap = said + ("零" if gap and said else "") + _DIGITS[int(digit)] + _PLACES[position % 4], False
        if position % 4 == 0 and (number // _TEN**position) % _TEN**4:
            said += _MYRIADS[position // 4]
    return said or _DIGITS[0]


def _scaled(amount: str | int | Decimal, scale: int) -> int:
    if isinstance(amount, (bool, float)):
        raise ValueError(f"not an exact amount: {amount!r}")
    try:
        exact = Decimal(amount.replace(",", "").strip() if isinstance(amount, str) else amount) * scale
    except InvalidOperation:
        raise ValueError(f"not an amount: {amount!r}") from None
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise ValueError(f"not an exact amount: {amount!r}")
    return int(exact)
