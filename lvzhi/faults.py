"""What is said, to clerk and administrator alike, of a fault that is none of the program's: the disk, the rights,
a damaged file, another program. Anything else is a fault of ours, of which nothing is said here.
"""

from __future__ import annotations

import errno
import os
import sqlite3

import duckdb

from lvzhi.access.database import NotAccess
from lvzhi.backup import NotABackup
from lvzhi.campaign import NotACampaign
from lvzhi.clock import NotAnInstant
from lvzhi.datadir import NotADataDir, Occupied
from lvzhi.journal import Broken, Busy, Moved
from lvzhi.package.contents import NotAPackage
from lvzhi.papers.packing import NoFonts, NotATemplate
from lvzhi.permits import NotPermitted
from lvzhi.plan_carry import CannotCarry
from lvzhi.planfile import PlanRefused
from lvzhi.selection import UnknownFilter
from lvzhi.settings import NotASetting
from lvzhi.store import NoFile, RowsLost
from lvzhi.vault import Damaged, Missing

# Each of these says so in a sentence of its own.
SAYS_ITSELF = (
    NotADataDir, Occupied, NotACampaign, NotAnInstant, NotABackup, Broken, Busy, Moved, NoFile, PlanRefused,
    UnknownFilter, RowsLost, Damaged, Missing, NotAccess, NotASetting, NotPermitted, NotATemplate, NotAPackage,
    CannotCarry, NoFonts,
)

DISK_FULL = (
    "存放数据的磁盘满了,这一步没有办完。请联系系统管理员腾出空间,再办一次;"
    "已给回执的都在,同一份文件再报一次不会重复登记。"
)
_REASONS = {
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "磁盘只能读", errno.EIO: "磁盘读写有问题",
    errno.ENOENT: "不在这里", errno.EISDIR: "是一个文件夹", errno.ENOTDIR: "不是文件夹",
    errno.EMFILE: "打开的文件太多", errno.ENFILE: "打开的文件太多", errno.ENAMETOOLONG: "名称太长",
    errno.EEXIST: "已经存在",
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SQLITE = {
    sqlite3.SQLITE_CANTOPEN: "没有权限", sqlite3.SQLITE_READONLY: "没有权限", sqlite3.SQLITE_PERM: "没有权限",
    sqlite3.SQLITE_IOERR: "磁盘读写有问题",
}


def sentence(fault: BaseException) -> str | None:
    """Return the sentence for a fault of the surroundings; None for a fault of ours, which is to rise."""
    if isinstance(fault, SAYS_ITSELF):
        return str(fault)
    if isinstance(fault, OSError):
        return _of_a_file(fault)
    if isinstance(fault, sqlite3.Error):
        return _of_sqlite(getattr(fault, "sqlite_errorcode", 0))
    return _of_the_projection(fault) if isinstance(fault, duckdb.Error) else None


def _of_a_file(fault: OSError) -> str | None:
    if fault.errno in _FULL:
        return DISK_FULL
    if not fault.filename:
        return None
    return f"“{fault.filename}”读写不了({_REASONS.get(fault.errno or 0, fault.strerror)})。请核对路径和权限。"


def _of_sqlite(code: int) -> str | None:
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE):  # the latter: no room for the index of the log
        return DISK_FULL
    reason = _SQLITE.get(code & 0xFF)
    return reason and f"数据目录读写不了({reason})。请系统管理员核对权限和磁盘。"


def _of_the_projection(fault: duckdb.Error) -> str | None:
    said = str(fault)
    if any(os.strerror(number) in said for number in _FULL):
        return DISK_FULL
    if isinstance(fault, duckdb.OutOfMemoryException):
        return "统计库可用的内存不够了。请稍候刷新;仍不行请联系系统管理员。"
    if isinstance(fault, duckdb.FatalException):
        return "统计库正在重新打开。请稍候刷新;仍不行请联系系统管理员。"
    reason = next((words for number, words in _REASONS.items() if os.strerror(number) in said), None)
    return reason and f"统计库读写不了({reason})。请系统管理员核对数据目录的权限和磁盘。"
