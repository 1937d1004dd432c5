"""Many at once, over the server's own websocket: what sixty sessions hold in memory, and sixty books in a minute."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks.crowd import CHARTS, Crowd, Seen, begun, differences, leadership, sent
from benchmarks.timing import Fact
from lvzhi.datadir import DataDir
from lvzhi.journal import Journal
from tests.browser.server import process_at, served
from tests.signing import token_for
from tests.talking import talking

SESSIONS, BROWSERS = 60, 20
_MIB = 1024


def memory(data: Path) -> Iterator[Fact]:
    """Yield what the server and its children hold when it has begun, and with sixty sessions on pages with charts."""
    viewers = leadership(data)
    with served(data) as address, ExitStack() as open_tabs:
        yield Fact("idle server", f"{held_by(process_at(address)):.0f} MB", "at most 300 MB")
        tokens = itertools.cycle([token_for(data, viewer) for viewer in viewers])
        tabs = [open_tabs.enter_context(talking(address, next(tokens))) for _ in range(SESSIONS)]
        for n, tab in enumerate(tabs):
            tab.look(CHARTS[n % len(CHARTS)])
        yield Fact(f"{len(tabs)} sessions open at once", f"{held_by(process_at(address)):.0f} MB", "at most 600 MB")


def held_by(process: int) -> float:
    """Return the MB a process and all its children hold: what several share is counted once."""
    own = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", own, re.MULTILINE)
    assert found is not None
    children = (int(c) for task in Path(f"/proc/{process}/task").iterdir()
                for c in (task / "children").read_text().split())
    return int(found[1]) / _MIB + sum(map(held_by, children))


def uploads(data: Path, folder: Path, patience: float) -> Iterator[Fact]:
    """Yield what happened when sixty books were sent and filed within a minute, while twenty others looked at pages."""
    readers = list(itertools.islice(itertools.cycle(leadership(data)), BROWSERS))
    crowd, made = Crowd(sent(data, SESSIONS), readers, patience=patience), begun(data, folder)
    with served(folder) as address:
        seen = crowd.come(address, folder)
        held = held_by(process_at(address))
    yield from facts(crowd, made, seen)
    yield Fact("the server afterwards", f"{held:.0f} MB", "at most 600 MB")


def facts(crowd: Crowd, made: DataDir, seen: Seen) -> Iterator[Fact]:
    """Yield what the clients saw and what the journal holds."""
    with Journal(made.journal) as journal:
        kept = Counter(entry.body["status"] for entry in journal.entries(kinds=["filing"]))
    amiss, books = list(differences(made, crowd.books, seen)), len(crowd.books)
    yield Fact(f"{books} books sent and filed", f"{seen.lasted:.0f} s", "within a minute")
    yield Fact("answered", f"{len(seen.answered)}, {_spread(seen.answered)}", f"{books}, median at most 2 s")
    yield Fact("filed", f"{len(seen.filed)}, {_spread(seen.filed)}", f"{books}")
    yield Fact("receipts shown / filings in the journal",
               f"{len(seen.receipts)} / {kept.total()} ({', '.join(f'{n} {s}' for s, n in kept.items())})",
               f"{books} / {books}")
    yield Fact("lost, changed or nobody's", "; ".join([str(len(amiss)), *amiss[:3]]), "0")
    yield Fact(f"pages looked at by {len(crowd.readers)} others meanwhile",
               f"{len(seen.pages)} of {len(seen.asked)}, {_spread(seen.pages)}", "all")
    yield Fact("errors", "; ".join([str(len(seen.errors)), *seen.errors[:3]]), "0")


def _spread(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s" if seconds else "none"
