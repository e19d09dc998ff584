"""Who takes and who opens photos of an opening. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.kernel.errors import N_

STEPS: Mapping[str, str] = {
    "before_seal": N_("before the seal"),
    "packet": N_("of the packet"),
}


def may_take(*, there: bool, sealed: bool, receives: bool) -> bool:
    """Before the seal those take photos who are there; afterwards whoever receives packets and was not."""
    return receives and not there if sealed else there


def may_open(*, there: bool, sealed: bool, receives: bool) -> bool:
    """What those saw who were there ends with the seal, as with the items; whoever receives packets may at any time."""
    return not sealed if there else receives
