"""The browser behind a login, in two words."""

from __future__ import annotations

# The first that is named in the header counts: most browsers also call themselves Chrome and Safari.
_BROWSERS = (("MicroMessenger", "微信"), ("360", "360浏览器"), ("Edg", "Edge"), ("Firefox", "火狐"),
             ("Chrome", "谷歌类浏览器"), ("Safari", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "安卓手机"), ("Windows", "Windows"),
            ("Macintosh", "Mac"), ("Linux", "Linux"))


def in_words(agent: str | None) -> str:
    """Return what a browser's own header says of it.

    >>> in_words("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0")
    'Windows · Edge'
    >>> in_words(None)
    '未知'
    """
    found = [next((words for mark, words in kinds if mark in (agent or "")), None) for kinds in (_SYSTEMS, _BROWSERS)]
    return " · ".join(words for words in found if words) or "未知"
