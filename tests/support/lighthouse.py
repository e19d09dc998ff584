"""`make check`: how Lighthouse scores the pages that most people open, in normal and in large type."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.browser import FLAGS, PROGRAM
from tests.support.caller import Caller
from tests.support.server import Server, free_port, sunshine

LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = ("/", "/products", "/complain")


def main(program: str) -> int:
    """Print a line of scores for each page; 1 if one is below what we want."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        sunshine("demo", "--data", data, "--cases", "20")
        port = free_port()
        served = Server(data, environ={"SUNSHINE_SITE_URL": f"http://127.0.0.1:{port}"}, port=port).start()
        try:
            return max(_judge(program, served.url, path) for path in _paths(served.url))
        finally:
            served.stop()


def _paths(url: str) -> list[str]:
    listed = Caller(url).get("/notices").links()
    notice = next(link.removeprefix(url) for link in listed if link.startswith(f"{url}/notices/"))
    return [face + path for path in (*PAGES, notice) for face in ("", "/elder")]


def _judge(program: str, url: str, path: str) -> int:
    report = _report(program, url + path)
    scores = {name: round(100 * category["score"]) for name, category in report["categories"].items()}
    print(path, *(f"{name} {score}" for name, score in scores.items()), sep="  ")
    weak = [audit["id"] for audit in report["audits"].values() if audit["score"] is not None and audit["score"] < 0.9]
    if min(scores.values()) >= LEAST:
        return 0
    print(f"  below {LEAST}:", *weak)
    return 1


def _report(program: str, address: str) -> dict[str, dict[str, dict[str, float]]]:
    """Search engines' rules are asked of pages that they may list: not of forms, notices and second faces."""
    listed = not any(part in address for part in ("/complain", "/notices/", "/elder"))
    wanted = CATEGORIES if listed else CATEGORIES[:-1]
    command = [program, address, "--quiet", "--output=json", f"--only-categories={','.join(wanted)}"]
    flags = " ".join(["--headless", *FLAGS])
    environ = os.environ | {"CHROME_PATH": shutil.which(PROGRAM) or ""}
    run = subprocess.run([*command, f"--chrome-flags={flags}"], capture_output=True, text=True, check=True, env=environ)
    return json.loads(run.stdout)  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
