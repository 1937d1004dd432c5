"""What a form asks of its rows, as checks of its declaration, and pandera's failures folded into findings.

Cells are parsed before (normalising); pandera sees typed rows. A frame carries, besides the form's columns,
the filing it came with: `_filer` and `_book` (codes), `_period`, `_received_on` (datetime), `_file` (position in
the batch) and `_row` (Excel row). Its index is unique.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

import pandas as pd

from lvzhi.conditions import When
from lvzhi.findings import Severity
from lvzhi.form import Column, Form, Rule
from lvzhi.kinds import Bounds, day_words
from lvzhi.plan import Plan
from lvzhi.records import values

META = {
    "_filer": "str", "_book": "str", "_period": "str", "_received_on": "datetime64[s]",
    "_file": "int64", "_row": "int64",
}

# Rows in one pandera call: of a row that fails it lists every cell, for each check that fails.
_AT_ONCE = 1000


@dataclass(frozen=True)
class Breach:
    """One check broken in one row: the frame's index label, the column it shows at, and what was read."""

    index: int
    column: str
    code: str
    severity: Severity
    message: str
    reads: tuple[str, ...]
    suggestion: str | None = None
    reason_in: str | None = None


# Row by row; True where all are, which costs least: most columns are filled in all rows, or blank.
Fine: TypeAlias = "pd.Series[bool] | bool"


@dataclass(frozen=True)
class _Check:
    code: str
    severity: Severity
    reads: tuple[str, ...]
    message: str
    run: Callable[[pd.DataFrame], Fine]
    rule: Rule | None = None


def breaches(form: Form, plan: Plan, frame: pd.DataFrame, bad: set[tuple[int, str]]) -> list[Breach]:
    """Validate the rows of one form, a thousand in one pandera call; `bad` are cells (index, column id) refused before.

    A check is not asked of a row in which a cell it reads was refused. Order: row, then declaration.
    """
    slices = (frame.iloc[start : start + _AT_ONCE] for start in range(0, len(frame), _AT_ONCE))
    return [breach for rows in slices for breach in _breaches(form, plan, rows, bad)]


def _breaches(form: Form, plan: Plan, frame: pd.DataFrame, bad: set[tuple[int, str]]) -> list[Breach]:
    from lvzhi.row_schema import failures  # pandera: half a second of start that only who judges rows needs

    cases = failures(form, plan, frame)
    return [] if cases is None else _fold(form, plan, frame, cases, bad)


def _fold(form: Form, plan: Plan, frame: pd.DataFrame, cases: pd.DataFrame, bad: set[tuple[int, str]]) -> list[Breach]:
    checks = checks_of(form, plan)
    strange = cases[~cases["check"].astype(str).str.fullmatch(r"\d+") | cases["index"].isna()]
    if len(strange):
        raise TypeError(f"{form.id}: a check failed to run: {strange.iloc[0].to_dict()}")
    pairs = {(int(i), int(c)) for i, c in zip(cases["index"].tolist(), cases["check"].tolist(), strict=True)}
    order = {label: n for n, label in enumerate(frame.index)}
    found: dict[tuple[int, str, str], Breach] = {}
    rows = rows_of(frame, {index for index, _ in pairs})
    for index, group in groupby(sorted(pairs, key=lambda p: (order[p[0]], p[1])), key=itemgetter(0)):
        row = rows[index]
        words = shown(form, plan, row)
        for check in (checks[position] for _, position in group):
            if any((index, column) in bad for column in check.reads):
                continue
            breach = _breach(form, plan, row, words, index, check)
            found.setdefault((index, breach.column, breach.code), breach)
    return list(found.values())


def _breach(
    form: Form, plan: Plan, row: Mapping[str, Any], words: Mapping[str, str], index: int, check: _Check
) -> Breach:
    column = check.reads[0]
    text = check.message.format_map(
        {**words, "value": words[column], "column": form.labels[column], "length": len(words[column]),
         "received_on": day_words(row["_received_on"]), **_computed(check, row, plan)}
    )
    suggestion = check.rule.suggest(row, plan) if check.rule and check.rule.suggest else None
    reason_in = check.rule.reason_in if check.rule else None
    return Breach(index, column, check.code, check.severity, text, check.reads, suggestion, reason_in)


def _computed(check: _Check, row: Mapping[str, Any], plan: Plan) -> Mapping[str, Any]:
    """The names a rule adds to its message."""
    return check.rule.values(row, plan) if check.rule and check.rule.values else {}


def rows_of(frame: pd.DataFrame, labels: Collection[int]) -> dict[int, dict[str, Any]]:
    """Rows by their index labels, made column by column: picked one at a time, a row costs a millisecond."""
    if not labels:
        return {}
    chosen = frame[frame.index.isin(labels)]
    columns = (chosen[name].tolist() for name in chosen)
    return {i: dict(zip(chosen, cells, strict=True)) for i, *cells in zip(chosen.index, *columns, strict=True)}


def shown(form: Form, plan: Plan, row: Mapping[str, Any] | pd.Series) -> Mapping[str, str]:
    """Every column of a row as people see it; blanks are empty strings."""
    return {c.id: "" if _null(row[c.id]) else c.kind.show(row[c.id], plan) for c in form.all_columns if c.id in row}


def _null(value: Any) -> bool:
    return value is None or (not isinstance(value, tuple) and bool(pd.isna(value)))


@lru_cache(maxsize=256)
def checks_of(form: Form, plan: Plan) -> tuple[_Check, ...]:
    """All checks of a form over one row: required cells, bounds of each kind, rules; in that order."""
    checks: list[_Check] = []
    for column in form.all_columns:
        if column.typed and (asked := column.required_by(plan)):
            checks.append(_required(form, column, asked))
    for column in form.all_columns:
        if column.typed:
            checks += [_bound(column, bound) for bound in column.kind.bounds(plan)]
    checks += [_rule(rule, plan) for rule in form.rules]
    return tuple(checks)


def _required(form: Form, column: Column, condition: bool | When) -> _Check:
    ask = f"请填写{column.help}。" if column.help else "请补填。"
    when = f"({condition.words(form.labels)}时填写)" if isinstance(condition, When) else ""
    text = f"“{column.label}”尚未填写{when}。{ask}".replace("{", "{{").replace("}", "}}")
    reads = condition.reads if isinstance(condition, When) else ()

    def answered(frame: pd.DataFrame) -> Fine:
        missing = frame[column.id].isna()
        if not missing.any():
            return True
        if column.books is not None:  # the others do not have it at all
            missing &= frame["_book"].isin(column.books)
        if isinstance(condition, When):
            missing &= condition.holds(frame)
        return ~missing

    return _Check("GEN-REQUIRED", Severity.ERROR, (column.id, *reads), text, answered)


def _bound(column: Column, bound: Bounds) -> _Check:
    def fits(frame: pd.DataFrame) -> Fine:
        cells = values(frame[column.id])
        if cells.count(None) == len(cells):
            return True
        received_on = frame["_received_on"].tolist()
        fit = [cell is None or bound.fits(cell, day) for cell, day in zip(cells, received_on, strict=True)]
        return all(fit) or pd.Series(fit, index=frame.index)

    return _Check(bound.code, Severity.ERROR, (column.id,), bound.message, fits)


def _rule(rule: Rule, plan: Plan) -> _Check:
    def fine(frame: pd.DataFrame) -> pd.Series:
        return ~rule.violated(frame, plan).fillna(False).astype(bool)

    return _Check(rule.code, rule.severity, rule.on, rule.message, fine, rule)
