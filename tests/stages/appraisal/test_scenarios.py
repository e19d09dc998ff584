"""A10–A19 and what S27–S35 refuse, from a file that an officer can read, by the operations on both engines."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.stages.appraisal.survey.world import AT, LATER, World
from tests.support.factories_cases import person
from tests.support.stories import Step, play
from workflow.base import audit
from workflow.base.audit import Event
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.doors.published.models import Due, Record
from workflow.kernel import ids
from workflow.kernel.errors import HouseError
from workflow.staff.roles import Role
from workflow.stages.appraisal.book import operations as books
from workflow.stages.appraisal.book import queries as of_books
from workflow.stages.appraisal.book.basics import operations as basics
from workflow.stages.appraisal.book.basics import queries as of_people
from workflow.stages.appraisal.book.basics.rules import Basics
from workflow.stages.appraisal.book.models import Book, PreCredit
from workflow.stages.appraisal.book.rules import Filled
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel import queries as of_panels
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.panel.rules import Member as Sitting
from workflow.stages.appraisal.rating import operations as ratings
from workflow.stages.appraisal.rating import queries as of_ratings
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.appraisal.survey.models import Questionnaire, Survey
from workflow.stages.appraisal.survey.rules import net_differs
from workflow.stages.appraisal.village import operations as together
from workflow.stages.approval.lines import queries as lines
from workflow.stages.notices import queries as lists
from workflow.stages.people import operations as people
from workflow.stages.people import queries as files
from workflow.stages.people.models import Household, Member
from workflow.stages.people.rules import APPRAISERS

SCENARIOS = tomllib.loads((Path(__file__).parent / "scenarios.toml").read_text(encoding="utf-8"))["scenario"]
#: Institutions whose rules of appraisal hold in 2015.
IN_2015 = {"rcb2015", "chengcheng2012"}


class Story:
    """The steps of one scenario: each verb of the file is a method that gives what is so afterwards."""

    def __init__(self, told: Step) -> None:
        self.at = LATER if told["pack"] in IN_2015 else AT
        self.world = World(
            told["pack"], people=told.get("people", 8), examples=told.get("examples", False), at=self.at
        )
        self.act = {"by": self.world.team, "at": self.at}
        self.households = [self.world.household(each) for each in range(1, told.get("households", 1) + 1)]
        if told.get("lacking"):
            self.households[0].address = self.households[0].named_by.phone = None
        for name in told.get("sons", ()):
            self._member(name)

    def do(self, step: Step) -> Step:
        done: Step | None = getattr(self, f"_{step['do']}")(step)
        return done or {}

    # -- questionnaires

    @cached_property
    def survey(self) -> Survey:
        return surveys.draw(self.households[0], **self.act)

    @cached_property
    def panel(self) -> Panel:
        """Five villagers, each with a log-in."""
        self.people = [person(Role.PANEL_MEMBER, self.world.house.branch, f"评议员{place}") for place in range(5)]
        return self._formed("village", [Sitting(each.name, "villager", each.id) for each in self.people])

    def _formed(self, kind: str, seats: list[Sitting]) -> Panel:
        house = self.world.house
        return panels.form_panel(
            kind=kind, name="评议小组", village=house.village, office=house.branch, members=seats, **self.act
        )

    def _next(self) -> Any:
        """Who is asked next, drawn where everybody has answered."""
        answered = set(session.scalars(select(Questionnaire.pick_id)))
        waiting = [pick for pick in self.survey.picks if pick.id not in answered]
        return waiting[0] if waiting else surveys.draw_more(self.survey, **self.act)

    def _draw_more(self, step: Step) -> None:
        surveys.draw_more(self.survey, **self.act)

    def _draw(self, step: Step) -> Step:
        self.survey = surveys.draw(self.households[0], **self.act)
        return {"drawn": sorted(pick.respondent.name for pick in self.survey.picks)}

    def _add(self, step: Step) -> None:
        home = 1 if step.get("of_this_household") else step.get("of_household")
        self.world.add(step["name"], self.households[home - 1] if home else None)

    def _replace(self, step: Step) -> None:
        surveys.replace(self.survey.picks[step["place"] - 1], why=step["why"], **self.act)

    def _say(self, step: Step) -> Step:
        """One answer with all that is said, of whoever was drawn in that place."""
        told = {name: step[name] for name in ("asked_on", "asked_alone", "reason") if name in step}
        told |= {name: step[name] * 100 for name in ("assets", "debts", "net", "line") if name in step}
        made = self.world.ask(self.survey.picks[step["place"] - 1], **told)
        return {"flagged": net_differs(made.assets, made.debts, made.net)}

    def _answer(self, step: Step) -> Step:
        for yuan in step["amounts"]:
            self.world.ask(self._next(), yuan=yuan)
        return self._stands()

    def _name_reason(self, step: Step) -> Step:
        self.named = self.world.ask(self._next(), reason=step["reason"], reason_member=self._member(step["of"]))
        return self._stands()

    def _member(self, name: str) -> Member | None:
        if not name:
            return None
        self.households[0].members.append(Member(public_id=ids.public_id(), relation="child", name=name))
        session.flush()
        return self.households[0].members[-1]

    def _judge(self, step: Step) -> Step:
        surveys.judge(self.named, verdict=step["verdict"], **self.act)
        return self._stands()

    def _summarise(self, step: Step) -> Step:
        surveys.summarise(self.survey, **self.act)
        return self._stands()

    def _send(self, step: Step) -> Step:
        surveys.send(self.survey, **self.act)
        return self._stands()

    def _prepare(self, step: Step) -> None:
        [self.form] = together.prepare_rest(self.panel, **self.act)

    def _recuse(self, step: Step) -> None:
        seat = self.panel.seats[step["member"] - 1]
        panels.recuse(seat, self.households[0], nature=step["nature"], **self.act)

    def _settle(self, step: Step) -> Step:
        """The meeting's word; `signed` are the places of the members who sign."""
        signed = [self.panel.seats[place - 1].id for place in step["signed"]]
        panels.settle(self.form, line=step["line"] * 100, opinion="", signed=signed, **self.act)
        return {"state": self.form.state, "line": (self.form.settled_line or 0) // 100}

    def _rule(self, step: Step) -> Step:
        by = self.world.team if step.get("by") == "recorder" else person(Role.COUNTY_CREDIT, self.world.house.branch)
        panels.rule(self.form, approve=True, by=by, at=self.at)
        return {"state": self.form.state}

    def _stands(self) -> Step:
        session.expire_all()
        found = self.survey
        waits, line = found in of_panels.to_meet(self.panel), (found.line or 0) // 100
        return {"state": found.state, "line": line, "asked": len(found.picks), "before_the_panel": waits}

    # -- appraisal books

    @cached_property
    def books(self) -> list[Book]:
        return books.open_books(self.panel, **self.act)

    def _open(self, step: Step) -> Step:
        return {"books": len(self.books)}

    def _fill(self, step: Step) -> None:
        """The next appraisers write an amount for every household and close their books."""
        for yuan in step["amounts"]:
            place = next(place for place, book in enumerate(self.books, 1) if book.closed_at is None)
            self._write({"appraiser": place, "amount": yuan})
            self._close({"appraiser": place})

    def _write(self, step: Step) -> Step:
        place = step["appraiser"] - 1
        income = step.get("net_income")
        said = Filled(line=step["amount"] * 100, net_income=income and income * 100, reason=step.get("reason", ""))
        book = self.books[step.get("book", step["appraiser"]) - 1]
        told = {line.id: said for line in of_books.lines_of(book)}
        return {"warned": bool(books.write(book, told, by=self.people[place], at=self.at))}

    def _close(self, step: Step) -> None:
        place = step["appraiser"] - 1
        books.close(self.books[place], by=self.people[place], at=self.at)

    def _say_of_people(self, step: Step) -> None:
        """One appraiser's word of household 1; whoever is no member of it is somebody of another household."""
        place, home = step["appraiser"] - 1, self.households[0]
        named = next((each.id for each in home.members if each.name == step.get("representative")), -1)
        said = Basics(
            named if "representative" in step else None, phone=step.get("phone", ""), address=step.get("address", "")
        )
        book = self.books[step.get("book", step["appraiser"]) - 1]
        [line] = of_books.lines_of(book)
        basics.write(book, {line.id: said}, by=self.people[place], at=self.at)

    def _of_people(self, step: Step) -> Step:
        found = of_people.outcomes(self.panel)
        if not found:
            return {"seen": "nothing"}
        [told] = found
        return {
            "representative": told.representative.name if told.representative else "", "named": told.named,
            "books": told.books, "said": {word.name: word.value or "differ" for word in told.words},
        }  # fmt: skip

    def _correct_representative(self, step: Step) -> Step:
        """Somebody asked the household, which names another one."""
        told = {"source": "visit", "source_on": local_date(self.at)}
        field = people.key_field(self.households[0], name="representative", value=step["name"], **told, **self.act)
        return {"representative": field.value}

    def _take_of_people(self, step: Step) -> Step:
        keyed, left = basics.take_over(self.panel, **self.act)
        home = self.households[0]
        fields = {each.name: each for each in files.fields_of(home) if each.source == APPRAISERS}
        return {
            "keyed": keyed, "left": left, "phone": home.named_by.phone or "", "address": home.address or "",
            "representative": (fields["representative"].value or "") if "representative" in fields else "",
            "waiting": sum(each.state == "keyed" for each in fields.values()),
        }  # fmt: skip

    def _combine(self, step: Step) -> Step:
        self.found = books.combine(self.panel, **self.act)
        [told] = {(each.amount, each.counted, each.state) for each in self.found}
        return {"amount": (told[0] or 0) // 100, "counted": told[1], "state": told[2]}

    def _look(self, step: Step) -> Step:
        reader, book = self.people[step["appraiser"] - 1], self.books[step["book"] - 1]
        for way in (of_books.book_to_write, of_books.book_to_read):
            try:
                [line] = of_books.page_of(way(book.public_id, reader), after=0, limit=None)
                return {"sees": (line.line or 0) // 100}
            except HouseError:
                continue
        return {"sees": "nothing"}

    def _verify(self, step: Step) -> Step:
        found: PreCredit = self.found[step["household"] - 1]
        books.settle(found, finding=step["finding"], note=step.get("note", ""), **self.act)
        return {"state": found.state}

    def _tie(self, step: Step) -> None:
        """Whoever records everything here turns out to be a relative."""
        household, head = self.households[step["household"] - 1], self.world.house.people[Role.BRANCH_HEAD]
        people.declare_tie(household, officer=self.world.team, nature="relative", by=head, at=self.at)

    # -- panels and ratings

    def _form(self, step: Step) -> Step:
        own = self.world.house.officer
        names = step.get("names") or [f"成员{place}" for place in range(len(step["members"]))]
        known = {place: person(Role.PANEL_MEMBER, own.office, names[place - 1]).id for place in step.get("log_ins", ())}
        members = [
            Sitting(name, capacity, known.get(place))
            for place, (name, capacity) in enumerate(zip(names, step["members"], strict=True), 1)
        ]
        members += [Sitting(own.name, "staff", own.id)] if step.get("with_own_officer") else []
        members += members[:1] if step.get("first_once_more") else []
        return {"seats": len(self._formed(step["kind"], members).seats)}

    def _rate(self, step: Step) -> Step:
        household: Household = self.households[step["household"] - 1]
        factors = of_ratings.factors(local_date(self.at))
        house = {name: step[name] * 100 for name in ("building_needed", "building_proven") if name in step}
        found = ratings.rate(
            household, income=step["income"] * 100, asked=step["asked"] * 100,
            facts={"scores": {each.code: Decimal(step["score"]) for each in factors}} | house,
            by=self.world.house.officer, at=self.at,
        )  # fmt: skip
        self.rating = found
        return {"grade": found.grade or "", "line": (found.line or 0) // 100}

    def _form_tiers(self, step: Step) -> None:
        """Who speaks for the tiers; one branch head sits on the village's panel too."""
        branch = self.world.house.branch
        self.speakers = {
            "village": person(Role.PANEL_MEMBER, branch),
            "village and branch": person(Role.BRANCH_HEAD, branch, also=(Role.PANEL_MEMBER,)),
            "branch": person(Role.BRANCH_HEAD, branch),
            "county": person(Role.COUNTY_CREDIT, branch),
        }

    def _speak(self, step: Step) -> Step:
        by, word = self.speakers[step["by"]], step.get("word", "同意")
        ratings.judge(self.rating, grade=step["grade"], word=word, by=by, at=self.at)
        return {"state": self.rating.state, "line": (self.rating.line or 0) // 100}

    # -- what comes of it elsewhere

    def _wait(self, step: Step) -> Step:
        """What the panel and the batch line form would find."""
        ready = lines.ready(self.world.house.village, local_date(self.at))
        return {"before_the_panel": self.survey in of_panels.to_meet(self.panel), "ready_for_a_form": len(ready)}

    def _list(self, step: Step) -> Step:
        """What a batch line form and a public list could name."""
        house = self.world.house
        return {
            "ready_for_a_form": len(lines.ready(house.village, local_date(self.at))),
            "ready_for_a_list": len(lists.candidates([house.branch.id])),
        }

    def _search(self, step: Step) -> Step:
        text = public() + str([event.payload for stream in _streams() for event in audit.history(stream)])
        return {"found": any(word in text for word in step["words"])}


def _streams() -> list[str]:
    return list(session.scalars(select(Event.stream).distinct()))


def public() -> str:
    """All that is public, or waits to become so."""
    return str([*session.scalars(select(Record.payload)), *session.scalars(select(Due.kind))])


@pytest.mark.parametrize("told", SCENARIOS, ids=[each["name"] for each in SCENARIOS])
def test_it_goes_as_told(database: Engine, told: Step) -> None:
    story, before = Story(told), public()
    play(story, told["steps"])
    assert public() == before
