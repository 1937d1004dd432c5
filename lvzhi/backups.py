"""The folder of backups: taken, read back, noted in the journal, listed, thinned out.

Instants in names are local to the campaign's time zone and without offset.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from lvzhi.access.model import By, whence
from lvzhi.access.permitted import require
from lvzhi.backup import backup
from lvzhi.chain import Entry
from lvzhi.datadir import DataDir
from lvzhi.journal import Journal
from lvzhi.manifest import Manifest, NotABackup, peek, read_manifest

BACKUP, CHECK, RESTORE = "backup", "backup_check", "restore"  # acts of audit entries
_NAME = re.compile(r"lvzhi-(\d{8}-\d{6})\.zip")
_AS_NAMED = "%Y%m%d-%H%M%S"
_LEFT_OVER = dt.timedelta(days=1)  # what a killed backup left behind is removed after that


@dataclass(frozen=True)
class Keep:
    """How many of the last days, weeks and months keep their last backup."""

    days: int
    weeks: int
    months: int


@dataclass(frozen=True)
class Kept:
    """A backup in the folder: what it says of itself, or the sentence why it is none."""

    path: Path
    at: dt.datetime
    size: int
    manifest: Manifest | None
    fault: str | None = None


@dataclass(frozen=True)
class Looked:
    """The last time a backup was read through: the instant as in the journal, and what was wrong, if anything."""

    at: str
    fault: str | None


@dataclass(frozen=True)
class Taken:
    """A backup just taken and read back, and the older ones that went."""

    kept: Kept
    removed: tuple[str, ...]


def take(datadir: DataDir, folder: Path, now: dt.datetime, actor: str, keep: Keep, by: By | None = None) -> Taken:
    """Write a backup into the folder, read it back, thin out the older ones, note it in the journal, and `by` whom.

    Raises what `backup` raises, and NotABackup when what was written cannot be read back; then nothing older goes.
    """
    _require(datadir, BACKUP, by)
    folder.mkdir(parents=True, exist_ok=True)
    _tidy(folder, now)
    out = folder / f"lvzhi-{now:{_AS_NAMED}}.zip"
    backup(datadir, out, now)
    manifest = read_manifest(out)
    kept = Kept(out, now.replace(tzinfo=None, microsecond=0), out.stat().st_size, manifest)
    own = [k for k in listed(folder) if k.manifest and k.manifest.first == manifest.first]
    gone = tuple(k.path.name for k in own if k.at in superseded((o.at for o in own), keep))
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    note(datadir, actor, now, BACKUP, out, manifest, removed=list(gone), **whence(by))
    return Taken(kept, gone)


def look_through(datadir: DataDir, path: Path, now: dt.datetime, actor: str, by: By | None = None) -> Manifest:
    """Read a backup to its last byte and note the result in the journal; raises NotABackup when it is none."""
    _require(datadir, CHECK, by)
    try:
        manifest = read_manifest(path)
    except NotABackup as fault:
        note(datadir, actor, now, CHECK, path, None, fault=str(fault), **whence(by))
        raise
    note(datadir, actor, now, CHECK, path, manifest, **whence(by))
    return manifest


def note(datadir: DataDir, actor: str, now: dt.datetime, act: str, path: Path, manifest: Manifest | None,
         **more: object) -> None:
    """Record in the journal what was done with a backup file."""
    body = {"act": act, "file": path.name, "size": path.stat().st_size, "sha256": _sha256(path), **more}
    if manifest:
        body["last_no"] = manifest.last_no
    with Journal(datadir.journal) as journal:
        journal.append("audit", actor, body, now.isoformat())


def listed(folder: Path) -> list[Kept]:
    """List the backups of a folder, the latest first."""
    if not folder.is_dir():
        return []
    return sorted(_found(folder), key=lambda kept: kept.at, reverse=True)


def looked(entries: Iterable[Entry]) -> Mapping[tuple[str, int], Looked]:
    """Return when each backup, by name and size, was last read through, from the journal's audit entries."""
    return {
        (str(e.body["file"]), int(e.body["size"])): Looked(e.at, e.body.get("fault"))
        for e in entries if e.body.get("act") in (BACKUP, CHECK)
    }


def superseded(instants: Iterable[dt.datetime], keep: Keep) -> frozenset[dt.datetime]:
    """Return the backups that may go: not the last of a day, week or month that is kept, and not the latest.

    >>> day = dt.datetime(2015, 10, 20)
    >>> sorted(i.hour for i in superseded([day.replace(hour=h) for h in (2, 9, 17)], Keep(14, 8, 12)))
    [2, 9]
    """
    latest_first = sorted(instants, reverse=True)
    stays = set(latest_first[:1])
    periods: tuple[tuple[int, Callable[[dt.datetime], object]], ...] = (
        (keep.days, dt.datetime.date),
        (keep.weeks, lambda at: at.isocalendar()[:2]),
        (keep.months, lambda at: (at.year, at.month)),
    )
    for count, period in periods:
        last_of: dict[object, dt.datetime] = {}
        for at in latest_first:
            last_of.setdefault(period(at), at)
        stays.update(islice(last_of.values(), count))
    return frozenset(latest_first) - stays


def due(now: dt.datetime, last: dt.datetime | None, daily_at: dt.time) -> bool:
    """Say whether the daily backup is to be taken: none since the last time of day it should have been.

    A server that was off at night takes it when it is on again.
    """
    moment = dt.datetime.combine(now.date(), daily_at)
    if moment > now:
        moment -= dt.timedelta(days=1)
    return last is None or last < moment


def _found(folder: Path) -> Iterator[Kept]:
    for path in folder.iterdir():
        named = _NAME.fullmatch(path.name)
        if named is None or not path.is_file():
            continue
        at, size = dt.datetime.strptime(named[1], _AS_NAMED), path.stat().st_size
        try:
            yield Kept(path, at, size, peek(path))
        except NotABackup as fault:
            yield Kept(path, at, size, None, str(fault))


def _tidy(folder: Path, now: dt.datetime) -> None:
    for left in folder.glob(".incoming-*"):
        if dt.datetime.fromtimestamp(left.stat().st_mtime, dt.UTC) < now - _LEFT_OVER:
            shutil.rmtree(left)


def _require(datadir: DataDir, act: str, by: By | None) -> None:
    with Journal(datadir.journal) as journal:
        require(journal, f"audit.{act}", by)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
