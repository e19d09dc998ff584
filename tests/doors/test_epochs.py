"""Whether anything was published since: one's own publication is seen at once, another process's within a moment."""

from __future__ import annotations

import time
from datetime import date

from sqlalchemy import Engine, create_engine, text

from tests.doors.conftest import AT
from workflow.base.db import transaction
from workflow.base.lately import MOMENT
from workflow.doors.published import epochs, write


def of_rates() -> tuple[int, ...]:
    """How often rates were published, as a reader is told."""
    return epochs.epochs().of(("rate",))


def test_what_this_process_published_is_seen_at_once(filled: Engine) -> None:
    before, version = of_rates(), epochs.version()
    with transaction():
        write.publish("rate", "second", {"text": "6"}, at=AT, valid_from=date(2026, 1, 1), generated=True)
    assert of_rates() > before
    assert epochs.version() != version


def test_what_another_process_published_is_seen_after_a_moment(filled: Engine, database_url: str) -> None:
    before, version = of_rates(), epochs.version()
    other = create_engine(database_url)
    with other.begin() as connection:
        copied = "INSERT INTO log_leaf (position, hash, at, statement)"
        copied += " SELECT max(position) + 1, min(hash), min(at), min(statement) FROM log_leaf"
        connection.execute(text(copied))
        connection.execute(text("UPDATE epoch SET value = value + 1 WHERE kind = 'rate'"))
    other.dispose()
    time.sleep(MOMENT)
    assert of_rates() > before
    assert epochs.version() != version


def test_asked_again_within_the_moment_the_very_same_is_given(filled: Engine) -> None:
    assert epochs.epochs() is epochs.epochs()
