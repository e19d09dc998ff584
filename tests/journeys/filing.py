"""Villagers who file complaints one after the other and keep a list of the receipts they were shown."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event, Thread
from urllib.error import URLError

from tests.carriers.test_photographs import picture
from tests.support.caller import Answer, Caller

#: The quotas are for one address; here all villagers sit behind one.
WITHOUT_QUOTAS = {
    f"SUNSHINE_LIMIT_{name}": "1000000"
    for name in ("FILINGS_PER_HOUR_ADDRESS", "FILINGS_PER_HOUR_ALL", "LOOKUPS_PER_HOUR")
}
GIVE_UP_SECONDS = 90
DIGITS = re.compile(r'class="digits">(.*?)</p>', re.DOTALL)


def digits_in(answer: Answer) -> str:
    """The receipt's sixteen digits on a page; '' where there is none."""
    found = DIGITS.search(answer.text)
    return re.sub(r"\D", "", found[1]) if found else ""


def complaint(caller: Caller, words: str, **more: str) -> Answer:
    """File one anonymous complaint."""
    typed = {"category": "stalling", "text": words, "how": "anonymous"} | more
    return caller.send(caller.get("/complain").form("/complain"), **typed)


@dataclass
class Filers:
    """Some villagers at once; `receipts` are those that were really shown, with what each was given for."""

    url: str
    number: int
    receipts: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    photos: dict[str, int] = field(default_factory=dict)
    cut: int = 0
    why: Counter[str] = field(default_factory=Counter)
    _enough: Event = field(default_factory=Event)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let them file while the body runs; each ends what was begun."""
        threads = [Thread(target=self._work, args=(name,), daemon=True) for name in range(self.number)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._enough.set()
            for thread in threads:
                thread.join(GIVE_UP_SECONDS)
        assert not any(thread.is_alive() for thread in threads), "somebody never got a receipt"
        assert not self.faults, self.faults

    def wait_for_more(self, number: int) -> None:
        """Until so many more receipts were shown."""
        wanted, give_up = len(self.receipts) + number, time.monotonic() + GIVE_UP_SECONDS
        while len(self.receipts) < wanted:
            assert not self.faults, self.faults
            assert time.monotonic() < give_up, "nobody gets a receipt any more"
            time.sleep(0.02)

    def _work(self, name: int) -> None:
        caller, count = Caller(self.url), 0
        try:
            while not self._enough.is_set():
                count += 1
                self._file(caller, f"villager {name}, complaint {count}", count % 2)
                time.sleep(random.uniform(0.02, 0.2))
        except Exception as error:
            self.faults.append(f"{type(error).__name__}: {error}")

    def _file(self, caller: Caller, words: str, photos: int) -> None:
        form = self._insist(lambda: caller.get("/complain")).form("/complain")
        form = form.filled(category="stalling", text=words, how="anonymous")
        enclosed = [picture()] * photos
        digits = digits_in(self._insist(lambda: caller.enclose(form, "photos", *enclosed)))
        assert digits not in self.receipts, f"{digits} was given out twice"
        self.receipts[digits] = words
        self.photos[digits] = photos

    def _insist(self, ask: object) -> Answer:
        """As somebody who presses the button again when the line was cut, with the same form."""
        give_up = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < give_up:
            try:
                answer = ask()
                if answer.status < 500:
                    assert answer.status == 200, f"{answer.status}: {answer.main}"
                    return answer
                self.why[str(answer.status)] += 1
            except URLError as error:
                self.why[type(error.reason).__name__] += 1
            except (OSError, HTTPException) as error:
                self.why[type(error).__name__] += 1
            self.cut += 1
            time.sleep(0.1)
        raise TimeoutError("no answer")
