"""What is handed out is enough: a wheel in an empty environment serves a demonstration from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.caller import Caller
from tests.support.server import TOP, Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
FEW_CASES = "12"
#: An institution of one's own: a folder among the data, and no code.
VALLEY = TOP / "tests" / "stages" / "approval" / "packs" / "valley"
POINTING = ("SUNSHINE", "PYTHON", "DATABASE")  # what would lead back to the checkout, or to real data


@pytest.fixture
def sunshine(tmp_path: Path) -> Path:
    """The command as somebody has it who knows no checkout."""
    _pip("wheel", "--no-deps", "--wheel-dir", tmp_path, TOP)
    venv.create(tmp_path / "empty", with_pip=False)
    python = tmp_path / "empty" / "bin" / "python"
    into = ("--python", python, "install", "--no-compile")
    _pip(*into, "--require-hashes", "--requirement", TOP / "requirements.txt")
    _pip(*into, "--no-deps", next(tmp_path.glob("*.whl")))
    return python.with_name("sunshine")


def test_it_serves_from_an_empty_folder(
    sunshine: Path, tmp_path: Path, start_server: Callable[..., Server]
) -> None:
    folder = tmp_path / "somewhere"
    folder.mkdir()
    _run(sunshine, "policy", "check", folder=folder)
    _run(sunshine, "demo", "--data", "data", "--cases", FEW_CASES, folder=folder)
    served = start_server(folder / "data", program=(sunshine,), folder=folder)
    caller = Caller(served.url)
    chinese, english = caller.get("/commitments"), caller.get("/en/commitments")
    assert (chinese.status, english.status) == (200, 200)
    assert "服务承诺" in chinese.text
    assert "Our promises" in english.text
    assert caller.get("/static/css/base.css").status == caller.get("/static/js/htmx.min.js").status == 200
    assert caller.log_in("fengyuan.desk").get("/staff/").status == 200
    _run(sunshine, "paper", "--data", "data", "--out", "papers", "--kind", "rates", folder=folder)
    assert len(list(folder.glob("papers/*/*.pdf"))) == 1
    shutil.copytree(VALLEY, folder / "data" / "packs" / "valley")
    assert "章程第5条" in _run(sunshine, "policy", "show", "valley", "--data", "data", folder=folder)


def _pip(*words: str | Path) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    _run(Path(sys.executable), "-m", "pip", *quiet, *words, folder=TOP)


def _run(program: Path, *words: str | Path, folder: Path) -> str:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(POINTING)}
    run = subprocess.run([program, *words], cwd=folder, env=ours, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
