"""What the database refuses of surveys, panels, books and ratings."""

from __future__ import annotations

from workflow.base.migrations.conditions import other

_CLOSED = "SELECT 1 FROM appraisal_book b WHERE b.id = NEW.book_id AND b.closed_at IS NOT NULL"
_BOOK_TIED = (
    "SELECT 1 FROM appraisal_book b JOIN seat_recusal r ON r.seat_id = b.seat_id "
    "WHERE b.id = NEW.book_id AND r.household_id = NEW.household_id "
    "UNION SELECT 1 FROM appraisal_book b JOIN panel_seat p ON p.id = b.seat_id "
    "JOIN tie t ON t.officer_id = p.officer_id WHERE b.id = NEW.book_id AND t.household_id = NEW.household_id"
)
_SIGNER_TIED = (
    "SELECT 1 FROM village_appraisal a JOIN survey s ON s.id = a.survey_id "
    "JOIN seat_recusal r ON r.household_id = s.household_id "
    "WHERE a.id = NEW.appraisal_id AND r.seat_id = NEW.seat_id "
    "UNION SELECT 1 FROM village_appraisal a JOIN survey s ON s.id = a.survey_id "
    "JOIN tie t ON t.household_id = s.household_id JOIN panel_seat p ON p.officer_id = t.officer_id "
    "WHERE a.id = NEW.appraisal_id AND p.id = NEW.seat_id"
)
_TIED_LINE = f"NEW.line IS NOT NULL AND EXISTS ({_BOOK_TIED})"
_DRAWN = other("seed", "pool", "drawn_at", "household_id")
#: Those of 014: a draw, a closed book and an opinion stay; nobody values or signs for their own.
APPRAISAL = (
    ("survey_draw_fixed", "survey", "UPDATE", _DRAWN, "a draw is never changed"),
    ("survey_pick_kept", "survey_pick", "DELETE", "1 = 1", "who was drawn stays on record"),
    ("book_line_closed", "book_line", "UPDATE", f"EXISTS ({_CLOSED})", "a closed book is never written in"),
    ("book_line_late", "book_line", "INSERT", f"EXISTS ({_CLOSED})", "a closed book is never written in"),
    ("book_line_no_tie", "book_line", "UPDATE", _TIED_LINE, "nobody values a household they are tied to"),
    ("book_line_not_born_tied", "book_line", "INSERT", _TIED_LINE, "nobody values a household they are tied to"),
    ("signature_no_tie", "appraisal_signature", "INSERT", f"EXISTS ({_SIGNER_TIED})", "nobody signs for their own"),
    ("rating_opinion_fixed", "rating_opinion", "UPDATE", "1 = 1", "an opinion is never changed"),
    ("rating_opinion_kept", "rating_opinion", "DELETE", "1 = 1", "an opinion is never removed"),
)

_CLOSED_LINE = (
    "SELECT 1 FROM book_line l JOIN appraisal_book b ON b.id = l.book_id "
    "WHERE l.id = NEW.line_id AND b.closed_at IS NOT NULL"
)
#: Those of 041: what a book says of people is closed with it.
BOOK_PEOPLE = (
    ("book_person_closed", "book_person", "UPDATE", f"EXISTS ({_CLOSED_LINE})", "a closed book is never written in"),
    ("book_person_late", "book_person", "INSERT", f"EXISTS ({_CLOSED_LINE})", "a closed book is never written in"),
)
