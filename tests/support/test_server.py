"""The served house itself: it answers, stops as told, and comes back after a power cut."""

from __future__ import annotations

import os
import signal
import urllib.request


def reads(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return int(answer.status)


def test_it_works(server):
    assert reads(f"{server.url}/") == 200


def test_it_comes_back_after_a_power_cut(start_server, demo_data):
    server = start_server(demo_data, workers=2)
    assert len(server.worker_pids()) == 2
    server.kill()
    server.start()
    assert reads(f"{server.url}/readyz") == 200


def test_a_lost_worker_is_replaced(server):
    (lost,) = server.worker_pids()
    os.kill(lost, signal.SIGKILL)
    server.wait()
    assert server.worker_pids() != [lost]
