"""What a server does besides showing pages: log, daily backup, health; nothing of anybody's leaves by these ways."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from lvzhi import backups, health, logs
from lvzhi.datadir import DataDir
from lvzhi.journal import Journal
from lvzhi.settings import Settings
from lvzhi.web import serving
from lvzhi.web.gate import Gate
from lvzhi.web.settings import settings
from tests.browser.server import served
from tests.campaigns import campaign

SMALL = Path("tests/plans/small.yaml")
ROOMY = Settings(free_megabytes=0)
NOW = dt.datetime(2031, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
CELL = "张三 13800000000"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real campaign no server has shown yet."""
    folder = tmp_path / "data"
    with campaign(folder, SMALL):
        pass
    monkeypatch.setenv("LVZHI_DATA", str(folder))
    monkeypatch.setenv("LVZHI_FREE_MEGABYTES", "0")
    settings.cache_clear()
    yield folder
    settings.cache_clear()
    st.cache_resource.clear()


# --- the log ---------------------------------------------------------------------------------------


def broken() -> None:
    try:
        int(CELL)
    except ValueError as fault:
        raise KeyError(CELL) from fault


def test_a_fault_is_its_sort_and_place_and_never_its_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logs.kept(tmp_path / "logs", 1, 2):
        try:
            broken()
        except KeyError:
            logging.getLogger("lvzhi.web").exception("looked at")
    for said in ((tmp_path / "logs" / logs.NAME).read_text(encoding="utf-8"), capsys.readouterr().err):
        assert CELL not in said
        assert said.index("ValueError") < said.index("KeyError")
        assert "ERROR lvzhi.web looked at" in said
        assert "in broken" in said


def test_what_another_handler_wrote_out_is_not_taken_over(tmp_path: Path) -> None:
    try:
        broken()
    except KeyError as fault:
        record = logging.LogRecord("lvzhi", logging.ERROR, __file__, 1, "x", (), (KeyError, fault, fault.__traceback__))
    assert CELL in logging.Formatter().format(record)
    assert CELL not in logs.SortAndPlace().format(record)


def test_other_programs_lines_are_not_kept_and_a_full_file_is_changed(tmp_path: Path) -> None:
    before = logging.getLogger("lvzhi").handlers[:]
    with logs.kept(tmp_path, 1, 2):
        logging.getLogger("streamlit").error(CELL)
        logging.getLogger().error(CELL)
        for _ in range(3):
            logging.getLogger("lvzhi.x").info("x" * 2**20)
    assert logging.getLogger("lvzhi").handlers == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [logs.NAME, f"{logs.NAME}.1", f"{logs.NAME}.2"]
    assert not any(CELL in p.read_text(encoding="utf-8") for p in tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_said_and_the_server_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    with logs.kept(tmp_path / "file" / "logs", 1, 1):
        logging.getLogger("lvzhi").info("goes on")
    said = capsys.readouterr().err
    assert "no log is kept in" in said
    assert "goes on" in said


# --- the daily backup ------------------------------------------------------------------------------


def test_the_daily_backup_is_taken_once_and_noted(data: Path) -> None:
    taken = serving.back_up_if_due(Settings())
    assert taken is not None
    assert serving.back_up_if_due(Settings()) is None
    assert [k.path for k in backups.listed(data / "backups")] == [taken.kept.path]
    with Journal(data / "journal.sqlite") as journal:
        *_, last = journal.entries()
    assert (last.actor, last.body["act"], last.body["file"]) == ("服务器", "backup", taken.kept.path.name)


def test_no_daily_backup_of_an_example_nor_when_it_is_switched_off(data: Path) -> None:
    assert serving.back_up_if_due(Settings(backup_at=None)) is None
    mark = data / "campaign.toml"
    mark.write_text(mark.read_text().replace("demo = false", "demo = true"))
    assert serving.back_up_if_due(Settings()) is None
    assert not (data / "backups").exists()


def test_a_fault_of_one_day_does_not_end_the_next(caplog: pytest.LogCaptureFixture) -> None:
    came, done = [], threading.Event()

    def step() -> None:
        came.append(len(came))
        if len(came) == 1:
            raise OSError("disk")
        done.set()

    async def some_days() -> None:
        working = asyncio.create_task(serving.again_and_again(step, 0.001, 0.001))
        await asyncio.to_thread(done.wait, 20)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working

    asyncio.run(some_days())
    assert len(came) >= 2
    assert "the daily backup could not be taken" in caplog.text


# --- health ----------------------------------------------------------------------------------------


def points(data: Path, told: Settings, now: dt.datetime = NOW) -> dict[str, tuple[bool, str]]:
    return {p.name: (p.ok, p.says) for p in health.examine(DataDir(data), told, now)}


def test_every_point_says_what_is_amiss(data: Path) -> None:
    assert points(data, ROOMY)["journal"] == (True, "日志可读,最后一条是第 1 条。")
    assert points(data, ROOMY)["disk"][0]
    assert not points(data, Settings(free_megabytes=10**9))["disk"][0]
    assert points(data, ROOMY)["backup"] == (False, f"“{data / 'backups'}”里还没有备份。")
    assert "backup" not in points(data, Settings(backup_at=None))
    backups.take(DataDir(data), data / "backups", NOW, "服务器", ROOMY.keep)
    assert points(data, ROOMY)["backup"] == (True, "最近的备份做于 2031-03-05 09:00。")
    late = points(data, ROOMY, NOW + dt.timedelta(days=2, minutes=1))["backup"]
    assert late == (False, "最近的备份做于 2031-03-05 09:00。自动备份没有做成,请查看运行日志。")


@pytest.mark.parametrize("headers", [{}, {"accept": "text/html"}, {"x-forwarded-for": "127.0.0.1", "host": "localhost"}])
def test_the_address_says_well_or_not_and_no_more(data: Path, headers: dict[str, str]) -> None:
    at = [0.0]
    asked = TestClient(Starlette(routes=serving.Health(lambda: at[0]).routes(), middleware=[Middleware(Gate)]))
    first = asked.get("/health", headers=headers, follow_redirects=False)
    assert (first.status_code, first.json()) == (503, {"ok": False})
    serving.back_up_if_due(Settings())
    assert asked.get("/health", headers=headers).json() == {"ok": False}  # the answer lasts a while
    at[0] = 11.0
    then = asked.get("/health", headers=headers)
    assert (then.status_code, then.json()) == (200, {"ok": True})


def test_where_there_is_no_campaign_it_is_not_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LVZHI_DATA", str(tmp_path / "none"))
    asked = TestClient(Starlette(routes=serving.Health().routes()))
    assert (asked.get("/health").status_code, asked.get("/health").json()) == (503, {"ok": False})
    assert not (tmp_path / "none").exists()


def test_a_server_says_where_it_is_keeps_its_log_and_answers(data: Path) -> None:
    with served(data) as at:
        with urllib.request.urlopen(f"{at}/health", timeout=20) as answer:  # backups are off in it
            assert answer.read() == b'{"ok":true}'
        port = at.rpartition(":")[2]
    said = (data.parent / f"server-{port}.log").read_text(encoding="utf-8")
    assert f"履职尽责已启动,请用浏览器打开 http://localhost:{port}" in said
    assert "External URL" not in said
    kept = (data / "logs" / logs.NAME).read_text(encoding="utf-8")
    assert "INFO lvzhi.web.serving server started" in kept
    assert "INFO lvzhi.web.serving server ended" in kept
