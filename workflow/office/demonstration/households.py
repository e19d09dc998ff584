"""The demonstration's people: believable names of the Weihe plain, identity numbers that nobody can have.

The region of every identity number is a province's own code (360000), where a real one carries a county's; telephones
begin with 140, a range for machines. Both pass the house's checks.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.cn import ric

from workflow.office.demonstration import texts

_REGION = "360000"
#: From this age on somebody may have lost husband or wife; a grown child lives there then.
_ALONE_FROM = 45
#: From this age on people bear the names of their time.
_OLDER = 38
_DAYS_A_YEAR = 365.25
#: A prime step through all numbers of the range: each is met once, none beside the one before.
_SCATTER, _PHONES = 61_803_399, 100_000_000


@dataclass(frozen=True, slots=True)
class Kin:
    """One person of a household; `relation` as people.rules.RELATIONS names it."""

    name: str
    id_number: str
    relation: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """A household before anybody has recorded it: two to six people, the head first."""

    kin: tuple[Kin, ...]
    village: str
    group: str
    address: str

    @property
    def head(self) -> Kin:
        """Who borrows."""
        return self.kin[0]

    @property
    def spouse(self) -> Kin | None:
        """Husband or wife of the head, if there is one."""
        return next((kin for kin in self.kin if kin.relation == "spouse"), None)


class Registry:
    """Makes families of one seed; no identity number and no telephone number is given out twice."""

    def __init__(self, chance: Random, today: date) -> None:
        self.chance, self.today = chance, today
        self._numbers: set[str] = set()
        self._phones = 0

    def beside(self, chance: Random) -> Registry:
        """Makes others by a chance of its own, with no number of this one's: what it draws moves nothing here."""
        other = copy(self)
        other.chance, other._phones = chance, _PHONES // 2
        return other

    def family(self, village: str) -> Family:
        """A family of a village, by its code."""
        chance = self.chance
        head, surname = 26 + int(chance.triangular(0, 42, 22)), texts.surname(chance)
        man = chance.random() < 0.86
        kin = [self._kin(surname, head, man, "head", phone=True)]
        if head < _ALONE_FROM or chance.random() < 0.9:
            kin.append(self._kin(texts.surname(chance), head - chance.randint(-2, 4), not man, "spouse", phone=True))
        kin += [self._kin(surname, head - gap, chance.random() < 0.5, "child") for gap in self._gaps(head, len(kin))]
        if head < 58 and chance.random() < 0.35:
            kin.append(self._kin(surname, head + chance.randint(22, 29), man, "parent"))
        group = chance.choice("一二三四") + "组"
        return Family(tuple(kin), village, group, f"{group}{texts.name(chance, 'lanes')}{chance.randint(1, 60)}号")

    def stranger(self) -> Kin:
        """Somebody of another household: a guarantor, a visitor, someone who objects."""
        return self._kin(
            texts.surname(self.chance), self.chance.randint(28, 66), self.chance.random() < 0.6, "head", phone=True
        )

    def _gaps(self, head: int, parents: int) -> list[int]:
        most = self.chance.choice((1, 1, 2, 2, 3)) if parents > 1 else 1
        gaps = sorted(self.chance.randint(21, 34) for _ in range(most))
        return [gap for gap in gaps if gap < head]

    def _kin(self, surname: str, age: int, man: bool, relation: str, *, phone: bool = False) -> Kin:
        kind = f"{'older' if age > _OLDER else 'younger'}_{'men' if man else 'women'}"
        name = surname + texts.name(self.chance, kind)
        return Kin(name, self._id_number(age, man), relation, self._phone() if phone else None)

    def _id_number(self, age: int, man: bool) -> str:
        while True:
            born = self.today - timedelta(days=int(max(age, 0) * _DAYS_A_YEAR) + self.chance.randint(1, 360))
            body = f"{_REGION}{born:%Y%m%d}{self.chance.randint(0, 499) * 2 + man:03d}"
            number = body + ric.calc_check_digit(f"{body}0")  # the last sign is not looked at
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _phone(self) -> str:
        self._phones += 1
        return f"140{self._phones * _SCATTER % _PHONES:08d}"
