"""What a server does besides showing pages: its log, where it says it is, the daily backup, its health."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from lvzhi import backups, health, logs
from lvzhi.access.people import AT_THE_MACHINE
from lvzhi.datadir import DataDir
from lvzhi.faults import sentence
from lvzhi.settings import Settings, data_path
from lvzhi.web import opening
from lvzhi.web.settings import settings

HEALTH = "/health"
LOOK_EVERY = 60.0  # seconds between two looks at whether the daily backup is due
_AFTER_A_FAULT = 3600.0  # seconds until a backup that could not be taken is tried again
_LASTS = 10.0  # seconds for which an answer on health is given again: anybody may ask
_EVERYWHERE = ("", "0.0.0.0", "::")  # compared with, not bound to  # nosec B104
_LOG = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Keep the log, say where the pages are, and keep the daily backup going until the server ends."""
    data, told = Path(data_path(os.environ)), settings()
    # A folder that is no data directory yet must stay empty, or it could not be set up.
    folder = told.logs_in(data) if DataDir(data).exists() else None
    with logs.kept(folder, told.log_megabytes, told.log_files):
        announce(data, st.get_option("server.address") or "", st.get_option("server.port"))
        working = asyncio.create_task(again_and_again(lambda: back_up_if_due(told)))
        try:
            yield {}
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            _LOG.info("server ended")


def announce(data: Path, address: str, port: int) -> None:
    """Say on the console where the pages are, and of which data directory."""
    everywhere = address in _EVERYWHERE
    host = "localhost" if everywhere or address == "127.0.0.1" else address
    said = f"履职尽责已启动,请用浏览器打开 http://{host}:{port}\n数据目录:{data.absolute()}\n"
    if everywhere:
        said += "同一网络里的其他电脑用这台机器的地址打开。\n"
    sys.stdout.write(f"{said}结束服务:Ctrl+C\n")
    sys.stdout.flush()
    _LOG.info("server started for %s", data.absolute())


async def again_and_again(
    step: Callable[[], object], every: float = LOOK_EVERY, after_a_fault: float = _AFTER_A_FAULT
) -> None:
    """Take a step every so many seconds, in a thread of its own; what goes wrong is noted, and it is tried later."""
    while True:
        await asyncio.sleep(every)
        try:
            await asyncio.to_thread(step)
        except Exception:
            _LOG.exception("the daily backup could not be taken")
            await asyncio.sleep(after_a_fault)


def back_up_if_due(told: Settings) -> backups.Taken | None:
    """Take the daily backup when it is due; an example is not backed up. Raises what `backups.take` raises."""
    data = Path(data_path(os.environ))
    if told.backup_at is None or not DataDir(data).exists() or DataDir(data).campaign().demo:
        return None
    workspace = opening.found()
    folder, now = told.backups_in(data), dt.datetime.now(workspace.plan.zone)
    last = next((kept.at for kept in backups.listed(folder) if kept.manifest), None)
    if not backups.due(now.replace(tzinfo=None), last, told.backup_at):
        return None
    taken = backups.take(workspace.datadir, folder, now, AT_THE_MACHINE, told.keep)
    _LOG.info("daily backup taken: %s", taken.kept.path.name)
    return taken


class Health:
    """The address a monitor asks: well or not well, and no more. `python -m lvzhi health` says what is amiss."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._known: tuple[float, bool] | None = None

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route(HEALTH, self.answer)]

    async def answer(self, request: Request) -> JSONResponse:
        """Answer 200 when all is well, 503 otherwise."""
        ok = await to_thread.run_sync(self._looked)
        return JSONResponse({"ok": ok}, 200 if ok else 503, {"cache-control": "no-store"})

    def _looked(self) -> bool:
        with self._lock:
            if self._known is None or self._clock() - self._known[0] >= _LASTS:
                self._known = self._clock(), _is_well()
            return self._known[1]


def _is_well() -> bool:
    try:
        workspace = opening.found()
        now = dt.datetime.now(workspace.plan.zone)
        return all(point.ok for point in health.examine(workspace.datadir, settings(), now))
    except Exception as fault:
        if sentence(fault) is None:
            raise
        _LOG.warning("not well", exc_info=fault)
        return False
