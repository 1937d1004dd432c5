"""Try the whole matrix and print it: one table for each kind, and how many cells were tried."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from tests.matrix import acts, commands, leaving, measured, pages
from tests.matrix.cells import Cell, counted, table, wrong
from tests.matrix.setting import copied, example_made, wired
from tests.matrix.world import NAMES, WHO, build, world
from tests.scoped import narrowed


def kinds() -> Iterator[tuple[str, list[Cell], dict[str, str], dict[str, str]]]:
    """Each kind: its name, its cells, the words for its lines, its columns."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        build(base := root / "base" / "data")
        with world(copied(base, root / "acts")) as made:
            yield "事项", list(acts.cells(made)), dict(acts.ACTS), dict(acts.COLUMNS)
        with pytest.MonkeyPatch.context() as patch:
            yield "页面", list(pages.cells(copied(base, root / "pages"), patch, WHO)), dict(pages.TITLES), dict(NAMES)
            st.cache_resource.clear()
        with world(copied(base, root / "commands")) as made:
            given = commands.trials(made, root)
        yield "命令", list(commands.cells(made.data, root, given)), {}, dict(commands.COLUMNS)
        with wired(copied(base, root / "wire")) as wire:
            yield "导出", list(leaving.cells(wire.wire)), dict(leaving.EXPORTS), dict(NAMES)
            others = {**NAMES, "other": "另一个填报单位"}
            words = {n: f"{leaving.EXPORTS[n]}(由{NAMES[w]}取得)" for n, w in wire.wire.takers.items()}
            yield "文件地址", leaving.reached(wire.wire), words, others
            yield "猜到的地址", list(leaving.guessed(wire.wire, wire.secrets, **wire.names)), {}, dict(NAMES)
        with narrowed(example_made(root)) as held:
            yield "口径", list(measured.cells(held)), dict(measured.MEASURES), dict(measured.COLUMNS)


def main() -> int:
    """Print it all; 1 when a cell is not as it should be."""
    found = []
    for kind, cells, words, columns in kinds():
        sys.stdout.write(f"## {kind}\n\n{table(kind, cells, words, columns)}\n")
        sys.stdout.flush()
        found.append((kind, cells))
    sys.stdout.write("\n".join(counted(kind, cells) for kind, cells in found) + "\n")
    return 1 if any(wrong(cells) for _, cells in found) else 0


if __name__ == "__main__":
    sys.exit(main())
