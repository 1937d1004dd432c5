"""What is attached to a row, and what is only named: for whoever may see the row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from lvzhi.attachments.kinds import BY_ID, Kind
from lvzhi.attachments.rows import Row
from lvzhi.form import Form
from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted
from lvzhi.restricted import public_rows
from lvzhi.viewer import Viewer, confidential, holds, scope

_ATTACHED = """
select form, key, entry, receipt, file_name, sha256, size, kind, "at", "by", on_behalf
from attachment_at($as_of)
where filer = $filer and ($key is null or (form = $form and key = $key))
order by "at", entry
"""
_Stored = tuple[Any, ...]  # what _ATTACHED tells of a file, without its row


@dataclass(frozen=True)
class Attached:
    """A file tied to a row; `name` as it is shown and downloaded, `entry` the journal's number of it."""

    entry: int
    receipt: str
    row: Row
    name: str
    sha256: str
    size: int
    kind: Kind
    at: dt.datetime
    by: str
    on_behalf: bool


@dataclass(frozen=True)
class Evidence:
    """What a row names as material, and the files that have come."""

    row: Row
    named: str | None
    files: tuple[Attached, ...]

    @property
    def only_named(self) -> bool:
        """仅有名称,未附材料."""
        return self.named is not None and not self.files


def evidence(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, forms: Sequence[Form], row: Row, as_of: dt.datetime,
    viewer: Viewer | None,
) -> Evidence:
    """Return the evidence of a row at a naive instant of the campaign's time zone; nothing where it is not theirs.

    It is seen by who may see the row, and by who may hold the filer's own papers.
    """
    form = next((f for f in forms if f.id == row.form), None)
    if form is None or not form.takes_attachments or not _may_see(cursor, plan, forms, form, row, as_of, viewer):
        return Evidence(row, None, ())
    named, files = _named(cursor, form, row.filer, as_of, row.key), _files(cursor, row.filer, as_of, row)
    return _evidence(form, row, named.get(row), files.get(row, ()))


def entry_of(cursor: duckdb.DuckDBPyConnection, receipt: str) -> int | None:
    """Return the journal's number of the attachment with this 回执号."""
    found = cursor.execute("select entry from attachment where act = 'attach' and receipt = ?", [receipt]).fetchone()
    return found[0] if found else None


def named_by(
    cursor: duckdb.DuckDBPyConnection, forms: Sequence[Form], filer: str, as_of: dt.datetime
) -> dict[Row, str]:
    """Return the rows of a filer that name material, and what they name."""
    taking = (form for form in forms if form.takes_attachments)
    return {row: text for form in taking for row, text in _named(cursor, form, filer, as_of).items()}


def all_of(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, forms: Sequence[Form], filer: str, as_of: dt.datetime,
    viewer: Viewer | None, named: Mapping[Row, str],
) -> list[Evidence]:
    """Return the evidence of the rows of a filer that are `named_by` it or have a file, sheet by sheet; as `evidence`.

    Names are of the same instant as the files.
    """
    taking = {form.id: form for form in forms if form.takes_attachments}
    place = {form: n for n, form in enumerate(taking)}
    files = _files(cursor, filer, as_of)
    rows = sorted((row for row in {**files, **named} if row.form in taking),
                  key=lambda row: (place[row.form], len(row.key), row.key))
    return [
        _evidence(taking[row.form], row, named.get(row), files.get(row, ()))
        for row in rows if _may_see(cursor, plan, forms, taking[row.form], row, as_of, viewer)
    ]


def _evidence(form: Form, row: Row, named: str | None, files: Sequence[_Stored]) -> Evidence:
    return Evidence(row, named, tuple(
        Attached(entry, receipt, row, _shown(form, row, n, name, kind), sha256, size, BY_ID[kind], at, by, behalf)
        for n, (entry, receipt, name, sha256, size, kind, at, by, behalf) in enumerate(files, 1)
    ))


def _files(
    cursor: duckdb.DuckDBPyConnection, filer: str, as_of: dt.datetime, row: Row | None = None
) -> dict[Row, list[_Stored]]:
    """The files of one row, or of all of a filer's."""
    given = {"as_of": as_of, "filer": filer, "form": row and row.form, "key": row and row.key}
    found: dict[Row, list[_Stored]] = {}
    for form, key, *stored in cursor.execute(_ATTACHED, given).fetchall():
        found.setdefault(Row(form, filer, key), []).append(tuple(stored))
    return found


def _may_see(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, forms: Sequence[Form], form: Form, row: Row, as_of: dt.datetime,
    viewer: Viewer | None,
) -> bool:
    if holds(viewer, row.filer):
        return True
    if row.filer not in scope(viewer, plan):
        return False
    # A row that does not stand cannot be seen not to be confidential.
    return not form.confidential or confidential(viewer, plan) or _is_public(cursor, forms, form, row, as_of)


def _is_public(
    cursor: duckdb.DuckDBPyConnection, forms: Sequence[Form], form: Form, row: Row, as_of: dt.datetime
) -> bool:
    found = cursor.execute(
        f"select 1 from {public_rows(form, forms)} where filer = $filer and key = $key limit 1",
        {"as_of": as_of, "filer": row.filer, "key": row.key},
    ).fetchone()
    return found is not None


def _named(
    cursor: duckdb.DuckDBPyConnection, form: Form, filer: str, as_of: dt.datetime, key: str | None = None
) -> dict[Row, str]:
    """The material that one row names, or each of a filer's."""
    if not form.evidence:
        return {}
    material = quoted(form.evidence[0].id)
    found = cursor.execute(
        f"select key, {material} from {quoted(f'{form.id}_at')}($as_of) "
        f"where filer = $filer and {material} is not null and ($key is null or key = $key)",
        {"as_of": as_of, "filer": filer, "key": key},
    ).fetchall()
    return {Row(form.id, filer, of): text for of, text in found}


def _shown(form: Form, row: Row, n: int, name: str, kind: str) -> str:
    """A file's name goes where the row goes and into the log of downloads; of a confidential sheet only a number does.

    Which sheets can hold a confidential row is fixed; which rows are, may change.
    """
    return f"{row.key}_附件{n}{BY_ID[kind].endings[0]}" if form.confidential else name
