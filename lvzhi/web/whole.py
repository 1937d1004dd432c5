"""A request is read to its end before it is answered, however early the answer is known."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MOST = 64 * 2**20  # bytes read of what nobody wants; a book is 20 MB at most


class ToTheEnd:
    """Middleware. An answer in the middle of a body breaks the connection: the browser shows no reason for a refused
    upload, and a proxy in between says that the service is away."""

    def __init__(self, app: ASGIApp, most: int = _MOST) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        body = _Body(receive, self._most)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                await body.read_to_the_end()
            await send(message)

        await self._app(scope, body.receive, answer)


class _Body:
    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._most, self._more = receive, most, True

    async def receive(self) -> Message:
        message = await self._receive()
        self._more = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def read_to_the_end(self) -> None:
        read = 0
        while self._more and read < self._most:
            read += len((await self.receive()).get("body", b""))


def _has_body(scope: Scope) -> bool:
    given = dict(scope["headers"])
    return given.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in given
