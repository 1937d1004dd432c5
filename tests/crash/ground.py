"""A campaign to strike at: a data directory, books that would be accepted, and what must hold after any blow."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lvzhi.datadir import DataDir, opened
from lvzhi.journal import Journal, verify
from lvzhi.vault import Vault
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import PROBLEM, book, campaign, nothing_this_month
from tests.signing import token_for

UNITS, PERIOD = ("园林", "泰丰", "高场"), "2015-07"
OFFICE, UNIT = Viewer("office"), Viewer("unit", UNITS[0])


@dataclass(frozen=True)
class Ground:
    """`data` holds the campaign, `books` one good book of each unit, `log` what was acknowledged."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "acknowledged.jsonl"

    def book(self, unit: str = UNITS[0], tag: object = "") -> bytes:
        """The unit's book; another tag makes other bytes of the same content."""
        return tagged((self.folder / f"{unit}.xlsx").read_bytes(), tag)

    def token(self, viewer: Viewer) -> str:
        """The token of a login made before any blow."""
        return (self.folder / f"token-{viewer.role}").read_text()

    def acknowledged(self) -> list[dict[str, Any]]:
        """What was told so far; a line cut off by a kill was not told."""
        text = self.log.read_bytes() if self.log.exists() else b""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith(b"\n")]

    def copy(self, to: Path) -> Ground:
        shutil.copytree(self.folder, to, dirs_exist_ok=True)
        return Ground(to)


def laid(folder: Path) -> Ground:
    with campaign(folder / "data") as workspace:
        for unit in UNITS:
            sheets = {**nothing_this_month(workspace, unit, PERIOD), "rectification": [PROBLEM]}
            (folder / f"{unit}.xlsx").write_bytes(book(workspace, unit, PERIOD, **sheets))
    for viewer in (OFFICE, UNIT):
        (folder / f"token-{viewer.role}").write_text(token_for(folder / "data", viewer))
    return Ground(folder)


def tagged(data: bytes, tag: object) -> bytes:
    held = io.BytesIO(data)
    with zipfile.ZipFile(held, "a") as package:
        package.comment = str(tag).encode()
    return held.getvalue()


@dataclass(frozen=True)
class After:
    """What is found after a blow: filings of the journal nobody was told of; what had to be mended."""

    untold: int
    notices: tuple[str, ...]


def examined(ground: Ground) -> After:
    """Compare acknowledgements, journal, files and projection; AssertionError where they differ."""
    datadir = opened(ground.data)
    filed = _filed(datadir)
    told = {(a["receipt"], a["sha256"], a["status"]) for a in ground.acknowledged() if a["status"] != "duplicate"}
    assert told <= set(filed), f"acknowledged and lost: {told - set(filed)}"
    assert len({receipt for receipt, *_ in filed}) == len(filed), "a receipt number given twice"
    vault = Vault(datadir.vault)
    assert vault.verify() == []
    assert {sha256 for _, sha256, _ in filed} <= set(vault), "recorded without its file"
    with Workspace(datadir, FORMS) as workspace:
        with workspace.store.cursor() as cursor:
            shown = cursor.execute("select receipt, sha256, status from filing order by entry").fetchall()
        assert shown == filed
        return After(len(set(filed) - told), workspace.store.notices)


def _filed(datadir: DataDir) -> list[tuple[str, str, str]]:
    assert verify(datadir.journal) == []
    with Journal(datadir.journal) as journal:
        bodies = [e.body for e in journal.entries(kinds=["filing"])]
    return [(b["receipt"], b["sha256"], b["status"]) for b in bodies]


def projection_is_what_a_rebuild_makes(ground: Ground) -> None:
    with Workspace(opened(ground.data), FORMS) as workspace:
        before = workspace.store.dump()
        workspace.store.rebuild()
        assert workspace.store.dump() == before
