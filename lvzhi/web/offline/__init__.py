"""离线会议版: the pages as one HTML file without a server: the same figures, charts, rows and cells, nothing else.

The pages themselves are listened to, so that no number is made here; what people typed leaves as text alone, the
columns marked 限 not at all. The file asks nothing of any network, and its own policy forbids that it does.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from plotly.offline import get_plotlyjs

from lvzhi.access.model import Account, Session
from lvzhi.access.people import AT_THE_MACHINE
from lvzhi.web import downloads
from lvzhi.web.filters import codes
from lvzhi.web.head import Page
from lvzhi.web.offline.collecting import collected
from lvzhi.workspace import Workspace

_HERE = Path(__file__).parent
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def meeting_file(page: Page) -> bytes:
    """Return the file of what a page's viewer sees as of its instant, under its filters.

    All of it is of what has come in until now: answers kept from when the page was drawn may be of something older.
    """
    store = page.workspace.store
    held = store.at_rest(lambda _: collected(replace(page, entry=store.changed)))
    parts = {
        "title": f"{page.plan.campaign.title}离线会议版", "held": in_script(held), "plotly": get_plotlyjs(),
        "style": _text("meeting.css"), "script": _text("meeting.js"),
    }
    return _PLACE.sub(lambda found: parts[found[1]], _text("meeting.html")).encode("utf-8")


def from_machine(workspace: Workspace, as_of: dt.datetime, filters: Mapping[str, str]) -> bytes:
    """Return the file as the office sees it, for whoever owns the machine; `UnknownFilter` for a filter not known."""
    now = workspace.clock.now()
    session = Session("", Account(0, AT_THE_MACHINE, "office", None, None, False, False, now), now, now, None, None)
    known = codes(filters, workspace.plan_at(as_of))
    return meeting_file(Page(workspace, session, as_of, known, tuple(known), workspace.clock.today(),
                             workspace.store.changed))


def offer(page: Page) -> None:
    """Offer the file of what the page shows to those who may have it."""
    downloads.offer(page, "offline", "下载离线会议版", lambda: meeting_file(page), file_name(page), "offline.download",
                    mime="text/html")


def file_name(page: Page) -> str:
    """Return the name the file is offered under."""
    return f"{page.plan.campaign.title}离线会议版-{page.day.isoformat()}.html"


def in_script(value: Any) -> str:
    """Return a value as JSON that no text in it can end or begin a tag with.

    >>> in_script(["</script><b>&"])
    '["\\\\u003c/script>\\\\u003cb>\\\\u0026"]'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
