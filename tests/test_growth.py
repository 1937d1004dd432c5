"""The plots of cost against size: every line named once, no name over another or off the paper; figures as measured."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.drawing import APART, drawn
from benchmarks.growth import Point, lines, table
from benchmarks.intake import first, sampled
from lvzhi.demo import File

COSTS = st.lists(st.floats(0.002, 900), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(COSTS, COSTS)
def test_names_stand_clear_of_each_other_and_on_the_paper(before: list[float], after: list[float]) -> None:
    series = {f"整改销号{n}": [(9_239, b), (908_555, a)] for n, (b, a) in enumerate(zip(before, after, strict=False))}
    paper = ET.fromstring(drawn(series, "row versions", "seconds"))
    wide, high = (float(v) for v in paper.attrib["viewBox"].split()[2:])
    names = [(t.text or "", float(t.attrib["x"]), float(t.attrib["y"])) for t in paper.iter() if t.tag.endswith("text")
             and (t.text or "").startswith("整改销号")]
    assert sorted(text.split()[0] for text, *_ in names) == sorted(series)
    assert all(0 < y < high and x + 13 * 4 + 7 * (len(text) - 4) < wide for text, x, y in names)
    assert all(below - above >= APART - 0.2 for above, below in pairwise(sorted(y for *_, y in names)))
    ends = {text.split()[0]: float(text.split()[1]) for text, *_ in names}
    assert all(abs(ends[name] / line[-1][1] - 1) < 0.01 for name, line in series.items())
    within = [float(v) for c in paper.iter() if c.tag.endswith("circle") for v in (c.attrib["cx"], c.attrib["cy"])]
    assert all(-0.1 <= v <= max(wide, high) for v in within) and len(within) == 4 * len(series)


def test_of_many_books_every_so_many_th_is_taken_from_first_to_last(tmp_path: Path) -> None:
    books = tmp_path / "books"
    for n in range(10):
        (books / f"{n % 2}").mkdir(parents=True, exist_ok=True)
        (books / f"{n % 2}" / f"{n}.xlsx").write_bytes(b"%d" % n)
    assert sampled(books, tmp_path / "all", most=10) == (books, 1.0)
    some, times = sampled(books, tmp_path / "some", most=4)
    assert [path.read_bytes() for path in sorted(some.iterdir())] == [b"0", b"6", b"3", b"9"] and times == 2.5


def test_of_the_first_copies_no_later_one_is_made() -> None:
    def made(names: Iterable[str]) -> Iterator[File]:
        yield from (File(dt.date(2015, 6, 29), name, b"", "安置", "2015-06", None) for name in names)
        raise AssertionError("a copy more was asked for")

    names = ["00-001-竹根滩.xlsx", "00-002-安置科.xlsx", "01-001-竹根滩.xlsx", "02-001-竹根滩.xlsx"]
    assert [file.name for file in first(made(names), 2)] == names[:3]


def test_a_series_measured_at_some_sizes_only_is_a_line_through_those() -> None:
    points = [Point(300, {"load": 30.0, "the usual script": 100.0}), Point(3_000, {"load": 330.0})]
    assert lines(points) == {"load": [(300, 30.0), (3_000, 330.0)], "the usual script": [(300, 100.0)]}
    assert len(re.findall("<circle", drawn(lines(points), "books", "seconds"))) == 3
    assert table(points[1]) == "| load | 330 | 1.1e+05 |"
