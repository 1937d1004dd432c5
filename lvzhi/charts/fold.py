"""Above two hundred rows a chart opens by group: one row for each, and the units of the one group that is opened.

Where even the groups are more than that, those that follow one another in the plan share a row, so many of them that
the chart is no longer than a county's: no row is a group's own then, and a browser draws fewer sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import pandas as pd

from lvzhi.charts.matrix import Block, Parts, Tile
from lvzhi.plan import Plan

MOST = 200  # rows of a chart
SHARED = 60  # rows of a chart whose groups share them
ROW = "row"  # the column in which rows of a measure say where in a folded chart they stand


@dataclass(frozen=True)
class Group:
    """A group's heading and its filers, code and name, in the plan's order."""

    code: str
    heading: str
    filers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fold:
    """`blocks` are the rows shown; `stands` says of each filer in which row it stands, unfolded in its own."""

    blocks: tuple[Block, ...]
    stands: Mapping[str, str]
    folded: bool = False

    def noted(self, notes: Mapping[str, str], headings: Mapping[str, str] | None = None) -> tuple[Block, ...]:
        """Return the blocks with notes behind their rows, by row, and behind their headings, by heading."""
        said = headings or {}
        return tuple(
            replace(b, note=said.get(b.heading, ""), notes={key: notes[key] for key, _ in b.rows if key in notes})
            for b in self.blocks
        )

    def rows(self, frame: pd.DataFrame, by: str) -> pd.Series:
        """Return the row in which each line of a frame stands whose column `by` names a filer."""
        # Of no lines at all the rows would be numbers, which join nothing.
        return frame[by].map(self.stands).astype("object")

    def names(self, frame: pd.DataFrame, by: str) -> pd.Series:
        """Return what the row is called in which each line of a frame stands."""
        return self.rows(frame, by).map(dict(row for b in self.blocks for row in b.rows))

    def summed(self, frame: pd.DataFrame, by: str, figures: Sequence[str]) -> pd.DataFrame:
        """Return key, name and the sum of figures per row that has any, in the order of the rows."""
        sums = frame.groupby(self.rows(frame, by))[list(figures)].sum()
        held = [(key, name) for block in self.blocks for key, name in block.rows if key in sums.index]
        named = pd.DataFrame(held, columns=["key", "name"])
        return named.join(sums, on="key")

    def own(self, frame: pd.DataFrame, by: str) -> pd.DataFrame:
        """Return the lines of a frame whose filer, in column `by`, has a row of its own."""
        return frame[(self.rows(frame, by) == frame[by]).to_numpy()]

    def tiles(
        self, cells: pd.DataFrame, by: str, column: str, tile: Callable[[Mapping[str, Any]], Tile]
    ) -> dict[tuple[str, str], Tile | Parts]:
        """Return the tiles of the rows: `tile` makes that of a filer with a row of its own, of one line of `cells`.

        A row that stands for several counts their statuses. `cells` has the filer in `by`, what stands over the tile in
        `column`, and its `status`; of two lines of one filer and column the last one stands.
        """
        rows = self.rows(cells, by)
        if rows.isna().any():
            raise KeyError(sorted(set(cells.loc[rows.isna().to_numpy(), by])))
        own = (rows == cells[by]).to_numpy()
        found: dict[tuple[str, str], Tile | Parts] = {
            (line[by], line[column]): tile(line) for line in cells[own].to_dict("records")
        }
        return found | _counted(cells.assign(**{ROW: rows})[~own].drop_duplicates([by, column], keep="last"), column)


def _counted(cells: pd.DataFrame, column: str) -> dict[tuple[str, str], Parts]:
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for (row, over, status), count in cells.groupby([ROW, column, "status"], observed=True).size().items():
        counts.setdefault((row, over), {})[status] = count
    return {place: Parts(held) for place, held in counts.items()}


def groups(codes: Collection[str], plan: Plan, rest: str) -> tuple[Group, ...]:
    """Return the filers named under their groups, each group's own book after its units; those of none under `rest`."""
    wanted, names = dict.fromkeys(codes), {f.code: f.name for f in plan.filers}
    held = [(g.code, g.label, [f for f in (*g.units, g.code) if f in wanted]) for g in plan.groups]
    grouped = {f for _, _, mine in held for f in mine}
    others = [f.code for f in plan.filers if f.code in wanted and f.code not in grouped]
    held.append((rest, rest, [*others, *(code for code in wanted if code not in names)]))
    return tuple(
        Group(code, heading, tuple((f, names.get(f, f)) for f in mine)) for code, heading, mine in held if mine
    )


def fold(held: Sequence[Group], opened: str | None = None, most: int = MOST) -> Fold:
    """Return the rows of groups: all of them up to `most`, else folded but for the group that is `opened`."""
    if sum(len(g.filers) for g in held) <= most:
        blocks = tuple(Block(g.heading, g.filers) for g in held)
        return Fold(blocks, {f: f for g in held for f, _ in g.filers})
    parts = tuple(_parts(held, opened, most))
    stands = {f: key or f for key, _, mine in parts for g in mine for f, _ in g.filers}
    return Fold(tuple(_blocks(parts)), stands, folded=True)


_Part = tuple[str | None, str, Sequence[Group]]  # the row's key, None where each filer has its own; its name; whose


def _parts(held: Sequence[Group], opened: str | None, most: int) -> Iterator[_Part]:
    """Yield what shares a row: a group alone, or groups that follow one another; the one opened shares none."""
    size = 1 if len(held) <= most else ceil(len(held) / min(most, SHARED))
    for first in range(0, len(held), size):
        bundle = held[first:first + size]
        if size > 1 and opened not in [g.code for g in bundle]:
            # Codes and no count of units: on a phone more leaves the columns, and the notes behind them, no room.
            name = f"{bundle[0].code}—{bundle[-1].code}"
            yield name, name, bundle
            continue
        for group in bundle:
            key = None if group.code == opened else group.heading
            yield key, f"{group.heading} {len(group.filers)} 个", [group]


def _blocks(parts: Sequence[_Part]) -> Iterator[Block]:
    rows: list[tuple[str, str]] = []
    for key, name, mine in parts:
        if key is not None:
            rows.append((key, name))
            continue
        if rows:
            yield Block("各工作组", rows)
        rows = []
        yield from (Block(g.heading, g.filers) for g in mine)
    if rows:
        yield Block("各工作组", rows)
