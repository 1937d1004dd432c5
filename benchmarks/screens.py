"""What a page costs the server: its processor's seconds for a first look at it, over the websocket, nothing kept."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

from lvzhi.viewer import Viewer
from lvzhi.web.routes import ROUTES
from tests.browser.server import process_at, served
from tests.signing import token_for
from tests.talking import talking

FIGURES = tuple(r for r in ROUTES if r.section in ("情况", "专项"))
_LAST = dt.date(2015, 10, 19)  # of the days looked at, a day for each look: no answer is one kept from before
_PATIENCE = 600.0


def costs(data: Path, rounds: int) -> Mapping[str, float]:
    """Seconds of the server's processor, of the best round, until each page with figures has been sent."""
    with served(data) as address, talking(address, token_for(data, Viewer("office")), patience=_PATIENCE) as talk:
        looks = [(r, _LAST - dt.timedelta(n)) for n, r in enumerate(FIGURES * rounds)]
        talk.look("overview", {"as_of": (_LAST + dt.timedelta(1)).isoformat()})  # what is read in once
        taken: dict[str, float] = {}
        for route, day in looks:
            before = spent(process_at(address))
            page = talk.look(route.url, {"as_of": day.isoformat()})
            assert not page.faults, (route.url, page.faults)
            took = spent(process_at(address)) - before
            taken[route.title] = min(took, taken.get(route.title, took))
        return taken


def spent(process: int) -> float:
    """Return the seconds of a processor that a process and the children it waited for have used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
