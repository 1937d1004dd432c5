"""What a reading process is asked to do with a workbook in the tests: work, die, hang, swell, raise."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from lvzhi.intake.cells import Value, Workbook


def first_cell(workbook: Workbook) -> Value | None:
    return workbook.sheets[0].cells.get((1, 1))


def modules(workbook: Workbook) -> list[str]:
    heavy = ("streamlit", "pandas", "pandera", "numpy", "openpyxl", "python_calamine", "multiprocessing")
    return [name for name in heavy if name in sys.modules]


def process(workbook: Workbook) -> int:
    return os.getpid()


def chatter(workbook: Workbook) -> str:
    print("not an answer")
    os.write(1, b"nor this")
    return "answer"


def abort_on_bad(workbook: Workbook) -> Value | None:
    value = first_cell(workbook)
    if value == "bad":
        os.abort()
    return value


def touch_nothing(workbook: Workbook) -> None:
    ctypes.string_at(0)


def held_up(workbook: Workbook) -> None:
    """Say in the folder named in the first cell that work has begun, and wait there for the word to end."""
    folder = Path(str(first_cell(workbook)))
    (folder / "begun").touch()
    while not (folder / "end").exists():
        time.sleep(0.01)


def sleep(workbook: Workbook) -> None:
    time.sleep(60)


def spin(workbook: Workbook) -> None:
    while True:
        pass


def swell(workbook: Workbook) -> int:
    return len(bytearray(3 * 1024**3))


def raise_own(workbook: Workbook) -> None:
    raise KeyError("our own slip")
