"""The command `sunshine`: every command calls an operation; nothing is decided here."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from workflow.base.settings import Settings
from workflow.policy import load


def pack_folders(settings: Settings) -> tuple[Path, ...]:
    """Where packs are read from after the shipped ones: the demonstration's examples, then the institution's own."""
    examples = (load.examples(),) if (settings.data / "demo-clock").exists() else ()
    return (*examples, settings.data / "packs")


def main(words: Sequence[str]) -> int:
    """Run one command; the return value is the exit status."""
    parser = argparse.ArgumentParser(prog="sunshine", description="Sunshine Credit")
    parser.parse_args(words)
    return 0
