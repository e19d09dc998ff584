"""The numbers under which officers and loans stand on a list: made for one draw alone, so that everyone may have it.

Without the key of the house nobody finds out whose a number is; villages keep their codes, which are public.
"""

from __future__ import annotations

from workflow.base import vault

_SIGNS = 16
#: Letters alone: no row of them can be taken for a telephone number.
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def of(promise: str, kind: str, own: str) -> str:
    """The number of an officer (by public id) or a loan (by its own number) in the draw with this promise."""
    return vault.current().blind(f"draw:{promise}:{kind}:{own}")[:_SIGNS].translate(_LETTERS)


def both(promise: str, kind: str, own: str) -> tuple[str, str]:
    """What it may stand under: lists of the first format hold everyone's own number."""
    return of(promise, kind, own), own
