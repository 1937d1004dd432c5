"""附件 on the pages: put to a row and taken off by its unit, beside books by the office, seen with the row by others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lvzhi.viewer import Viewer
from tests.evidence import docx, png, zipped
from tests.matrix.world import OTHER, UNIT
from tests.test_pages import fresh_server, visit  # noqa: F401

KEY, OFFICE = f"{OTHER}-问题-001", Viewer("office")


@pytest.fixture
def data(matrix_campaign: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(matrix_campaign, tmp_path / "data"))


def said(app: AppTest) -> str:
    words = [*app.markdown, *app.caption, *app.success, *app.warning, *app.info]
    return "\n".join(str(w.value) for w in words).replace("\\", "")


def put(app: AppTest, files: dict[str, bytes], key: str) -> AppTest:
    app.file_uploader(key=key).set_value([(n, d, "") for n, d in files.items()]).run()
    assert [e.message for e in app.exception] == []
    return app


def test_a_unit_attaches_looks_and_takes_off(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "filing", Viewer("unit", OTHER), monkeypatch)
    ledger = next(o for o in app.selectbox(key=f"attach.row.{OTHER}").options if KEY in o)
    assert ledger.startswith(f"问题整改台账 {KEY} ")
    put(app, {f"{KEY}_照片.png": png(), "无名.png": png(grey=3), f"{UNIT}-问题-001.png": png(grey=4)}, "attach.files.0")
    app.button(key="attach.go").click().run()
    words = said(app)
    assert f"{KEY}_照片.png:附在“{KEY}”。" in words and "无名.png:看不出是哪一行的附件。" in words
    assert f"“{UNIT}-问题-001”不是本单位的编号" in words
    app.selectbox(key=f"attach.row.{OTHER}").set_value(ledger).run()
    put(app, {"image.docx": docx()}, "attach.files.1")
    app.button(key="attach.go").click().run()
    assert f"image.docx:附在“{KEY}”。" in said(app)
    held = next(f.value for f in app.dataframe if "写明的材料" in f.value)
    assert held[held["附件"] == "2 个"]["编号"].to_list() == [KEY]
    looks = [t for t in app.toggle if t.key and t.key.endswith(".look")]
    looks[0].set_value(True).run()
    assert [e.message for e in app.exception] == []
    assert any("/media/" in h.proto.body for h in app.get("html"))
    off = next(b for b in app.button if b.key and b.key.startswith("attach.off."))
    off.click().run()
    held = next(f.value for f in app.dataframe if "写明的材料" in f.value)
    assert held[held["编号"] == KEY]["附件"].to_list() == ["1 个"]


def test_others_see_it_with_the_units_rows(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "unit", Viewer("group", "东片"), monkeypatch, unit=UNIT)
    assert "**附件**(1 个)" in said(app) and f"{UNIT}-问题-001_现场.png" in said(app)
    assert not [b for b in app.button if b.key and b.key.startswith("attach.off.")]


def test_the_office_files_books_and_what_lies_beside_them(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "load", OFFICE, monkeypatch)
    came = zipped({f"{KEY}_照片.png": png(), "照片.png": png(grey=8), f"{OTHER}-问题-099.png": png(), "坏.xlsx": "x"})
    put(app, {"一起.zip": came}, "load.files.0.False")
    seen = app.dataframe[0].value[["文件名", "结果"]].to_numpy().tolist()
    assert sorted(seen) == sorted([
        ["坏.xlsx", "没有接收"], ["照片.png", "没有接收"], [f"{KEY}_照片.png", "附件:可以附上"],
        [f"{OTHER}-问题-099.png", "附件:随报送簿接收后附上"],
    ])
    app.button(key="load.confirm").click().run()
    assert [e.message for e in app.exception] == []
    tied = next(f.value for f in app.dataframe if "附件" in f.value and "说明" in f.value)
    assert tied[["附件", "填报单位"]].to_numpy().tolist() == [["已附上", "节水办"], ["没有收", ""]]
