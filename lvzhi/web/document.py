"""The one HTML document of the application on its way out: Chinese, with our words and our print and phone styles."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lvzhi.web import printing, words
from lvzhi.web.style import STYLE

_DROPPED = {b"content-length", b"etag", b"last-modified"}  # they describe the document as it was
_UNASKED = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
_FRAMEWORKS = "<title>Streamlit</title>"
# Written as the oldest browsers read it: what the framework needs is looked for, and without it a page says so.
_TOO_OLD = """<script>(function () {
  if (Array.prototype.toSorted && window.structuredClone && "noModule" in document.createElement("script")) { return; }
  document.write('<style>#root { display: none; }</style><main id="too-old" style="max-width: 36em; margin: 3em auto;' +
    ' padding: 0 1em; font: 16px/1.8 Microsoft YaHei, PingFang SC, sans-serif;"><h1>请换一个浏览器打开</h1>' +
    '<p>这个浏览器的版本较旧,显示不了这里的页面。</p>' +
    '<p>请用新版的谷歌浏览器、Edge 或火狐浏览器打开同一个网址;用360、QQ等浏览器的,请升级并切换到极速模式。</p>' +
    '<p>电脑换不了浏览器的,报送簿照样用 WPS 或 Excel 填写,交局履职办代报;要看情况的,请局履职办发汇总表。</p></main>');
})();</script>"""
_NO_SCRIPT = (
    "<noscript>这个页面需要浏览器的脚本功能。请切换到极速模式,或用谷歌浏览器、火狐浏览器打开。</noscript>"
)


class ChineseDocument:
    """Middleware that changes HTML documents and lets everything else pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not asks_for_document(scope):
            await self._app(scope, receive, send)
            return
        plain = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k not in _UNASKED]}
        await self._app(plain, receive, _Rewriter(send))


def asks_for_document(scope: Scope) -> bool:
    """Say whether a request is a browser's for a document."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    return any(k == b"accept" and b"text/html" in v for k, v in scope["headers"])


class _Rewriter:
    """A `send` that holds an HTML answer back until it is whole."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message["headers"]):
            self._start = message
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = in_chinese(self._body.decode("utf-8")).encode("utf-8") if self._body else b""
        headers = [(k, v) for k, v in start["headers"] if k.lower() not in _DROPPED]
        if body:
            headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _is_html(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(k.lower() == b"content-type" and v.startswith(b"text/html") for k, v in headers)


def in_chinese(document: str) -> str:
    """Return the framework's document with its language, title, words and styles set; any other as it is.

    >>> in_chinese('<html lang="en"><head><title>Streamlit</title></head><body></body></html>')[:19]
    '<html lang="zh-CN">'
    """
    if _FRAMEWORKS not in document:
        return document
    document = document.replace('<html lang="en">', '<html lang="zh-CN">', 1)
    document = document.replace(_FRAMEWORKS, "<title>履职尽责</title>", 1)
    scripts = f"<script>{words.script()}{printing.script()}</script>"
    document = document.replace("</head>", f"<style>{STYLE}</style>{scripts}</head>", 1)
    return document.replace("<body>", f"<body>{_NO_SCRIPT}{_TOO_OLD}", 1)
