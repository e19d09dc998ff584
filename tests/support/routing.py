"""Every test builds apps of its own: werkzeug need not turn the same few hundred rules into Python each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.routing import Rule

_compile = Rule._compile_builder
_known: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}


def remember_rules(patch: pytest.MonkeyPatch) -> None:
    """From now on a builder of addresses is compiled once a process for all rules that read alike."""
    patch.setattr(Rule, "_compile_builder", _remembered)


def _remembered(self: Any, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    # A builder takes its rule as an argument; all that it holds itself is this.
    alike = (self.rule, self.host, self.subdomain, repr(self.defaults), tuple(self._trace), append_unknown)
    if alike not in _known:
        _known[alike] = _compile(self, append_unknown)
    return _known[alike]
