"""Scenarios that an officer can read, carried out step by step: `do` names the verb of a story, `so` what is so
afterwards, `refused` the words of a refusal and `field` the place on the form where they stand."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from workflow.base.db import session
from workflow.kernel.errors import HouseError

Step = dict[str, Any]


class Story(Protocol):
    """What a scenario is told to."""

    def do(self, step: Step) -> Step:
        """Carry one step out; what is so afterwards."""


def play(story: Story, steps: list[Step]) -> None:
    """Every step goes as it is told; what one that is refused has changed is taken back."""
    for step in steps:
        if "refused" in step:
            refusal = _refusal(story, step)
            assert step["refused"] in str(refusal), (step, str(refusal))
            if "field" in step:
                assert getattr(refusal, "field", None) == step["field"], step
        else:
            found, so = story.do(step), step.get("so", {})
            assert {name: found.get(name) for name in so} == so, step


def _refusal(story: Story, step: Step) -> HouseError:
    try:
        with session.begin_nested():
            story.do(step)
    except HouseError as refusal:
        return refusal
    pytest.fail(f"was not refused: {step}")
