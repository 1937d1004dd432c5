"""Whether a request to one of our own routes comes from our own pages, and where it may lead back to."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

_OWN_DOORS = ("/login", "/logout", "/password")
_LONGEST = 500


def is_ours(headers: Mapping[str, str]) -> bool:
    """Say whether a POST was sent by a page of this server.

    A browser names where a form came from in Origin, over TLS in Sec-Fetch-Site too; what names neither is no
    form of ours. A login by somebody else's form would let a person type into somebody else's account.

    >>> is_ours({"host": "lvzhi.local", "origin": "http://lvzhi.local"})
    True
    >>> is_ours({"host": "lvzhi.local", "origin": "http://elsewhere"})
    False
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin") or headers.get("referer")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site == "same-origin"
    host = headers.get("host")
    return bool(host) and urlsplit(origin).netloc.lower() == (host or "").lower()


def way_back(wanted: str | None) -> str:
    """Return the path of our own that a login leads to; anything else becomes the front page.

    >>> way_back("/stages?group=二组"), way_back("//elsewhere"), way_back("https://elsewhere/stages")
    ('/stages?group=二组', '/', '/')
    """
    if not wanted or len(wanted) > _LONGEST or not wanted.isprintable() or "\\" in wanted:
        return "/"
    parts = urlsplit(wanted)
    if not wanted.startswith("/") or wanted.startswith("//") or parts.scheme or parts.netloc:
        return "/"
    return "/" if parts.path.rstrip("/") in _OWN_DOORS else wanted
