"""While the campaign is being opened: a page that says so and opens by itself, instead of a browser that waits.

After a new version the projection is made anew from the files, which takes a minute or more.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lvzhi.settings import data_path
from lvzhi.web import door_pages, opening
from lvzhi.web.document import asks_for_document
from lvzhi.web.identity import LOGIN, LOGOUT, PASSWORD
from lvzhi.web.serving import HEALTH

PATIENCE = 1.5  # seconds that a browser waits without a word
_ASKS_CAMPAIGN = (LOGIN, PASSWORD, LOGOUT, HEALTH)
_SAY = "系统刚启动,正在整理已收到的报送簿,一般要一两分钟。这一页会自己打开,不必刷新。"


class Opening:
    """Opens the campaign of a data directory once, in a thread of its own, however many wait for it."""

    def __init__(self, open_it: Callable[[], object] = opening.begin) -> None:
        self._open_it, self._lock = open_it, threading.Lock()
        self._thread = ThreadPoolExecutor(1, "opening")
        self._path, self._begun = "", Future[object]()

    def begin(self) -> Future[object]:
        """Begin, unless that was done; one that failed is begun again, and says why to whoever asks the campaign."""
        with self._lock:
            path = data_path(os.environ)
            failed = self._begun.done() and self._begun.exception() is not None
            if path != self._path or failed:
                self._path, self._begun = path, self._thread.submit(self._open_it)
            return self._begun

    async def over(self, patience: float) -> bool:
        """Wait so many seconds; say whether it is over, well or not."""
        done, _ = await asyncio.wait([asyncio.wrap_future(self.begin())], timeout=patience)
        for task in done:
            task.exception()  # whoever asks the campaign hears it
        return bool(done)


class Ready:
    """Middleware in front of all that asks the campaign; it is begun on when the server starts."""

    def __init__(self, app: ASGIApp, campaign: Opening, patience: float = PATIENCE) -> None:
        self._app, self._campaign, self._patience = app, campaign, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            self._campaign.begin()
        asks = scope["type"] == "http" and (scope["path"] in _ASKS_CAMPAIGN or asks_for_document(scope))
        if asks and not await self._campaign.over(self._patience):
            await _not_yet(scope["path"])(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _not_yet(path: str) -> Response:
    again = {"cache-control": "no-store", "retry-after": "3"}
    if path == HEALTH:
        return JSONResponse({"ok": False}, 503, again)
    return HTMLResponse(door_pages.waiting("履职尽责", _SAY), 503, {**door_pages.HEADERS, **again})
