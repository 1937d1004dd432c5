"""The declaration of a form: columns, key, rules, what is printed; everything else is derived from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from lvzhi.conditions import When
from lvzhi.findings import Severity
from lvzhi.kinds import Code, Kind, Text
from lvzhi.lazy import lazy_property
from lvzhi.plan import Filer, Plan

if TYPE_CHECKING:
    from lvzhi.intake.filing import Filing, Standing

Kept = Literal["cumulative", "periodic"]
Relist = Literal["all", "none"] | When
FixedRows = Callable[[Plan, str, str], tuple[Mapping[str, Any], ...]]
StandingRows = Callable[[Plan, str, str, "Standing"], tuple[Mapping[str, Any], ...]]
About = Callable[[Plan, str, "Standing"], int]
Computed = Callable[[Mapping[str, Any], Plan, Filer], Any]


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    `required`: True (★), a When (◇) or False (○). `system` (系统): printed or computed and locked, what is
    typed there is ignored. `restricted` (限): in no export, chart, log or message; a When says in which rows.
    `assigned` (交): locked in rows that came by assignment. `prefill`: "filer" for the filer's own code, else
    a constant given to blank rows; a pre-filled cell does not make a row filled. `carried`: the last accepted
    value is pre-filled. `books`: ids of the books whose sheet has it (None: all books of the form).
    `computed` gives the value from the row's other typed cells: of a 系统 cell always, of another where it is
    blank; None where it cannot. `in_force`: the column of the standing problem that is pre-filled here, which
    left as it is makes no change. `quoted`: written into the returned book for the filer to go on from; like
    a pre-filled cell it does not make a row filled. `evidence`: names material that is to come as an attachment;
    the code of the note that is made while none has come. `asked_if`: the plan's setting (true or false) by which
    `required` is asked at all.
    """

    id: str
    label: str
    kind: Kind
    required: bool | When = False
    system: bool = False
    restricted: bool | When = False
    assigned: bool = False
    prefill: str | None = None
    carried: bool = False
    books: tuple[str, ...] | None = None
    help: str = ""
    computed: Computed | None = None
    in_force: str | None = None
    quoted: bool = False
    evidence: str | None = None
    asked_if: str | None = None

    def required_by(self, plan: Plan) -> bool | When:
        """Whether, or when, this plan asks for the cell to be filled."""
        return self.required if self.asked_if is None or getattr(plan.settings, self.asked_if) else False

    @property
    def typed(self) -> bool:
        return not self.system

    def prefilled(self, filer: Filer) -> str | None:
        """What blank rows of this filer's book hold; only a unit's book is sure to mean its own filer."""
        if self.prefill == "filer":
            return filer.code if self.system or filer.book == "unit" else None
        return self.prefill


@dataclass(frozen=True)
class Rule:
    """A rule over one row. `violated` sees the typed frame (blank is null) and the plan, True where broken.

    `on`: the columns it reads, the first is where it shows; a row in which one of them could not be read is
    not asked. `message` may use {column_id} (as shown to people) and the names that `values` adds from the
    typed row. `suggest` gives the certain correction. `reason_in`: the column whose text is the reason a
    query asks for.
    """

    code: str
    severity: Severity
    on: tuple[str, ...]
    violated: Callable[[pd.DataFrame, Plan], pd.Series]
    message: str
    clause: str = ""
    suggest: Callable[[Mapping[str, Any], Plan], str | None] | None = None
    reason_in: str | None = None
    values: Callable[[Mapping[str, Any], Plan], Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class Hit:
    """Where a cross rule is broken: `row` is Excel's row or None for the sheet, `column` an id or None."""

    row: int | None = None
    column: str | None = None
    values: Mapping[str, Any] | None = None
    suggestion: str | None = None


@dataclass(frozen=True)
class CrossRule:
    """A rule across rows, sheets, filers or accepted versions (⇄): sees the whole filing and what stands."""

    code: str
    severity: Severity
    check: Callable[[Filing], Iterable[Hit]]
    message: str
    clause: str = ""
    reason_in: str | None = None


NO_FILE = "GEN-EVIDENCE-FILE"  # the note on material that is named and not attached, wherever no other is agreed
REMARK = Column("remark", "备注", Text(longest=200))


@dataclass(frozen=True, eq=False)
class Form:
    """One sheet of a book, compared by identity. `mark` is the word in its numbers.

    `confidential`: rows with this word in this column are seen by the office and the filers the plan names alone.
    `fixed_rows` gives the system cells of rows the plan prints, `standing_rows` those that come from what is
    accepted of others; both from plan, filer's code and period, and neither kind of row is ever blank.
    `about`: how many new rows the things the sheet is about will take, from plan, filer's code and what stands; so
    many blank ones are printed, and the plan's reserve besides.
    """

    id: str
    title: str
    books: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    kept: Kept
    mark: str | None = None
    relist: Relist = "all"
    fixed_rows: FixedRows | None = None
    standing_rows: StandingRows | None = None
    about: About | None = None
    prints: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    cross_rules: tuple[CrossRule, ...] = ()
    measure_unit: str = "件"
    note: str = ""
    good_rows: tuple[Mapping[str, str], ...] = ()
    poor_row: Mapping[str, str] | None = None
    layout: Literal["table", "card"] = "table"
    read_only_relist: bool = False
    confidential: tuple[str, str] | None = None
    remark: bool = True

    @lazy_property
    def all_columns(self) -> tuple[Column, ...]:
        """Columns from left to right, 备注 last where the form has it; 序号 is no column."""
        return (*self.columns, REMARK) if self.remark else self.columns

    @lazy_property
    def by_id(self) -> Mapping[str, Column]:
        return {c.id: c for c in self.all_columns}

    @lazy_property
    def labels(self) -> Mapping[str, str]:
        return {c.id: c.label for c in self.all_columns}

    def columns_in(self, book: str) -> tuple[Column, ...]:
        """The columns this book's sheet has."""
        return tuple(c for c in self.all_columns if c.books is None or book in c.books)

    @property
    def numbered(self) -> bool:
        return self.mark is not None

    @lazy_property
    def evidence(self) -> tuple[Column, ...]:
        """The columns that name material."""
        return tuple(c for c in self.all_columns if c.evidence)

    @property
    def takes_attachments(self) -> bool:
        """Files are tied to numbered rows, and to rows that name material."""
        return self.numbered or bool(self.evidence)

    @property
    def number_column(self) -> Column:
        """The pre-printed number: the first column of a numbered form."""
        return self.by_id[self.key[0]]

    def key_of(self, row: Mapping[str, Any]) -> str:
        """The row's identity in words: its number, or the key's values joined by ×."""
        return " × ".join(str(row[k]) for k in self.key)

    def required_columns(self) -> tuple[Column, ...]:
        return tuple(c for c in self.all_columns if c.required is True)


def arranged(forms: Iterable[Form], ids: Iterable[str]) -> tuple[Form, ...]:
    """The forms of these ids, in the order of the ids."""
    known = {f.id: f for f in forms}
    return tuple(known[i] for i in ids)


def number_column(column_id: str, label: str, mark: str) -> Column:
    """The number column of a marked form: `{code}-{mark}-{NNN}`, pre-printed and locked."""
    return Column(column_id, label, Code(rf".+-{mark}-\d{{3,}}", f"“单位-{mark}-001”的样式"), system=True)


def printed(columns: Sequence[Column], *without: str) -> tuple[str, ...]:
    """Ids of all columns and 备注, but for those named: the print area of a form that prints nearly all."""
    return tuple(c.id for c in (*columns, REMARK) if c.id not in without)


# Numbers from here on are given on the desk. Books are printed with blank ones that nobody knows of until they come
# back: those run below, so that no row filled into a book takes the place of one entered meanwhile.
DESK_FIRST = 5001


def of_desk(n: int | None) -> bool:
    """Say whether a running number was given on the desk."""
    return n is not None and n >= DESK_FIRST


def format_number(code: str, mark: str, n: int) -> str:
    return f"{code}-{mark}-{n:03d}"


def number_of(text: str, code: str, mark: str) -> int | None:
    """The running number of `园林-问题-003` when it is this filer's and this form's, else None."""
    head = f"{code}-{mark}-"
    tail = text.removeprefix(head)
    return int(tail) if text.startswith(head) and tail.isdigit() else None


def file_prefix(form: Form, code: str, key: str) -> str:
    """Return how the name of a file begins that is to be tied to a row: its number, else filer, sheet and key.

    >>> from types import SimpleNamespace as Ledger
    >>> file_prefix(Ledger(numbered=True), "园林", "园林-问题-003")
    '园林-问题-003'
    >>> file_prefix(Ledger(numbered=False, title="工作总结"), "园林", "定稿")
    '园林-工作总结-定稿'
    """
    return key if form.numbered else f"{code}-{form.title}-{key}"


def error(code: str, on: Sequence[str], violated: Callable[[pd.DataFrame, Plan], pd.Series], message: str,
          **more: Any) -> Rule:
    return Rule(code, Severity.ERROR, tuple(on), violated, message, **more)


def query(code: str, on: Sequence[str], violated: Callable[[pd.DataFrame, Plan], pd.Series], message: str,
          **more: Any) -> Rule:
    return Rule(code, Severity.QUERY, tuple(on), violated, message, **more)


def note(code: str, on: Sequence[str], violated: Callable[[pd.DataFrame, Plan], pd.Series], message: str,
         **more: Any) -> Rule:
    return Rule(code, Severity.NOTE, tuple(on), violated, message, **more)
