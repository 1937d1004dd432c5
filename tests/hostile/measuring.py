"""One file through gate, reading process, judgement and marks, with the time and the memory it took."""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lvzhi.books.annotate.marking import Unmarkable, about, annotate
from lvzhi.books.nothing import NothingAccepted
from lvzhi.findings import Finding, Severity
from lvzhi.intake.gate import Refusal
from lvzhi.intake.judging import Ground, Incoming, check_files
from lvzhi.intake.worker import Pool
from schemas import FORMS
from tests.hostile.kinds import FILER, Kind
from tests.planting.worlds import seed_plan

_MEGABYTE = 1024  # the kernel counts in kilobytes
_CHINESE = re.compile(r"[\u4e00-\u9fff].*[。?]", re.S)


@dataclass(frozen=True)
class Outcome:
    """What was said, and what it took: seconds, MB at the reading process's peak, MB the server grew by."""

    findings: Sequence[Finding]
    seconds: float
    reader: float
    grown: float

    @property
    def code(self) -> str:
        """Of the first finding."""
        return self.findings[0].code if self.findings else ""

    @property
    def sentence(self) -> str:
        more = f"(and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        return f"{self.findings[0].message}{more}" if self.findings else "(nothing is amiss)"


def are_sentences(findings: Sequence[Finding]) -> bool:
    return all(_CHINESE.search(f.message) for f in findings)


def outcome(kind: Kind, data: bytes, pool: Pool) -> Outcome:
    with _Watched() as watched:
        began = time.monotonic()
        findings = _said(kind, data, pool)
        seconds = time.monotonic() - began
    return Outcome(findings, seconds, watched.reader, watched.grown)


def _said(kind: Kind, data: bytes, pool: Pool) -> Sequence[Finding]:
    if kind.then is not None:
        refusal = pool.read(data, kind.file_name, kind.then)
        assert isinstance(refusal, Refusal), refusal
        return [Finding(refusal.code, Severity.ERROR, refusal.message)]
    [(_, checked)] = check_files(ground(), pool, [incoming(kind.file_name, data)])
    if checked.filing is not None:
        with suppress(Unmarkable):  # the list of what is amiss is then given without the book
            annotate(data, checked.findings, about=about(checked))
    return checked.findings


def incoming(name: str, data: bytes) -> Incoming:
    return Incoming(name, data, dt.datetime(2015, 8, 4, 10, tzinfo=seed_plan().zone), "测试", FILER)


@cache
def ground() -> Ground:
    return Ground(seed_plan(), 1, FORMS, None, NothingAccepted.of(FORMS))


class _Watched:
    """The peaks of this process and of its child while a block runs."""

    def __enter__(self) -> _Watched:
        self.reader = 0.0
        self._over = threading.Event()
        with suppress(OSError):  # not everywhere may a peak be forgotten: it is then the one since the start
            Path("/proc/self/clear_refs").write_text("5")
        self._before = _peak("self")
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.grown = _peak("self") - self._before

    def _watch(self) -> None:
        while True:
            over = self._over.wait(0.02)
            for children in Path("/proc/self/task").glob("*/children"):
                with suppress(OSError):
                    self.reader = max([self.reader, *(_peak(child) for child in children.read_text().split())])
            if over:
                return


def _peak(process: str) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / _MEGABYTE
    return 0.0
