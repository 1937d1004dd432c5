"""The plan's days, limits and lists: no threshold of a campaign stands in code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OFF = "off"  # how a plan says that nothing is scored


@dataclass(frozen=True)
class SupervisionWindow:
    start: dt.date
    end: dt.date
    visits: int


@dataclass(frozen=True)
class Settings:
    """Days, limits and lists of the plan's `settings`; names as in the plan file."""

    immediate_days: int
    near_due_days: int
    verification_working_days: int
    correction_working_days: int
    objection_working_days: int
    evidence_required_to_apply: bool
    ageing_days: tuple[int, ...]
    windows: tuple[SupervisionWindow, ...]
    on_site: tuple[str, ...]
    complaint_due_days: Mapping[str, Mapping[str, int]]
    final_due: dt.date
    last_date: dt.date
    may_transfer_items: tuple[str, ...]
    similar: float
    same_text: Mapping[str, int]
    same_reason_rows: int
    none_found_periods: tuple[str, ...]
    all_satisfied_from: int
    cross_verify: tuple[str, ...]
    holidays: tuple[dt.date, ...]
    working_weekends: tuple[dt.date, ...]
    coefficients: Mapping[str, float]
    min_valid_to_compare: int
    weights: Mapping[str, float]
    small_denominator: int
    prenumbered_rows: Mapping[str, int]
    attention_lines: int
    attention_rules: Mapping[str, int]
    scoring: Mapping[str, Any] | None  # the 考核办法 and its deductions; None: none is entered, nothing is scored
    leaders_see_all_groups: bool
    leaders_see_forecast: bool = False  # a plan that does not say keeps it in the office
    confidential_to: tuple[str, ...] = ()  # who sees 举报 rows besides the office
