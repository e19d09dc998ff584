"""How often the tests of faults strike: once in every run, many times by `make faults`."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("SUNSHINE_TEST_FAULTS") or 1)
