"""Who waits for a reading process is served in turn, and is told how many files are in front."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import afterwards
import pytest
from handmade import row, workbook

from lvzhi.intake.cells import Workbook
from lvzhi.intake.line import Line
from lvzhi.intake.worker import Pool


def holding(text: str) -> bytes:
    return workbook(row(1, f'<c r="A1" t="str"><v>{text}</v></c>'))


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_free_place_is_given_without_a_word():
    line: Line[str] = Line()
    line.put("一号")
    told: list[int] = []
    assert line.take(told.append) == "一号"
    assert told == []


def test_those_who_wait_are_served_in_turn_and_told_how_many_are_in_front():
    line: Line[str] = Line()
    line.put("一号")
    assert line.take() == "一号"
    told: list[list[int]] = [[], [], []]
    served: list[int] = []

    def wait(n: int) -> None:
        place = line.take(told[n].append)
        served.append(n)
        until(lambda: all(told[n + 1 :]))  # so long that each behind has been told
        line.back(place)

    threads = []
    for n in range(3):
        threads.append(threading.Thread(target=wait, args=(n,)))
        threads[-1].start()
        until(lambda n=n: bool(told[n]))
    assert [t[0] for t in told] == [1, 2, 3]
    line.back("一号")
    for thread in threads:
        thread.join(10)
    assert served == [0, 1, 2]
    assert all(t == sorted(t, reverse=True) for t in told)


def test_who_leaves_the_line_is_no_longer_in_front():
    line: Line[str] = Line()
    line.put("一号")
    line.take()

    def leave(before: int) -> None:
        raise InterruptedError(before)

    with pytest.raises(InterruptedError):
        line.take(leave)
    told: list[int] = []
    behind = threading.Thread(target=lambda: line.back(line.take(told.append)))
    behind.start()
    until(lambda: bool(told))
    line.back("一号")
    behind.join(10)
    assert told[0] == 1
    assert line.take() == "一号"


def test_a_file_behind_another_is_told_so_and_then_read(tmp_path: Path):
    told: list[int] = []

    def hear(before: int) -> None:
        told.append(before)
        (tmp_path / "end").touch()

    with Pool(1) as pool:
        slow = threading.Thread(target=lambda: pool.read(holding(str(tmp_path)), "慢.xlsx", afterwards.held_up))
        slow.start()
        until((tmp_path / "begun").exists)
        read = pool.read(holding("甲"), "快.xlsx", told=hear)
        slow.join(10)
    assert isinstance(read, Workbook)
    assert set(told) == {1}
