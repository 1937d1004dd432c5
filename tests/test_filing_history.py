"""报送记录: every state a file can be in is seen, with what came back shown at its cell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from lvzhi.decisions import decide
from lvzhi.viewer import Viewer
from tests.campaigns import COVER, campaign, file
from tests.test_pages import fresh_server, put, said, visit  # noqa: F401
from tests.test_wrong_files import PLAN, Books

RETURN = {"sheet": "问题整改台账", "cell": "H4", "reason": "请写明是哪三个村"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """July sent four times: what is no book, one returned, one sent back by the checks, one that stands; then approved."""
    folder = tmp_path_factory.mktemp("history") / "data"
    with campaign(folder, PLAN, today=dt.date(2015, 8, 20)) as workspace:
        books = Books(workspace)
        file(workspace, b"%PDF-1.4", "2015-08-01T10:00", filer="甲")
        first = file(workspace, books.of("甲"), "2015-08-02T10:00")
        act = {"act": "return", "filing": first.receipt, "reason": "内容不清", "cells": [RETURN], "at": "2015-08-03T09:00"}
        decide(workspace, [act], "局履职办")
        file(workspace, books.spoilt(lambda w: _blank(w, COVER["preparer"])), "2015-08-04T10:00")
        last = file(workspace, books.of("甲", version=0), "2015-08-05T10:00")
        decide(workspace, [{"act": "approve", "filing": last.receipt, "at": "2015-08-06T09:00"}], "局履职办")
        file(workspace, books.of("乙"), "2015-08-05T10:00")
    return folder


def test_a_file_that_came_in_and_was_not_filed_is_there_when_the_page_is_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    with campaign(folder, PLAN, today=dt.date(2015, 8, 20)) as workspace:
        (tmp_path / "七月.xlsx").write_bytes(Books(workspace).of("甲"))
    unit = Viewer("unit", "甲")
    app = put(visit(folder, "filing", unit, monkeypatch), tmp_path / "七月.xlsx", 0)
    app.button(key="filing.other").click().run()
    assert "接着看这一份" not in [b.label for b in app.button]  # put aside on purpose
    again = visit(folder, "filing", unit, monkeypatch)
    assert "收到的“七月.xlsx”还没有报送。" in said(again).replace("\\", "")
    again.button(key="filing.go-on").click().run()
    again.button(key="filing.confirm").click().run()
    assert "| 回执号 | 甲-201507-01 |" in said(again).replace("\\", "")
    put(visit(folder, "filing", unit, monkeypatch), tmp_path / "七月.xlsx", 0)  # the same bytes: they wait for nothing
    assert "接着看这一份" not in [b.label for b in visit(folder, "filing", unit, monkeypatch).button]


def _blank(book: object, text: str) -> None:
    for row in book["封面"].iter_rows():  # type: ignore[index]
        for cell in row:
            if cell.value == text:
                cell.value = None


def test_every_state_is_seen_and_what_came_back_stands_at_its_cell(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "filing", Viewer("unit", "甲"), monkeypatch)
    told = {e.label.split(" · ")[2]: (" ".join(m.value for m in e.markdown).replace("\\", ""),
                                      {d.proto.label for d in e.get("download_button")})
            for e in app.expander if " · " in e.label}
    assert list(told) == ["已审定", "系统退回(待修改)", "审核退回", "读不出"]
    assert told["已审定"] == ("", {"下载原件"})
    assert "“填报人”尚未填写" in told["系统退回(待修改)"][0]
    assert told["系统退回(待修改)"][1] == {"下载原件", "下载标注版"}
    assert "**H4** 请写明是哪三个村" in told["审核退回"][0]
    assert told["审核退回"][1] == {"下载原件", "下载标注版"}
    assert "这是版式文件(PDF或OFD)" in told["读不出"][0]
    other = visit(data, "filing", Viewer("unit", "乙"), monkeypatch)
    assert [e.label.split(" · ")[2] for e in other.expander if " · " in e.label] == ["已接收(待审核)"]
