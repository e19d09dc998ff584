"""The few errors the house knows. Each says the broken rule in one sentence and what to do.

A message is an English msgid with ``%(name)s`` placeholders, marked with :func:`N_` where it is
written, so that it can be stored untranslated and shown in the reader's language.
"""

from __future__ import annotations

from typing import Any


def N_(message: str) -> str:
    """Mark a message for translation without translating it now."""
    return message


class HouseError(Exception):
    """A refusal in words; `status` is its row in design.md's table of answers."""

    status = 500

    def __init__(self, message: str, /, **params: Any) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.params = params


class NotFound(HouseError):
    """The reader may not know that it exists; looks the same as not being there."""

    status = 404

    def __init__(self, message: str = N_("There is nothing here."), /, **params: Any) -> None:
        super().__init__(message, **params)


class Forbidden(HouseError):
    """May see, may not act."""

    status = 403


class Conflict(HouseError):
    """Wrong state or stale version: somebody or something was first."""

    status = 409


class Invalid(HouseError):
    """What was typed breaks a rule; `field` names the form field where the message belongs."""

    status = 422

    def __init__(self, message: str, /, *, field: str | None = None, **params: Any) -> None:
        super().__init__(message, **params)
        self.field = field


class NotSet(Invalid):
    """A value that the source leaves open: the feature says "not set", nothing is guessed."""
