"""归档: what other engines read back is what stands, less what never leaves; whole or not there."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.dataset as ds
import pytest

from lvzhi.datadir import Occupied
from lvzhi.journal import Journal
from lvzhi.outgoing.archive import form_rows, write, zipped
from lvzhi.outgoing.taking import Taking
from lvzhi.restricted import open_columns
from lvzhi.selection import visible
from lvzhi.vault import Vault
from schemas import FORMS, rectification
from tests.evidence import pdf, png
from tests.measures.world import TABLES, World, plan_of

AS_OF = dt.datetime(2031, 5, 4, 23, 59)
SECRET = "暗号某某"
CASE = {"matter": "水表校验收费超过标准", "exposure": "不点名曝光", "direct_persons": [SECRET], "leading_persons": [SECRET]}


@pytest.fixture(scope="module")
def world() -> World:
    """Two months of a ledger, a case without names and one with, a 举报 among the complaints."""
    made = World(plan_of("small"))
    problem = {"key": "河道-问题-001", "problem_no": "河道-问题-001", "description": "二月公布晚了", "due": "04-01",
               "source": "群众投诉举报", "responsible_person": ["李某", "王某"]}
    made.file("河道", "2031-03", "04-02", {"rectification": [problem], "complaints": [
        {"key": "河道-投诉-001", "complaint_no": "河道-投诉-001", "category": "举报", "summary": SECRET},
        {"key": "河道-投诉-002", "complaint_no": "河道-投诉-002", "category": "投诉", "summary": "窗口没人"},
    ]})
    made.file("河道", "2031-04", "05-03", {"rectification": [
        {**problem, "source_ref": "河道-投诉-001", "due": "04-20"},
        {**problem, "key": "河道-问题-002", "problem_no": "河道-问题-002", "source_ref": "河道-投诉-002"},
    ]})
    made.file("节水", "2031-03", "04-03", {"accountability": [
        {"key": "节水-案例-001", "case_no": "节水-案例-001", **CASE},
        {"key": "节水-案例-002", "case_no": "节水-案例-002", **CASE, "exposure": "点名曝光", "direct_persons": ["张某"], "leading_persons": None},
    ], "cover": [{"key": "x", "unit": "节水", "report_month": "2031-03", "preparer": "王某", "phone": "13971234067"}]})
    made.file("供水", "2031-03", "05-30", {"rectification": [{**problem, "key": "供水-问题-001"}]})  # later than as of
    returned = made.file("节水", "2031-03", "04-04", {"rectification": [{**problem, "key": "节水-问题-001"}]})
    made.decide("return", "04-30", filing=returned, filer="节水", period="2031-03", reason="数量前后不一致")
    made.decide("withdraw_row", "05-01", filer="河道", form="complaints", key="河道-投诉-002", reason="登记有误")
    made.decide("object", "05-01", filer="河道", form="complaints", key="河道-投诉-001", reason=SECRET)
    return made


def taking(world: World, **filters: Any) -> Taking:
    filers = visible(world.plan, filters, None)
    return Taking(world.connection.cursor(), FORMS, world.plan, 1, AS_OF, filters, filers, demo=False)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    kept = Journal(tmp_path / "journal.db")
    kept.append("plan", "督查办", {"version": 1, "sha256": "0" * 64}, "2031-03-03T10:00:00+08:00")
    kept.append("audit", "督查办", {"act": "backup", "file": SECRET}, "2031-06-03T10:00:00+08:00")
    return kept


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def attached(world: World, vault: Vault, filer: str, form: str, key: str, name: str, data: bytes, at: str = "05-01", **more: Any) -> int:
    world.entry += 1
    made = {"entry": world.entry, "at": world.at(at), "act": "attach", "receipt": f"A{world.entry}", "filer": filer, "form": form,
            "key": key, "file_name": name, "sha256": vault.put(data), "size": len(data), "kind": name.rpartition(".")[2],
            "by": filer, "on_behalf": False, **more}
    world._insert("attachment", [tuple(made.get(c) for c, _ in TABLES["attachment"].columns)])
    return world.entry


@pytest.fixture
def bare(world: World) -> Iterator[World]:
    """The same, with nothing attached again afterwards."""
    yield world
    world.connection.execute("delete from attachment")


def test_files_go_along_verbatim_but_for_those_of_rows_that_keep_something_back(
    bare: World, journal: Journal, vault: Vault, tmp_path: Path
) -> None:
    photo, paper = png(), pdf("two rows")
    for row, name, data in (
        (("河道", "rectification", "河道-问题-001"), "河道-问题-001_照片.png", photo),
        (("河道", "rectification", "河道-问题-001"), "说明.pdf", paper),
        (("河道", "rectification", "河道-问题-002"), "又是说明.pdf", paper),
        (("河道", "complaints", "河道-投诉-001"), f"{SECRET}.pdf", pdf("whistle")),
        (("河道", "complaints", "河道-投诉-002"), "撤销了.pdf", pdf("withdrawn row")),
        (("节水", "accountability", "节水-案例-001"), "处分决定.pdf", pdf("names nobody may read")),
        (("节水", "accountability", "节水-案例-002"), "通报.pdf", pdf("named in public")),
        (("供水", "rectification", "供水-问题-001"), "还没有这一行.pdf", pdf("no row yet")),
    ):
        attached(bare, vault, *row, name, data)
    off = attached(bare, vault, "河道", "rectification", "河道-问题-002", "错的.png", png(grey=9))
    attached(bare, vault, "河道", "rectification", "河道-问题-002", "错的.png", png(grey=9), "05-02", act="withdraw", ends=off)
    attached(bare, vault, "河道", "rectification", "河道-问题-002", "以后的.png", png(grey=5), "06-01")
    out = tmp_path / "out"
    write(out, taking(bare), journal, vault)
    listed = pd.read_parquet(out / "records" / "attachments.parquet")
    assert list(zip(listed["filer_name"], listed["key"], listed["file_name"], strict=True)) == [
        ("河道管护股", "河道-问题-001", "河道-问题-001_照片.png"), ("河道管护股", "河道-问题-001", "说明.pdf"),
        ("河道管护股", "河道-问题-002", "又是说明.pdf"), ("节水办", "节水-案例-002", "通报.pdf")]
    files = {p.relative_to(out).as_posix(): p.read_bytes() for p in (out / "attachments").iterdir()}
    assert files == dict(zip(listed["path"], [photo, paper, paper, pdf("named in public")], strict=True))
    assert {len(listed), len(files)} == {4, 3}
    with zipfile.ZipFile(io.BytesIO(zipped(taking(bare), journal, vault))) as made:
        assert {n: made.read(n) for n in made.namelist() if n.startswith("attachments/")} == files


def duck(path: Path, names: str = "*") -> duckdb.DuckDBPyRelation:
    return duckdb.sql(f"select {names} from read_parquet('{path}/**/*.parquet', hive_partitioning = true)")


@pytest.mark.parametrize("group", [None, "东片"])
def test_engines_read_back_what_stands(world: World, journal: Journal, vault: Vault, tmp_path: Path, group: str | None) -> None:
    out = tmp_path / "out"
    own = taking(world, **({"group": group} if group else {}))
    write(out, own, journal, vault)
    for form in FORMS:
        held = duck(out / "forms" / form.id).df()
        folder = ds.dataset(out / "forms" / form.id, partitioning="hive").to_table()
        frame = pd.read_parquet(out / "forms" / form.id)
        assert len(held) == len(frame) == folder.num_rows
        same = [c.id for c in open_columns(form) if c.restricted is False and c.id != "source_ref"]
        names = ", ".join(f'"{n}"' for n in ("filer", "period", "key", *same, "received_at", "approved"))
        wanted = world.connection.execute(
            f'select {names} from "{form.id}_at"($at) where filer in (select unnest($f))'
            f"{' and category is distinct from $w' if form.confidential else ''} order by filer, key",
            {"at": AS_OF, "f": list(own.filers), **({"w": "举报"} if form.confidential else {})},
        ).fetchall()
        assert duck(out / "forms" / form.id, names).order("filer, key").fetchall() == wanted, form.id
        assert {c.id for c in form.all_columns if c.restricted is True} & set(held.columns) == set()
    kept = duck(out / "forms" / "rectification").df()
    assert sorted(zip(kept["filer"], kept["key"], kept["period"], strict=True)) == [
        ("河道", "河道-问题-001", "2031-04"), ("河道", "河道-问题-002", "2031-04")]


def test_nothing_restricted_is_in_any_file(world: World, journal: Journal, vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, taking(world), journal, vault)
    text = "".join(
        pd.read_parquet(p).to_json(force_ascii=False, date_format="iso") for p in out.rglob("*.parquet")
    ) + (out / "README.md").read_text(encoding="utf-8")
    assert [word for word in (SECRET, "13971234067", "河道-投诉-001") if word in text] == []
    cases = duck(out / "forms" / "accountability").df().set_index("key")
    assert cases.loc["节水-案例-002", "direct_persons"].tolist() == ["张某"]
    assert cases.loc["节水-案例-001", ["direct_persons", "leading_persons"]].isna().all()
    refs = duck(out / "forms" / "rectification").df().set_index("key")["source_ref"]
    assert refs["河道-问题-002"] == "河道-投诉-002" and pd.isna(refs["河道-问题-001"])


def test_the_number_of_a_whistle_blowers_row_stays_blank_when_the_row_is_withdrawn() -> None:
    made = World(plan_of("small"))
    problem = {"key": "河道-问题-001", "problem_no": "河道-问题-001", "source_ref": "河道-投诉-001"}
    made.file("河道", "2031-03", "04-02", {"rectification": [problem], "complaints": [
        {"key": "河道-投诉-001", "complaint_no": "河道-投诉-001", "category": "举报", "summary": SECRET}]})
    before = form_rows(taking(made), rectification.FORM)["source_ref"].to_pylist()
    made.decide("withdraw_row", "05-01", filer="河道", form="complaints", key="河道-投诉-001", reason="登记有误")
    assert (before, form_rows(taking(made), rectification.FORM)["source_ref"].to_pylist()) == ([None], [None])


def test_records_stand_beside_the_rows(world: World, journal: Journal, vault: Vault, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, taking(world), journal, vault)
    filings = pd.read_parquet(out / "records" / "filings.parquet")
    assert list(zip(filings["filer_name"], filings["period"], filings["standing"], strict=True)) == [
        ("河道管护股", "2031-03", True), ("河道管护股", "2031-04", True), ("节水办", "2031-03", True),
        ("节水办", "2031-03", False)]
    acts = pd.read_parquet(out / "records" / "decisions.parquet")
    assert list(zip(acts["act"], acts["key"].fillna(""), acts["reason"], strict=True)) == [
        ("return", "", "数量前后不一致"), ("withdraw_row", "河道-投诉-002", "登记有误")]
    entries = pd.read_parquet(out / "records" / "journal.parquet")
    assert list(entries["act"]) == ["第1版方案生效"]  # what was recorded later is not yet there
    assert entries["hash"].tolist() == [next(iter(journal.entries())).hash]


def test_every_column_is_said_in_the_readme_and_every_file_in_the_manifest(
    world: World, journal: Journal, vault: Vault, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write(out, taking(world), journal, vault)
    said = (out / "README.md").read_text(encoding="utf-8")
    for form in FORMS:
        part = said.split(f"`forms/{form.id}`")[1].split("\n## ")[0]
        for column in open_columns(form):
            assert f"| {column.label} | `{column.id}` |" in part.replace("\\|", "|")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    listed = {f["path"]: f["sha256"] for f in manifest["files"]}
    there = {p.relative_to(out).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in out.rglob("*") if p.is_file()}
    assert listed == {k: v for k, v in there.items() if k != "manifest.json"}
    assert manifest["as_of"] == AS_OF.isoformat() and manifest["plan"]["sha256"] == listed["plan.yaml"]


def test_it_is_whole_or_not_there_and_the_same_rows_are_the_same_bytes(
    world: World, journal: Journal, vault: Vault, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "别的.txt").write_text("在用")
    with pytest.raises(Occupied, match="不是空文件夹"):
        write(out, taking(world), journal, vault)
    assert [p.name for p in tmp_path.iterdir() if p.name != "journal.db" and not p.name.startswith("journal")] == ["out"]
    data = zipped(taking(world), journal, vault)
    assert data == zipped(taking(world), journal, vault)
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert "README.md" in made.namelist() and "forms/pilots/period=2031-03/part-0.parquet" in made.namelist()
