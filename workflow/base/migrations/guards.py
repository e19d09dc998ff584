"""What the database itself refuses: changed events, a relative's hand in a case, an edited record."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.base.migrations.conditions import Rule, other
from workflow.base.migrations.guards_of_appraisal import APPRAISAL as APPRAISAL
from workflow.base.migrations.guards_of_appraisal import BOOK_PEOPLE as BOOK_PEOPLE

INSERT_ONLY = (
    "event", "slip", "taken", "log_leaf", "log_node", "checkpoint", "decision", "vote", "one_time_notice",
    "result_notice",
)  # fmt: skip

#: As of 002; never extended, for 002 and 006 make their triggers of it.
RECORD_FIXED = (
    "kind", "key", "village", "audience", "payload", "salt", "valid_from", "valid_until", "published_at",
    "generated", "proposed_by", "confirmed_by", "supersedes", "leaf",
)  # fmt: skip
#: What a record may never change since the instant it ends at is one of its columns.
RECORD_FIXED_SINCE_006 = (*RECORD_FIXED, "ends_at")

_TIED = (
    'SELECT 1 FROM tie JOIN "case" ON "case".household_id = tie.household_id '
    'WHERE "case".id = NEW.case_id AND tie.officer_id = NEW.officer_id'
)
_EXCLUDED = "SELECT 1 FROM exclusion WHERE complaint_id = NEW.id AND officer_id = NEW.assigned_to_id"
_HANDLING = "SELECT 1 FROM complaint WHERE id = NEW.complaint_id AND assigned_to_id = NEW.officer_id"


def edited(columns: Iterable[str]) -> str:
    """The condition under which an update of a record touches more than its end, or touches that twice."""
    return f"OLD.ended_at IS NOT NULL OR {other(*columns)}"


#: (name, table, timing, condition, sentence): the condition is SQL over OLD and NEW that must never be true.
_RULES = [
    ("case_hand_no_tie", "case_hand", "INSERT", f"EXISTS ({_TIED})", "whoever is tied to it has no hand in it"),
    ("vote_no_tie", "vote", "INSERT", f"EXISTS ({_TIED})", "a relative never votes on the case"),
    ("decision_no_tie", "decision", "INSERT", f"EXISTS ({_TIED})", "a relative never decides the case"),
    ("case_hand_fixed", "case_hand", "UPDATE", "1 = 1", "a hand in a case is never changed"),
    ("case_hand_kept", "case_hand", "DELETE", "1 = 1", "a hand in a case is never removed"),
    ("complaint_not_excluded", "complaint", "UPDATE", f"EXISTS ({_EXCLUDED})", "nobody handles a complaint about them"),
    ("exclusion_not_handling", "exclusion", "INSERT", f"EXISTS ({_HANDLING})", "who handles it gives it back first"),
    ("exclusion_fixed", "exclusion", "UPDATE", "1 = 1", "an exclusion is never changed"),
    ("exclusion_kept", "exclusion", "DELETE", "1 = 1", "an exclusion is never removed"),
    ("record_ends_once", "record", "UPDATE", edited(RECORD_FIXED), "a published record is never edited"),
    ("record_kept", "record", "DELETE", "1 = 1", "a published record is never deleted"),
]

_OF_REVIEW = "FROM complaint WHERE id = NEW.complaint_id AND assigned_to_id = NEW.reviewer_id"
_KEPT_OUT = "SELECT 1 FROM exclusion WHERE complaint_id = NEW.complaint_id AND officer_id = NEW.reviewer_id"
_REVIEWING = "SELECT 1 FROM complaint_review WHERE complaint_id = NEW.complaint_id AND reviewer_id = NEW.officer_id"
_CONCERNED = f"EXISTS (SELECT 1 {_OF_REVIEW}) OR EXISTS ({_KEPT_OUT})"
#: Those of 010, beside the tables that it makes.
REVIEW = (
    ("review_not_concerned", "complaint_review", "UPDATE", _CONCERNED, "nobody reviews what concerns them"),
    ("review_not_born_so", "complaint_review", "INSERT", _CONCERNED, "nobody reviews what concerns them"),
    ("exclusion_not_reviewing", "exclusion", "INSERT", f"EXISTS ({_REVIEWING})", "who reviews it gives it back first"),
)

_LEFT = "NEW.left_on IS NOT NULL AND NEW.id_key IS NOT NULL"
_OTHER_VALUE = other("value_sealed", "keyed_by_id")
#: Those of 013, beside the tables that it makes.
ARCHIVE = (
    ("member_left_gives_up", "member", "UPDATE", _LEFT, "who left a household gives up the place in it"),
    (
        "household_field_fixed", "household_field", "UPDATE", _OTHER_VALUE,
        "a keyed value is never edited, only followed",
    ),
)  # fmt: skip

#: Those of 020: what was looked at is found again.
LOOKS = (
    ("look_fixed", "look", "UPDATE", "1 = 1", "look rows are never changed"),
    ("look_kept", "look", "DELETE", "1 = 1", "look rows are never deleted"),
)
#: Those of 032: what was on a list that was looked at.
LOOKS_WITHIN = (
    ("look_within_fixed", "look_within", "UPDATE", "1 = 1", "look_within rows are never changed"),
    ("look_within_kept", "look_within", "DELETE", "1 = 1", "look_within rows are never deleted"),
)

_LED = "SELECT 1 FROM complaint_merge WHERE complaint_id = NEW.lead_id OR lead_id = NEW.complaint_id"
#: Those of 022, beside the tables that it makes.
ENCLOSED = (
    ("enclosure_fixed", "enclosure", "UPDATE", "1 = 1", "what was enclosed is never changed"),
    ("enclosure_kept", "enclosure", "DELETE", "1 = 1", "what was enclosed is never deleted"),
    ("merge_one_deep", "complaint_merge", "INSERT", f"EXISTS ({_LED})", "what is merged leads no others"),
    ("merge_fixed", "complaint_merge", "UPDATE", "1 = 1", "a merge is undone, never changed"),
)

_OF_A_PAPER = "SELECT 1 FROM slip WHERE receipt_key = OLD.receipt_key AND kind = 'paper'"
_WRITTEN = f"OLD.state <> 'sent' AND NOT (OLD.state = 'ready' AND NEW.state = 'gone' AND EXISTS ({_OF_A_PAPER}))"
_ELSEWHERE = other("public_id", "receipt_key")
#: That of 031: a photo is written anew once; that of a paper leaves the inbox once, for a household's file or for good.
REWRITTEN: Rule = (
    "enclosure_fixed", "enclosure", "UPDATE", f"{_ELSEWHERE} OR {_WRITTEN}", "what was enclosed is never changed",
)  # fmt: skip

_LISTED = ("office_id", "period_on", "until_on", "population", "checksum", "promise")
_DREW = ("seed", "witnesses", "drawn_at", "drawn_by_id")
_OF_A_CAMPAIGN = "SELECT 1 FROM \"case\" WHERE id = NEW.case_id AND channel = 'campaign'"
_MET = (
    "SELECT 1 FROM line_row r JOIN village_appraisal a ON a.id = r.appraisal_id "
    "WHERE r.case_id = NEW.case_id AND a.settled_line >= NEW.amount"
)
_UNMET = f"NEW.verdict IN ('grant','lower') AND EXISTS ({_OF_A_CAMPAIGN}) AND NOT EXISTS ({_MET})"
_OTHER_ROW = other("amount", "appraisal_id")
#: Those of 023: a signed line stays as it was signed, and without its meeting nothing is granted.
LINES = (
    ("line_row_fixed", "line_row", "UPDATE", _OTHER_ROW, "a signed line is never changed"),
    ("line_row_kept", "line_row", "DELETE", "1 = 1", "a signed line is never removed"),
    ("grant_settled", "decision", "INSERT", _UNMET, "nothing is granted that no meeting settled"),
)

_OTHER_LIST, _OTHER_LOT = other(*_LISTED), other(*_DREW)
#: Beside the tables of the draws for inspection: what was announced, promised and drawn stays.
DRAWS = (
    ("draw_fixed", "draw", "UPDATE", f"{_OTHER_LIST} OR (OLD.seed IS NOT NULL AND ({_OTHER_LOT}))", "a draw stays"),
    ("draw_kept", "draw", "DELETE", "1 = 1", "a draw is never deleted"),
    ("drawn_item_fixed", "drawn_item", "UPDATE", "1 = 1", "what was drawn is never changed"),
    ("drawn_item_kept", "drawn_item", "DELETE", "1 = 1", "what was drawn is never deleted"),
)


_ASKS = "SELECT 1 FROM \"case\" WHERE id = NEW.case_id AND (flow IS NULL OR flow LIKE '%{0}%')"
_OVER = 'SELECT 1 FROM "case" WHERE id = NEW.case_id AND (passed_amount IS NULL OR passed_amount < NEW.amount)'
_GRANTS = "NEW.verdict IN ('grant','lower')"
_UNSEEN = "NOT EXISTS (SELECT 1 FROM investigation WHERE case_id = NEW.case_id)"
_UNPASSED = "NOT EXISTS (SELECT 1 FROM review WHERE case_id = NEW.case_id AND passed)"
_ENDS_WELL = "NEW.state IN ('payable','effective') AND OLD.state NOT IN ('payable','effective')"
_UNSIGNED = (
    "NOT EXISTS (SELECT 1 FROM contract WHERE case_id = NEW.id AND signed_at IS NOT NULL) OR "
    "EXISTS (SELECT 1 FROM contract WHERE case_id = NEW.id AND signed_at IS NULL AND voided_at IS NULL)"
)
_DONE = "OLD.signed_at IS NOT NULL OR OLD.voided_at IS NOT NULL"
_REWRITTEN = other("facts_sealed", "number", "kind")
_SIGNS_TIED = (
    'SELECT 1 FROM tie JOIN "case" ON "case".household_id = tie.household_id '
    'WHERE "case".id = NEW.case_id AND tie.officer_id IN (NEW.signed_by_id, NEW.witness_id)'
)
#: Those of 025: nothing is granted that rests on nothing, nothing is payable unsigned, what was signed stays.
CONTRACTS = (
    ("grant_within_passed", "decision", "INSERT", f"{_GRANTS} AND EXISTS ({_OVER})", "nobody grants above what passed"),
    (
        "grant_investigated", "decision", "INSERT",
        f"{_GRANTS} AND EXISTS ({_ASKS.format('investigation')}) AND {_UNSEEN}", "nothing is granted uninvestigated",
    ),
    (
        "grant_passed", "decision", "INSERT",
        f"{_GRANTS} AND EXISTS ({_ASKS.format('review')}) AND {_UNPASSED}", "nothing is granted that did not pass",
    ),
    (
        "case_signed_first", "case", "UPDATE",
        f"{_ENDS_WELL} AND NEW.flow LIKE '%contract%' AND ({_UNSIGNED})", "nothing is payable before it is signed",
    ),
    ("contract_fixed", "contract", "UPDATE", f"{_DONE} OR {_REWRITTEN}", "a contract is never rewritten"),
    ("contract_no_tie", "contract", "UPDATE", f"EXISTS ({_SIGNS_TIED})", "nobody signs with their own"),
    ("contract_kept", "contract", "DELETE", "1 = 1", "a contract is never deleted"),
    ("contract_signature_fixed", "contract_signature", "UPDATE", "1 = 1", "a signature is never changed"),
    ("contract_signature_kept", "contract_signature", "DELETE", "1 = 1", "a signature is never removed"),
    ("contract_print_fixed", "contract_print", "UPDATE", "1 = 1", "what was printed stays on record"),
    ("contract_print_kept", "contract_print", "DELETE", "1 = 1", "what was printed stays on record"),
)  # fmt: skip

_FIRST_PASSED = (
    "SELECT 1 FROM review first WHERE first.case_id = NEW.case_id AND first.turn = NEW.turn - 1 AND first.passed"
)
_UNCONFIRMED = "NOT EXISTS (SELECT 1 FROM review WHERE case_id = NEW.case_id AND turn = 2 AND passed)"
_WITHIN_FIRST = f"{_FIRST_PASSED} AND first.passed_amount >= NEW.passed_amount"
_BEYOND_FIRST = f"NEW.passed AND NEW.turn > 1 AND NOT EXISTS ({_WITHIN_FIRST})"
_TWO_COMMITTEES = "SELECT 1 FROM \"case\" WHERE id = NEW.case_id AND flow LIKE '%second_review%'"
#: Of the second committee: it sits on what the first passed, never passes more, and nothing is granted without it.
SECOND = (
    (
        "second_after_first", "review", "INSERT", f"NEW.turn > 1 AND NOT EXISTS ({_FIRST_PASSED})",
        "a second committee sits on what the first passed",
    ),
    ("second_within_first", "review", "UPDATE", _BEYOND_FIRST, "a second committee never passes more than the first"),
    (
        "grant_confirmed", "decision", "INSERT",
        f"{_GRANTS} AND EXISTS ({_TWO_COMMITTEES}) AND {_UNCONFIRMED}",
        "nothing is granted that the second did not pass",
    ),
)  # fmt: skip

_ANSWERED = "OLD.answered_at IS NOT NULL OR NEW.found IS DISTINCT FROM OLD.found"
#: Beside the tables of special audits: questions, findings, answers and the events they rest on stay.
AUDITS = (
    ("audit_question_fixed", "audit_question", "UPDATE", "1 = 1", "a question of an audit is never changed"),
    ("audit_question_kept", "audit_question", "DELETE", "1 = 1", "a question of an audit is never removed"),
    ("audit_finding_fixed", "audit_finding", "UPDATE", _ANSWERED, "a finding is answered once and never changed"),
    ("audit_finding_kept", "audit_finding", "DELETE", "1 = 1", "a finding is never removed"),
    ("audit_evidence_fixed", "audit_evidence", "UPDATE", "1 = 1", "what a finding rests on is never changed"),
    ("audit_evidence_kept", "audit_evidence", "DELETE", "1 = 1", "what a finding rests on is never removed"),
)

_STRUCK = other("struck_by_id", "struck_at", "struck_why")


def _album(table: str, of: str, *told: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """Of the photos of a register's entry: only sealed with a newer key, or struck out, once."""
    taken = (f"{of}_id", "number", *told, "digest", "once_key", "recorded_by_id", "recorded_at")
    rewritten = f"{other(*taken)} OR (OLD.struck_at IS NOT NULL AND ({_STRUCK}))"
    return (
        (f"{table}_fixed", table, "UPDATE", rewritten, f"a photo of an {of} is never changed"),
        (f"{table}_kept", table, "DELETE", "1 = 1", f"a photo of an {of} is never deleted"),
    )


BOX_PHOTOS = _album("box_photo", "opening", "step")
INSPECTION_PHOTOS = _album("inspection_photo", "inspection")
_OTHER_PROPOSAL = other("officer_id", "complaint_id", "breach_id", "kind", "points", "amount", "until_on", "cite")
_OTHER_VERDICT = other("ordered", "decided_by_id", "decided_at", "decided_why")
#: Of sanctions: what was proposed stays, and what was decided.
SANCTIONS = (
    (
        "sanction_fixed", "sanction", "UPDATE",
        f"{_OTHER_PROPOSAL} OR (OLD.decided_at IS NOT NULL AND ({_OTHER_VERDICT}))", "a sanction is decided once",
    ),
    ("sanction_kept", "sanction", "DELETE", "1 = 1", "a sanction is never deleted"),
)  # fmt: skip


#: What 006 and 031 made anew, by name.
_SINCE = {"record_ends_once": edited(RECORD_FIXED_SINCE_006), REWRITTEN[0]: REWRITTEN[3]}


def every() -> list[tuple[str, str, str, str, str]]:
    """All guards that the newest migration leaves behind."""
    found = [
        *rules(), *REVIEW, *ARCHIVE, *APPRAISAL, *LOOKS, *ENCLOSED, *LINES, *DRAWS, *AUDITS, *CONTRACTS, *SECOND,
        *LOOKS_WITHIN, *BOX_PHOTOS, *INSPECTION_PHOTOS, *SANCTIONS, *BOOK_PEOPLE,
    ]  # fmt: skip
    return [(name, table, verb, _SINCE.get(name, so), said) for name, table, verb, so, said in found]


def rules() -> list[tuple[str, str, str, str, str]]:
    """The guards of 002 as (name, table, INSERT|UPDATE|DELETE, forbidden condition, sentence)."""
    fixed = [(f"{table}_fixed", table, "UPDATE", "1 = 1", f"{table} rows are never changed") for table in INSERT_ONLY]
    kept = [(f"{table}_kept", table, "DELETE", "1 = 1", f"{table} rows are never deleted") for table in INSERT_ONLY]
    return [*fixed, *kept, *_RULES]


def sqlite(name: str, table: str, verb: str, condition: str, sentence: str) -> list[str]:
    """The guard in SQLite's words."""
    condition = condition.replace(" IS DISTINCT FROM ", " IS NOT ")
    return [
        f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    ]


def postgresql(name: str, table: str, verb: str, condition: str, sentence: str) -> list[str]:
    """The guard in PostgreSQL's words."""
    gives = "OLD" if verb == "DELETE" else "NEW"
    raises = f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {condition} THEN {raises}; END IF; RETURN {gives}; END $$",
        f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()',
    ]
