"""The numbers among a plan's settings, each with the range it may lie in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lvzhi.plan_faults import Path
from lvzhi.plan_tree import Tree

RANGES: Mapping[Path, tuple[float, float]] = {
    ("immediate_days",): (1, 366),
    ("near_due_days",): (0, 366),
    ("verification_working_days",): (1, 100),
    ("correction_working_days",): (0, 100),
    ("objection_working_days",): (0, 100),
    ("similar",): (0.5, 1),
    ("same_text", "rows"): (2, 1000),
    ("same_text", "periods"): (2, 100),
    ("same_reason_rows",): (1, 1000),
    ("all_satisfied_from",): (1, 100_000),
    ("satisfaction", "min_valid_to_compare"): (1, 100_000),
    ("small_denominator",): (1, 1000),
    ("attention_lines",): (1, 100),
    ("attention_rules", "problem_overdue_days"): (0, 366),
    ("attention_rules", "not_supervised_days"): (1, 366),
    ("attention_rules", "periods_missing"): (1, 100),
}
# Every number below these, whatever its key.
RANGES_UNDER: Mapping[Path, tuple[float, float]] = {
    ("ageing_days",): (1, 366),
    ("complaint_due_days",): (1, 366),
    ("satisfaction", "coefficients"): (0, 1),
    ("satisfaction", "weights"): (0, 100),
    ("prenumbered_rows",): (1, 500),
}


def number_rows(tree: Tree) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """One row per number: where it stands, what it is, the least and the most it may be."""
    settings = tree["settings"]
    for path, bounds in RANGES.items():
        yield from _rows(("settings", *path), _at(settings, path), bounds)
    for path, bounds in RANGES_UNDER.items():
        yield from _rows(("settings", *path), _at(settings, path), bounds)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _rows(
    path: Path, value: Any, bounds: tuple[float, float]
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(value, (int, float)):
        yield path, {"number": value, "low": bounds[0], "high": bounds[1]}
        return
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in entries:
        yield from _rows((*path, key), entry, bounds)
