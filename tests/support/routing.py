"""Every test builds apps of its own: werkzeug need not read the same few hundred rules each time."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import Rule

_compile = Rule.compile
_known: dict[tuple[object, ...], dict[str, Any]] = {}


def remember_rules(patch: pytest.MonkeyPatch) -> None:
    """From now on an address is compiled once a process for all rules that read alike."""
    patch.setattr(Rule, "compile", _remembered)


def _remembered(self: Any) -> None:
    converters = tuple(sorted((name, id(kind)) for name, kind in self.map.converters.items()))
    alike = (self.rule, self.host, self.subdomain, repr(self.defaults), self.merge_slashes, self.is_leaf, converters)
    if alike not in _known:
        _compile(self)
        _known[alike] = _found(self)
        return
    found = _known[alike]
    self._parts, self._trace = list(found["parts"]), list(found["trace"])
    self._converters = dict(found["converters"])
    self.arguments = set(found["arguments"])
    self._build, self._build_unknown = (build.__get__(self, None) for build in found["builders"])


def _found(rule: Any) -> dict[str, Any]:
    """What compiling gave; a builder takes its rule as an argument."""
    return {
        "parts": rule._parts,
        "trace": rule._trace,
        "converters": rule._converters,
        "arguments": rule.arguments,
        "builders": (rule._build.__func__, rule._build_unknown.__func__),
    }
