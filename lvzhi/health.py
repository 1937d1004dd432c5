"""Whether a server is well: what can be said without disturbing it, as points with a sentence each."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass

from lvzhi import backups
from lvzhi.datadir import DataDir
from lvzhi.journal import Broken, Busy, Journal
from lvzhi.settings import Settings

_OLDEST_BACKUP = dt.timedelta(days=2)


@dataclass(frozen=True)
class Point:
    """One thing looked at."""

    name: str
    ok: bool
    says: str


def examine(datadir: DataDir, settings: Settings, now: dt.datetime) -> tuple[Point, ...]:
    """Look at journal, disk and backups; `now` in the campaign's zone. An example is not backed up by itself."""
    backed_up = () if datadir.campaign().demo else _backups(datadir, settings, now)
    return (_journal(datadir), _disk(datadir, settings), *backed_up)


def _journal(datadir: DataDir) -> Point:
    try:
        with Journal(datadir.journal) as journal:
            return Point("journal", True, f"日志可读,最后一条是第 {journal.last_no()} 条。")
    except (Broken, Busy) as fault:
        return Point("journal", False, str(fault))


def _disk(datadir: DataDir, settings: Settings) -> Point:
    free = shutil.disk_usage(datadir.path).free // 2**20
    if free >= settings.free_megabytes:
        return Point("disk", True, f"数据盘剩余 {free} MB。")
    return Point("disk", False, f"数据盘剩余 {free} MB,少于 {settings.free_megabytes} MB。请腾出空间。")


def _backups(datadir: DataDir, settings: Settings, now: dt.datetime) -> tuple[Point, ...]:
    if settings.backup_at is None:
        return ()
    folder = settings.backups_in(datadir.path)
    whole = [kept for kept in backups.listed(folder) if kept.manifest]
    if not whole:
        return (Point("backup", False, f"“{folder}”里还没有备份。"),)
    fresh = now.replace(tzinfo=None) - whole[0].at <= _OLDEST_BACKUP
    old = "" if fresh else "自动备份没有做成,请查看运行日志。"
    return (Point("backup", fresh, f"最近的备份做于 {whole[0].at:%Y-%m-%d %H:%M}。{old}"),)
