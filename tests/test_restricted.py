"""What is marked 限 leaves in no artefact: planted in every such column, looked for in everything that is written."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from lvzhi import filings, measures
from lvzhi.books import consolidated, prefill
from lvzhi.books.annotate.marking import about, annotate
from lvzhi.books.rows import rows_book
from lvzhi.conditions import When
from lvzhi.datadir import opened
from lvzhi.findings import Finding, Severity
from lvzhi.form import Column, Form
from lvzhi.intake.checking import Checked
from lvzhi.intake.judging import Incoming, check_files, check_json
from lvzhi.kinds import Date, LongText, Many, Person, Phone, Text
from lvzhi.outgoing.archive import form_rows
from lvzhi.outgoing.records import all_records
from lvzhi.outgoing.taking import taken_from
from lvzhi.package.contents import unpacked
from lvzhi.package.making import make
from lvzhi.papers.catalogue import PAPERS
from lvzhi.papers.issuing import issue
from lvzhi.papers.paper import Paper
from lvzhi.restricted import FILLED, open_columns, unspoken, withheld
from lvzhi.trace import sources
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS, accountability, complaints
from tests.campaigns import COVER, book, campaign, file, nothing_this_month
from tests.scoped import OWN

CLOSED = [(f, c) for f in FORMS for c in f.all_columns if c.restricted]
PHONE, NAME, DAY, OPEN_NAME = "13971234067", "暗号甲某某", dt.date(2014, 2, 3), "曝光乙某某"
# The day as it may be written: ISO, in words, as Excel keeps it.
WHISTLE = "暗号举报内容"
MARKS = (PHONE, NAME, DAY.isoformat(), "2014年2月3日", "41673")


def mark_of(column: Column) -> str:
    """The marker of a column's kind, as SQL."""
    kind = column.kind.of if isinstance(column.kind, Many) else column.kind
    text = {Phone: f"'{PHONE}'", Person: f"'{NAME}'", Date: f"date '{DAY}'"}[type(kind)]
    return f"[{text}]" if isinstance(column.kind, Many) else text


def unzipped(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def words(frame: pd.DataFrame) -> str:
    return json.dumps(frame.astype(object).to_dict("list"), ensure_ascii=False, default=str)


@pytest.fixture(scope="module")
def planted(
    example: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workspace, duckdb.DuckDBPyConnection]]:
    """A copy of the example campaign with the marker in every restricted cell of its projection."""
    copy = tmp_path_factory.mktemp("planted") / "data"
    shutil.copytree(example, copy)
    with Workspace(opened(copy), FORMS) as workspace, workspace.store.cursor() as cursor:
        for form, column in CLOSED:
            cursor.execute(f'update "rows_{form.id}" set "{column.id}" = {mark_of(column)}')
        cursor.execute(
            f"update rows_accountability set exposure = '点名曝光', direct_persons = ['{OPEN_NAME}'], leading_persons = null"
            " where key in (select min(key) from rows_accountability)"
        )
        texts = [c.id for c in complaints.FORM.all_columns if isinstance(c.kind, Text | LongText) and c.id != "key"]
        said = ", ".join(f'"{c}" = \'{WHISTLE}\'' for c in texts)
        cursor.execute(f"update rows_complaints set {said} where category = '举报'")
        yield workspace, cursor


@pytest.mark.parametrize(("form", "column"), CLOSED, ids=lambda x: x.id)
def test_the_example_has_rows_to_plant_in(
    planted: tuple[Workspace, duckdb.DuckDBPyConnection], form: Form, column: Column
) -> None:
    _, cursor = planted
    [count] = cursor.execute(f'select count("{column.id}") from "{form.id}_at"(?)', [dt.datetime.max]).fetchone() or (0,)
    assert count > 0


def artefacts(workspace: Workspace, cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Everything the store's rows are written into, as the one sees it who sees most: (its name, its text)."""
    plan, now, viewer = workspace.plan, workspace.clock.as_of(None), Viewer("office")
    for about_it in measures.catalogue():
        name = about_it.name
        for statement in [s for s in about_it.statements if s not in ("by", "totals")]:
            frame = measures.detail(cursor, plan, name, statement, now, {}, viewer, **OWN.get(statement, {}))
            yield f"{name} {statement}", words(frame)
            if statement == "rows" and len(frame):
                shown = frame.head(20).astype(object).map(lambda v: None if v is pd.NaT else str(v))
                yield f"{name} rows export", unzipped(rows_book(shown, about_it.title, ()))
        yield f"{name} totals", str(dict(measures.run(cursor, plan, name, now, {}, viewer).totals))
        if "cells" in about_it.statements:
            yield f"{name} trace", str([s.as_json(plan.zone) for s in sources(cursor, plan, name, None, {}, now)])
    out = io.BytesIO()
    consolidated.write(out, cursor, FORMS, plan, now, {}, viewer)
    yield "consolidated", unzipped(out.getvalue())
    taking = taken_from(workspace, cursor, now, {})
    yield "archive", "".join(words(form_rows(taking, form).to_pandas()) for form in FORMS)
    yield "archive records", "".join(words(t.to_pandas()) for t in all_records(taking, workspace.journal).values())
    _, members = unpacked(make(taking, {taking.plan_version: plan}, b"", ()))
    yield "package", "".join(
        words(pd.read_parquet(io.BytesIO(member))) for name, member in members.items() if name.endswith(".parquet"))
    yield "history", words(filings.history(cursor, plan, "园林", now.replace(tzinfo=None), None))


def test_no_artefact_holds_what_is_restricted(planted: tuple[Workspace, duckdb.DuckDBPyConnection]) -> None:
    texts = dict(artefacts(*planted))
    assert {name: mark for name, text in texts.items() for mark in MARKS if mark in text} == {}
    # Names of a case made public by name are no secret, and stand in the workbook: the test can see what is there.
    assert OPEN_NAME in texts["consolidated"] and OPEN_NAME in texts["archive"] and OPEN_NAME in texts["package"]
    # What 举报 say is seen where the office and the inspectors look for it, and leaves in nothing else.
    assert [name for name, text in texts.items() if WHISTLE in text] == ["complaints confidential"]


@pytest.mark.parametrize("paper", [
    p if p.id == "cases" else pytest.param(p, marks=pytest.mark.soak) for p in PAPERS], ids=lambda p: p.id)
def test_no_paper_holds_what_is_restricted(
    planted: tuple[Workspace, duckdb.DuckDBPyConnection], paper: Paper
) -> None:
    """Cases are those with names; of a paper for one the first, of a paper for all the one the office sees."""
    workspace, cursor = planted
    plan = workspace.plan
    made = issue(paper, cursor, plan, FORMS, workspace.clock.as_of(None), next(iter(paper.targets(plan)), None))
    text = unzipped(made.docx()) + unzipped(made.working())
    assert [mark for mark in (*MARKS, WHISTLE) if mark in text] == []


# --- what is said while a book is being judged -----------------------------------------------------


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, bytes, Checked]]:
    """A book accepted with one telephone number, and the same month again with another that is misspelt."""
    folder = tmp_path_factory.mktemp("judged") / "data"
    with campaign(folder, today=dt.date(2015, 8, 20)) as workspace:
        july = nothing_this_month(workspace, "园林", "2015-07")
        first = book(workspace, "园林", "2015-07", **july, cover=[{**COVER, "phone": PHONE}])
        assert file(workspace, first, "2015-08-04T10:00").status == "accepted"
        wrong = book(workspace, "园林", "2015-07", **july, cover=[{**COVER, "phone": f"{PHONE}转{PHONE}"}])
        [(_, checked)] = check_files(workspace.ground(), workspace.pool, [incoming(workspace, wrong)])
        yield workspace, wrong, checked


def incoming(workspace: Workspace, data: bytes) -> Incoming:
    return Incoming("报送簿.xlsx", data, workspace.clock.now(), "测试", "园林")


def test_a_finding_names_the_cell_and_not_what_stands_in_it(judged: tuple[Workspace, bytes, Checked]) -> None:
    workspace, data, checked = judged
    [finding] = [f for f in checked.findings if f.column == "联系电话"]
    assert (finding.cell is not None, finding.value, finding.suggestion) == (True, None, None)
    assert finding.message == "“联系电话”应为电话,7–12位数字,可用“-”,请核对。"
    said = json.dumps(check_json(incoming(workspace, data), checked, workspace.plan), ensure_ascii=False)
    assert PHONE not in said


def test_the_returned_book_says_no_more_of_it_than_the_filer_typed(judged: tuple[Workspace, bytes, Checked]) -> None:
    _, data, checked = judged
    before, after = unzipped(data), unzipped(annotate(data, checked.findings, about=about(checked)))
    assert after.count(PHONE) == before.count(PHONE) > 0


def test_the_comparison_says_that_it_changed_and_not_into_what(judged: tuple[Workspace, bytes, Checked]) -> None:
    workspace, _, _ = judged
    july = nothing_this_month(workspace, "园林", "2015-07")
    other = book(workspace, "园林", "2015-07", **july, cover=[{**COVER, "phone": "13971234068"}])
    [(_, checked)] = check_files(workspace.ground(), workspace.pool, [incoming(workspace, other)])
    cells = [c for f in checked.change.forms.values() for c in f.cells if c.column == "联系电话"]
    assert [(c.before, c.after) for c in cells] == [(FILLED, FILLED)]


def test_the_journal_and_the_log_do_not_keep_it(
    judged: tuple[Workspace, bytes, Checked], caplog: pytest.LogCaptureFixture
) -> None:
    workspace, wrong, _ = judged
    with caplog.at_level(logging.DEBUG):
        assert file(workspace, wrong, "2015-08-05T10:00").status == "rejected"
    assert PHONE not in "".join(json.dumps(e.body, ensure_ascii=False) for e in workspace.journal.entries())
    assert PHONE not in caplog.text


def test_a_book_for_somebody_else_is_filled_with_nothing_of_it(judged: tuple[Workspace, bytes, Checked]) -> None:
    workspace, _, _ = judged
    plan, standing = workspace.plan, workspace.standing()
    for filer in (plan.filer("泰丰"), plan.filer("一组"), plan.office):
        rows = [r for f in FORMS if filer.book in f.books for r in prefill.rows(f, plan, filer, "2015-08", standing)]
        assert PHONE not in str([r.values for r in rows]), filer.code


# --- the helper itself -----------------------------------------------------------------------------


def test_names_of_a_case_leave_where_the_case_was_made_public_by_name() -> None:
    form = accountability.FORM
    columns = [form.by_id[c] for c in ("case_no", "direct_persons", "exposure")]
    rows: list[tuple[Any, ...]] = [("1", ["甲某"], "点名曝光"), ("2", ["乙某"], "内部通报"), ("3", ["丙某"], None)]
    assert list(withheld(columns, rows)) == [rows[0], ("2", None, "内部通报"), ("3", None, None)]
    assert list(withheld(columns, [])) == []


def test_a_column_that_is_always_restricted_is_in_no_export_at_all() -> None:
    for form in FORMS:
        always = {c.id for c in form.all_columns if c.restricted is True}
        assert {c.id for c in open_columns(form)} & always == set()
        # A condition on columns that do not leave could not be judged while writing.
        for column in open_columns(form):
            if isinstance(column.restricted, When):
                assert set(column.restricted.reads) <= {c.id for c in open_columns(form)}


def test_several_names_in_a_restricted_cell_are_all_left_unsaid() -> None:
    column = accountability.FORM.by_id["direct_persons"]
    said = unspoken(Finding("X", Severity.ERROR, "“张三1”不像一个姓名。", value="李四、张三1", column=column.label), column)
    assert "张三1" not in said.message and said.value is None
