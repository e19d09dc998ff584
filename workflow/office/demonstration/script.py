"""The applications that every demonstration must have: each state, each way to end, each kind of trouble."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

from workflow.office.demonstration.livelihoods import above_branch, large, small
from workflow.office.demonstration.plans import Board, Ending, Pace, Plan, Planner, Trouble, Wishing
from workflow.stages.cases.states import State

S = State


class Script:
    """Plans counted back from today in working days; the two full outlets take turns."""

    def __init__(self, planner: Planner, boards: list[Board]) -> None:
        self.planner, self.hours, self.boards = planner, planner.hours, boards
        self._towns = cycle(planner.full)

    def plans(self) -> Iterator[Plan]:
        """All of them."""
        yield from (*self._intake(), *self._work(), *self._overdue(), *self._decided())
        yield from (*self._endings(), *self._notices(), *self._troubles())

    def _plan(self, wish: Wishing, back: int, **more: object) -> Plan:
        return self.planner.plan(wish, self.hours.workday(back), next(self._towns), **more)

    def _both(self, wish: Wishing, back: int, **more: object) -> Iterator[Plan]:
        for _town in self.planner.full:
            yield self._plan(wish, back, **more)

    def _intake(self) -> Iterator[Plan]:
        yield from self._both(small, 1, stop=S.SUBMITTED)
        yield self._online(self._plan(large, 1, stop=S.SUBMITTED))
        yield from self._both(small, 3, gaps=2, stop=S.INCOMPLETE)
        yield self._plan(large, 6, gaps=1, stop=S.INCOMPLETE)
        yield self._plan(small, 9, gaps=1, gap_days=2, second_notice=True, stop=S.INCOMPLETE)
        yield self._plan(small, 34, gaps=1, gap_days=1, second_notice=True)

    def _online(self, plan: Plan) -> Plan:
        evening_before = self.hours.any_time(self.hours.workday(2))
        return replace(plan, channel="online", received_at=evening_before)

    def _work(self) -> Iterator[Plan]:
        """Within the promise: for each role something waits."""
        for wish, age, state in (
            (small, 1, S.ACCEPTED), (large, 3, S.ACCEPTED), (small, 2, S.INVESTIGATED), (large, 4, S.INVESTIGATED),
            (small, 3, S.REVIEWED), (large, 5, S.REVIEWED), (small, 3, S.PASSED), (large, 5, S.PASSED),
        ):  # fmt: skip
            yield from self._both(wish, age, stop=state)
        yield from self._both(large, 5, stop=S.FAILED, ending=Ending.FAILED)
        yield self._plan(small, 1, channel="oral", stop=S.ACCEPTED)
        yield from self._both(above_branch, 5, stop=S.PASSED)
        yield self._plan(large, 6, stop=S.PASSED, ending=Ending.SENT_UP)
        yield self._plan(small, 3, stop=S.REVIEWED, tied=True)

    def _overdue(self) -> Iterator[Plan]:
        """The promise is broken and nothing has happened yet."""
        for age, state in ((7, S.ACCEPTED), (8, S.INVESTIGATED), (9, S.REVIEWED), (10, S.PASSED), (8, S.FAILED)):
            yield self._plan(small, age, stop=state, ending=Ending.FAILED if state is S.FAILED else Ending.GRANTED)
        yield self._plan(large, 13, stop=S.ACCEPTED)
        yield self._plan(above_branch, 14, stop=S.PASSED)

    def _decided(self) -> Iterator[Plan]:
        quick = Pace(visited=1, reviewed=1, decided=2, told=2)
        yield from self._both(small, 3, pace=quick, stop=S.APPROVED, answered=False)
        yield self._plan(large, 12, pace=quick, stop=S.APPROVED, answered=False)
        yield from self._both(small, 4, pace=quick, stop=S.APPROVED)
        yield self._plan(large, 5, pace=quick, stop=S.APPROVED, consent=False)
        yield self._plan(small, 3, pace=quick, ending=Ending.REFUSED, answered=False)

    def _endings(self) -> Iterator[Plan]:
        for number, ending in enumerate(Ending):
            yield self._plan(large if ending is Ending.SENT_UP else small, 16 + 7 * number, ending=ending)
            yield self._plan(large, 20 + 9 * number, ending=ending)
        for number, days_late in enumerate((1, 2, 4)):
            yield self._plan(small, 25 + 11 * number, pace=Pace(2, 3, 3, 3 + days_late))
        yield self._plan(large, 41, pace=Pace(4, 8, 9, 11))
        yield self._plan(above_branch, 48)
        yield self._plan(above_branch, 77, ending=Ending.REFUSED)
        yield self._plan(small, 52, tied=True)

    def _notices(self) -> Iterator[Plan]:
        for board in self.boards:
            yield self._board(board)
            yield self._board(board, consent=False)
        yield self._board(Board(self.hours.workday(1), self.boards[0].days, posted=False))

    def _board(self, board: Board, **more: object) -> Plan:
        pace = Pace(visited=1, reviewed=1, decided=2, told=2)
        made = self._plan(small, 1, pace=pace, board=board, **more)
        return replace(made, received_at=self.hours.morning(self.hours.workday(4, before=board.on)))

    def _troubles(self) -> Iterator[Plan]:
        for number, trouble in enumerate(Trouble):
            if trouble in (Trouble.RECEIVED, Trouble.ADMITTED):
                continue
            for more in (0, 31):
                yield self._plan(small, 18 + 5 * number + more, trouble=trouble, consent=True)
        latest = max(self.boards, key=lambda board: (board.on <= self.hours.workday(3), board.days))
        for trouble in (Trouble.RECEIVED, Trouble.ADMITTED, Trouble.ADMITTED, Trouble.CONSENT_WITHDRAWN):
            yield self._board(Board(self.hours.workday(3), latest.days), trouble=trouble, consent=True)
