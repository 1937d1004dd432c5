"""What is accepted so far, asked of the store as a filing's checks and a book's pre-filling ask it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from itertools import accumulate
from typing import Any

import duckdb
import pandas as pd

from lvzhi.form import Form
from lvzhi.plan import Plan
from lvzhi.projection import kept
from lvzhi.projection.held import forms_held
from lvzhi.projection.kept import Part
from lvzhi.projection.tables import quoted
from lvzhi.records import chosen, share

_FILED = ("filer", "period", "key", "entry")
_DTYPES = {
    "VARCHAR": "str", "BIGINT": "Int64", "HUGEINT": "Int64", "INTEGER": "Int64", "BOOLEAN": "boolean",
    "DOUBLE": "Float64", "DATE": "datetime64[s]",
}
_PARAMETER = re.compile(r"\$(\w+)")
_PROBLEMS = "problem_at"
_BY_NUMBER = "filer, length(key), key, period"
_OLDEST_FIRST = "filer, period, received_at, entry, ord"
_NONE: dict[str, tuple[Form, pd.DataFrame]] = {}


class StoreStanding:
    """The `Standing` of an instant, for one check or one wave of checks: rows once asked for stay as they were.

    `as_of`: naive and of the campaign's time zone, or with its offset. Frames are shared: nobody changes them.
    """

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime, forms: Iterable[Form], plan: Plan
    ) -> None:
        self._cursor = cursor
        self._as_of = as_of.astimezone(plan.zone).replace(tzinfo=None) if as_of.tzinfo else as_of
        self._forms = {form.id: form for form in forms}
        self._together: frozenset[str] = frozenset()
        self._frames: dict[tuple[str, str | None], pd.DataFrame] = {}
        self._naming: dict[tuple[str, str, frozenset[str]], pd.DataFrame] = {}
        self._numbers: dict[tuple[str, str | None], frozenset[str]] = {}
        self._begun: dict[str, Mapping[str, Set[str]]] = {}
        self._held: dict[str, frozenset[str]] = {}
        self._attached: frozenset[tuple[str, str, str]] | None = None

    def current(self, form: str, filer: str | None = None) -> pd.DataFrame:
        """Return the current rows, filer by filer, numbers in order."""
        return self._rows(form, f"{form}_at", _BY_NUMBER, filer)

    def versions(self, form: str, filer: str) -> pd.DataFrame:
        """Return every effective accepted version of a filer's rows, oldest first."""
        return self._rows(form, f"{form}_versions", _OLDEST_FIRST, filer)

    def problems(self, filer: str | None = None) -> pd.DataFrame:
        """Return the registered problems of all units, or of one."""
        whose = None if self._asked_with_others(filer) else filer
        if not {(_PROBLEMS, None), (_PROBLEMS, whose)} & self._frames.keys():
            self._frames[_PROBLEMS, whose] = self._problems("where unit = $filer" if whose else "", whose)
        return self._part(_PROBLEMS, "unit", filer)

    def problems_naming(self, column: str, values: Collection[str]) -> pd.DataFrame:
        """Return the registered problems with one of these values in a column."""
        asked = (_PROBLEMS, column, frozenset(values))
        if asked not in self._naming:
            self._naming[asked] = (
                chosen(self.problems(), column, values) if self._asked_of_all(_PROBLEMS)
                else self._problems(f"where {quoted(column)} in (select unnest($values))", values=values)
            )
        return self._naming[asked]

    def _problems(self, where: str, filer: str | None = None, values: Collection[str] = ()) -> pd.DataFrame:
        with kept.standing(self._cursor, [Part("problem_now", "from problem_at($as_of);", {"as_of": self._as_of})]):
            return self._table(f"select * from problem_now {where} order by problem_no", filer, values)

    def naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        """Return the current rows of all filers with one of these values in a column."""
        macro = f"{form}_at"
        if not values:
            return self._typed(form, ())
        if self._asked_of_all(macro):
            return chosen(self.current(form), column, values)
        return self._rows_naming(form, macro, column, values, _BY_NUMBER)

    def versions_naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        """Return every effective accepted version of all filers' rows with one of these values in a column."""
        return self._rows_naming(form, f"{form}_versions", column, values, _OLDEST_FIRST)

    def _rows_naming(self, form: str, macro: str, column: str, values: Collection[str], order: str) -> pd.DataFrame:
        asked = (macro, column, frozenset(values))
        if asked not in self._naming:
            where = f"where {quoted(column)} in (select unnest($values))"
            self._naming[asked] = self._fetched(form, macro, where, order, values=values)
        return self._naming[asked]

    def _asked_of_all(self, macro: str) -> bool:
        """Say whether everybody's rows are at hand, or will be wanted by those about to be asked for."""
        return len(self._together) > 1 or (macro, None) in self._frames

    def numbers(self, form: str, filer: str | None = None) -> Set[str]:
        """Return every number of the form accepted from anybody; of a filer, those with its code."""
        if filer and ((form, None) in self._numbers or self._asked_with_others(filer)):
            return self._numbers_by_filer(form).get(filer, frozenset())
        if (form, filer) not in self._numbers:
            self._numbers[form, filer] = frozenset(self._numbers_asked(form, filer))
        return self._numbers[form, filer]

    def _numbers_by_filer(self, form: str) -> Mapping[str, Set[str]]:
        """Everybody's numbers by what they begin with: gone through once, not again for each who is asked for."""
        if form not in self._begun:
            begun: dict[str, set[str]] = {}
            for number in self.numbers(form):
                beginning, *rest = number.split("-")
                for part in rest:
                    begun.setdefault(beginning, set()).add(number)
                    beginning = f"{beginning}-{part}"
            self._begun[form] = begun
        return self._begun[form]

    def registered(self, form: str, numbers: Collection[str]) -> frozenset[str]:
        """Return those of these numbers that anybody has accepted in the form."""
        if not numbers:
            return frozenset()
        if len(self._together) > 1 or (form, None) in self._numbers:
            return frozenset(self.numbers(form)).intersection(numbers)
        return frozenset(self._numbers_where(form, "{number} in (select unnest($values))", values=numbers))

    def _numbers_asked(self, form: str, filer: str | None) -> list[str]:
        where = "starts_with({number}, $filer || '-')" if filer else "{number} is not null"
        return self._numbers_where(form, where, filer)

    def _numbers_where(
        self, form: str, where: str, filer: str | None = None, values: Collection[str] = ()
    ) -> list[str]:
        number, versions = quoted(self._forms[form].key[0]), f"{quoted(f'{form}_versions')}($as_of)"
        sql = f"select distinct {number} from {versions} where {where.format(number=number)}"
        return [found for (found,) in self._asked(sql, filer, values)]

    def periods(self, filer: str) -> tuple[str, ...]:
        """Return the periods a filer has an effective filing for, ascending."""
        rows = self._asked(
            "select distinct period from filing_at($as_of) where filer = $filer order by period", filer
        )
        return tuple(period for (period,) in rows)

    def attached(self, filer: str) -> frozenset[tuple[str, str]]:
        """Return the rows of a filer that have an attachment, as (form, key)."""
        if self._attached is None:
            rows = self._asked("select distinct filer, form, key from attachment_at($as_of)")
            self._attached = frozenset((whose, form, key) for whose, form, key in rows)
        return frozenset((form, key) for whose, form, key in self._attached if whose == filer)

    def expect(self, filers: Iterable[str]) -> None:
        """Fetch the rows of these filers, when the first of them is asked for, with one question per form."""
        self._together = frozenset(filers)

    def forget(self, filer: str, forms: Iterable[str]) -> None:
        """Ask again, when next asked, for this filer's rows and for everybody's of these forms."""
        stale = {_PROBLEMS, *(f"{form}_{what}" for form in forms for what in ("at", "versions"))}
        self._frames = {
            (macro, whose): frame for (macro, whose), frame in self._frames.items()
            if macro != _PROBLEMS and (macro not in stale or (whose is not None and whose != filer))
        }
        self._naming = {asked: frame for asked, frame in self._naming.items() if asked[0] not in stale}
        self._numbers = {asked: held for asked, held in self._numbers.items() if f"{asked[0]}_at" not in stale}
        self._begun = {form: held for form, held in self._begun.items() if f"{form}_at" not in stale}
        self._held.pop(filer, None)

    def let_go(self) -> None:
        """Keep nothing of what was asked for: what is wanted of it later is asked again."""
        self._frames, self._naming, self._numbers, self._begun, self._held, self._attached = {}, {}, {}, {}, {}, None

    def add(self, form: str, filer: str, period: str, rows: pd.DataFrame) -> None:
        """Let rows stand that are about to be recorded, for what is judged after them."""
        known, number = self.current(form), self._forms[form].key[0]
        new = rows.assign(filer=filer, period=period, key=rows[number], entry=pd.NA).astype({"entry": "Int64"})
        macro = f"{form}_at"
        numbers = frozenset(self.numbers(form)).union(rows[number])
        self._frames = {key: frame for key, frame in self._frames.items() if key[0] != macro}
        self._naming = {asked: frame for asked, frame in self._naming.items() if asked[0] != macro}
        self._frames[macro, None] = pd.concat([known, new[known.columns]], ignore_index=True) if len(known) else new
        self._numbers = {asked: held for asked, held in self._numbers.items() if asked[0] != form}
        self._numbers[form, None] = numbers
        self._begun.pop(form, None)

    def reasons(self, filer: str) -> pd.DataFrame:
        """Return the reasons accepted for queries, oldest first; `basis` tells the cells they rest on."""
        return self._table(
            """
            select d.form, d.key, d.code, f.period, d.reason, d.basis
            from finding as d
            join filing_at($as_of) as f using (entry)
            where f.filer = $filer and d.reason is not null
            order by f.period, f.received_at, d.entry, d.ord
            """,
            filer,
        )

    def _rows(self, form: str, macro: str, order: str, filer: str | None) -> pd.DataFrame:
        if (macro, None) in self._frames:
            return self._part(macro, "filer", filer)
        if (macro, filer) not in self._frames:
            self._fetch(form, macro, order, filer)
        return self._frames[macro, filer]

    def _part(self, macro: str, column: str, filer: str | None) -> pd.DataFrame:
        """A filer's part of everybody's rows, the same frame each time; where it was asked for alone, that."""
        if (macro, filer) not in self._frames:
            self._frames[macro, filer] = _of(self._frames[macro, None], column, filer)
        return self._frames[macro, filer]

    def _fetch(self, form: str, macro: str, order: str, filer: str | None) -> None:
        """Keep the rows of a filer, and with them those of the others who are about to be asked for."""
        if self._asked_with_others(filer):
            rows = self._fetched(form, macro, "where filer in (select unnest($filers))", order)
            self._frames |= {(macro, one): part for one, part in _parted(rows, self._together).items()}
        elif filer is None:
            self._frames[macro, None] = self._fetched(form, macro, "", order)
        elif form in self._forms_of(filer):
            self._frames[macro, filer] = self._fetched(form, macro, "where filer = $filer", order, filer)
        else:
            self._frames[macro, filer] = self._typed(form, ())

    def _asked_with_others(self, filer: str | None) -> bool:
        return filer in self._together and len(self._together) > 1

    def _forms_of(self, filer: str) -> frozenset[str]:
        if filer not in self._held:
            self._held[filer] = forms_held(self._cursor, self._forms.values(), filer)
        return self._held[filer]

    def _fetched(
        self, form: str, macro: str, where: str, order: str, filer: str | None = None, values: Collection[str] = ()
    ) -> pd.DataFrame:
        wanted = ", ".join(quoted(name) for name in (*self._forms[form].by_id, *_FILED))
        rows = self._asked(f"select {wanted} from {quoted(macro)}($as_of) {where} order by {order}", filer, values)
        return self._typed(form, rows)

    def _typed(self, form: str, rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
        """Return a form's rows, their filer, period, key and entry behind them, with the dtypes the kinds have."""
        return _typed(self._forms[form], rows) if rows else _none_of(self._forms[form])

    def _table(self, sql: str, filer: str | None = None, values: Collection[str] = ()) -> pd.DataFrame:
        """Return an answer with the dtypes the kinds have."""
        rows = self._asked(sql, filer, values)
        described = [(column[0], str(column[1])) for column in self._cursor.description]
        held = zip(described, _by_column(rows, len(described)), strict=True)
        return pd.DataFrame(
            {name: pd.Series(_held(v, sql), dtype=_DTYPES.get(sql, "object")) for (name, sql), v in held}
        )

    def _asked(self, sql: str, filer: str | None = None, values: Collection[str] = ()) -> list[tuple[Any, ...]]:
        # DuckDB refuses parameters a statement does not use.
        known = {"as_of": self._as_of, "filer": filer, "filers": sorted(self._together), "values": sorted(values)}
        parameters = {name: known[name] for name in _PARAMETER.findall(sql)}
        rows: list[tuple[Any, ...]] = self._cursor.execute(sql, parameters).fetchall()
        return rows


def _typed(form: Form, rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    columns = form.by_id
    values = _by_column(rows, len(columns) + len(_FILED))
    typed = {c.id: c.kind.series(_held(v, c.kind.sql)) for c, v in zip(columns.values(), values, strict=False)}
    filed = zip(_FILED, values[len(columns) :], strict=True)
    return pd.DataFrame(typed | {name: pd.Series(v, dtype="Int64" if name == "entry" else "str") for name, v in filed})


def _none_of(form: Form) -> pd.DataFrame:
    """No rows of a form, the same frame each time: thirty columns of nothing take as long as thirty of something."""
    known = _NONE.get(form.id)
    if known is None or known[0] is not form:
        known = _NONE[form.id] = (form, _typed(form, ()))
    return known[1]


def _parted(rows: pd.DataFrame, filers: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Each filer's rows, which stand together; those who have none, as most do of most forms, share one frame."""
    counts = Counter(rows["filer"].tolist())
    rows = rows.set_axis([n for count in counts.values() for n in range(count)])
    ends = accumulate(counts.values())
    found = {filer: rows.iloc[end - counts[filer] : end] for filer, end in zip(counts, ends, strict=True)}
    if found:
        share(rows, found.values())
    none = rows.iloc[:0]
    return {filer: found.get(filer, none) for filer in filers}


def _of(frame: pd.DataFrame, column: str, filer: str | None) -> pd.DataFrame:
    return frame if filer is None else frame[frame[column] == filer].reset_index(drop=True)


def _by_column(rows: Sequence[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _held(values: Sequence[Any], sql: str) -> list[Any]:
    """Several values as a tuple, money as a float: as the kinds hold them."""
    if sql.endswith("[]"):
        return [None if value is None else tuple(value) for value in values]
    if sql.startswith("DECIMAL"):
        return [None if value is None else float(value) for value in values]
    return list(values)
