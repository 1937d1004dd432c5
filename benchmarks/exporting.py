"""汇总表 beside others writing the same cells: seconds, and the most memory each process took."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from benchmarks.measuring import row_versions
from benchmarks.timing import Result, Side, beside, process

OTHERS = {"XlsxWriter constant_memory": "xlsxwriter", "pandas.to_excel": "pandas", "reading the cells": "read"}


def costs(data: Path, rounds: int) -> Mapping[str, float]:
    """Seconds of the processor, of the best round, and the most memory, of `export` as a process of its own."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        out = Path(folder) / "汇总表.xlsx"
        used = [process("lvzhi", "--data", data, "export", "--out", out) for _ in range(rounds)]
    return {"汇总表": min(u.seconds for u in used), "its memory, MB": max(u.megabytes for u in used)}


def exporting(data: Path, cells: Path, rounds: int) -> Result:
    """Put 汇总表 beside others; every side is a process of its own, start included."""
    process("benchmarks.cells", data, cells)
    peaks: dict[str, int] = {}

    def run(name: str, *arguments: object) -> None:
        peaks[name] = max(peaks.get(name, 0), process(*arguments).megabytes)

    mine = cells.with_suffix(".ours.xlsx")
    sides = [Side("ours", partial(run, "ours", "lvzhi", "--data", data, "export", "--out", mine))]
    sides += [
        Side(name, partial(run, name, "benchmarks.rewritten", how, cells, cells.with_suffix(f".{how}.xlsx")))
        for name, how in OTHERS.items()
    ]
    found = beside("汇总表", sides, rounds, warm=False)
    said = ", ".join(f"{name} {peak} MB" for name, peak in peaks.items())
    return Result(f"汇总表, {row_versions(data)} row versions; peaks: {said}", found.seconds)
