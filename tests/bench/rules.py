"""The pure rules: one clock with its explanation, one look-up of a value."""

from __future__ import annotations

import timeit
from collections.abc import Iterator
from datetime import date

from tests.bench import Figure
from workflow.policy.calendar import load_calendar
from workflow.policy.load import library
from workflow.policy.lookup import required
from workflow.policy.terms import due, limit_of

TIMES = 2000


def figures() -> Iterator[Figure]:
    pack, calendar, on = library().pack("chengcheng2012"), load_calendar(), date(2026, 9, 28)
    limit = limit_of(required(pack, "reply_limit.large_loan", on))
    clock = min(timeit.repeat(lambda: due(on, limit, calendar).steps, number=TIMES)) / TIMES
    yield Figure("one clock with its explanation", clock * 1e6, "µs", 100)
    look_up = min(timeit.repeat(lambda: required(pack, "reply_limit.large_loan", on), number=TIMES)) / TIMES
    yield Figure("one look-up of a policy value", look_up * 1e6, "µs", 5)
