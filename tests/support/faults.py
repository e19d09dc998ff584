"""How often the tests of faults strike and how many old houses are brought up: more by `make faults`."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("SUNSHINE_TEST_FAULTS") or 1)
