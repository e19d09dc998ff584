"""An answer is good for a moment, for its own source, and for nothing that was asked before it was forgotten."""

from __future__ import annotations

import time
from itertools import count

from workflow.base.lately import MOMENT, Lately


def test_asked_once_a_moment_and_again_after_it() -> None:
    answers, lately = count(), Lately[int]()
    assert [lately.get("disk", lambda: next(answers)) for _ in range(2)] == [0, 0]
    time.sleep(MOMENT)
    assert lately.get("disk", lambda: next(answers)) == 1


def test_another_source_is_asked_itself() -> None:
    lately = Lately[str]()
    assert [lately.get(name, lambda name=name: name) for name in ("one", "other")] == ["one", "other"]  # type: ignore[misc]


def test_forgotten_it_is_asked_at_once() -> None:
    answers, lately = count(), Lately[int]()
    lately.get("disk", lambda: next(answers))
    lately.forget()
    assert lately.get("disk", lambda: next(answers)) == 1


def test_what_was_asked_before_it_was_forgotten_and_answered_after_is_not_kept() -> None:
    lately = Lately[str]()

    def late() -> str:
        lately.forget()  # another thread publishes meanwhile
        return "old"

    lately.get("disk", late)
    assert lately.get("disk", lambda: "new") == "new"
