"""The framework's own addresses: who may ask for which. Pages guard themselves; these have no other guard."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from anyio import to_thread
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Holder = Callable[[Mapping[str, str]], Any]  # cookies -> the account whose login holds; None
Owners = Callable[[str], Collection[Any]]  # a file's or a session's id -> the accounts it belongs to

OPEN = ("_stcore/health", "_stcore/host-config", "_stcore/stream")
FILES, UPLOADS = "media/", "_stcore/upload_file/"
# Metrics, the agent's interface, custom components, static files of the app: nothing of ours is there.
CLOSED = ("_stcore", "component", "app", "media")
_FILE_HEADERS = ((b"x-content-type-options", b"nosniff"), (b"content-security-policy", b"sandbox; default-src 'none'"))
ASSETS = "static"  # the front end itself, the same for everybody


class Gatekeeper:
    """Middleware: a file goes to the account on whose page it was made, an upload comes from the page's own account."""

    def __init__(self, app: ASGIApp, holder: Holder, files: Owners, sessions: Owners) -> None:
        self._app = app
        self._holder = holder
        self._files = files
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # In a thread: the accounts are looked up on disk.
        if scope["type"] not in ("http", "websocket"):  # the server's start and end
            await self._app(scope, receive, send)
        elif await to_thread.run_sync(self._admits, scope):
            await self._app(scope, receive, _as_said(send) if _path(scope).startswith(FILES) else send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("没有这个地址。", status_code=404)(scope, receive, send)

    def _admits(self, scope: Scope) -> bool:
        path = _path(scope)
        if path in OPEN:
            return True
        if path.startswith(FILES):
            return self._owns(scope, self._files(path.removeprefix(FILES).partition(".")[0]))
        if path.startswith(UPLOADS):
            return self._owns(scope, self._sessions(path.removeprefix(UPLOADS).partition("/")[0]))
        return path.partition("/")[0] not in CLOSED

    def _owns(self, scope: Scope, owners: Collection[Any]) -> bool:
        who = self._holder(cookies_of(scope))
        return who is not None and who in owners


def _as_said(send: Send) -> Send:
    """A `send` for files people sent: a browser takes them for the kind we say, and runs nothing in them."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_FILE_HEADERS]}
        await send(message)

    return sending


def _path(scope: Scope) -> str:
    """The address from the first of the framework's own parts on, wherever the application is mounted."""
    parts = [part for part in scope["path"].split("/") if part not in ("", ".")]
    first = next((n for n, part in enumerate(parts) if part in (*CLOSED, ASSETS)), 0)
    return "/".join(parts[first:])


def cookies_of(scope: Scope) -> Mapping[str, str]:
    """Return the cookies of a request; of a header that cannot be read none."""
    found: SimpleCookie = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found.load(value.decode("latin-1"))
            except CookieError:
                return {}
    return {name: morsel.value for name, morsel in found.items()}
