"""Ready answers to questions: the page cache knows a page by its path alone, so what has a query is kept here.

A village's name is asked for all day, and answered from its second time on with the words of the first – until
anything at all is published, or the day ends. The questions themselves stay in memory and are written nowhere.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from workflow.doors.published import read

MOST = 1000


class Answer(NamedTuple):
    """A page; true until something is published, the day ends or the instant `until`, and kept if it may be."""

    page: str
    until: datetime | None
    kept: bool


class Answers:
    """The last answers, packed, each with the state of things in which it is true."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, tuple[Any, datetime | None, bytes]] = OrderedDict()

    def get(self, question: Hashable, make: Callable[[], Answer]) -> str:
        """The page; made where it is not known."""
        state = read.version(), read.today()
        known, until, packed = self._kept.get(question, (None, None, b""))
        if known == state and (until is None or read.now() < until):
            return zlib.decompress(packed).decode()
        answer = make()
        if answer.kept and not read.previewing():
            self._keep(question, (state, answer.until, zlib.compress(answer.page.encode(), 1)))
        return answer.page

    def _keep(self, question: Hashable, answer: tuple[Any, datetime | None, bytes]) -> None:
        self._kept[question] = answer
        with suppress(KeyError):  # another thread may have dropped it meanwhile
            self._kept.move_to_end(question)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
