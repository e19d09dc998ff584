"""`witness` and `verify-proof`: what anyone can run against this house, without its database and without its keys."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workflow.base import clock
from workflow.base.settings import Settings
from workflow.witness import bundle
from workflow.witness.compare import compare
from workflow.witness.look import look
from workflow.witness.site import Site, Unreachable
from workflow.witness.state import Damaged, Folder

GOOD, FOUND, WRONG_WORDS, UNKNOWN = 0, 1, 2, 3
_CODES = "exit code: 0 all well, 1 something is not as it was stated, 2 wrong words, 3 could not look"


def add(commands: Any) -> None:
    """Declare the commands."""
    words = "watch a public log from outside: did it only grow, do records and pages fit?"
    witness = commands.add_parser("witness", help=words, description=words, epilog=_CODES)
    witness.add_argument("--url", help="the site, for example https://credit.example")
    witness.add_argument("--state", type=Path, metavar="FOLDER", help="where this witness keeps what it saw")
    witness.add_argument("--key", help="the log's verifier key, from paper; without it the first look trusts the site")
    witness.add_argument("--json", action="store_true", help="answer as JSON")
    witness.set_defaults(act=watch)
    pair = witness.add_subparsers(metavar="compare A B").add_parser("compare", epilog=_CODES)
    pair.add_argument("folders", nargs=2, type=Path, metavar="FOLDER", help="the folder of each witness")
    pair.add_argument("--json", action="store_true", help="answer as JSON")
    pair.set_defaults(act=hold_together)
    words = "check a saved proof with the network off"
    proof = commands.add_parser("verify-proof", help=words, description=words)
    proof.add_argument("file", type=Path, help="the file saved from a notice or an entry of the log")
    proof.add_argument("--key", help="the log's verifier key, from paper; without it the file's own")
    proof.set_defaults(act=check_proof)


def watch(settings: Settings, given: argparse.Namespace) -> int:
    """Look once."""
    if not (given.url and given.state):
        print("sunshine witness: say --url and --state, or compare A B")
        return WRONG_WORDS
    try:
        report = look(Site(given.url), Folder(given.state), at=clock.now(), key=given.key)
    except Unreachable as error:
        return _unknown(f"could not look: {error}", given.json)
    except Damaged as error:
        return _unknown(f"this witness's own folder is damaged: {error}", given.json)
    except BlockingIOError:
        return _unknown(f"another look is under way in {given.state}", given.json)
    told = f"the log of {report.url} holds {report.size} entries, {report.fresh} new; {report.records} records and "
    _tell(report.findings, report.remarks, told + f"{report.pages} pages were looked at", report.as_dict(), given.json)
    return FOUND if report.findings else GOOD


def hold_together(settings: Settings, given: argparse.Namespace) -> int:
    """Compare two witnesses' folders."""
    try:
        findings, remarks = compare(*(Folder(path) for path in given.folders))
    except Damaged as error:
        return _unknown(f"nothing to compare: {error}", given.json)
    _tell(findings, remarks, "", {"findings": findings, "remarks": remarks}, given.json)
    return FOUND if findings else GOOD


def check_proof(settings: Settings, given: argparse.Namespace) -> int:
    """Say what a saved proof shows, where it fails and what it leaves open."""
    verdict = bundle.check(given.file.read_text(encoding="utf-8", errors="replace"), given.key)
    for mark, sentences in (("proven", verdict.proven), ("open", verdict.open), ("BROKEN", verdict.broken)):
        for sentence in sentences:
            print(f"{mark:<7} {sentence}")
    return FOUND if verdict.broken else GOOD


def _tell(findings: Sequence[str], remarks: Sequence[str], summary: str, told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for mark, sentences in (("FOUND", findings), ("note ", remarks)):
        for sentence in sentences:
            print(f"{mark} {sentence}")
    if summary:
        print(summary)
    print("all well" if not findings else f"{len(findings)} findings")


def _unknown(words: str, as_json: bool) -> int:
    print(json.dumps({"unknown": words}, ensure_ascii=False) if as_json else words)
    return UNKNOWN
