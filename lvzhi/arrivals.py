"""Files that come in: kept and their hour fixed before anything is judged. An arrival is no attempt at filing."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from lvzhi.access.model import By, whence
from lvzhi.access.permitted import require
from lvzhi.chain import Draft
from lvzhi.workspace import Workspace

_SQL = Path(__file__).parent / "sql"
_HOUR, _WAITING = ((_SQL / name).read_text(encoding="utf-8") for name in ("arrival.sql", "waiting.sql"))


@dataclass(frozen=True)
class Arrival:
    """A file that has come in: its 收件号 and the hour that counts when it is filed."""

    receipt: str
    sha256: str
    file_name: str
    arrived_at: dt.datetime


def arrive(
    workspace: Workspace, data: bytes, file_name: str, filer: str, filed_by: str, by: By | None = None
) -> Arrival:
    """Keep a file and note its hour; once this returns, both are on disk.

    The same bytes keep the hour of their first coming, until the filer files something: after that they arrive anew.
    `by`: the login it comes from, where it comes by one. Raises OSError when the disk takes no more.
    """
    require(workspace.journal, "arrival.keep", by, filer)
    sha256 = hashlib.sha256(data).hexdigest()
    held = _known(workspace, filer, sha256)
    if held is not None:
        return held
    workspace.keep(data)
    now = workspace.clock.now()
    receipt = workspace.receipt_number(filer, None, now.astimezone(workspace.plan.zone), sha256)
    body = {"receipt": receipt, "sha256": sha256, "file_name": file_name, "filer": filer,
            "arrived_at": now.isoformat(), **whence(by)}
    workspace.journal.append_many([Draft("arrival", filed_by, body, now.isoformat())])
    workspace.refresh()
    return Arrival(receipt, sha256, file_name, now)


def _known(workspace: Workspace, filer: str, sha256: str) -> Arrival | None:
    with workspace.store.cursor() as cursor:
        row = cursor.execute(_HOUR, {"filer": filer, "sha256": sha256}).fetchone()
    if row is None:
        return None
    receipt, file_name, arrived_at = row
    return Arrival(receipt, sha256, file_name, arrived_at.replace(tzinfo=workspace.plan.zone))


def waiting(workspace: Workspace, filer: str) -> Arrival | None:
    """Return the newest file that has come in since the filer last filed anything, and has not been filed."""
    with workspace.store.cursor() as cursor:
        row = cursor.execute(_WAITING, {"filer": filer}).fetchone()
    if row is None:
        return None
    receipt, sha256, file_name, arrived_at = row
    return Arrival(receipt, sha256, file_name, arrived_at.replace(tzinfo=workspace.plan.zone))
