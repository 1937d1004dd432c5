"""What the pages say when disk, rights or files are at fault, and what they tell the office of a repair."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lvzhi.faults import DISK_FULL
from lvzhi.viewer import Viewer
from lvzhi.web import identity
from tests.crash.full_disk import small_disk
from tests.crash.ground import OFFICE, UNIT, Ground

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def fresh_server() -> Iterator[None]:
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


def visit(ground: Ground, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page a viewer comes to first."""
    monkeypatch.setenv("LVZHI_DATA", str(ground.data))
    app = AppTest.from_file(str(ROOT / "lvzhi" / "web" / "menu.py"), default_timeout=60)
    # AppTest has no cookies of its own.
    monkeypatch.setattr(identity, "cookies", lambda: {identity.COOKIE: ground.token(viewer)})
    app.run()
    assert [e.message for e in app.exception] == []
    return app


def errors(app: AppTest) -> list[str]:
    return [e.value for e in app.error]


def test_a_full_disk_is_said_and_filing_again_afterwards_works(
    untouched: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        ground = untouched.copy(disk.path / "ground")
        app = visit(ground, UNIT, monkeypatch)
        app.file_uploader(key="filing.file.0").set_value(("七月.xlsx", ground.book(), "")).run()
        app.button(key="filing.yes").click().run()  # a month gone by: 补报
        with disk.filled(0):
            app.button(key="filing.confirm").click().run()
            assert errors(app) == [DISK_FULL]
        app.button(key="filing.confirm").click().run()
        assert errors(app) == []
        assert "已接收(待审核)。请记下回执号。" in "".join(s.value for s in app.success)


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """The folder may be read by root alone, and this process is not root for a while."""
    root = os.geteuid() == 0
    folder.chmod(0)
    if root:
        if not ROOT.stat().st_mode & 0o005:
            pytest.skip("only root may read the program here")
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_data_directory_that_may_not_be_read_is_said(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    with without_rights(ground.data):
        app = visit(ground, OFFICE, monkeypatch)
    assert errors(app) == [f"“{ground.data / 'journal.sqlite'}”读写不了(没有权限)。请核对路径和权限。"]
    app.run()
    assert errors(app) == []  # it needs no new start once the rights are given


def test_a_torn_journal_is_said(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = ground.data / "journal.sqlite"
    whole = bytearray(journal.read_bytes())
    whole[-4096:] = bytes(4096)
    journal.write_bytes(whole)
    (said,) = errors(visit(ground, OFFICE, monkeypatch))
    assert said.startswith("日志") and said.endswith("请先停止登记,从备份恢复。")


def test_the_office_is_told_of_a_repair_until_it_has_read_it(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    (ground.data / "projection.duckdb").write_bytes(b"spoilt" * 4000)
    app = visit(ground, OFFICE, monkeypatch)
    said = [m.value for m in app.markdown if "按收到的原件" in m.value]
    assert len(said) == 1 and said[0].endswith("需要时请系统管理员查看。")
    app.button(key="mended.read").click().run()
    assert [m.value for m in app.markdown if "按收到的原件" in m.value] == []
    unit = visit(ground, UNIT, monkeypatch)
    assert [m.value for m in unit.markdown if "按收到的原件" in m.value] == []
