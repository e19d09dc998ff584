"""`verify`, `verify-receipt` and `doctor`: is what stands here true, and is the house in order?"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

from workflow.base import clock, migrations, vault
from workflow.base.db import session, transaction
from workflow.base.house import check_folder
from workflow.base.settings import Settings
from workflow.carriers import outbox
from workflow.cli.words import command, enter
from workflow.doors.inbox import signing
from workflow.office.supervision import operations as supervision
from workflow.office.supervision import rules, sweep
from workflow.office.supervision import verify as verifier
from workflow.office.tick import beat
from workflow.places import queries as places
from workflow.stages.notices import queries as notices


def add(commands: Any) -> None:
    """Declare the commands."""
    verify = command(
        commands, "verify", check_truth, "recompute every chain, the public log and every case from its events"
    )
    verify.add_argument("--checkpoint", type=Path, help="an earlier checkpoint kept outside this house")
    receipt = command(commands, "verify-receipt", check_receipt, "is this signed receipt ours and unaltered?")
    receipt.add_argument("text", help="the signed line of the receipt")
    recompute = command(commands, "audit", recount, "derive every figure from the events alone, and compare")
    recompute.add_argument("what", choices=["recompute"], help="what to audit")
    recompute.add_argument("--mend", action="store_true", help="count the tallies anew where they differ")
    command(commands, "doctor", examine, "look for what would make the house fail or lie")


def check_truth(settings: Settings, given: argparse.Namespace) -> int:
    """Print each finding; 1 if there is any."""
    enter(settings)
    note = given.checkpoint.read_text() if given.checkpoint else None
    findings = list(verifier.run(checkpoint=note))
    for finding in findings:
        print(f"FOUND: {finding}")
    if not findings:
        session.rollback()
        with transaction():
            beat("verification", "", at=clock.now())
    print("everything verifies" if not findings else f"{len(findings)} findings")
    return 1 if findings else 0


def recount(settings: Settings, given: argparse.Namespace) -> int:
    """One line a commitment; 1 if any figure is not what the events say and was not mended."""
    enter(settings)
    compared = list(verifier.figures(clock.now()))
    for key, kept, again in compared:
        words = " ".join(f"{name}={value}" for name, value in again.items())
        print(f"{'good ' if kept == again else 'BAD  '} {key}: {words}")
        if kept != again:
            print(f"      kept: {kept}")
    wrong = sum(kept != again for _key, kept, again in compared)
    if wrong and given.mend:
        with transaction():
            print(f"counted anew: {supervision.recount()} cases and complaints were different")
        return 0
    print(f"{len(compared)} commitments, {wrong} of them not as the events say")
    return 1 if wrong else 0


def check_receipt(settings: Settings, given: argparse.Namespace) -> int:
    """Needs keys and no database."""
    fields = signing.verify(given.text, *vault.Vault(settings.keys).receipt_keys)
    print(f"genuine: {fields}" if fields else "NOT genuine: forged, altered or mistyped")
    return 0 if fields else 1


def examine(settings: Settings, given: argparse.Namespace) -> int:
    """One line a check; 1 if any is bad."""
    check_folder(settings)
    engine = enter(settings)
    print(f"good  database {engine.dialect.name} at migration {migrations.current(engine)}")
    bad = [*_silent(settings), *_stale(), *_codeless(settings), *_slow_disk(settings)]
    for sentence in bad:
        print(f"BAD   {sentence}")
    return 1 if bad else 0


def _silent(settings: Settings) -> list[str]:
    silent = sweep.silent_work(clock.now(), settings.limits)
    found = [f"{rules.UNSEEN_WORK[name]}: last ended well {since or 'never'}" for name, since in silent.items()]
    if set(rules.UNSEEN_WORK) - silent.keys() <= {"backup", "verification"}:
        found.append("the worker does not run: start `sunshine tick --every 60`")
    waiting = outbox.unsent(clock.now())
    return found + ([f"{waiting} messages could not be sent"] if waiting else [])


def _stale() -> list[str]:
    stale = sweep.stale_calendar(clock.now())
    return (
        [f"the working-day calendar has no arrangement for {stale.year} yet; deadlines there are provisional"]
        if stale
        else []
    )


def _codeless(settings: Settings) -> list[str]:
    """Lists that nobody can open are named, village by village."""
    found = notices.codeless(places.villages(), clock.today())
    names = ", ".join(f"{village.town.name} {village.name}" for village in found)
    where = f"{settings.site_url}/staff/notices/codes"
    return [f"{len(found)} villages have no code that opens their lists, make one at {where}: {names}"] if found else []


def _slow_disk(settings: Settings) -> list[str]:
    path, times = settings.data / ".doctor", []
    for _ in range(20):
        begun = time.perf_counter()
        with path.open("wb") as file:
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
        times.append(time.perf_counter() - begun)
    path.unlink()
    median = sorted(times)[10] * 1000
    print(f"good  the disk syncs 4 KiB in {median:.1f} ms (median of 20)")
    return ["the disk needs over 50 ms for a sync: every filing waits that long"] if median > 50 else []
