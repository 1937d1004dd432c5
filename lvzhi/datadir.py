"""The data directory: where the truth of one campaign lies, how it is set up and recognised."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lvzhi.campaign import Campaign, read_campaign
from lvzhi.clock import Clock
from lvzhi.journal import EVERYONE, Entry, Journal
from lvzhi.locks import hold_folder
from lvzhi.vault import Vault, sync, write_durably

__all__ = ["Campaign", "Clock", "DataDir", "NotADataDir", "Occupied", "initialise", "opened", "read_campaign"]

_HARMLESS = frozenset({".gitkeep", ".gitignore", "lost+found"})  # an empty folder may still have these


class NotADataDir(Exception):
    """There is no data directory here."""


class Occupied(Exception):
    """The folder holds something else already."""


@dataclass(frozen=True)
class DataDir:
    """The places inside a data directory; nothing is looked at until asked for."""

    path: Path

    @property
    def journal(self) -> Path:
        """The journal's SQLite file."""
        return self.path / "journal.sqlite"

    @property
    def vault(self) -> Path:
        """The folder of the files received."""
        return self.path / "vault"

    @property
    def projection(self) -> Path:
        """The DuckDB file, which may be deleted at any time."""
        return self.path / "projection.duckdb"

    @property
    def access(self) -> Path:
        """The SQLite file of accounts, their secrets and tokens."""
        return self.path / "access.db"

    @property
    def campaign_file(self) -> Path:
        """The settings, and the mark that the directory is set up: it is written last."""
        return self.path / "campaign.toml"

    def exists(self) -> bool:
        """Say whether a data directory has been set up here."""
        return self.campaign_file.is_file()

    def campaign(self) -> Campaign:
        """Read what the directory settles for itself."""
        return read_campaign(self.campaign_file.read_bytes())


def opened(path: Path) -> DataDir:
    """Return the data directory at `path`; refuse what is none, or has lost its parts."""
    datadir = DataDir(path)
    lost = [part.name for part in (datadir.journal, datadir.vault) if not part.exists()]
    # The example campaign's folder has a campaign.toml too, and neither of the two.
    if not datadir.exists() or len(lost) == 2:
        raise NotADataDir(f"“{path}”还不是数据目录。请先建立,或改用别的位置。")
    if lost:
        raise NotADataDir(f"数据目录“{path}”里不见了 {'、'.join(lost)}。请从备份恢复。")
    return datadir


def initialise(path: Path, plan: bytes, campaign: Campaign, at: datetime, actor: str) -> DataDir:
    """Set up a data directory with its first plan, in force from `at`; on disk when this returns.

    Of two processes doing so at once one sets up and the other opens. A directory set up with another plan or
    other settings, or a folder with anything else in it, raises `Occupied`.
    """
    datadir = DataDir(path)
    with claimed(path):
        if datadir.exists():
            _refuse_other(opened(path), plan, campaign)
            return datadir
        refuse_foreign(path)
        datadir.vault.mkdir(exist_ok=True)
        _put_in_force(datadir, plan, at, actor)
        mark(datadir, campaign.text().encode())
    return datadir


@contextmanager
def claimed(path: Path) -> Iterator[None]:
    """Make the folder if need be and hold it against other processes; a kill lets go of it."""
    if path.exists() and not path.is_dir():
        raise Occupied(f"“{path}”是一个文件。请换一个空文件夹。")
    path.mkdir(parents=True, exist_ok=True)
    sync(path.parent)
    handle = hold_folder(path)
    try:
        yield
    finally:
        os.close(handle)


def mark(datadir: DataDir, campaign: bytes) -> None:
    """Write campaign.toml, which makes the folder a data directory; everything else must be on disk."""
    write_durably(datadir.campaign_file, campaign, mode=0o644)


def refuse_foreign(path: Path) -> None:
    """Refuse a folder that holds more than an interrupted set-up leaves behind."""
    names = {part.name for part in path.iterdir() if not part.name.startswith(".incoming-")}
    foreign = sorted(name for name in names - _HARMLESS if not _is_ours(name))
    if foreign:
        raise Occupied(f"“{path}”里已有别的内容({foreign[0]})。请换一个空文件夹。")


def _is_ours(name: str) -> bool:
    return name in {"vault", "journal.sqlite"} or name.startswith("journal.sqlite-")


def _put_in_force(datadir: DataDir, plan: bytes, at: datetime, actor: str) -> None:
    sha256 = hashlib.sha256(plan).hexdigest()
    with Journal(datadir.journal) as journal:
        standing = [_plan_of(entry) for entry in journal.entries(until=2)]
        # Without its mark, and yet in use: nothing here may be taken for an interrupted set-up.
        if standing not in ([], [sha256]):
            raise Occupied(f"“{datadir.path}”里有登记过的日志,却没有 campaign.toml。请从备份恢复。")
        Vault(datadir.vault).put(plan)
        if not standing:
            body = {"version": 1, "sha256": sha256}
            journal.append("plan", actor, body, at.isoformat(), concerning=EVERYONE, seen=0)


def _refuse_other(datadir: DataDir, plan: bytes, campaign: Campaign) -> None:
    with Journal(datadir.journal) as journal:
        first = next(journal.entries(until=1), None)
    same_plan = first is not None and _plan_of(first) == hashlib.sha256(plan).hexdigest()
    if not same_plan or datadir.campaign() != campaign:
        raise Occupied(f"“{datadir.path}”已是另一届工作的数据目录。请换一个空文件夹。")


def _plan_of(entry: Entry) -> str | None:
    return entry.body.get("sha256") if entry.kind == "plan" else None
