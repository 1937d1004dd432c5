"""Files are read in processes that may die; the pool answers, goes on, and leaves nothing behind."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import afterwards
import pytest
from handmade import row, workbook

from lvzhi.intake.cells import Sheet, Workbook
from lvzhi.intake.gate import Limits, Refusal
from lvzhi.intake.worker import Closed, Pool, Raised

TOO_HARD = "FILE-TOO-HARD"


def holding(text: str) -> bytes:
    return workbook(row(1, f'<c r="A1" t="str"><v>{text}</v></c>'))


def state(process: int) -> str | None:
    """The letter the kernel gives: R, S, Z …; None when there is no such process."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return None


def gone(process: int, within: float = 5) -> bool:
    until = time.monotonic() + within
    while state(process) is not None and time.monotonic() < until:
        time.sleep(0.02)
    return state(process) is None


def code(answer: object) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def hasty() -> Iterator[Pool]:
    with Pool(1, Limits(seconds=2)) as pool:
        yield pool


def test_gates_and_reads(pool: Pool) -> None:
    assert pool.read(holding("甲"), "园林.xlsx") == Workbook((Sheet("表", "visible", {(1, 1): "甲"}),), "WPS 表格")
    assert code(pool.read(b"", "园林.xlsx")) == "FILE-EMPTY"
    assert code(pool.read(b"%PDF-1.4", "园林.xlsx")) == "FILE-PDF"
    assert code(pool.read(workbook("<row>"), "园林.xlsx")) == "FILE-DAMAGED"


def test_works_on_the_workbook_in_the_child(pool: Pool) -> None:
    assert pool.read(holding("甲"), "园林.xlsx", afterwards.first_cell) == "甲"
    assert code(pool.read(b"", "园林.xlsx", afterwards.first_cell)) == "FILE-EMPTY"
    assert pool.read(holding("甲"), "园林.xlsx", afterwards.process) != os.getpid()


def test_children_are_light(pool: Pool) -> None:
    assert pool.read(holding("甲"), "园林.xlsx", afterwards.modules) == []


def test_what_is_printed_is_no_answer(pool: Pool) -> None:
    assert pool.read(holding("甲"), "园林.xlsx", afterwards.chatter) == "answer"
    assert pool.read(holding("乙"), "园林.xlsx", afterwards.first_cell) == "乙"


def test_our_own_slip_is_raised_with_its_traceback(pool: Pool) -> None:
    with pytest.raises(Raised, match=r"in raise_own\n.*\nKeyError: 'our own slip'"):
        pool.read(holding("甲"), "园林.xlsx", afterwards.raise_own)
    assert pool.read(holding("乙"), "园林.xlsx", afterwards.first_cell) == "乙"


@pytest.mark.parametrize("end", [afterwards.abort_on_bad, afterwards.touch_nothing, afterwards.swell])
def test_a_file_that_kills_its_child_is_refused(pool: Pool, end: object) -> None:
    assert code(pool.read(holding("bad"), "园林.xlsx", end)) == TOO_HARD  # type: ignore[arg-type]
    assert pool.read(holding("乙"), "园林.xlsx", afterwards.first_cell) == "乙"


@pytest.mark.parametrize("end", [afterwards.sleep, afterwards.spin])
def test_a_file_that_takes_too_long_is_refused(hasty: Pool, end: object) -> None:
    began = time.monotonic()
    assert hasty.read(holding("甲"), "园林.xlsx", end) == Refusal(  # type: ignore[arg-type]
        TOO_HARD,
        "文件内容过大或结构特殊,在2秒内没有读完。请重新下载本单位报送簿,把内容按“值”粘贴过去后再传。",
    )
    assert time.monotonic() - began < 5
    assert hasty.read(holding("乙"), "园林.xlsx", afterwards.first_cell) == "乙"


def test_a_file_that_needs_too_much_memory_is_refused() -> None:
    """It passes the gate: few bytes, and no more unpacked than is allowed."""
    wide = workbook("".join(row(n, *["<c><v>0.123456</v></c>"] * 1000) for n in range(1, 401)))
    with Pool(1, Limits(memory=96 * 1024 * 1024)) as small:
        assert code(small.read(wide, "园林.xlsx")) == TOO_HARD
        assert small.read(holding("乙"), "园林.xlsx", afterwards.first_cell) == "乙"


def test_more_cells_than_the_server_is_to_hold_are_refused() -> None:
    """Of the whole workbook; formulas without a word and merged ranges count."""
    empty = '<c t="str"><f>1</f><v></v></c>' * 3
    merged = '<mergeCells><mergeCell ref="A9:B9"/></mergeCells>'
    with Pool(1, Limits(cells=3)) as small:
        assert code(small.read(workbook(row(1, "<c><v>1</v></c>" * 4)), "园林.xlsx")) == "FILE-TOO-LARGE"
        assert code(small.read(workbook(row(1, empty), after=merged), "园林.xlsx")) == "FILE-TOO-LARGE"
        assert isinstance(small.read(workbook(row(1, "<c><v>1</v></c>" * 2), after=merged), "园林.xlsx"), Workbook)


def test_a_warm_child_reads_on_and_a_dead_one_is_replaced() -> None:
    with Pool(1) as single:
        first = single.read(holding("甲"), "园林.xlsx", afterwards.process)
        assert single.read(holding("乙"), "园林.xlsx", afterwards.process) == first
        assert isinstance(first, int)
        os.kill(first, 9)
        assert single.read(holding("丙"), "园林.xlsx", afterwards.first_cell) == "丙"
        assert state(first) is None


def test_many_files_come_back_in_order_with_progress(pool: Pool) -> None:
    texts = [f"第{n}份" for n in range(40)]
    texts[7] = texts[23] = "bad"
    seen: list[int] = []
    sources = ((holding(text), f"{n}.xlsx") for n, text in enumerate(texts))
    found = list(pool.map(sources, afterwards.abort_on_bad, seen.append))
    assert [code(found[n]) for n in (7, 23)] == [TOO_HARD, TOO_HARD]
    assert [found[n] for n in range(40) if n not in (7, 23)] == [text for text in texts if text != "bad"]
    assert seen == list(range(1, 41))


def test_files_are_taken_as_they_are_needed(pool: Pool) -> None:
    taken: list[int] = []

    def sources() -> Iterator[tuple[bytes, str]]:
        for n in range(100):
            taken.append(n)
            yield holding(str(n)), "园林.xlsx"

    results = pool.map(sources(), afterwards.first_cell)
    assert next(results) == "0"
    assert taken == [0, 1, 2, 3, 4]
    results.close()  # type: ignore[attr-defined]
    assert pool.read(holding("乙"), "园林.xlsx", afterwards.first_cell) == "乙"


def test_threads_share_a_pool(pool: Pool) -> None:
    found: dict[int, object] = {}

    def ask(n: int) -> None:
        found[n] = pool.read(holding(str(n)), "园林.xlsx", afterwards.first_cell)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: str(n) for n in range(12)}


def test_closing_ends_every_child_and_every_wait() -> None:
    pool = Pool(1)
    process = pool.read(holding("甲"), "园林.xlsx", afterwards.process)
    assert isinstance(process, int)
    outcome: list[str] = []

    def ask() -> None:
        try:
            pool.read(holding("甲"), "园林.xlsx", afterwards.sleep)
        except Closed:
            outcome.append("closed")

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    pool.close()
    for thread in threads:
        thread.join(5)
    assert outcome == ["closed"] * 3
    assert state(process) is None
    with pytest.raises(Closed):
        pool.read(holding("甲"), "园林.xlsx")
    pool.close()


@pytest.mark.parametrize("busy", [False, True])
def test_children_end_when_the_server_is_killed(tmp_path: Path, busy: bool) -> None:
    """A child at work first runs into its own clock."""
    script = f"""
import sys, threading, time
sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parents[1])]!r}
import afterwards
from handmade import workbook
from lvzhi.intake.gate import Limits
from lvzhi.intake.worker import Pool
pool = Pool(1, Limits(seconds=2))
print(pool.read(workbook(), "a.xlsx", afterwards.process), flush=True)
if {busy}:
    threading.Thread(target=pool.read, args=(workbook(), "a.xlsx", afterwards.sleep)).start()
    time.sleep(0.2)
print("ready", flush=True)
time.sleep(60)
"""
    server = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    child = int(server.stdout.readline())
    assert server.stdout.readline() == "ready\n"
    assert state(child) in ("R", "S")
    server.kill()
    server.wait()
    server.stdout.close()
    assert gone(child)


def test_works_within_limits_the_server_was_given() -> None:
    script = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
resource.setrlimit(resource.RLIMIT_CPU, (9, 9))
sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parents[1])]!r}
import afterwards
from handmade import row, workbook
from lvzhi.intake.worker import Pool
with Pool(1) as pool:
    print(pool.read(workbook(row(1, "<c><v>7</v></c>")), "a.xlsx", afterwards.first_cell))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "7\n"


def test_interruption_in_a_terminal_is_the_servers_affair(pool: Pool) -> None:
    process = pool.read(holding("甲"), "园林.xlsx", afterwards.process)
    assert isinstance(process, int)
    os.kill(process, 2)
    time.sleep(0.1)
    assert state(process) == "S"
