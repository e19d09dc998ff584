"""What `sunshine restore` takes in."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from workflow import cli


@pytest.mark.parametrize("name", ["../beside", "/tmp/beside", "packs/../../beside", "packs/link"])
def test_what_is_no_backup_of_ours_is_refused_by_name(tmp_path: Path, name: str) -> None:
    """A path that leads out of the folder, or a link in place of a file."""
    member = tarfile.TarInfo(name)
    member.type = tarfile.SYMTYPE if name.endswith("link") else tarfile.REGTYPE
    with tarfile.open(tmp_path / "house.backup", "w:gz") as archive:
        archive.addfile(member)
    done = cli.main(["restore", str(tmp_path / "house.backup"), "--data", str(tmp_path / "data")])
    assert done != 0
    assert list((tmp_path / "data").iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"house.backup", "data"}
