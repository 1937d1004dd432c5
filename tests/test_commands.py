"""The command line's contract (design.md section 8): JSON shapes, exit codes, two processes at once."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from lvzhi import measures
from lvzhi.__main__ import main
from lvzhi.commands import books
from lvzhi.commands.context import Context
from lvzhi.decisions import decide
from lvzhi.journal import Journal
from lvzhi.store import Limits
from lvzhi.web.unit import LINES
from lvzhi.workspace import Workspace
from schemas import BOOKS, FORMS
from tests.campaigns import PROBLEM, SEED, book, campaign, file, nothing_this_month
from tests.outside.desk import spoken

SMALL = Path("tests/plans/small.yaml")


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one accepted book of one unit, to be copied."""
    folder = tmp_path_factory.mktemp("filed") / "data"
    with campaign(folder) as workspace:
        file(workspace, july(workspace, "园林"), "2015-08-04T10:00")
    return folder


@pytest.fixture
def data(tmp_path: Path, filed: Path) -> Path:
    return Path(shutil.copytree(filed, tmp_path / "data"))


def july(workspace: Workspace, filer: str, **sheets: Any) -> bytes:
    given = nothing_this_month(workspace, filer, "2015-07") | {"rectification": [PROBLEM], **sheets}
    return book(workspace, filer, "2015-07", **given)


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code = main([str(w) for w in words])
    out = capsys.readouterr().out
    return code, json.loads(out) if "--json" in words else out


def written(folder: Path, data: Path, *filers: str, **sheets: Any) -> list[Path]:
    """July books of these filers, filled in against what stands in a data directory."""
    with campaign(data) as workspace:
        paths = []
        for filer in filers:
            path = folder / f"{filer}.xlsx"
            path.write_bytes(july(workspace, filer, **sheets))
            paths.append(path)
    return paths


def test_check_lists_every_finding_at_its_cell_and_stores_nothing(tmp_path: Path, data: Path, capsys: Any) -> None:
    (path,) = written(tmp_path, data, "泰丰", rectification=[{**PROBLEM, "due": "7月1日"}])
    code, found = run(capsys, "--data", data, "check", path, "--json")
    assert code == 1
    (one,) = found
    assert {k: one[k] for k in ("file", "book", "filer", "period", "ok")} == {
        "file": "泰丰.xlsx", "book": "单位报送簿", "filer": "泰丰办事处", "period": "2015-07", "ok": False,
    }
    assert one["findings"] == [
        {
            "sheet": "问题整改台账", "cell": "Q4", "row": 4, "column": "整改时限", "severity": "error", "code": "GEN-DATE",
            "message": "“7月1日”没有写年份。请写全,如“2015年6月5日”。", "value": "7月1日", "suggestion": None,
        }
    ]
    _, filings = run(capsys, "--data", data, "measure", "rectification", "--as-of", "2015-12-31", "--json")
    assert filings["totals"]["registered"] == 1


def test_check_works_without_a_data_directory(tmp_path: Path, capsys: Any) -> None:
    (path,) = written(tmp_path, tmp_path / "other", "泰丰")
    code, found = run(capsys, "--data", tmp_path / "none", "check", path, "--json")
    assert (code, found[0]["ok"], found[0]["rows_read"]) == (0, True, 2)


def test_load_says_what_became_of_each_file(tmp_path: Path, data: Path, capsys: Any) -> None:
    folder = tmp_path / "books" / "2015-08-05"
    folder.mkdir(parents=True)
    good, bad = written(folder, data, "泰丰", "高场")
    bad.write_bytes(b"%PDF-1.4 not a book")
    code, found = run(capsys, "--data", data, "load", tmp_path / "books", "--received-at", "folder", "--json")
    assert code == 1
    assert [(r["file"], r["status"], r["filer"], r["period"]) for r in found] == [
        ("泰丰.xlsx", "accepted", "泰丰办事处", "2015-07"), ("高场.xlsx", "unreadable", None, None),
    ]
    assert (found[0]["rows"]["rectification"], found[0]["change"]["added"], found[0]["errors"]) == (1, 2, 0)
    again_code, again = run(capsys, "--data", data, "load", good, "--json")
    assert (again_code, again[0]["status"], again[0]["receipt"]) == (0, "duplicate", found[0]["receipt"])
    _, reporting = run(
        capsys, "--data", data, "measure", "reporting", "--as-of", "2015-08-06", "--filter", "unit=泰丰办事处",
        "--filter", "period=2015-07", "--json",
    )
    (row,) = reporting["rows"]
    assert (row["state"], row["accepted_at"][:19]) == ("on_time", "2015-08-05T12:00:00")


def test_a_zip_is_loaded_member_by_member(tmp_path: Path, data: Path, capsys: Any) -> None:
    paths = written(tmp_path, data, "泰丰", "高场")
    with zipfile.ZipFile(tmp_path / "books.zip", "w") as archive:
        for path in paths:
            archive.write(path, f"2015-08-05/{path.name}")
    code, found = run(capsys, "--data", data, "load", tmp_path / "books.zip", "--received-at", "folder", "--json")
    assert (code, [r["status"] for r in found]) == (0, ["accepted", "accepted"])


@pytest.mark.parametrize("name", ["7月来文/收到.ZIP", "收到"])
def test_a_zip_is_known_by_what_is_in_it_and_what_is_no_book_is_named(
    tmp_path: Path, data: Path, capsys: Any, name: str
) -> None:
    """As on the page: wherever it lies, whatever it is called, with folders, texts and hidden files in it."""
    (path,) = written(tmp_path, data, "泰丰")
    packed = tmp_path / "in" / name
    packed.parent.mkdir(parents=True)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("7月/", b"")
        archive.write(path, "7月/泰丰.xlsx")
        for other in ("说明.txt", "~$泰丰.xlsx", "__MACOSX/._泰丰.xlsx", ".DS_Store"):
            archive.writestr(other, b"x")
    with zipfile.ZipFile(tmp_path / "in" / "空.zip", "w") as archive:
        archive.writestr("一层/", b"")
    code = main(["--data", str(data), "load", str(tmp_path / "in"), "--json"])
    said = capsys.readouterr()
    assert (code, [(f["file"], f["status"]) for f in json.loads(said.out)]) == (0, [("泰丰.xlsx", "accepted")])
    assert all(f"“{other}”" in said.err for other in ("说明.txt", "~$泰丰.xlsx", "空.zip")) and "._" not in said.err


def test_a_workbook_called_a_zip_is_a_book_and_a_zip_called_a_workbook_is_none(
    tmp_path: Path, data: Path, capsys: Any
) -> None:
    (path,) = written(tmp_path, data, "泰丰")
    with zipfile.ZipFile(tmp_path / "多份.xlsx", "w") as archive:
        archive.write(path, path.name)
    path = path.rename(tmp_path / "泰丰.zip")
    code, found = run(capsys, "--data", data, "load", path, tmp_path / "多份.xlsx", "--json")
    assert (code, [r["status"] for r in found]) == (1, ["accepted", "unreadable"])


@pytest.mark.parametrize("command", ["check", "load"])
def test_one_member_that_cannot_be_had_stops_no_other(tmp_path: Path, data: Path, capsys: Any, command: str) -> None:
    """A book between a bomb, a member that is not what its sum says, and one behind a password."""
    (path,) = written(tmp_path, data, "泰丰")
    bomb, torn, locked = zipfile.ZipInfo("a-巨大.xlsx"), zipfile.ZipInfo("b-损坏.xlsx"), zipfile.ZipInfo("c-加密.xlsx")
    bomb.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(tmp_path / "books.zip", "w") as archive:
        archive.writestr(bomb, bytes(40 * 1024 * 1024))
        archive.writestr(torn, b"PK\x03\x04 half")
        archive.writestr(locked, b"secret")
        archive.write(path, path.name)
    packed = bytearray((tmp_path / "books.zip").read_bytes())
    packed[packed.index(b"half")] = 0
    packed[packed.rindex("c-加密".encode()) - 46 + 8] |= 1  # its entry in the directory
    (tmp_path / "books.zip").write_bytes(packed)
    code = main(["--data", str(data), command, str(tmp_path / "books.zip"), "--json"])
    said = capsys.readouterr()
    assert (code, [f["file"] for f in json.loads(said.out)]) == (1, ["泰丰.xlsx"])
    assert said.err == "".join(
        f"压缩包里的“{name}”取不出来(有密码、已损坏、超过20MB,或包内文件太多),没有收。请单独放入。\n"
        for name in ("a-巨大.xlsx", "b-损坏.xlsx", "c-加密.xlsx")
    )


def test_who_judges_no_rows_starts_without_pandera(tmp_path: Path, data: Path) -> None:
    command = "import sys; from lvzhi.__main__ import main; print(main(sys.argv[1:]), 'pandera' in sys.modules)"
    words = ("--data", data, "export", "--out", tmp_path / "汇总表.xlsx")
    done = subprocess.run([sys.executable, "-c", command, *map(str, words)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 False"


def test_the_export_bounds_its_database_and_begins_anew_where_that_is_too_little(
    tmp_path: Path, data: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = Context(FORMS, BOOKS, data, None, tmp_path)
    with context.workspace(books.STREAMED) as workspace, workspace.store.cursor() as cursor:
        bounds = cursor.execute("select current_setting('memory_limit'), current_setting('threads')").fetchall()
        assert bounds == [("122.0 MiB", 1)]  # two threads at once may ask for more than can lie on the disk
    wide, narrow = tmp_path / "宽.xlsx", tmp_path / "窄.xlsx"
    assert main(["--data", str(data), "export", "--out", str(wide)]) == 0
    monkeypatch.setattr(books, "STREAMED", Limits(memory="4MB"))
    with pytest.raises(duckdb.OutOfMemoryException), context.workspace(books.STREAMED) as workspace:
        measures.run(workspace.store.cursor(), workspace.plan, "rectification", workspace.clock.now())
    assert main(["--data", str(data), "export", "--out", str(narrow)]) == 0
    assert capsys.readouterr().out.splitlines() == [f"汇总表已写入 {wide}", f"汇总表已写入 {narrow}"]
    with zipfile.ZipFile(wide) as one, zipfile.ZipFile(narrow) as other:
        sheets = [name for name in one.namelist() if name.startswith("xl/worksheets/")]
        assert len(sheets) > 20
        assert [one.read("xl/workbook.xml")] == [other.read("xl/workbook.xml")]
        assert {n: one.read(n).count(b"<row ") for n in sheets} == {n: other.read(n).count(b"<row ") for n in sheets}


def test_templates_hold_only_what_is_owed(tmp_path: Path, capsys: Any) -> None:
    code, _ = run(capsys, "--data", tmp_path / "none", "templates", "--out", tmp_path, "--filer", "工青妇",
                  "--period", "2015-10")
    assert code == 0
    (path,) = tmp_path.glob("*.xlsx")
    visible = [s.title for s in openpyxl.load_workbook(path) if s.sheet_state == "visible"]
    assert path.name == "工青妇-2015-10-单位报送簿.xlsx"
    assert set(visible) == {
        "封面", "问题整改台账", "履职清单", "廉政清单", "作风清单", "协办清单", "投诉举报台账", "征求意见", "宣传信息",
        "工作总结", "说明", "填报说明",
    }


def test_decide_approves_and_returns(tmp_path: Path, data: Path, capsys: Any) -> None:
    acts = tmp_path / "acts.yaml"
    acts.write_text("- {act: approve, filing: 园林-201507-01, at: 2015-08-06}\n", encoding="utf-8")
    assert run(capsys, "--data", data, "decide", acts, "--json") == (0, {"recorded": 1, "entries": [3]})
    acts.write_text("- {act: return, filing: 园林-201507-01, reason: 缺盖章页, at: 2015-08-10}\n", encoding="utf-8")
    assert run(capsys, "--data", data, "decide", acts)[0] == 0
    registered = [
        run(capsys, "--data", data, "measure", "rectification", "--as-of", day, "--json")[1]["totals"]["registered"]
        for day in ("2015-08-09", "2015-08-10")
    ]
    assert registered == [1, 0]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("{act: 批准, filing: x}", "不认识“批准”"),
        ("{act: return, filing: 园林-201507-01}", "还缺“reason”"),
        ("{act: approve, filer: 园林}", "请写明回执号(filing),或填报单位和报告期(filer、period)"),
        ("{act: approve, filer: 泰丰, period: 2015-07}", "没有泰丰办事处2015-07的已接收报送"),
        ("{act: approve, filing: 园林-201512-09}", "没有回执号为“园林-201512-09”的已接收报送"),
        ("{act: exempt, filer: 周矶, period: 2015-07, reason: 停电}", "方案里没有“周矶”这个单位"),
        ("{act: verification, filer: 一组, rows: [{event: 关掉, problem_no: 园林-问题-001}]}", "事项:"),
    ],
)
def test_decide_refuses_what_cannot_be_recorded(tmp_path: Path, data: Path, capsys: Any, act: str, words: str) -> None:
    acts = tmp_path / "acts.yaml"
    acts.write_text(f"- {act}\n", encoding="utf-8")
    code, found = run(capsys, "--data", data, "decide", acts, "--json")
    assert (code, found["recorded"]) == (1, 0)
    assert words in "".join(found["problems"])


def test_events_entered_on_the_desk_close_a_problem(tmp_path: Path, data: Path, capsys: Any) -> None:
    with campaign(data) as workspace:
        applied = {"problem_no": "园林-问题-001", "status": "申请销号", "applied_on": dt.date(2015, 8, 20),
                   "evidence": "发放表"}
        sheets = nothing_this_month(workspace, "园林", "2015-08") | {"rectification": [applied]}
        sheets["self_inspection"] = [
            {"check_item": i.clause, "part": p[-1] if i.parts else "–", "conclusion": "未发现问题"}
            for i in workspace.plan.items_of("园林") for p in i.part_clauses
        ]
        receipt = file(workspace, book(workspace, "园林", "2015-08", **sheets), "2015-09-02T10:00")
        assert [f.message for f in receipt.findings if f.open] == []
    acts = tmp_path / "acts.yaml"
    acts.write_text(
        "- act: verification\n  filer: 一组\n  at: 2015-09-10\n  rows:\n"
        "  - {problem_no: 园林-问题-001, event: 核查通过, event_on: 2015-09-08, application_on: 2015-08-20, method: 现场,"
        " verifier_1: 关业锋, verifier_2: 李成莉, entered_by: 关业锋}\n"
        "  - {problem_no: 园林-问题-001, event: 批准销号, event_on: 2015-09-09, application_on: 2015-08-20,"
        " approver: 刘俊, approval_no: 审批表1号, entered_by: 关业锋}\n",
        encoding="utf-8",
    )
    assert run(capsys, "--data", data, "--plan", SEED, "decide", acts)[0] == 0
    closed = [
        run(capsys, "--data", data, "measure", "rectification", "--as-of", day, "--json")[1]["totals"]["closed"]
        for day in ("2015-09-09", "2015-09-10")
    ]
    assert closed == [0, 1]


def test_trace_names_the_cells_behind_a_figure(data: Path, capsys: Any) -> None:
    code, found = run(
        capsys, "--data", data, "trace", "rectification", "--figure", "registered", "day=2015-07-20",
        "--as-of", "2015-08-31", "--json",
    )
    assert code == 0
    assert [(c["filer"], c["sheet"], c["cell"], c["value"]) for c in found] == [
        ("园林办事处", "问题整改台账", "C4", "2015-07-20"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("measure", "nothing"), ("measure", "rectification", "--filter", "unit=周矶"), ("load", "no-such-file.xlsx"),
        ("measure", "supervision", "--from", "2015-09-30", "--to", "2015-09-01"),
        ("export", "--out", "{tmp}/x.xlsx", "--filter", "unit=周矶"),
        ("measure", "supervision", "--from", "昨天"), ("measure", "rectification", "--as-of", "昨天"),
        ("decide", "no-such-file.yaml"), ("restore", "README.md"),
        ("--plan", "no-such-plan.yaml", "check", "README.md"), ("templates", "--out", "{tmp}", "--period", "2020-01"),
    ],
)
def test_wrong_use_says_what_to_do_and_exits_with_2(data: Path, tmp_path: Path, capsys: Any, words: tuple[str, ...]) -> None:
    code = main(["--data", str(data), *(w.replace("{tmp}", str(tmp_path)) for w in words)])
    said = capsys.readouterr().err
    assert code == 2
    assert "Traceback" not in said
    assert said.strip().endswith("。")


def test_backup_restore_and_verify(data: Path, tmp_path: Path, capsys: Any) -> None:
    before = run(capsys, "--data", data, "measure", "rectification", "--as-of", "2015-08-31", "--json")[1]
    assert run(capsys, "--data", data, "backup", "--out", tmp_path / "b.zip")[0] == 0
    assert run(capsys, "--data", tmp_path / "again", "restore", tmp_path / "b.zip")[0] == 0
    assert run(capsys, "--data", tmp_path / "again", "verify", "--json") == (0, {"ok": True, "problems": []})
    after = run(capsys, "--data", tmp_path / "again", "measure", "rectification", "--as-of", "2015-08-31", "--json")[1]
    assert after == before


def test_backups_are_listed_checked_and_restored_over_what_is_set_aside(tmp_path: Path, capsys: Any) -> None:
    data, place = tmp_path / "small", ("--data", str(tmp_path / "small"))
    assert main([*place, "--plan", str(SMALL), "init"]) == 0
    (data / "settings.toml").write_text("backup_keep_days = 3\nfree_megabytes = 0\n", encoding="utf-8")
    assert main([*place, "health"]) == 1
    assert "里还没有备份。" in capsys.readouterr().out
    assert main([*place, "backup"]) == 0
    [packed] = (data / "backups").glob("lvzhi-*.zip")
    capsys.readouterr()
    assert main([*place, "health"]) == 0
    assert capsys.readouterr().out.count("正常:") == 3
    assert main([*place, "backup", "--list"]) == 0
    assert capsys.readouterr().out.endswith("日志 2 条(报送 0 份、审定等事项 0 件),账号 1 个\n")
    assert main([*place, "backup", "--check", str(packed)]) == 0
    assert main([*place, "restore", str(packed)]) == 2
    assert "恢复不覆盖原有内容" in capsys.readouterr().err
    assert main([*place, "restore", "--set-aside", str(packed)]) == 0
    said = capsys.readouterr().out
    assert "其中的 settings.toml 照旧使用" in said
    assert "备份里没有密码" in said
    [aside] = tmp_path.glob("small-*")
    assert (aside / "backups" / packed.name).exists()
    assert main([*place, "accounts", "reset", "管理员"]) == 0
    assert "一次性密码" in capsys.readouterr().out
    with Journal(data / "journal.sqlite") as journal:
        assert [e.body.get("act") for e in journal.entries()][1:] == ["create", "restore", "reset"]


def test_a_second_plan_runs_without_touching_code(tmp_path: Path, capsys: Any) -> None:
    data = tmp_path / "small"
    assert run(capsys, "--data", data, "--plan", SMALL, "init")[0] == 0
    code, _ = run(capsys, "--data", data, "templates", "--out", tmp_path / "books", "--period", "2031-03")
    assert code == 0
    names = sorted(p.name for p in (tmp_path / "books").glob("*.xlsx"))
    _, completion = run(capsys, "--data", data, "measure", "completion", "--as-of", "2031-06-30", "--json")
    units = {r["unit"] for r in completion["rows"]}
    assert len(units) == 3
    assert {n.split("-")[0] for n in names} >= units


LOADER = """
import sys
from lvzhi.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_two_processes_writing_at_once_lose_nothing(data: Path, tmp_path: Path, capsys: Any) -> None:
    """One process holds the campaign open (as the server does) while two others load different books."""
    with campaign(data) as server:
        paths = []
        for filer in ("泰丰", "高场", "杨市", "后湖"):
            path = tmp_path / f"{filer}.xlsx"
            path.write_bytes(july(server, filer))
            paths.append(path)
        at = "2015-08-05T09:00"
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", LOADER, "--data", str(data), "load", *map(str, part), "--received-at", at, "--json"],
                stdout=subprocess.PIPE, text=True,
            )
            for part in (paths[:2], paths[2:])
        ]
        own = file(server, july(server, "周矶处"), at)
        found = [json.loads(r.communicate(timeout=120)[0]) for r in runs]
        assert [r["status"] for part in found for r in part] == ["accepted"] * 4
        assert own.status == "accepted"
        server.refresh()
        standing = set(server.standing().current("rectification")["filer"])
    assert standing == {"园林", "泰丰", "高场", "杨市", "后湖", "周矶处"}
    assert run(capsys, "--data", data, "verify", "--json") == (0, {"ok": True, "problems": []})


def test_the_offline_file_comes_without_a_word_from_the_screens_framework(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "离线.html"
    with campaign(data, SMALL) as workspace:
        unit = workspace.plan.units[0].name
        decide(workspace, [{"act": "open_review", "at": "2015-08-19"}], "测试")
        said = {"filer": unit, "key": "completion.done", "reason": "任务一已于7月20日完成", "at": "2015-08-19"}
        decide(workspace, [{"act": "object", **said}], "测试")
    export = ["--data", str(data), "export", "--offline", "--out", str(out), "--as-of", "2015-08-20"]
    done = spoken([*export, "--filter", f"unit={unit}"])
    assert (done.code, done.err, done.out) == (0, "", f"离线会议版已写入 {out}\n")
    text = out.read_text(encoding="utf-8")
    assert "截至2015年8月20日" in text and f"单位:{unit}" in text
    held = json.loads(text.partition('id="held">')[2].partition("</script>")[0])
    (page,) = (p for p in held["pages"] if p["url"] == "unit")
    figures = {f["label"]: f["value"] for b in page["blocks"] if b["kind"] == "figures" for f in b["figures"]}
    assert figures["阶段任务完成(有异议,待答复)"].startswith("0/") and len(figures) == len(LINES)
    assert [b["words"] for b in page["blocks"] if b.get("title", "").startswith("有异议:阶段任务完成")] == ["待局履职办答复。"]
    done = spoken([*export, "--filter", "unit=没有这个"])
    assert (done.code, done.out) == (2, "") and "“没有这个”不在可选内容之内(单位)。" in done.err
