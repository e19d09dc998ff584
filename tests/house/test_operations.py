"""Every operation – a public verb of a room – ends in exactly one event of its own."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.source import Function, calls, modules

ACTING = [name for name in modules() if re.search(r"/operations(/\w+)?\.py$", name)]
#: What records no event, and why that is right.
SILENT = {
    "workflow/office/desk:check_day": "checks and changes nothing",
    "workflow/office/desk:check_standing": "checks and changes nothing",
    "workflow/office/desk:with_day": "looks ahead and changes nothing",
    "workflow/office/desk:without_day": "looks ahead and changes nothing",
    "workflow/office/registers/training:strike_letter": "striking out is the event, as in every register",
    "workflow/office/registers/training:strike_training": "striking out is the event, as in every register",
    "workflow/office/registers/worklog:strike_month": "striking out is the event, as in every register",
    "workflow/office/publication:anchor": "a leaf of the public log; an event of it would want the next anchor",
    "workflow/office/publication:pull_due": "shows what a stage's event left; the record is a leaf of the log",
    "workflow/office/reminders:make_digests": "messages that count what events say; one row a day keeps them apart",
    "workflow/office/reminders:read_calendar": "counts a read, as a log-in counts a try",
    "workflow/office/supervision:basis_holds": "looks and changes nothing",
    "workflow/office/supervision:follow": "a tally holds only what events say, and moves in their own transaction",
    "workflow/office/supervision:settle": "a tally holds only what events say, and moves in their own transaction",
    "workflow/office/supervision:recount": "a tally holds only what events say, and moves in their own transaction",
    "workflow/office/supervision:tell": "marks what the breach's own event tells",
    "workflow/staff:check_password": "the session that it may open is the event",
    "workflow/staff:check_code": "the session that it may open is the event",
    "workflow/staff:end_all_sessions": "a part of a change of password or roles, which is the event",
    "workflow/office/registers/boxes/photos:add_photo": "the one way in which photos are kept records it",
    "workflow/office/supervision/draws:confirm": "the one way in which measures are confirmed records it",
    "workflow/office/supervision/inspections:confirm": "the one way in which measures are confirmed records it",
    "workflow/office/supervision/inspections/photos:add_photo": "the one way in which photos are kept records it",
    "workflow/stages/cases:take_consent_withdrawals": "a sweep; the household's room records each withdrawal",
    "workflow/stages/notices:moving": "looks ahead and changes nothing",
    "workflow/stages/feedback:days_late": "counts and changes nothing",
    "workflow/stages/feedback:say": "a turn of the talk; its caller's event names it",
    "workflow/stages/feedback:send_news": "a message beside the event of its caller",
    "workflow/stages/feedback:tell_of_photo": "brings a reply up to date beside the photo's own event",
    "workflow/stages/cases/photos:tell": "brings a reply up to date beside the event of its caller",
    "workflow/stages/cases/photos:tell_of_photo": "brings a reply up to date beside the photo's own event",
    "workflow/stages/feedback:tell_holder": "brings a reply up to date beside the event of its caller",
}
#: What records more than one, or on several ways, and why.
SEVERAL = {
    "workflow/office/publication:bring_up_to_date": "a sweep: one event for each kind renewed, one for ended notices",
    "workflow/office/publication:publish_all_proposed": "a sweep: each record is proposed and confirmed",
    "workflow/stages/approval:decide": "settled here or sent up: either way one",
    "workflow/stages/credit:after_approval": "one for the line, one for the line that it replaces",
    "workflow/stages/credit:close_due": "a sweep: one for each notice and entry",
    "workflow/stages/credit:close_notice": "one for each line, one for each line that is replaced",
    "workflow/stages/credit:line_from_case": "one for the line, one for the line that it replaces",
    "workflow/stages/credit:settle": "one for the line, one for the line that it replaces",
    "workflow/stages/feedback:assign": "one for each complaint handled as one, one for each person kept out",
    "workflow/stages/feedback:exclude_newly_concerned": "a sweep: one for each complaint",
    "workflow/stages/feedback:register_heap": "one for each that is registered, one for each that follows another now",
    "workflow/stages/feedback:hand_on": "one for each complaint that followed, one for each that follows another now",
    "workflow/stages/feedback:merge": "one for the merge, one for each complaint that somebody is kept out of by it",
    "workflow/stages/feedback:refer_waiting": "a sweep: one for each review taken back, one for each given",
    "workflow/stages/feedback:take_disagreement": "one for the review, one for each complaint handled as one with it",
    "workflow/stages/cases/photos:settle": "one for each photo",
    "workflow/stages/feedback:take_reply": "one for the reply, one for each complaint handled as one with it",
    "workflow/stages/feedback:take_waiting": "a sweep: one for each slip",
    "workflow/stages/feedback:withdraw": "one for the complaint, one for each that followed it",
    "workflow/stages/feedback/cards:take_card": "a new card or one set aside: either way one",
    "workflow/stages/feedback/cards:take_waiting": "a sweep: one for each slip",
    "workflow/stages/notices:extend_notices": "a sweep: one for each notice, one on the chain of each case in it",
    "workflow/stages/notices:post": "one for the notice, one on the chain of each case in it",
    "workflow/stages/notices:close": "one for the notice, one on the chain of each case in it",
    "workflow/stages/people:record_household": "a new household, or what changed in a known one",
}


RECORDING = ("audit.record", "audit.record_each", "audit.record_runs")


def rooms() -> dict[str, list[str]]:
    """The files of each room's operations, which may call one another."""
    found: dict[str, list[str]] = {}
    for name in ACTING:
        found.setdefault(name.partition("/operations")[0], []).append(name)
    return found


def top_level(room: list[str]) -> dict[str, Function]:
    return {
        node.name: node for name in room for node in ast.iter_child_nodes(modules()[name]) if isinstance(node, Function)
    }


def recorded(function: Function, known: dict[str, Function], met: frozenset[str] = frozenset()) -> int:
    """How many `audit.record` a function can reach inside its room."""
    count = sum(called.endswith(RECORDING) for called, _node in calls(function))
    for name in _uses(function) & known.keys() - met:
        count += recorded(known[name], known, met | {name})
    return count


def _uses(function: Function) -> set[str]:
    """The names a function calls or hands on, without those that it was given or made itself."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    given = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names} - given - made


def verbs() -> list[tuple[str, Function, dict[str, Function]]]:
    found = []
    for room, names in rooms().items():
        known = top_level(names)
        found += [(f"{room}:{name}", node, known) for name, node in known.items() if _is_verb(node)]
    return found


def _is_verb(node: Function) -> bool:
    """Public, and told when: `at` is what every operation takes."""
    told = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
    return not node.name.startswith("_") and "at" in told


@pytest.mark.parametrize(("name", "node", "known"), verbs(), ids=lambda value: value if isinstance(value, str) else "")
def test_one_event_each(name: str, node: Function, known: dict[str, Function]) -> None:
    count = recorded(node, known)
    if name in SILENT:
        assert count == 0, "it records now: strike it from the list"
    elif name in SEVERAL:
        assert count > 1, "it records once now: strike it from the list"
    else:
        assert count == 1
