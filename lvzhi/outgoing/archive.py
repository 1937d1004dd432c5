"""An archive (归档) in Parquet: a folder per form parted by 报告期, the records beside them, the files
tied to rows, a README of all columns.

For whoever looks at the year later, with whatever program. What never leaves is not in it (lvzhi/restricted.py): the
whole truth, restricted cells included, is a backup's.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lvzhi import planfile
from lvzhi.datadir import Occupied
from lvzhi.form import Form
from lvzhi.journal import Journal
from lvzhi.outgoing import readme
from lvzhi.outgoing.attached import attachments
from lvzhi.outgoing.records import Record, all_records
from lvzhi.outgoing.taking import EVER, Taking, open_names, without_restricted
from lvzhi.restricted import public_rows
from lvzhi.vault import Vault

PART = "part-0.parquet"
README, MANIFEST, PLAN = "README.md", "manifest.json", "plan.yaml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first instant a zip can name: the same rows are the same bytes


@dataclass(frozen=True)
class Written:
    """One file of an archive; rows is None where it is no table."""

    path: str
    sha256: str
    rows: int | None


def write(out: Path, taking: Taking, journal: Journal, vault: Vault) -> tuple[Written, ...]:
    """Write an archive into a folder that is empty or not there yet; whole when this returns, or not there.

    Partitions are the 报告期 a row was last filed in: how the papers themselves are laid away, and the same for ever,
    while units and groups come and go.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Occupied(f"“{out}”不是空文件夹。归档不覆盖原有内容,请换一个空文件夹。")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=out.parent) as folder:
        made = Path(folder) / "archive"
        made.mkdir()
        written = _filled(made, taking, journal, vault)
        if out.exists():
            out.rmdir()
        shutil.move(made, out)
    return written


def zipped(taking: Taking, journal: Journal, vault: Vault) -> bytes:
    """Return an archive as one zip file."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        _filled(made, taking, journal, vault)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(p for p in made.rglob("*") if p.is_file()):
                archive.writestr(zipfile.ZipInfo(path.relative_to(made).as_posix(), _EARLIEST), path.read_bytes())
    return out.getvalue()


def form_rows(taking: Taking, form: Form) -> pa.Table:
    """Return the rows of a form as they stand: whose, which, the columns that may leave, where they come from."""
    sql = f"""
        select
          r.filer, n.name as filer_name, r.period, r.key, {open_names(form)},
          r.entry, r.sheet_row, r.received_at, r.approved
        from {public_rows(form, taking.forms)} as r
        join (select unnest($filers) as code, generate_subscripts($filers, 1) as place) as w on w.code = r.filer
        left join {EVER} as n on n.code = r.filer
        order by r.period, w.place, length(r.key), r.key
    """
    return without_restricted(taking.ask(sql), form)


def _filled(made: Path, taking: Taking, journal: Journal, vault: Vault) -> tuple[Written, ...]:
    plan = planfile.dump(taking.plan)
    tables = {form: form_rows(taking, form) for form in taking.forms}
    files = attachments(taking)
    records = all_records(taking, journal, files)
    written = [_put(made, PLAN, plan), *_forms(made, tables, taking.plan.periods[0].id), *_records(made, records),
               *_files(made, records[files], vault)]
    said = readme.text(taking, tables, records, hashlib.sha256(plan).hexdigest())
    written.append(_put(made, README, said.encode()))
    manifest = _manifest(taking, written, hashlib.sha256(plan).hexdigest())
    _put(made, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return tuple(written)


def _forms(made: Path, tables: Mapping[Form, pa.Table], first: str) -> Iterator[Written]:
    """A form without rows has an empty file in the first period: its columns are there to be asked for."""
    for form, table in tables.items():
        periods = sorted(set(table["period"].to_pylist()))
        for period in periods or [first]:
            part = table.filter(pc.equal(table["period"], period)).drop_columns(["period"])
            yield _put_table(made, f"forms/{form.id}/period={period}/{PART}", part)


def _records(made: Path, records: Mapping[Record, pa.Table]) -> Iterator[Written]:
    for record, table in records.items():
        yield _put_table(made, f"records/{record.name}.parquet", table)


def _files(made: Path, listed: pa.Table, vault: Vault) -> Iterator[Written]:
    """The files tied to rows, each once however many rows it is tied to."""
    for path, sha256 in dict(zip(listed["path"].to_pylist(), listed["sha256"].to_pylist(), strict=True)).items():
        yield _put(made, path, vault.get(sha256))


def _put_table(made: Path, name: str, table: pa.Table) -> Written:
    out = io.BytesIO()
    pq.write_table(table, out)
    return _put(made, name, out.getvalue(), len(table))


def _put(made: Path, name: str, data: bytes, rows: int | None = None) -> Written:
    path = made / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Written(name, hashlib.sha256(data).hexdigest(), rows)


def _manifest(taking: Taking, written: list[Written], plan: str) -> dict[str, Any]:
    return {
        "title": taking.plan.campaign.title, "bureau": taking.plan.campaign.bureau, "demo": taking.demo,
        "as_of": taking.as_of.isoformat(), "filters": dict(taking.filters),
        "plan": {"version": taking.plan_version, "sha256": plan},
        "files": [{"path": w.path, "sha256": w.sha256, "rows": w.rows} for w in written],
    }
