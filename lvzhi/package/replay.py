"""A package's rows in a projection of their own, so that the same SQL that made its figures is asked again."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lvzhi import planfile
from lvzhi.form import Form
from lvzhi.package.contents import NotAPackage
from lvzhi.plan import Plan
from lvzhi.planfile import PlanRefused
from lvzhi.projection import kept, schema
from lvzhi.projection.plan_rows import plan_rows
from lvzhi.projection.tables import FIXED_TABLES, Table, rows_table

_RECORDS = ("filing", "sheet", "decision")
_UNPACKED = 2**30  # bytes of one table, before anything of it is read
_LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False, "memory_limit": "1GB", "threads": 2,
}


@dataclass(frozen=True)
class Replayed:
    """`plan` is the one in force by then, `plans` all versions; `notes` say what an older package did not have yet."""

    cursor: duckdb.DuckDBPyConnection
    plan: Plan
    plans: Mapping[int, Plan]
    as_of: dt.datetime
    notes: tuple[str, ...]


@contextmanager
def replayed(
    manifest: Mapping[str, Any], members: Mapping[str, bytes], forms: Sequence[Form]
) -> Iterator[Replayed]:
    """Fill a projection in memory with a package's plans and rows; `NotAPackage` names what does not go in."""
    plans = {version: _plan(members, version, forms) for version in _versions(manifest)}
    with duckdb.connect(":memory:", config=_LIMITS) as connection:
        kept.attach(connection)
        schema.create(connection, forms)
        connection.execute("set lock_configuration = true")
        _put_plans(connection, manifest, plans)
        notes = tuple(note for form in forms for note in _put_rows(connection, manifest, members, form))
        for name in _RECORDS:
            _put(connection, name, _table(members, name))
        _refuse_strangers(connection, forms)
        as_of = dt.datetime.fromisoformat(manifest["as_of"])
        [(version,)] = connection.execute("select version from plan_at($at)", {"at": as_of}).fetchall()
        yield Replayed(connection.cursor(), plans[version], plans, as_of, notes)


def _versions(manifest: Mapping[str, Any]) -> list[int]:
    versions = [int(p["version"]) for p in manifest["plan_versions"]]
    if not versions:
        raise NotAPackage("清单里没有方案。")
    return versions


def _plan(members: Mapping[str, bytes], version: int, forms: Sequence[Form]) -> Plan:
    name = f"plans/{version}.yaml"
    if name not in members:
        raise NotAPackage(f"里面缺少 {name}。")
    try:
        return _read(members[name], tuple(f.id for f in forms))
    except PlanRefused as refused:
        raise NotAPackage(f"{name} 本级的程序不能用:{refused.problems[0]}") from refused


@lru_cache(maxsize=16)
def _read(data: bytes, forms: tuple[str, ...]) -> Plan:
    """The plan of these bytes, the same object each time: what is derived from it is derived once."""
    return planfile.read(data, forms)


def _put_plans(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], plans: Mapping[int, Plan]
) -> None:
    tables = {t.name: t for t in FIXED_TABLES}
    for said in manifest["plan_versions"]:
        version = int(said["version"])
        row = (version, int(said["entry"]), dt.datetime.fromisoformat(said["at"]))
        _insert(connection, "plan_version", tables["plan_version"].filled([row]))
        for name, rows in plan_rows(plans[version], version).items():
            _insert(connection, name, tables[name].filled(rows))


def _put_rows(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], members: Mapping[str, bytes], form: Form
) -> Iterator[str]:
    """Put a form's rows; columns gained since the package was made stay empty, and that is said."""
    name = f"rows_{form.id}"
    if form.id not in manifest["forms"]:
        yield f"下级的程序还没有《{form.title}》,按没有填处理。"
        return
    found = _table(members, name)
    said = manifest["forms"][form.id]
    if len(found) != said["rows"]:
        raise NotAPackage(f"tables/{name}.parquet 有{len(found)}行,清单上是{said['rows']}行。")
    known = rows_table(form)
    if strange := [c for c in found.column_names if c not in {n for n, _ in known.columns}]:
        raise NotAPackage(
            f"《{form.title}》有本级的程序没有的列({strange[0]}),由较新版本的程序做成。请先更新本级的程序。"
        )
    gained = [c.label for c in form.all_columns if c.id not in found.column_names and c.restricted is not True]
    _put(connection, name, found, known)
    if gained:
        yield f"《{form.title}》由较早版本的程序做成,没有{'、'.join(f'“{label}”' for label in gained)},按空着处理。"


def _table(members: Mapping[str, bytes], name: str) -> pa.Table:
    file = f"tables/{name}.parquet"
    if file not in members:
        raise NotAPackage(f"里面缺少 {file}。")
    try:
        read = pq.ParquetFile(io.BytesIO(members[file]))
        size = sum(read.metadata.row_group(n).total_byte_size for n in range(read.metadata.num_row_groups))
        if size > _UNPACKED:
            raise NotAPackage(f"{file} 展开后超过1GB,没有读取。")
        return read.read()
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise NotAPackage(f"{file} 读不出来。") from fault


def _put(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table, known: Table | None = None) -> None:
    columns = {n for n, _ in (known or next(t for t in FIXED_TABLES if t.name == name)).columns}
    try:
        _insert(connection, name, rows.select([c for c in rows.column_names if c in columns]))
    except (duckdb.Error, pa.ArrowException) as fault:
        raise NotAPackage(f"tables/{name}.parquet 的列与本级不一致。") from fault


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("incoming", rows)
    connection.execute(f'insert into "{name}" by name select * from incoming')
    connection.unregister("incoming")


def _refuse_strangers(connection: duckdb.DuckDBPyConnection, forms: Sequence[Form]) -> None:
    """Refuse rows of filers that are in no plan of the package, or that came with no filing of it."""
    for form in forms:
        stray = connection.execute(f"""
            select r.key from "rows_{form.id}" as r
            where r.filer not in (select code from filer)
              or r.entry not in (select entry from filing union all select entry from decision)
              or r.key is null
            limit 1
        """).fetchone()
        if stray:
            raise NotAPackage(f"《{form.title}》里有来历不明的一行({stray[0]})。")
