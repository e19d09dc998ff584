"""Coverage: a share of households against what the rules want, exactly. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import NamedTuple

from workflow.kernel.errors import N_

ARCHIVE, PRECREDIT, SURVEY = "coverage.archive", "coverage.precredit", "coverage.survey"
VISITS = "coverage.visits"
LABELS = {
    ARCHIVE: N_("On file, of those fit for archiving"),
    PRECREDIT: N_("With a pre-credit, of those on file"),
    SURVEY: N_("Rated and not due for review, of those on file"),
    VISITS: N_("Visited at home, of those fit for archiving"),
}


class Share(NamedTuple):
    """So many of so many; `whole` None where nobody has counted."""

    part: int
    whole: int | None

    @property
    def value(self) -> Fraction | None:
        """The exact share; None without a whole."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def contradicts(self) -> bool:
        """Whether there are more than could be: the count is too old or wrong."""
        return self.whole is not None and self.part > self.whole

    def reaches(self, wanted: Fraction | None) -> bool | None:
        """Whether it is as high as wanted; None where nothing is wanted or nobody has counted."""
        return None if wanted is None or self.value is None else self.value >= wanted

    def missing(self, wanted: Fraction | None) -> int | None:
        """How many households more would reach it; None where that cannot be said."""
        if wanted is None or not self.whole:
            return None
        return max(-((-wanted.numerator * self.whole) // wanted.denominator) - self.part, 0)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Households of a village or an office: fit for archiving (None: not counted), known, on file, and of these others.

    `visited` are those of all known ones at whose home somebody was, whether or not they are on file. `uncounted`
    villages have no count; with one of them an office has no number of the fit.
    """

    fit: int | None
    known: int = 0
    archived: int = 0
    precredited: int = 0
    rated: int = 0
    visited: int = 0
    uncounted: int = 0

    def share(self, key: str) -> Share:
        """One of the coverages; pre-credits and ratings are told of those on file (Q47)."""
        if key in (ARCHIVE, VISITS):
            return Share(self.archived if key == ARCHIVE else self.visited, self.fit)
        return Share(self.precredited if key == PRECREDIT else self.rated, self.archived)

    def lacks(self, key: str) -> bool:
        """Whether there is a known household that a coverage lacks."""
        return (self.known if key in (ARCHIVE, VISITS) else self.archived) > self.share(key).part


def total(parts: Iterable[Numbers]) -> Numbers:
    """All villages of an office together."""
    every = list(parts)
    sums = {each.name: sum(getattr(part, each.name) or 0 for part in every) for each in fields(Numbers)}
    return Numbers(**(sums | ({"fit": None} if sums["uncounted"] else {})))
