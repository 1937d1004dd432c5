"""The reading process: files in on standard input, what they hold out on standard output, one by one.

Started by `lvzhi.intake.worker` with its limits as arguments. It imports nothing heavy, ends when its
standard input ends, and bounds itself, so that it dies even if the server has died before it.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from typing import IO, Any

from lvzhi.intake.cells import Workbook
from lvzhi.intake.frames import receive, send
from lvzhi.intake.gate import Limits, Refusal, examine
from lvzhi.intake.reading import Unreadable, read_book
from lvzhi.intake.refusals import refuse

Then = Callable[[Workbook], Any]

VALUE = "value"
RAISED = "raised"
OUT_OF_MEMORY = "out of memory"


def serve(incoming: IO[bytes], outgoing: IO[bytes], limits: Limits) -> None:
    """Answer file after file until the input ends or memory runs out."""
    while (request := receive(incoming)) is not None:
        _bound_time(limits.seconds)
        status, answer = _answer(request, limits)
        _unbound_time()
        send(outgoing, answer)
        if status == OUT_OF_MEMORY:
            return


def gate_and_read(data: bytes, name: str, limits: Limits) -> Workbook | Refusal:
    """Read bytes of any kind: a workbook, or the reason why not."""
    refusal = examine(data, name, limits)
    if refusal is not None:
        return refusal
    try:
        workbook = read_book(data)
    except Unreadable as error:
        return Refusal(error.code, error.message)
    count = sum(max(len(s.cells), len(s.formulas)) + len(s.merged) for s in workbook.sheets)
    if count > limits.cells:
        # What is read here, the server is to hold as well.
        return refuse("FILE-TOO-LARGE", what=f"有{count}个写了内容或合并的单元格", limit=f"{limits.cells}个")
    return workbook


def _answer(request: bytes, limits: Limits) -> tuple[str, bytes]:
    # A sheet is one big heap of small tuples: looking through it for cycles takes a third of the time.
    gc.disable()
    try:
        return VALUE, pickle.dumps((VALUE, _work(request, limits)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return OUT_OF_MEMORY, pickle.dumps((OUT_OF_MEMORY, None))
    except Exception:  # the server raises it again, with this traceback
        return RAISED, pickle.dumps((RAISED, traceback.format_exc()))
    finally:
        gc.enable()


def _work(request: bytes, limits: Limits) -> Any:
    data, name, then = pickle.loads(request)  # from the parent, by a pipe  # nosec B301
    found = gate_and_read(data, name, limits)
    return found if then is None or isinstance(found, Refusal) else then(found)


def _bound_memory(size: int) -> None:
    if sys.platform != "win32":
        import resource

        _lower(resource.RLIMIT_AS, size)


def _bound_time(seconds: int) -> None:
    """Let this process be killed after so many seconds, on the clock and of the processor."""
    if sys.platform != "win32":
        import resource

        # The server's own clock kills first; this one is for a child whose server has gone.
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + seconds + 1)


def _lower(which: int, limit: int) -> None:
    """Set a soft limit, within the hard one this process was given."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(which)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(which, (soft, hard))


def _unbound_time() -> None:
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, 0)


def _private_output() -> IO[bytes]:
    """Keep standard output for answers: what a library prints must not get between them."""
    stream = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.close(null)
    return stream


def main(limits: Limits) -> None:
    """Serve on the standard streams."""
    # Ctrl-C in a terminal goes to the whole group; the server decides when its children end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound_memory(limits.memory)
    try:
        serve(sys.stdin.buffer, _private_output(), limits)
    except BrokenPipeError:
        # The server has gone: there is nobody to answer, and nothing is lost.
        os._exit(0)


if __name__ == "__main__":
    main(Limits(*(int(argument) for argument in sys.argv[1:])))
