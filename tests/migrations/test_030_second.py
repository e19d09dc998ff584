"""A second committee's reviews go with the column that tells them apart; the first one's and its votes stay."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant
from workflow.base import migrations

_CASE = """UPDATE "case" SET state = 'presented', flow = 'investigation review second_review decision',
passed_amount = 5, accepted_at = :at"""
_PASS = "UPDATE review SET passed = :yes, passed_amount = :amount, closed_at = :at WHERE turn = :turn"


def test_the_first_committee_stays_and_nothing_that_waited_for_the_second_is_granted(migrated: Engine) -> None:
    with migrated.begin() as door:
        vote = plant(door, "vote")
        told = {"at": AT, "yes": True}
        door.execute(text(_CASE), told)
        door.execute(text("UPDATE review SET case_id = :case"), {"case": vote["case_id"]})
        with pytest.raises(IntegrityError), door.begin_nested():
            plant(door, "review", turn=2, case_id=vote["case_id"])  # the first has passed nothing yet
        door.execute(text(_PASS), told | {"amount": 5, "turn": 1})
        plant(door, "review", turn=2, case_id=vote["case_id"])
        with pytest.raises(IntegrityError), door.begin_nested():
            door.execute(text(_PASS), told | {"amount": 6, "turn": 2})
        door.execute(text(_PASS), told | {"amount": 5, "turn": 2})
    migrations.downgrade(migrated, "029")
    with migrated.begin() as door:
        found = door.execute(text("""SELECT state, flow, passed_amount FROM "case" WHERE flow IS NOT NULL""")).all()
        assert {tuple(row) for row in found} == {("failed", "investigation review decision", None)}
        assert door.scalars(text("SELECT id FROM vote")).all() == [vote["id"]]
        assert door.scalars(text("SELECT id FROM review")).all() == [vote["review_id"]]
        with pytest.raises(IntegrityError), door.begin_nested():
            door.execute(text("DELETE FROM vote"))
    migrations.upgrade(migrated)
    with migrated.connect() as door:
        assert door.scalars(text("SELECT turn FROM review")).all() == [1]
