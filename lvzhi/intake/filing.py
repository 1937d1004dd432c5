"""A filing being checked: its sheets as typed rows, who files what for when, and what already stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from lvzhi.findings import Finding
from lvzhi.form import Form
from lvzhi.lazy import lazy_property
from lvzhi.plan import Filer, Plan

if TYPE_CHECKING:
    from lvzhi.books.prefill import Printed


class Standing(Protocol):
    """What is accepted so far, as a filing's checks and a book's pre-filling need it. Frames are not changed."""

    def current(self, form: str, filer: str | None = None) -> pd.DataFrame:
        """Current rows (all filers when none is named): the form's columns, `filer`, `period`, `key`, `entry`."""

    def versions(self, form: str, filer: str) -> pd.DataFrame:
        """Every effective accepted version of a filer's rows, oldest first; columns as `current`."""

    def versions_naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        """Every such version of all filers' rows with one of these values in a column."""

    def problems(self, filer: str | None = None) -> pd.DataFrame:
        """One row per registered problem: problem_no, unit, state, original_due, deadline, pending_on, …"""

    def problems_naming(self, column: str, values: Collection[str]) -> pd.DataFrame:
        """Registered problems with one of these values in a column, as `problems` has them."""

    def naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        """Current rows of all filers with one of these values in a column, as `current` has them."""

    def numbers(self, form: str, filer: str | None = None) -> Set[str]:
        """Every number (first key column) of the form that anybody has accepted; of a filer, those with its code."""

    def registered(self, form: str, numbers: Collection[str]) -> frozenset[str]:
        """Those of these numbers that anybody has accepted in the form."""

    def periods(self, filer: str) -> tuple[str, ...]:
        """Periods for which the filer has an effective accepted filing, ascending."""

    def attached(self, filer: str) -> frozenset[tuple[str, str]]:
        """The rows of a filer that have an attachment, as (form, key)."""

    def expect(self, filers: Iterable[str]) -> None:
        """Be told whose rows are about to be asked for."""

    def forget(self, filer: str, forms: Iterable[str]) -> None:
        """Ask again, when next asked, for this filer's rows and for everybody's of these forms."""

    def let_go(self) -> None:
        """Keep nothing of what was asked for: what is wanted of it later is asked again."""

    def reasons(self, filer: str) -> pd.DataFrame:
        """Reasons accepted for queries: form, key, code, period, reason, and the `basis` they rest on."""


@dataclass(frozen=True)
class SheetRows:
    """One sheet read: `frame` holds the filled rows, indexed by Excel row, with the form's column ids.

    `raw` keeps the text of cells whose value reads differently; `letters` says in which Excel column each form
    column was found (on a card sheet: the whole address); `bad` are the cells (row, column id) that could not be
    read as their kind; `overtyped` is what stands in 系统 cells other than the key.
    """

    form: Form
    sheet: str
    frame: pd.DataFrame
    raw: Mapping[tuple[int, str], str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    nil: bool = False
    findings: tuple[Finding, ...] = ()
    bad: frozenset[tuple[int, str]] = frozenset()
    overtyped: Mapping[tuple[int, str], str] = field(default_factory=dict)

    def cell(self, row: int | None, column: str | None) -> str | None:
        """D7, or None where the finding concerns a row or the sheet."""
        letter = self.letters.get(column or "")
        if letter and letter[-1].isdigit():
            return letter
        return f"{letter}{row}" if letter and row is not None else None


@dataclass(frozen=True)
class Filing:
    """What the cross-checks see; `received_on` is the day of receipt in the campaign's time zone.

    `printed`: what this filer's book of the period is printed with now, by form.
    """

    plan: Plan
    filer: Filer
    period: str
    received_on: dt.date
    sheets: Mapping[str, SheetRows]
    standing: Standing
    printed: Mapping[str, Printed] = field(default_factory=dict)

    @property
    def book(self) -> str:
        return self.filer.book

    def frame(self, form: Form) -> pd.DataFrame:
        """The filled rows of a form; an empty typed frame when the book has no such sheet."""
        if form.id in self.sheets:
            return self.sheets[form.id].frame
        return empty_frame(form)

    @lazy_property
    def nil_return(self) -> bool:
        """零报告 ticked on the cover."""
        cover = self.sheets.get("cover")
        if cover is None or "nil_return" not in cover.frame:
            return False
        return bool((cover.frame["nil_return"] == "是").any())


@lru_cache(maxsize=256)
def empty_frame(form: Form) -> pd.DataFrame:
    """No rows, every column with its kind's dtype; shared, so nobody changes it."""
    return pd.DataFrame({c.id: c.kind.series([]) for c in form.all_columns})
