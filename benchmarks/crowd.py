"""Many at once over a server's own websocket: books sent and filed while others look at pages, and what became of all.

What the clients saw is set beside what the journal holds. `benchmarks.sessions` says how long it took, `tests` that
nothing was lost.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from benchmarks.multiplied import first_plan
from lvzhi import planfile
from lvzhi.datadir import DataDir, initialise, opened
from lvzhi.journal import Journal
from lvzhi.plan import Plan
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.signing import token_for
from tests.talking import Shown, Talk, talking

CHARTS = ("overview", "stages", "rectification", "satisfaction", "supervision", "reporting", "self_inspection")
_RECEIPT = re.compile(r"\| 回执号 \| (.+?) \|")
_ENDS = ("filing.confirm", "filing.note")  # the book is filed, or its hour noted where it needs mending


@dataclass(frozen=True)
class Book:
    """A book as its filer sent it."""

    viewer: Viewer
    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Seen:
    """What the clients saw: seconds until each answer, receipt and page; the receipts by number; what went wrong."""

    answered: list[float] = field(default_factory=list)
    filed: list[float] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    receipts: list[tuple[str, Book]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lasted: float = 0.0


@dataclass(frozen=True)
class Crowd:
    """Who comes: books in within `spread` seconds, readers opening another page every `pause` seconds till all is in.

    Nobody waits for an answer longer than `patience` seconds; one who would have to has met an error.
    """

    books: Sequence[Book]
    readers: Sequence[Viewer]
    spread: float = 50.0
    pause: float = 15.0
    patience: float = 60.0

    def come(self, address: str, data: Path) -> Seen:
        """Let all of them come to the server at this address, who serves this data directory."""
        seen, ended = Seen(), threading.Event()
        tokens = [token_for(data, book.viewer) for book in self.books]
        looking = [token_for(data, viewer) for viewer in self.readers]
        began, apart = time.monotonic(), self.spread / len(self.books)
        with ThreadPoolExecutor(len(tokens) + len(looking)) as clients:
            for n, token in enumerate(looking):
                clients.submit(_noting, seen, partial(self._browse, address, token, n, ended, seen))
            sending = [
                clients.submit(_noting, seen, partial(self._send, address, token, book, began + n * apart, seen))
                for n, (token, book) in enumerate(zip(tokens, self.books, strict=True))
            ]
            wait(sending)
            seen.lasted = time.monotonic() - began
            ended.set()
        return seen

    def _send(self, address: str, token: str, book: Book, at: float, seen: Seen) -> None:
        """Send a book when its second has come, and file it, or note its hour where it needs mending."""
        time.sleep(max(0.0, at - time.monotonic()))
        with talking(address, token, patience=self.patience) as talk:
            page = _looked(talk, "filing")
            began = time.monotonic()
            answer = _sound(talk.put("filing", next(iter(page.uploads)), book.name, book.data), book.name)
            seen.answered.append(time.monotonic() - began)
            press = next((b for b in answer.buttons if b.endswith(_ENDS)), None)
            if press is None:
                raise LookupError(f"{book.name}: nothing to file it with")
            began = time.monotonic()
            said = _looked(talk, "filing", press)
            seen.filed.append(time.monotonic() - began)
            seen.receipts += [(re.sub(r"\\(.)", r"\1", number), book) for number in _RECEIPT.findall(said.said)]

    def _browse(self, address: str, token: str, n: int, ended: threading.Event, seen: Seen) -> None:
        if ended.wait(self.pause * n / len(self.readers)):
            return
        with talking(address, token, patience=self.patience) as talk:
            for url in itertools.islice(itertools.cycle(CHARTS), n, None):
                seen.asked.append(url)
                began = time.monotonic()
                _looked(talk, url)
                seen.pages.append(time.monotonic() - began)
                if ended.wait(self.pause):
                    return


def _looked(talk: Talk, url: str, press: str | None = None) -> Shown:
    return _sound(talk.look(url, press=press), url)


def _sound(page: Shown, what: str) -> Shown:
    if page.faults:
        raise RuntimeError(f"{what}: {'; '.join(page.faults)}")
    return page


def _noting(seen: Seen, work: Callable[[], None]) -> None:
    """Do a client's work; what goes wrong is counted, not raised in a thread where nobody hears it."""
    try:
        work()
    except Exception as fault:
        seen.errors.append(f"{type(fault).__name__}: {fault}"[:200])


def begun(data: Path, folder: Path) -> DataDir:
    """Return the same campaign with nothing filed yet, on the day its first books are due."""
    plan, at = first_plan(opened(data))
    first = _read(plan).periods[0]
    return initialise(folder, plan, replace(opened(data).campaign(), today=first.unit_due), at, "局履职办")


def leadership(data: Path) -> tuple[Viewer, ...]:
    """Return who looks at pages with charts."""
    plan = _read(first_plan(opened(data))[0])
    leaders = [Viewer("leader", name) for name in plan.leaders]
    return (Viewer("office"), *leaders, *(Viewer("group", g.code) for g in plan.groups))


def sent(data: Path, most: int) -> list[Book]:
    """Return so many books as units and groups sent them: the first accepted one of each, then second ones.

    They can be filed on the day `begun` begins on: a book of a month that has not come yet gets no button.
    """
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        plan = workspace.plan
        begun_by_then = [p.id for p in plan.periods if p.first_day <= plan.periods[0].unit_due]
        roles = {f.code: f.kind for f in plan.filers if f.kind in ("unit", "group")}
        rows = cursor.execute("""
            select filer, file_name, sha256 from filing
            where status = 'accepted' and list_contains($filers, filer) and list_contains($periods, period)
            order by row_number() over (partition by filer order by entry), entry limit $most
        """, {"most": most, "filers": list(roles), "periods": begun_by_then}).fetchall()
        return [Book(Viewer("group" if roles[filer] == "group" else "unit", filer), name, workspace.vault.get(sha256))
                for filer, name, sha256 in rows]


def differences(datadir: DataDir, books: Sequence[Book], seen: Seen) -> Iterator[str]:
    """Say where the journal is not what the senders were told: what was lost, what was changed, what nobody sent."""
    with Journal(datadir.journal) as journal:
        filings = [e.body for e in journal.entries(kinds=["filing"])]
        arrived = {(e.body["filer"], e.body["sha256"]) for e in journal.entries(kinds=["arrival"])}
    kept = {(f["receipt"], f["filer"], f["sha256"]) for f in filings}
    told = {(number, book.viewer.filer, book.sha256) for number, book in seen.receipts}
    sent_ = {(book.viewer.filer, book.sha256) for book in books}
    yield from (f"{number} of {filer} was shown and is not kept" for number, filer, _ in told - kept)
    yield from (f"{number} of {filer} is kept and was shown to nobody" for number, filer, _ in kept - told)
    yield from (f"a book of {filer} was sent and did not arrive" for filer, _ in sent_ - arrived)
    yield from (f"a book of {filer} arrived that nobody sent" for filer, _ in arrived - sent_)
    if len(filings) != len(kept):
        yield f"{len(filings)} filings under {len(kept)} numbers"


def _read(plan: bytes) -> Plan:
    return planfile.read(plan, [f.id for f in FORMS])
