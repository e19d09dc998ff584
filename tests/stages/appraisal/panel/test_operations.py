"""Panels that the rules allow, and the meeting that settles a line: everybody signs but the recused."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.stages.appraisal.survey.world import AT, World
from tests.support.factories_cases import person
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from workflow.places import packs
from workflow.staff.roles import Role
from workflow.stages.appraisal.panel import operations, queries
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.panel.rules import Member
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.people.models import Tie

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def formed(world: World, members: list[Member] | None = None, kind: str = "village", at: datetime = AT) -> Panel:
    seats = members or [Member(f"评议员{place}", "villager") for place in range(5)]
    return operations.form_panel(
        kind=kind, name="东白城村评议小组", village=world.house.village, office=world.house.branch, members=seats,
        by=world.team, at=at,
    )  # fmt: skip


def sent(world: World, number: int = 1, yuan: int = 30000) -> Survey:
    """A survey that waits for its panel."""
    survey = surveys.draw(world.household(number), by=world.team, at=world.at)
    for pick in survey.picks:
        world.ask(pick, yuan=yuan)
    surveys.summarise(survey, by=world.team, at=world.at)
    surveys.send(survey, by=world.team, at=world.at)
    return survey


def test_a_meeting_from_the_summary_to_the_signatures(database: Engine) -> None:
    world = World()
    panel, survey = formed(world), sent(world)
    assert queries.to_meet(panel) == [survey]
    form = operations.prepare(panel, survey, by=world.team, at=AT)
    assert queries.to_meet(panel) == []
    operations.recuse(panel.seats[0], survey.household, nature="relative", by=world.team, at=AT)
    everybody = [seat.id for seat in panel.seats]
    settle = {"opinion": "勤劳", "by": world.team, "at": AT, "line": 2_500_000}
    for signed in (everybody, everybody[2:], []):
        with pytest.raises(Invalid):
            operations.settle(form, signed=signed, **settle)
    operations.settle(form, signed=everybody[1:], **settle)
    session.expire_all()
    assert (form.state, form.settled_line, len(form.signatures)) == ("appraised", 2_500_000, 4)
    assert [event.kind for event in audit.history(form.stream)] == ["appraisal_prepared", "appraisal_settled"]
    with pytest.raises(Conflict):
        operations.settle(form, signed=everybody[1:], **settle)


def test_the_database_refuses_a_tied_signature(database: Engine) -> None:
    world = World()
    panel, survey = formed(world), sent(world)
    form = operations.prepare(panel, survey, by=world.team, at=AT)
    operations.recuse(panel.seats[0], survey.household, nature="relative", by=world.team, at=AT)
    words = "INSERT INTO appraisal_signature (appraisal_id, seat_id) VALUES (:form, :seat)"
    with pytest.raises(IntegrityError):
        session.execute(text(words), {"form": form.id, "seat": panel.seats[0].id})


@sqlite
@pytest.mark.parametrize(("said", "settled"), [(5_000_000, 3_000_000), (2_000_000, 2_000_000)])
def test_of_two_bodies_the_lower_word_holds_where_the_rules_say_so(
    database: Engine, tmp_path: Path, said: int, settled: int
) -> None:
    world = World()
    panel, survey = formed(world), sent(world)
    (tmp_path / "packs" / "rcb_p1").mkdir(parents=True)
    rule = '["survey.bodies"]\nvalues = [{ from = 2010-01-01, value = "lowest", cite = "试验" }]\n'
    (tmp_path / "packs" / "rcb_p1" / "own.toml").write_text(rule)
    packs.use_folders(tmp_path / "packs")
    form = operations.prepare(panel, survey, by=world.team, at=AT)
    signed = [seat.id for seat in panel.seats]
    operations.settle(form, line=said, opinion="", signed=signed, by=world.team, at=AT)
    packs.use_folders()
    assert (form.proposed_line, form.settled_line) == (3_000_000, settled)
    told = [event.payload for event in audit.history(form.stream) if event.kind == "appraisal_settled"]
    assert told[0]["said"] == said, "what the meeting said stays on record"


@sqlite
def test_who_is_tied_to_a_household_neither_records_nor_approves_its_line(database: Engine) -> None:
    world = World()
    panel, survey, cousin = formed(world), sent(world), person(Role.COUNTY_CREDIT, world.house.branch)
    tie = {"officer_id": cousin.id, "household_id": survey.household_id, "nature": "relative"}
    session.add(Tie(**tie, declared_by_id=cousin.id, declared_at=AT))
    session.flush()
    with pytest.raises(Forbidden, match="tie"):
        operations.prepare(panel, survey, by=cousin, at=AT)
    form = operations.prepare(panel, survey, by=world.team, at=AT)
    signed = [seat.id for seat in panel.seats]
    with pytest.raises(Forbidden, match="tie"):
        operations.settle(form, line=1, opinion="", signed=signed, by=cousin, at=AT)
    operations.settle(form, line=3_000_000, opinion="", signed=signed, by=world.team, at=AT)
    with pytest.raises(Forbidden, match="tie"):
        operations.rule(form, approve=True, by=cousin, at=AT)
    with pytest.raises(NotFound):
        queries.form_for(form.public_id, cousin, "meeting.approve")


@sqlite
def test_a_dissolved_panel_does_nothing_more(database: Engine) -> None:
    world = World()
    panel, survey = formed(world), sent(world)
    operations.dissolve(panel, why="换届", by=world.team, at=AT)
    with pytest.raises(Conflict):
        operations.prepare(panel, survey, by=world.team, at=AT)
    with pytest.raises(Conflict):
        operations.dissolve(panel, why="再来", by=world.team, at=AT)
