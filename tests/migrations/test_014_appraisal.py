"""What the database refuses of surveys, books, forms and ratings, whoever writes them."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("survey", {"line": 1, "reason": "x"}),
        ("survey", {"summarised_at": AT}),
        ("questionnaire", {"line": 1, "reason": "x"}),
        ("questionnaire", {"line": None}),
        ("questionnaire", {"asked_alone": False}),
        ("appraisal_book", {"closed_at": AT, "verified_at": AT, "keyer_id": 1, "verified_by_id": 1}),
        ("appraisal_book", {"verified_at": AT}),
        ("book_line", {"known": False, "line": 1}),
        ("village_appraisal", {"state": "appraised"}),
        ("village_appraisal", {"state": "approved", "settled_line": 1, "recorded_by_id": 1, "approved_by_id": 1}),
    ],
)
def test_the_database_refuses(database: Engine, table: str, wrong: dict[str, object]) -> None:
    with database.begin() as door:
        assert plant(door, "officer")["id"] == 1
    with pytest.raises(IntegrityError), database.begin() as door:
        plant(door, table, **wrong)


def refused(door: Connection, statement: str, **values: object) -> None:
    with pytest.raises(IntegrityError), door.begin_nested():
        door.execute(text(statement), values)


def test_what_was_drawn_closed_or_said_stays(database: Engine) -> None:
    with database.connect() as door:
        plant(door, "survey_pick")
        line = plant(door, "book_line", known=True)
        plant(door, "rating_opinion")
        door.execute(text("UPDATE survey SET state = 'sent'"))
        refused(door, "UPDATE survey SET seed = 'x'")
        refused(door, "DELETE FROM survey_pick")
        refused(door, "UPDATE rating_opinion SET word = 'x'")
        refused(door, "DELETE FROM rating_opinion")
        door.execute(text("UPDATE book_line SET line = 5"))
        door.execute(text("UPDATE appraisal_book SET closed_at = :at"), {"at": AT})
        refused(door, "UPDATE book_line SET line = 6")
        columns = "book_id, household_id, known, reason"
        refused(door, f"INSERT INTO book_line ({columns}) VALUES (:book, 99, :yes, '')", book=line["book_id"], yes=True)


def test_nobody_values_or_signs_for_their_own(database: Engine) -> None:
    with database.connect() as door:
        line = plant(door, "book_line", known=True)
        seat = door.scalar(text("SELECT seat_id FROM appraisal_book WHERE id = :id"), {"id": line["book_id"]})
        plant(door, "seat_recusal", seat_id=seat, household_id=line["household_id"])
        refused(door, "UPDATE book_line SET line = 5")
        door.execute(text("UPDATE book_line SET line = NULL"))
        form = plant(door, "village_appraisal")
        household = door.scalar(text("SELECT household_id FROM survey WHERE id = :id"), {"id": form["survey_id"]})
        officer = plant(door, "officer")["id"]
        own = plant(door, "panel_seat", officer_id=officer)["id"]
        plant(door, "tie", officer_id=officer, household_id=household)
        words = "INSERT INTO appraisal_signature (appraisal_id, seat_id) VALUES (:form, :seat)"
        refused(door, words, form=form["id"], seat=own)
        door.execute(text(words), {"form": form["id"], "seat": seat})
