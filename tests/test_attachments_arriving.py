"""附件 beside books: in folders and zips, by the command line, by what a row names; order, receipts, bombs."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lvzhi.__main__ import main
from lvzhi.attachments.attached import evidence
from lvzhi.attachments.rows import Row, row_named
from lvzhi.datadir import opened
from lvzhi.intake.bundles import pieces
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import book, nil_everywhere
from tests.evidence import docx, jpg, pdf, png, zipped
from tests.matrix.world import OTHER as UNIT  # whose row has no file yet
from tests.matrix.world import PROBLEM

PERIOD, KEY = "2031-04", f"{UNIT}-问题-001"
ROW = Row("rectification", UNIT, KEY)


@pytest.fixture
def data(matrix_campaign: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(matrix_campaign, tmp_path / "data"))


def run(data: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any, str]:
    code = main(["--data", str(data), *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, json.loads(out) if "--json" in arguments else out, err


def names(data: Path) -> list[str]:
    with Workspace(opened(data), FORMS) as work, work.store.cursor() as cursor:
        return [f.name for f in evidence(cursor, work.plan, work.forms, ROW, dt.datetime.max, None).files]


def test_what_lies_beside_books_is_tied_by_its_name(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Workspace(opened(data), FORMS) as work:
        filled = book(work, UNIT, PERIOD, **nil_everywhere(work.plan, UNIT, PERIOD))
    bundle = tmp_path / "一起报.zip"
    bundle.write_bytes(zipped({
        f"附件/{KEY}_照片1.jpg": jpg(), f"附件/{KEY}_照片2.jpg": jpg(), "附件/照片3.jpg": jpg(b"3"),
        f"附件/{KEY}_表.gif": b"GIF89a", f"附件/{UNIT}-问题-088.pdf": pdf(), "附件/说明.txt": "看看", "报送簿.xlsx": filled,
    }))
    code, became, said = run(data, capsys, "load", bundle, "--json")
    assert code == 1 and all(set(one) == set(became[0]) for one in became)
    assert [(one["file"], one["status"], one["book"], one["receipt"]) for one in became] == [
        ("报送簿.xlsx", "rejected", "单位报送簿", f"{UNIT}-203104-01"),
        ("照片3.jpg", "unreadable", None, became[1]["receipt"]),
        (f"{KEY}_照片1.jpg", "accepted", None, f"{UNIT}-附件-001"),
        (f"{KEY}_照片2.jpg", "duplicate", None, f"{UNIT}-附件-001"),
        (f"{KEY}_表.gif", "rejected", None, None), (f"{UNIT}-问题-088.pdf", "rejected", None, None),
    ]
    assert became[2]["filer"] == "节水办" and became[2]["rows"] == {} and became[2]["errors"] == 0
    assert "附件只收 docx、pdf、jpg、png 四种" in said and f"没有登记“{UNIT}-问题-088”这一行" in said
    assert names(data) == [f"{KEY}_照片1.jpg"]


def test_a_folder_of_a_day_gives_its_files_the_day(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = tmp_path / "收到" / "2031-04-20"
    day.mkdir(parents=True)
    (day / f"{KEY} 签收单.pdf").write_bytes(pdf())
    code, [one], _ = run(data, capsys, "load", day.parent, "--received-at", "folder", "--json")
    assert (code, one["status"]) == (0, "accepted")
    with Workspace(opened(data), FORMS) as work, work.store.cursor() as cursor:
        [file] = evidence(cursor, work.plan, work.forms, ROW, dt.datetime.max, None).files
        assert file.at == dt.datetime(2031, 4, 20, 12)


def test_files_are_attached_and_taken_off_by_the_command_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "image.png"
    file.write_bytes(png())
    code, [one], _ = run(data, capsys, "attach", file, "--filer", UNIT, "--row", KEY, "--json")
    assert (code, one["status"], names(data)) == (0, "accepted", ["image.png"])
    assert run(data, capsys, "attach", file, "--filer", UNIT)[:2] == (
        1, f"没有收\t\t\timage.png\t看不出是哪一行的附件。请在文件名最前面写上编号,如“{UNIT}-问题-003_照片1.jpg”,或在报送页选定那一行。\n")
    assert run(data, capsys, "attach", "--off", one["receipt"], "--reason", "拍错了")[0] == 0
    assert names(data) == []
    code, _, said = run(data, capsys, "attach", "--off", one["receipt"])
    assert (code, said) == (2, f"没有回执号为“{one['receipt']}”、还附着的附件。\n")
    assert run(data, capsys, "attach")[0] == 2


def test_a_file_that_a_row_names_and_nothing_else_is_that_rows(data: Path) -> None:
    with Workspace(opened(data), FORMS) as work, work.store.cursor() as cursor:
        task = cursor.execute("select key from stage_tasks_at($now) where filer = $filer limit 1",
                              {"now": dt.datetime.max, "filer": UNIT}).fetchone()
        assert task is not None
        cursor.execute("update rows_stage_tasks set evidence = '验收单.pdf' where filer = ? and key = ?", [UNIT, task[0]])
        for name in ("验收单.pdf", "验收单.pdf.pdf"):
            assert row_named(cursor, work.plan, work.forms, name, UNIT) == Row("stage_tasks", UNIT, task[0])


def test_what_a_zip_may_cost_holds_for_its_attachments(tmp_path: Path) -> None:
    bomb = zipped({f"{KEY}_a.pdf": b"%PDF-" + b"0" * 30_000_000, f"{KEY}_b.docx": docx()})
    came = list(pieces("a.zip", bomb, lambda name: True))
    assert [(p.name, p.data is None) for p in came] == [(f"{KEY}_a.pdf", True), (f"{KEY}_b.docx", False)]
    assert list(pieces("a.zip", bomb, lambda name: name.endswith(".xlsx"))) == []


def test_a_book_is_judged_with_the_evidence_beside_it(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of two rows that name material the one whose file lies in the same zip is not said to lack it."""
    second = f"{UNIT}-问题-002"
    with Workspace(opened(data), FORMS) as work:
        rows = [{**PROBLEM, "problem_no": key, "evidence": "照片1张"} for key in (KEY, second)]
        filled = book(work, UNIT, PERIOD, **{**nil_everywhere(work.plan, UNIT, PERIOD), "rectification": rows})
    bundle = tmp_path / "一起报.zip"
    bundle.write_bytes(zipped({"甲.xlsx": filled, f"{KEY}_照片.png": png()}))
    run(data, capsys, "load", bundle, "--json")
    with Workspace(opened(data), FORMS) as work, work.store.cursor() as cursor:
        said = cursor.execute(
            "select key, message from finding join filing using (entry) where code = 'GEN-EVIDENCE-FILE' and period = ?",
            [PERIOD]).fetchall()
    assert said == [(second, "“照片1张”仅有名称,未附材料。请在报送页附上,"
                             f"或随簿放入以“{second}”开头命名的文件(docx、pdf、jpg、png)。")]
