"""What is answered early is still read to its end, up to a limit; what has no body is not waited for."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from lvzhi.web.whole import ToTheEnd

PART = {"type": "http.request", "body": b"x" * 10, "more_body": True}
LAST = {**PART, "more_body": False}


def heard(parts: list[Message], reads: int, **headers: str) -> list[str]:
    """Run an application that reads some parts and answers; return what went on, in its order."""
    said: list[str] = []
    left = iter(parts)

    async def receive() -> Message:
        said.append("read")
        return next(left)

    async def send(message: Message) -> None:
        said.append(message["type"].rpartition(".")[2])

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(reads):
            await receive()
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    given = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    asyncio.run(ToTheEnd(application, most=25)({"type": "http", "headers": given}, receive, send))
    return said


@pytest.mark.parametrize("reads", [0, 1, 2, 3])
def test_the_body_comes_before_the_answer(reads: int) -> None:
    assert heard([PART, PART, LAST], reads, content_length="30") == ["read"] * 3 + ["start", "body"]


def test_a_body_without_end_is_left() -> None:
    assert heard([PART] * 9, 0, transfer_encoding="chunked") == ["read"] * 3 + ["start", "body"]


def test_who_goes_away_is_not_waited_for() -> None:
    assert heard([PART, {"type": "http.disconnect"}], 0, content_length="30") == ["read"] * 2 + ["start", "body"]


@pytest.mark.parametrize("headers", [{}, {"content_length": "0"}])
def test_without_a_body_nothing_is_read(headers: dict[str, str]) -> None:
    assert heard([], 0, **headers) == ["start", "body"]
