"""The gate in front of every document: without a login there is nothing but the way to the login."""

from __future__ import annotations

from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lvzhi.access.model import Session
from lvzhi.faults import sentence
from lvzhi.web import opening, unified
from lvzhi.web.document import asks_for_document
from lvzhi.web.identity import LOGIN, LOGOUT, PASSWORD, session_of
from lvzhi.web.serving import HEALTH
from lvzhi.web.settings import settings

_OWN = (LOGIN, PASSWORD, LOGOUT, HEALTH)


def _open_to_all() -> tuple[str, ...]:
    return (*_OWN, *unified.PROVIDER) if settings().oidc_claim else _OWN


class Gate:
    """Middleware; what is no document of a page passes untouched, and pages guard themselves as well."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not asks_for_document(scope) or scope["path"] in _open_to_all():
            await self._app(scope, receive, send)
            return
        try:
            session = await session_of_request(Request(scope))
        except Exception as fault:
            if sentence(fault) is None:
                raise
            await self._app(scope, receive, send)  # the page says so
            return
        where = _elsewhere(session)
        if where is None:
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode("ascii", "replace")
        here = scope["path"] + (f"?{query}" if query else "")
        answer = RedirectResponse(f"{where}?{urlencode({'next': here})}", 303, {"cache-control": "no-store"})
        await answer(scope, receive, send)


async def session_of_request(request: Request) -> Session | None:
    """Return the login a request comes with, its first password changed or not; faults of disk and rights may rise."""

    def look() -> Session | None:
        return session_of(request.cookies, opening.found().access)

    return await to_thread.run_sync(look)


def _elsewhere(session: Session | None) -> str | None:
    if session is None:
        return LOGIN
    return PASSWORD if session.account.must_change else None
