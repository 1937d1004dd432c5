"""Many at once, over the server's own websocket: what sixty sessions hold in memory, and sixty books in a minute."""

from __future__ import annotations

import itertools
import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from benchmarks.multiplied import first_plan
from benchmarks.timing import Fact
from lvzhi import planfile
from lvzhi.datadir import DataDir, initialise, opened
from lvzhi.journal import Journal
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.browser.server import process_at, served
from tests.signing import token_for
from tests.talking import talking

CHARTS = ("overview", "stages", "rectification", "satisfaction", "supervision", "reporting", "self_inspection")
SESSIONS, BROWSERS = 60, 20
SPREAD, LOOKS = 50.0, 15.0  # the books come in over so many seconds; so many seconds somebody looks at a page
_MIB = 1024


def memory(data: Path) -> Iterator[Fact]:
    """Yield what the server and its children hold when it has begun, and with sixty sessions on pages with charts."""
    viewers = _leadership(data)
    with served(data) as address, ExitStack() as open_tabs:
        yield Fact("idle server", f"{held_by(process_at(address)):.0f} MB", "at most 300 MB")
        tokens = itertools.cycle([token_for(data, viewer) for viewer in viewers])
        tabs = [open_tabs.enter_context(talking(address, next(tokens))) for _ in range(SESSIONS)]
        for n, tab in enumerate(tabs):
            tab.look(CHARTS[n % len(CHARTS)])
        yield Fact(f"{len(tabs)} sessions open at once", f"{held_by(process_at(address)):.0f} MB", "at most 600 MB")


def _leadership(data: Path) -> tuple[Viewer, ...]:
    with Workspace(opened(data), FORMS) as workspace:
        plan = workspace.plan
    leaders = [Viewer("leader", name) for name in plan.leaders]
    return (Viewer("office"), *leaders, *(Viewer("group", g.code) for g in plan.groups))


def held_by(process: int) -> float:
    """Return the MB a process and all its children hold: what several share is counted once."""
    own = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", own, re.MULTILINE)
    assert found is not None
    children = (int(c) for task in Path(f"/proc/{process}/task").iterdir()
                for c in (task / "children").read_text().split())
    return int(found[1]) / _MIB + sum(map(held_by, children))


@dataclass(frozen=True)
class Book:
    """A book as its filer sent it."""

    viewer: Viewer
    name: str
    data: bytes


@dataclass
class Seen:
    """What the clients saw: seconds until the answer, until the receipt; pages looked at; what went wrong."""

    answered: list[float] = field(default_factory=list)
    filed: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def uploads(data: Path, folder: Path) -> Iterator[Fact]:
    """Yield what happened when sixty books were sent and filed within a minute, while twenty others looked at pages."""
    books, readers = sent(data), _leadership(data)
    made = _begun(data, folder)
    seen, ended = Seen(), threading.Event()
    with served(folder) as address:
        tokens = [token_for(folder, book.viewer) for book in books]
        looking = itertools.cycle([token_for(folder, viewer) for viewer in readers])
        began = time.monotonic()
        with ThreadPoolExecutor(len(books) + BROWSERS) as clients:
            for _ in range(BROWSERS):
                clients.submit(_noting, seen, partial(_browse, address, next(looking), ended, seen))
            sending = [
                clients.submit(_noting, seen, partial(_send, address, token, book, seen, began + n * SPREAD / SESSIONS))
                for n, (token, book) in enumerate(zip(tokens, books, strict=True))
            ]
            wait(sending)
            lasted = time.monotonic() - began
            ended.set()
        held = held_by(process_at(address))
    yield from _facts(books, seen, lasted, held, made)


def _begun(data: Path, folder: Path) -> DataDir:
    """Return the same campaign with nothing filed yet, on the day its first books are due."""
    plan, at = first_plan(opened(data))
    first = planfile.read(plan, [f.id for f in FORMS]).periods[0]
    return initialise(folder, plan, replace(opened(data).campaign(), today=first.unit_due), at, "局履职办")


def _facts(books: Sequence[Book], seen: Seen, lasted: float, held: float, made: DataDir) -> Iterator[Fact]:
    with Journal(made.journal) as journal:
        kept = Counter(entry.body["status"] for entry in journal.entries(kinds=["filing"]))
    yield Fact(f"{len(books)} books sent and filed", f"{lasted:.0f} s", "within a minute")
    yield Fact("answered", f"{len(seen.answered)}, median {statistics.median(seen.answered):.2f} s, "
               f"longest {max(seen.answered):.2f} s", f"{len(books)}, median at most 2 s")
    yield Fact("filed", f"median {statistics.median(seen.filed):.2f} s, longest {max(seen.filed):.2f} s", "")
    yield Fact("receipts shown / filings in the journal",
               f"{len(seen.receipts)} / {kept.total()} ({', '.join(f'{n} {s}' for s, n in kept.items())})",
               f"{len(books)} / {len(books)}")
    yield Fact(f"pages looked at by {BROWSERS} others meanwhile",
               f"{len(seen.pages)}, median {statistics.median(seen.pages):.2f} s", "")
    yield Fact("errors", "; ".join([str(len(seen.errors)), *seen.errors[:3]]), "0")
    yield Fact("the server afterwards", f"{held:.0f} MB", "at most 600 MB")


def sent(data: Path) -> list[Book]:
    """Return sixty books as units and groups sent them: the first accepted one of each, then the second of some."""
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        roles = {f.code: f.kind for f in workspace.plan.filers}
        rows = cursor.execute("""
            select filer, file_name, sha256 from filing
            where status = 'accepted' and book in ('unit', 'group') and list_contains($filers, filer)
            order by row_number() over (partition by filer order by entry), entry limit $most
        """, {"most": SESSIONS, "filers": [c for c, kind in roles.items() if kind in ("unit", "group")]}).fetchall()
        return [Book(Viewer("group" if roles[filer] == "group" else "unit", filer), name, workspace.vault.get(sha256))
                for filer, name, sha256 in rows]


def _send(address: str, token: str, book: Book, seen: Seen, at: float) -> None:
    """Send a book when its second has come, and file it, or note its hour where it needs mending."""
    time.sleep(max(0.0, at - time.monotonic()))
    with talking(address, token) as talk:
        page = talk.look("filing")
        began = time.monotonic()
        answer = talk.put("filing", next(iter(page.uploads)), book.name, book.data)
        seen.answered.append(time.monotonic() - began)
        began = time.monotonic()
        button = next(b for b in answer.buttons if b.endswith(("filing.confirm", "filing.note")))
        said = talk.look("filing", press=button).said
        seen.filed.append(time.monotonic() - began)
        if "请记下回执号" in said or "收到时间已登记" in said:
            seen.receipts.append(book.name)


def _browse(address: str, token: str, ended: threading.Event, seen: Seen) -> None:
    with talking(address, token) as talk:
        for url in itertools.cycle(CHARTS):
            if ended.wait(LOOKS):
                return
            began = time.monotonic()
            talk.look(url)
            seen.pages.append(time.monotonic() - began)


def _noting(seen: Seen, work: Callable[[], None]) -> None:
    """Do a client's work; what goes wrong is counted, not raised in a thread where nobody hears it."""
    try:
        work()
    except Exception as fault:
        seen.errors.append(f"{type(fault).__name__}: {fault}"[:200])
