"""What a pre-filled sheet holds: the plan's rows or the rows that still stand, then blank numbered ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lvzhi.books.computed import answered, complete, constants
from lvzhi.books.records import Record, Scope, fulfils, own, taken
from lvzhi.conditions import When
from lvzhi.form import Form, format_number, number_of, of_desk
from lvzhi.intake.filing import Standing
from lvzhi.lazy import lazy_property
from lvzhi.plan import Filer, Plan

# A re-check asks again only what was answered so (forms.md 6.5).
_ASKED_AGAIN: Mapping[str, tuple[str, str]] = {"self_inspection": ("conclusion", "发现问题")}



@dataclass(frozen=True)
class Row:
    """One row of a sheet: typed values by column id, blank when nothing in it was ever filed or assigned."""

    values: Mapping[str, Any]
    blank: bool
    locked: frozenset[str]


@dataclass(frozen=True)
class Printed:
    """The rows a filer's sheet is printed with, from top to bottom; each part is asked for only when it is used."""

    scope: Scope

    @lazy_property
    def known(self) -> tuple[Row, ...]:
        """The rows that say something; nothing in them is an answer not given before."""
        scope = self.scope
        if scope.form.layout == "card":
            return (_row(scope, _card(scope), blank=False),)
        records = _standing(scope) if self._fixed is None else self._fixed
        return tuple(_row(scope, record, blank=False) for record in records)

    @lazy_property
    def rows(self) -> tuple[Row, ...]:
        """The known rows, then the blank numbered ones."""
        if self.scope.form.layout == "card" or self._fixed is not None:
            return self.known
        return (*self.known, *_blanks(self.scope))

    @lazy_property
    def _fixed(self) -> Sequence[Record] | None:
        return _fixed(self.scope)


def rows(form: Form, plan: Plan, filer: Filer, period: str, standing: Standing) -> tuple[Row, ...]:
    """Return the rows of a filer's sheet from top to bottom; nothing in them is an answer not given before."""
    return Printed(Scope(form, plan, filer, period, standing)).rows


def blank_rows(form: Form, plan: Plan, standing: Standing, reserve: int) -> tuple[Row, ...]:
    """Return rows of a sheet that belongs to no filer yet: no numbers, nothing known."""
    count = 1 if form.layout == "card" else reserve + _about(form, plan, "", standing)
    return tuple(Row({}, True, _system(form)) for _ in range(count))


def _row(scope: Scope, record: Record, *, blank: bool) -> Row:
    (values,) = own(scope.form, (record,))
    return Row(values, blank, _system(scope.form) | _settled(scope, record))


def _system(form: Form) -> frozenset[str]:
    return frozenset(c.id for c in form.all_columns if c.system)


def _settled(scope: Scope, record: Record) -> frozenset[str]:
    """Columns no longer the filer's to change: the assignment's own, or a whole assignment once answered."""
    columns = scope.form.all_columns
    if _given(scope, record):
        return frozenset(c.id for c in columns if c.assigned)
    return frozenset(c.id for c in columns) if answered(scope, record) else frozenset()


def _given(scope: Scope, record: Record) -> bool:
    """A row whose number is another's came by assignment."""
    form, code = scope.form, scope.filer.code
    number = record.get(form.key[0])
    return form.mark is not None and number is not None and number_of(str(number), code, form.mark) is None


# --- the cover ---------------------------------------------------------------------------------------------


def _card(scope: Scope) -> dict[str, Any]:
    known = constants(scope) | {"unit": scope.filer.code, "report_month": scope.period}
    return _carried(scope) | known


def _carried(scope: Scope) -> dict[str, Any]:
    """The last accepted values of the columns that are carried forward; one left blank since is carried still."""
    frame = scope.standing.current(scope.form.id, scope.filer.code)
    filed = sorted(taken(frame), key=lambda r: (r.get("period", ""), r.get("entry", 0)))
    last = {name: value for row in filed for name, value in row.items()}
    return {c.id: last[c.id] for c in scope.form.all_columns if c.carried and c.id in last}


# --- rows fixed by the plan ----------------------------------------------------------------------------------


def _fixed(scope: Scope) -> list[dict[str, Any]] | None:
    """The plan's rows with what was last accepted of each; None for a sheet whose rows are the filer's own."""
    form, place = scope.form, (scope.plan, scope.filer.code, scope.period)
    if form.fixed_rows is not None:
        printed = form.fixed_rows(*place)
    elif form.standing_rows is not None and not form.numbered:
        printed = form.standing_rows(*place, scope.standing)
    else:
        return None
    filed = {_key(form, r): r for r in _filed(scope)} if form.kept == "cumulative" else {}
    known = constants(scope)
    return complete(scope, [known | filed.get(_key(form, r), {}) | dict(r) for r in _asked(scope, printed)])


def _filed(scope: Scope) -> tuple[dict[str, Any], ...]:
    return own(scope.form, taken(scope.standing.current(scope.form.id, scope.filer.code)))


def _key(form: Form, record: Record) -> tuple[str, ...]:
    return tuple(str(record.get(k, "")) for k in form.key)


def _asked(scope: Scope, printed: Sequence[Record]) -> Sequence[Record]:
    """All printed rows, or in a month of confirmation those answered in the way that is asked again."""
    answer = _ASKED_AGAIN.get(scope.form.id)
    if answer is None or scope.plan.duty(scope.form.id, scope.filer.code, scope.period) != "confirm":
        return printed
    column, value = answer
    filed = taken(scope.standing.current(scope.form.id, scope.filer.code))
    before = [r for r in filed if str(r.get("period", "")) < scope.period]
    newest = max((r["period"] for r in before), default=None)
    again = {_key(scope.form, r) for r in before if r["period"] == newest and r.get(column) == value}
    return [r for r in printed if _key(scope.form, r) in again]


# --- the filer's own rows ------------------------------------------------------------------------------------


def _standing(scope: Scope) -> list[dict[str, Any]]:
    """The rows that stand and are to be seen again, by number."""
    form = scope.form
    if form.kept == "periodic" or form.relist == "none":
        return []
    records = complete(scope, _with_given(scope, _filed(scope)))
    kept = _relisted(form, records) if isinstance(form.relist, When) else records
    return sorted(kept, key=lambda r: _order(scope, r)) if form.numbered else kept


def _with_given(scope: Scope, filed: Sequence[Record]) -> list[dict[str, Any]]:
    """The filer's rows and those others gave it: what was given stands, whatever was filed in its place."""
    given = scope.form.standing_rows
    if given is None:
        return [dict(r) for r in filed]
    rows = {_key(scope.form, r): dict(r) for r in filed}
    for row in given(scope.plan, scope.filer.code, scope.period, scope.standing):
        key = _key(scope.form, row)
        rows[key] = {**rows.get(key, {}), **row}
    return list(rows.values())


def _relisted(form: Form, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    assert isinstance(form.relist, When)
    if not records:
        return []
    held = fulfils(form.relist, form, records)
    return [r for r, keep in zip(records, held, strict=True) if keep]


def _order(scope: Scope, record: Record) -> tuple[bool, int, str]:
    """The filer's own numbers first, in their running order; then those others gave."""
    text = str(record[scope.form.key[0]])
    number = number_of(text, scope.filer.code, scope.form.mark or "")
    return (number is None, number or 0, text)


def _blanks(scope: Scope) -> tuple[Row, ...]:
    form = scope.form
    count = reserved(form, scope.plan) + _about(form, scope.plan, scope.filer.code, scope.standing)
    numbers = _numbers(scope, count)
    like = _row(scope, constants(scope) | (numbers[0] if numbers else {}), blank=True)
    # Blank rows differ in nothing but their numbers.
    return tuple(Row({**like.values, **number}, like.blank, like.locked) for number in numbers)


def reserved(form: Form, plan: Plan) -> int:
    """Return how many blank rows every sheet of a form has at least."""
    sizes = plan.settings.prenumbered_rows
    return sizes.get(form.id, sizes["default"])


def _about(form: Form, plan: Plan, filer: str, standing: Standing) -> int:
    return form.about(plan, filer, standing) if form.about else 0


def _numbers(scope: Scope, count: int) -> Sequence[dict[str, str]]:
    form, code = scope.form, scope.filer.code
    if form.mark is None:
        return [{}] * count
    used = [number_of(text, code, form.mark) or 0 for text in scope.standing.numbers(form.id, code)]
    first = max((n for n in used if not of_desk(n)), default=0) + 1
    return [{form.key[0]: format_number(code, form.mark, n)} for n in range(first, first + count)]
