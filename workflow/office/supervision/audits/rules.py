"""How an event is named on a page and in a form: its chain and its number in it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from workflow.kernel.errors import Invalid, N_

_BETWEEN = "#"


class Reference(NamedTuple):
    """The `sequence`-th event of a chain; of a case the chain may be given by the case's number."""

    stream: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.stream}{_BETWEEN}{self.sequence}"


def referred(typed: str) -> list[Reference]:
    """The events that a line names, such as `2026-000017#3, 2026-000017#5`; Invalid for what names none."""
    return [_reference(part) for part in typed.replace("，", ",").replace("＃", "#").split(",") if part.strip()]


def _reference(part: str) -> Reference:
    stream, between, sequence = part.strip().rpartition(_BETWEEN)
    if not between or not stream or not (sequence.isascii() and sequence.isdigit()):
        message = N_("“%(typed)s” names no event. Write the case's number, # and the event's number.")
        raise Invalid(message, field="events", typed=part.strip())
    return Reference(stream, int(sequence))


def questions(typed: str, most: int) -> list[str]:
    """One question a line; Invalid without any, and for one of more than `most` characters."""
    found = [line.strip() for line in typed.splitlines() if line.strip()]
    if not found:
        raise Invalid(N_("Write at least one question, each on a line of its own."), field="questions")
    if any(len(line) > most for line in found):
        raise Invalid(N_("One question has %(most)s characters at most."), field="questions", most=most)
    return found
