"""Tying files to rows: judged, kept by hash, recorded; and taking them off again, which is an entry, too.

A file is attached once its entry is on disk. Bytes of one whose process died before that lie in the vault unnamed:
the next attempt finds them there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import duckdb

from lvzhi.access.model import By, whence
from lvzhi.access.permitted import require
from lvzhi.attachments.kinds import ENDINGS, Kind, NotKept, kind_of
from lvzhi.attachments.rows import NO_NUMBER as NO_NUMBER
from lvzhi.attachments.rows import NO_ROW, Row, beginning, refused, row_named, standing
from lvzhi.chain import Draft
from lvzhi.form import Form
from lvzhi.intake.change import Change
from lvzhi.intake.receiving import ACCEPTED, DUPLICATE, REJECTED, TRIES
from lvzhi.journal import Moved
from lvzhi.lazy import lazy_property
from lvzhi.plan import Plan
from lvzhi.values import file_name
from lvzhi.workspace import Workspace

MOST = 20  # files of one row
_STANDING = """
select entry, receipt, file_name, sha256 from attachment_at($now)
where form = $form and filer = $filer and key = $key order by entry
"""


@dataclass(frozen=True)
class Offered:
    """A file on its way in; `row` where it was chosen, else its name says it; `filer` whose rows it may be tied to.

    `received_at`: the hour that counts. `by`: the login it comes from, where it comes by one.
    """

    name: str
    data: bytes
    received_at: dt.datetime
    filed_by: str
    filer: str | None = None
    row: Row | None = None
    on_behalf: bool = False
    by: By | None = None

    def __post_init__(self) -> None:
        # Names come from strangers' machines, and go into the journal, onto pages and into headers.
        object.__setattr__(self, "name", file_name(self.name))

    @lazy_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What became of a file, or would: accepted, duplicate or rejected, why by `code`; `said` says it in words."""

    file: str
    sha256: str
    status: str
    receipt: str | None
    row: Row | None
    said: str
    code: str | None = None


def attach(workspace: Workspace, offered: Offered) -> Outcome:
    """Tie one file to its row; its entry is on disk and the projection shows it when this returns.

    What cannot be tied is neither kept nor recorded: whoever sent it is told, and has it still. The same bytes on the
    same row change nothing; a file whose name carries the row's number takes the place of the one named alike.
    """
    whose = offered.row.filer if offered.row else offered.filer
    require(workspace.journal, "attachment.on_behalf" if offered.on_behalf else "attachment.attach", offered.by, whose)
    try:
        for _ in range(TRIES):
            try:
                return _attached(workspace, offered)
            except Moved:
                continue  # somebody filed for the same filer in between: look again
    except NotKept as fault:
        return _rejected(offered, fault)
    raise Moved("同时报送的人太多,这个附件还没有登记。请稍后再附一次。")


def look(workspace: Workspace, offered: Offered) -> Outcome:
    """Say what would become of a file; nothing is kept."""
    try:
        return _judged(workspace, offered).outcome
    except NotKept as fault:
        return _rejected(offered, fault)


def is_evidence(plan: Plan, forms: Sequence[Form], name: str) -> bool:
    """Say by its name alone whether a file that came beside books may be an attachment: never a workbook."""
    ending = PurePosixPath(name).suffix.lower()
    return ending != ".xlsx" and (ending in ENDINGS or beginning(plan, forms, name) is not None)


def _rejected(offered: Offered, fault: NotKept) -> Outcome:
    return Outcome(offered.name, offered.sha256, REJECTED, None, offered.row, str(fault), fault.code)


@dataclass(frozen=True)
class _Judged:
    """A file that can be tied to a row: which, what it is, the attachment whose place it takes."""

    outcome: Outcome
    row: Row
    kind: Kind
    ends: int | None


def _attached(workspace: Workspace, offered: Offered) -> Outcome:
    seen = workspace.refresh()
    found = _judged(workspace, offered)
    if found.outcome.status == DUPLICATE:
        return found.outcome
    workspace.keep(offered.data)
    workspace.journal.append_many([_draft(workspace, offered, found, seen)])
    workspace.refresh()
    return found.outcome


def _judged(workspace: Workspace, offered: Offered) -> _Judged:
    with workspace.store.cursor() as cursor:
        row = _row_of(workspace, cursor, offered)
        # The right to the row, where its name alone told whose it is.
        require(workspace.journal, "attachment.on_behalf" if offered.on_behalf else "attachment.attach", offered.by,
                row.filer)
        kind = kind_of(offered.data, offered.name)
        held = cursor.execute(_STANDING, _given(row)).fetchall()
        many = cursor.execute("select count(*) from attachment where act = 'attach' and filer = ?", [row.filer])
        receipt = f"{row.filer}-附件-{(many.fetchone() or (0,))[0] + 1:03d}"
    same = next((known for _, known, _, sha256 in held if sha256 == offered.sha256), None)
    ends = None if same else _replaced(workspace, row, offered.name, held)
    if same is None and ends is None and len(held) >= MOST:
        raise refused("ATT-FULL", number=row.key, most=MOST)
    status = DUPLICATE if same else ACCEPTED
    said = f"附在“{row.key}”{',替换先前同名的附件' if ends else ''}。"
    if same:
        said = "这一行已有完全相同的附件,不重复登记。"
    return _Judged(Outcome(offered.name, offered.sha256, status, same or receipt, row, said), row, kind, ends)


def _given(row: Row) -> Mapping[str, Any]:
    return {"now": dt.datetime.max, "form": row.form, "filer": row.filer, "key": row.key}


def _row_of(workspace: Workspace, cursor: duckdb.DuckDBPyConnection, offered: Offered) -> Row:
    row = offered.row
    if row is None:
        return row_named(cursor, workspace.plan, workspace.forms, offered.name, offered.filer)
    form = next((f for f in workspace.forms if f.id == row.form and f.takes_attachments), None)
    if form is None or row not in standing(cursor, form, row.key, row.filer):
        raise refused(NO_ROW, number=row.key)
    return row


def _replaced(workspace: Workspace, row: Row, name: str, held: list[tuple[Any, ...]]) -> int | None:
    """The file of this row named alike, where the name carries the row's number: every phone has an `image.jpg`."""
    if beginning(workspace.plan, workspace.forms, name) is None:
        return None
    return next((entry for entry, _, known, _ in held if known == name), None)


def _draft(workspace: Workspace, offered: Offered, found: _Judged, seen: int) -> Draft:
    row = found.row
    at = offered.received_at.astimezone(workspace.plan.zone).replace(tzinfo=None)
    body = {
        "act": "attach", "receipt": found.outcome.receipt, "at": at.isoformat(), "filer": row.filer, "form": row.form,
        "key": row.key, "file_name": offered.name, "sha256": offered.sha256, "size": len(offered.data),
        "kind": found.kind.id, "on_behalf": offered.on_behalf, "ends": found.ends, **whence(offered.by),
    }
    now = workspace.clock.now().isoformat()
    return Draft("attachment", offered.filed_by, body, now, concerning=row.filer, seen=seen)


def withdraw(workspace: Workspace, entry: int, reason: str, actor: str, by: By | None = None) -> bool:
    """Take a file off its row; False when it was not there any more. Its bytes and its entry stay.

    Raises NotPermitted when the row is not theirs.
    """
    seen = workspace.refresh()
    with workspace.store.cursor() as cursor:
        found = cursor.execute(
            "select filer, form, key, sha256, kind from attachment_at($now) where entry = $entry",
            {"now": dt.datetime.max, "entry": entry},
        ).fetchone()
    require(workspace.journal, "attachment.withdraw", by, found[0] if found else None)
    if found is None:
        return False
    now = workspace.clock.now()
    at = now.astimezone(workspace.plan.zone).replace(tzinfo=None).isoformat()
    body = dict(zip(("filer", "form", "key", "sha256", "kind"), found, strict=True))
    body |= {"act": "withdraw", "at": at, "ends": entry, "reason": reason, **whence(by)}
    workspace.journal.append_many(
        [Draft("attachment", actor, body, now.isoformat(), concerning=found[0], seen=seen)]
    )
    workspace.refresh()
    return True


def outcome_json(outcome: Outcome, plan: Plan) -> dict[str, Any]:
    """The command line's contract for `load`, of a file that is no book: book and period are null, rows empty."""
    return {
        "file": outcome.file, "sha256": outcome.sha256, "status": outcome.status, "receipt": outcome.receipt,
        "filer": plan.filer(outcome.row.filer).name if outcome.row else None, "book": None, "period": None, "rows": {},
        "change": Change().counts(),
        "errors": int(outcome.status == REJECTED), "queries": 0,
    }
