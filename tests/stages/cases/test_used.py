"""Which values of its pack a case has used, by the day."""

from __future__ import annotations

import ast
import re
from itertools import chain

from sqlalchemy import Engine

from tests.house.source import modules
from tests.support.factories_approval import decider, founded, passed
from tests.support.factories_cases import moment
from tests.support.factories_notices import village
from workflow.base.db import transaction
from workflow.policy.keys import registry
from workflow.policy.pack import Value
from workflow.stages.approval import operations
from workflow.stages.cases import used
from workflow.stages.cases.models import Case


def keys(case: Case) -> list[list[str]]:
    return [[value.key for value in values] for _, values in used.account(case).stages]


def test_every_value_with_its_citation_as_the_case_goes_on(database: Engine) -> None:
    with transaction():
        made = founded()
        case = passed(made, moment("2011-05-12 09:00"))
        handed_in, accepted = keys(case)
        assert {"flow.subject", "authority.limit.branch"} <= set(handed_in)
        assert {"decision_limit.branch", "vote.share"} <= set(accepted)
        operations.decide(
            case, verdict="grant", amount=None, reason="", by=decider(made, "branch"), at=moment("2011-05-13 09:00")
        )
        account = used.account(case)
    values: list[Value] = [value for _, values in account.stages for value in values]
    assert [on.isoformat() for on, _ in account.stages][-1] == "2011-05-13"
    assert all(value.cite for value in values)
    assert "decision.may_lower" in {value.key for value in values}
    assert not account.changed


def test_what_a_list_goes_by_is_told_by_the_day_it_went_up(database: Engine) -> None:
    decided, posted = moment("2012-11-05 09:00"), moment("2012-11-07 09:00")
    with transaction():
        made = village()
        case = made.approved(decided)
        assert not {"loan_notice_days", "notice.closes", "publication.audience"} & set(chain(*keys(case)))
        made.posted(case, at=posted)
        *earlier, (on, values) = used.account(case).stages
    assert on.isoformat() == "2012-11-07"
    assert {"loan_notice_days", "notice.day_one", "notice.closes"} <= {value.key for value in values}
    assert "loan_notice_days" not in {value.key for _, before in earlier for value in before}


#: What a stage asks of the rules and no case's account lists, and why.
ELSEWHERE = {
    "authority.limit.": "the one of the case's level is listed", "decision_limit.": "the one of its clock is",
    "product_limit.": "the one of its clock is", "first_asked": "a register's, of no case",
    "line.cancel_when": "of lines that are lost later", "overdue.notice": "of lines that are lost later",
}  # fmt: skip


def test_whatever_the_stages_ask_of_the_rules_is_in_the_account() -> None:
    """A key that a room reads of a case and the account leaves out would be a rule applied in silence."""
    listed = {*used.HANDED_IN, *used.ACCEPTED, *used.DECIDED, *used.POSTED, *used.SIGNED, *used.SETTLED}
    asked = set()
    for name, tree in modules().items():
        if re.match(r"workflow/stages/(cases|approval|notices|credit)/|workflow/stages/appraisal/\w+\.py", name):
            words = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
            asked |= {word for word in words if isinstance(word, str) and registry().find(word)}
    assert asked - listed == ELSEWHERE.keys()


def test_rules_edited_since_are_told(database: Engine) -> None:
    with transaction():
        case = passed(founded(), moment("2011-05-12 09:00"))
        case.pack_digest = "0" * 64
        assert used.account(case).changed
