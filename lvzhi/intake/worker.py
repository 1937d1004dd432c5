"""Reading in warm processes that may die: files in, workbooks or refusals out, the server untouched.

The children are plain subprocesses, not multiprocessing ones: those would import the server's main module,
and Streamlit with it. On Linux a child is bounded in memory, processor time and time on the clock; where the
`resource` module is missing, only the clock bounds it.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, overload

from lvzhi.intake.cells import Workbook
from lvzhi.intake.child import OUT_OF_MEMORY, RAISED, VALUE
from lvzhi.intake.frames import receive, send
from lvzhi.intake.gate import STANDARD, Limits, Refusal
from lvzhi.intake.line import Line, Told
from lvzhi.intake.refusals import refuse

Source = tuple[bytes, str]
T = TypeVar("T")

_DIED = "died"
_TIMED_OUT = "timed out"


class Raised(Exception):
    """A function given to a child raised there; the text is its traceback."""


class Closed(Exception):
    """The pool has been closed."""


class Pool:
    """So many warm children that read workbooks; safe to share between threads.

    A file that kills its child, takes too long or too much memory is refused (FILE-TOO-HARD); the next file
    gets a new child.
    """

    def __init__(self, size: int = 1, limits: Limits = STANDARD) -> None:
        self.size = size
        self._limits = limits
        self._closed = False
        self._lock = threading.Lock()
        self._children: set[_Child] = set()
        # One place per child; an empty place is filled when it is next taken.
        self._places: Line[_Child | None] = Line()
        for _ in range(size):
            self._places.put(self._start())

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children at once; whoever still waits for one gets Closed."""
        with self._lock:
            self._closed = True
            for child in self._children:
                child.kill()
        # Busy children are ended by the thread that asked them.
        for idle in self._places.drain():
            if idle is not None:
                self._end(idle)
            self._places.put(None)

    @overload
    def read(self, data: bytes, name: str, *, told: Told | None = None) -> Workbook | Refusal: ...
    @overload
    def read(
        self, data: bytes, name: str, then: Callable[[Workbook], T], *, told: Told | None = None
    ) -> T | Refusal: ...
    def read(
        self, data: bytes, name: str, then: Callable[[Workbook], Any] | None = None, *, told: Told | None = None
    ) -> Any:
        """Gate and read one file in a child, and apply `then` to the workbook there.

        `then` is a module's function, found there by its name; its result must pickle, and what it raises
        comes back as Raised. While all children are busy, `told` hears now and then how many files are in front.
        """
        request = pickle.dumps((data, name, then), pickle.HIGHEST_PROTOCOL)
        status, value = self._ask(request, told)
        if status == RAISED:
            raise Raised(value)
        if status in (_DIED, _TIMED_OUT, OUT_OF_MEMORY):
            return refuse("FILE-TOO-HARD", seconds=self._limits.seconds)
        return value

    @overload
    def map(
        self, sources: Iterable[Source], *, progress: Callable[[int], None] | None = None, ahead: int | None = None
    ) -> Iterator[Workbook | Refusal]: ...
    @overload
    def map(
        self,
        sources: Iterable[Source],
        then: Callable[[Workbook], T],
        progress: Callable[[int], None] | None = None,
        ahead: int | None = None,
    ) -> Iterator[T | Refusal]: ...
    def map(
        self,
        sources: Iterable[Source],
        then: Callable[[Workbook], Any] | None = None,
        progress: Callable[[int], None] | None = None,
        ahead: int | None = None,
    ) -> Iterator[Any]:
        """Read many files, all children at work, and yield the results in the order of the files.

        Files are taken from `sources` only as children come free, at most `ahead` (twice the children) beyond the
        one waited for; `progress` gets the number read so far.
        """
        threads = ThreadPoolExecutor(self.size)

        def submit(source: Source) -> Future[Any]:
            return threads.submit(self._read, source, then)

        try:
            for done, result in enumerate(_in_order(submit, sources, ahead or 2 * self.size), start=1):
                if progress is not None:
                    progress(done)
                yield result
        finally:
            threads.shutdown(cancel_futures=True)

    def _read(self, source: Source, then: Callable[[Workbook], Any] | None) -> Any:
        return self.read(*source) if then is None else self.read(*source, then)

    def _ask(self, request: bytes, told: Told | None) -> tuple[str, Any]:
        reply = self._once(request, fresh=False, told=told)
        if reply.status in (_DIED, OUT_OF_MEMORY) and reply.worn:
            # Memory taken for earlier files may be what failed: only a fresh child gives a verdict.
            reply = self._once(request, fresh=True, told=told)
        return reply.status, reply.value

    def _once(self, request: bytes, fresh: bool, told: Told | None) -> _Reply:
        child = self._take(fresh, told)
        kept = None
        try:
            reply = child.ask(request, self._limits.seconds)
            if self._closed:
                raise Closed
            if reply.status in (VALUE, RAISED):
                kept = child
            return reply
        finally:
            # Not kept: dead, or interrupted, and then what it still says is nobody's answer.
            if kept is None:
                self._end(child)
            self._places.back(kept)

    def _take(self, fresh: bool, told: Told | None) -> _Child:
        child = self._places.take(told)
        if child is not None and child.alive and not fresh:
            return child
        try:
            if child is not None:
                self._end(child)
            return self._start()
        except BaseException:
            self._places.back(None)
            raise

    def _start(self) -> _Child:
        with self._lock:
            if self._closed:
                raise Closed
            child = _Child(self._limits)
            self._children.add(child)
            return child

    def _end(self, child: _Child) -> None:
        with self._lock:
            self._children.discard(child)
        child.end()


@dataclasses.dataclass(frozen=True)
class _Reply:
    """What came back; `worn` if the child had read other files before."""

    status: str
    value: Any
    worn: bool


class _Child:
    """One reading process, used by one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        arguments = [str(value) for value in dataclasses.astuple(limits)]
        self._process = subprocess.Popen(  # our own module, numbers only  # nosec B603
            [sys.executable, "-m", "lvzhi.intake.child", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Native libraries print paths of their build when they die.
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        self._answered = 0

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: bytes, seconds: float) -> _Reply:
        worn = self._answered > 0
        late = threading.Event()
        clock = threading.Timer(seconds, self._stop, (late,))
        clock.daemon = True
        clock.start()
        try:
            answer = self._exchange(request)
        finally:
            clock.cancel()
        if answer is None:
            return _Reply(_TIMED_OUT if late.is_set() else _DIED, None, worn)
        self._answered += 1
        status, value = pickle.loads(answer)  # from our own child, by a pipe  # nosec B301
        return _Reply(status, value, worn)

    def _exchange(self, request: bytes) -> bytes | None:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            send(self._process.stdin, request)
        except OSError:
            # It died before it had the whole file; the answer says so.
            return None
        return receive(self._process.stdout)

    def _stop(self, late: threading.Event) -> None:
        late.set()
        self.kill()

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Kill the process and wait for it, so that none stays behind as a zombie."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            # What was still to be sent to a dead process is of no use.
            with suppress(OSError):
                if stream is not None:
                    stream.close()


def _environment() -> dict[str, str]:
    """The server's, with its module path, and one thread per numeric library.

    Such libraries reserve address space for each processor, which the memory limit would count.
    """
    here = str(Path(__file__).resolve().parents[2])
    path = [here, *(entry for entry in sys.path if entry and entry != here)]
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "ARROW_NUM_THREADS"), "1")
    return {**os.environ, **single, "PYTHONPATH": os.pathsep.join(path)}


def _in_order(submit: Callable[[Source], Future[Any]], sources: Iterable[Source], ahead: int) -> Iterator[Any]:
    """Submit sources, never more than `ahead` beyond the one waited for."""
    waiting: deque[Future[Any]] = deque()
    for source in sources:
        waiting.append(submit(source))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
