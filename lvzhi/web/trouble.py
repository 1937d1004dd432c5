"""Say on the screen what is wrong with disk, rights or files; any other fault is ours and rises."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lvzhi.faults import sentence
from lvzhi.web import door_pages

Handler = Callable[[Request], Awaitable[Response]]


@contextmanager
def on_the_page() -> Iterator[None]:
    """End the page with the sentence."""
    try:
        yield
    except Exception as fault:
        st.error(_said(fault))


def in_its_place(handler: Handler) -> Handler:
    """Return a route's handler that answers with the sentence on a page of its own."""

    async def handled(request: Request) -> Response:
        try:
            return await handler(request)
        except Exception as fault:
            return HTMLResponse(door_pages.notice("履职尽责", _said(fault)), 503, door_pages.HEADERS)

    return handled


def _said(fault: Exception) -> str:
    said = sentence(fault)
    if said is None:
        raise fault
    logging.getLogger(__name__).warning("ended early", exc_info=fault)
    return said
