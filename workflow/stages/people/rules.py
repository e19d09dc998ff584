"""Masks: how an identity number, a telephone number and a name look until a purpose is given. Pure."""

from __future__ import annotations

HIDDEN = "＊"
PUBLICATION = "publication"
RELATIONS = ("head", "spouse", "parent", "child", "other")
TIES = ("own_household", "relative", "guarantor", "business", "other")


def masked_id(number: str | None) -> str:
    """The first and last digits of an identity number; the birthday stays hidden."""
    return f"{number[:3]}{HIDDEN * 4}{number[-2:]}" if number else ""


def masked_phone(number: str | None) -> str:
    """The last digits of a telephone number."""
    return f"{HIDDEN * 4}{number[-3:]}" if number else ""
