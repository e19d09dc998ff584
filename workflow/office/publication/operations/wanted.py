"""What the concept wants in public of the kinds that two people publish."""

from __future__ import annotations

from datetime import date

from workflow.kernel.errors import Invalid, N_
from workflow.office.publication import concept


class Wanted:
    """The concept of each kind and day, made once for all that one request proposes or confirms."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, date], dict[str, concept.Payload]] = {}

    def get(self, kind: str, key: str, on: date) -> concept.Payload | None:
        """The payload for a day, None where the concept has none; Invalid for what the system keeps by itself."""
        if kind not in concept.TWO_PEOPLE:
            raise Invalid(N_("Records of this kind are kept by the system itself."))
        if (kind, on) not in self._known:
            self._known[kind, on] = concept.payloads(kind, on)
        return self._known[kind, on].get(key)
