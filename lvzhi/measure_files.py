"""Measures as files: `sql/measures/<name>.sql` into a definition in words and named statements.

A name that ends with _now is a part that statements read as if it were a table: the select under that name in one of
the files, else `x_now` is all rows of the macro `x_at` at the instant asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MEASURES = Path(__file__).resolve().parent / "sql" / "measures"
_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
_CHOICES = re.compile(r"取值 (\w+): (.+)")
_BY = re.compile(r"分组: (.+)")
_CELLS = re.compile(r"单元格 (\w+): (.+)")
_FROM = re.compile(r"出自 (\w+): (.+)")
_LABEL = re.compile(r"名称 (\w+): (.+)")
_LISTED = re.compile(r"明细 (\w+): ([\w/]+)(?: 计 ([\w/]+))?")
_INTERNAL = re.compile(r"内部: .+")
_AFTER = re.compile(r"(?:^\s*--[^\n]*\n*)+\Z", re.MULTILINE)
_COUNT = re.compile(r"'([a-z]\w*)':", re.ASCII)
_RATIO = re.compile(r"\b([a-z]\w*) = ([a-z]\w*) / ([a-z]\w*)", re.ASCII)
_PART = re.compile(r"\b(([a-z]\w*)_now)\b", re.ASCII)
PARAMETER = re.compile(r"\$([a-z_]+)")


class UnknownMeasure(LookupError):
    """No measure has this name."""


@dataclass(frozen=True)
class Measure:
    """`title` in Chinese, `definition` the header's lines in order, `statements` by name, `parts` too.

    `choices`: filter key -> the words it may have; `by`: the keys its figures can be parted by; `cells`: figure ->
    the columns of a row it rests on, where they are not the one of its own name; `made_of`: figure -> the figures
    it is worked out from (a rate: the two of its fraction); `listed`: figure -> the statement whose rows it counts
    and the columns that tell these apart, under "" those of the figures not named; `internal`: it leaves the office in
    no workbook and no package.
    """

    name: str
    title: str
    definition: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]]
    by: tuple[str, ...]
    cells: Mapping[str, tuple[str, ...]]
    made_of: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    listed: Mapping[str, tuple[str, tuple[str, ...]]]
    internal: bool
    statements: Mapping[str, str]
    parts: Mapping[str, str]

    @property
    def counts(self) -> frozenset[str]:
        """Names of the figures that its cells are counted in, each a flag of their `counts`."""
        counted = (*self.parts.values(), self.statements.get("cells", ""))
        return frozenset(name for sql in counted for name in _COUNT.findall(sql))

    @property
    def parameters(self) -> frozenset[str]:
        """Names of all parameters its statements take."""
        selects = (*self.statements.values(), *self.parts.values())
        return frozenset(name for sql in selects for name in PARAMETER.findall(sql))


def parse(name: str, text: str) -> Measure:
    """Read the text of a measure's file.

    >>> parse("x", "-- 某表\\n-- 定义: 数。\\n-- name: rows\\nselect 1").statements
    {'rows': 'select 1'}
    """
    header, *pieces = _NAME.split(text)
    lines = tuple(line.removeprefix("--").strip() for line in header.splitlines() if line.strip())
    choices, cells, made_of = (_listed(lines, pattern) for pattern in (_CHOICES, _CELLS, _FROM))
    ratios = {rate: (part, whole) for line in lines for rate, part, whole in _RATIO.findall(line)}
    by = next((tuple(m[1].split("/")) for line in lines if (m := _BY.fullmatch(line))), ())
    labels = {m[1]: m[2] for line in lines if (m := _LABEL.fullmatch(line))}
    listed = {
        figure: (m[1], tuple(m[2].split("/")))
        for line in lines if (m := _LISTED.fullmatch(line)) for figure in (m[3] or "").split("/")
    }
    marks = (_CHOICES, _BY, _CELLS, _FROM, _LABEL, _LISTED, _INTERNAL)
    internal = any(_INTERNAL.fullmatch(line) for line in lines)
    words = tuple(line for line in lines[1:] if not any(p.fullmatch(line) for p in marks))
    # A comment before the next name says nothing of this statement, and a parameter it speaks of is none of its own.
    named = {key: _AFTER.sub("", sql).strip() for key, sql in zip(pieces[::2], pieces[1::2], strict=True)}
    parts = {key: sql for key, sql in named.items() if _PART.fullmatch(key)}
    statements = {key: sql for key, sql in named.items() if key not in parts}
    return Measure(
        name, lines[0], words, choices, by, cells, ratios | made_of, labels, listed, internal, statements, parts
    )


def _listed(lines: tuple[str, ...], pattern: re.Pattern[str]) -> dict[str, tuple[str, ...]]:
    return {m[1]: tuple(m[2].split("/")) for line in lines if (m := pattern.fullmatch(line))}


def parts_read(sql: str) -> dict[str, str]:
    """Return the parts a statement reads, each with its select."""
    return {name: _parts().get(name, f"from {base}_at($as_of);") for name, base in _PART.findall(sql)}


@cache
def _parts() -> Mapping[str, str]:
    return {name: sql for about in catalogue() for name, sql in about.parts.items()}


@cache
def measure(name: str) -> Measure:
    """Return the measure of this name."""
    if name not in names():
        raise UnknownMeasure(f"没有“{name}”这项统计。可用的有:{'、'.join(names())}。")
    return parse(name, (MEASURES / f"{name}.sql").read_text(encoding="utf-8"))


@cache
def names() -> tuple[str, ...]:
    """Return the names of all measures, in alphabetical order."""
    return tuple(sorted(path.stem for path in MEASURES.glob("*.sql")))


def outgoing() -> tuple[Measure, ...]:
    """Return the measures whose figures may leave the office."""
    return tuple(about for about in catalogue() if not about.internal)


def catalogue() -> tuple[Measure, ...]:
    """Return every measure."""
    return tuple(measure(name) for name in names())
