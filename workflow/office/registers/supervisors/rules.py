"""The stages of the lending that social supervisors watch (F002/2 II(6)). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflow.kernel.errors import N_

STAGES: Mapping[str, str] = {
    "application": N_("application"),
    "investigation": N_("investigation"),
    "answer": N_("answer"),
    "handling": N_("handling"),
    "recovery": N_("recovery"),
}


def joined(stages: Iterable[str]) -> str:
    """Stages as they are stored, in the order of a loan's life; what is no stage is left out."""
    chosen = set(stages)
    return ",".join(stage for stage in STAGES if stage in chosen)


def parted(stored: str) -> list[str]:
    """The stages that `joined` stored."""
    return [stage for stage in stored.split(",") if stage]
