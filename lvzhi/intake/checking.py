"""A workbook already read -> everything wrong with it in one pass, in sheet order, and what it would change."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from lvzhi.books.prefill import Printed
from lvzhi.books.records import Scope
from lvzhi.findings import Finding, Severity
from lvzhi.form import CrossRule, Form, Hit
from lvzhi.intake import general
from lvzhi.intake.change import Change, blank, compare
from lvzhi.intake.filing import Filing, SheetRows, Standing
from lvzhi.intake.gate import STANDARD
from lvzhi.intake.identifying import Identity
from lvzhi.intake.identity_check import without_sheet
from lvzhi.intake.listing import bounded
from lvzhi.intake.reasons import PageReason, answer, check_explanations
from lvzhi.plan import Filer, Plan
from lvzhi.restricted import unspoken
from lvzhi.validation import META, Breach, breaches, rows_of, shown


@dataclass(frozen=True)
class Submission:
    """A book read: its sheets, and what was found before anything that stands is looked at.

    `about`: findings on the file as a whole; `values`: of required cells, kinds and rules over one row;
    `left_out`: sheets not due that are not in the book.
    """

    identity: Identity
    plan: Plan
    filer: Filer
    period: str
    received_on: dt.date
    sheets: Mapping[str, SheetRows]
    about: tuple[Finding, ...] = ()
    values: tuple[Finding, ...] = ()
    left_out: tuple[Form, ...] = ()


@dataclass(frozen=True)
class Checked:
    """The judgement on one file: its identity, every finding, and what it changes."""

    identity: Identity
    filing: Filing | None
    findings: tuple[Finding, ...]
    change: Change = field(default_factory=Change)

    @property
    def ok(self) -> bool:
        """Nothing in the way of acceptance: no error, and every query answered."""
        return self.filing is not None and not any(f.open for f in self.findings)

    def count(self, severity: Severity) -> int:
        return sum(f.severity is severity for f in self.findings)

    def rows(self) -> dict[str, int]:
        """Filled rows per form."""
        return {f: len(s.frame) for f, s in self.filing.sheets.items()} if self.filing else {}


def conclude(submission: Submission, standing: Standing, page: Iterable[PageReason] = ()) -> Checked:
    """Judge a submission by what stands: everything found, in sheet order, and what it would change."""
    filing = _filing(submission, standing)
    change = compare(filing)
    found = [f for s in filing.sheets.values() for f in s.findings]
    found += submission.values
    found += general.check(general.Context(filing, change))
    found += cross_check(filing)
    ordered = in_sheet_order(_once(found), filing)
    answered = answer(ordered, filing, page)
    notes = check_explanations(answered, filing)
    about = (*submission.about, *_left_out(submission, filing))
    listed = bounded(in_sheet_order([*answered, *notes], filing), STANDARD.findings)
    findings = (*about, *(_public(f, filing) for f in in_sheet_order(listed, filing)))
    return Checked(submission.identity, filing, findings, change)


def judged_rows(submission: Submission, standing: Standing) -> list[Finding]:
    """Judge rows that come without a book, by what stands: by the rules of their sheet, not by those of a book."""
    s = submission
    filing = Filing(s.plan, s.filer, s.period, s.received_on, s.sheets, standing)
    found = [*s.values, *general.check_rows(general.Context(filing, Change())), *cross_check(filing)]
    return [_public(f, filing) for f in in_sheet_order(_once(found), filing)]


def _public(finding: Finding, filing: Filing) -> Finding:
    """The finding without what stands in a restricted cell: findings are shown, sent back and kept in the journal."""
    sheet = filing.sheets.get(finding.form or "")
    columns = sheet.form.all_columns if sheet else ()
    column = next((c for c in columns if c.restricted and c.label == finding.column), None)
    return unspoken(finding, column) if column else finding


def _filing(submission: Submission, standing: Standing) -> Filing:
    plan, filer, period = submission.plan, submission.filer, submission.period
    forms = (*(s.form for s in submission.sheets.values()), *submission.left_out)
    printed = {f.id: Printed(Scope(f, plan, filer, period, standing)) for f in forms}
    return Filing(plan, filer, period, submission.received_on, submission.sheets, standing, printed)


def _left_out(submission: Submission, filing: Filing) -> Iterator[Finding]:
    """Sheets that need not be there: an error where rows listed again went with them."""
    for form in submission.left_out:
        keys = general.listed_again(filing, form)
        if found := without_sheet(form, keys, form.id in submission.identity.missing):
            yield found


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """One finding per place and code; a cell that could not be read is not also called empty."""
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        kept.setdefault((finding.form, finding.row, finding.column, finding.code, finding.key), finding)
    return list(kept.values())


def in_sheet_order(findings: Iterable[Finding], filing: Filing) -> list[Finding]:
    """File first, then sheets in the book's order, rows downwards, columns from left to right."""
    sheets = {f: n for n, f in enumerate(filing.sheets)}
    columns = {
        (f, c.label): n for f, s in filing.sheets.items() for n, c in enumerate(s.form.all_columns)
    }

    def place(finding: Finding) -> tuple[int, int, int]:
        form = finding.form or ""
        return (sheets.get(form, -1), finding.row or 0, columns.get((form, finding.column or ""), -1))

    return sorted(findings, key=place)


# --- values: pandera over all filings at once ------------------------------------------------------


def with_values(submissions: Sequence[Submission]) -> list[Submission]:
    """The submissions with the findings of their values: pandera sees all rows of a form and plan in one call."""
    found: list[list[Finding]] = [[] for _ in submissions]
    for plan in {id(s.plan): s.plan for s in submissions}.values():
        members = [n for n, s in enumerate(submissions) if s.plan is plan]
        forms = {form_id: s.form for n in members for form_id, s in submissions[n].sheets.items()}
        for form in forms.values():
            _check_form(form, plan, submissions, members, found)
    return [replace(s, values=tuple(f)) for s, f in zip(submissions, found, strict=True)]


def _check_form(
    form: Form, plan: Plan, submissions: Sequence[Submission], members: Sequence[int], found: list[list[Finding]]
) -> None:
    parts = [(n, submissions[n].sheets[form.id]) for n in members if form.id in submissions[n].sheets]
    parts = [(n, s) for n, s in parts if not s.frame.empty]
    if not parts:
        return
    frame = _together(submissions, parts)
    at = {(f, r): i for i, (f, r) in enumerate(zip(frame["_file"], frame["_row"], strict=True))}
    bad = {(at[n, row], column) for n, s in parts for row, column in s.bad if (n, row) in at}
    broken_rows = breaches(form, plan, frame, bad)
    rows = rows_of(frame, {breach.index for breach in broken_rows})
    for index, broken in groupby(broken_rows, key=attrgetter("index")):
        row = rows[index]
        n = int(row["_file"])
        sheet = submissions[n].sheets[form.id]
        found[n] += [_finding(sheet, int(row["_row"]), breach, row, plan) for breach in broken]


def _together(submissions: Sequence[Submission], parts: Sequence[tuple[int, SheetRows]]) -> pd.DataFrame:
    """All rows of a form in one frame, each with the filing it came with (validation.META)."""
    rows = [(n, row) for n, sheet in parts for row in sheet.frame.index]
    whose = [submissions[n] for n, _ in rows]
    came_with = {
        "_filer": [s.filer.code for s in whose], "_book": [s.filer.book for s in whose],
        "_period": [s.period for s in whose], "_received_on": [pd.Timestamp(s.received_on) for s in whose],
        "_file": [n for n, _ in rows], "_row": [row for _, row in rows],
    }
    # A column more, one after the other, takes longer than all of them at once beside the rows.
    beside = pd.DataFrame({name: pd.array(held, dtype=META[name]) for name, held in came_with.items()}, copy=False)
    return pd.concat([pd.concat([sheet.frame for _, sheet in parts], ignore_index=True), beside], axis=1)


def _finding(sheet: SheetRows, row: int, breach: Breach, values: Mapping[str, Any], plan: Plan) -> Finding:
    form = sheet.form
    raw = sheet.raw.get((row, breach.column))
    value = values[breach.column]
    kind = form.by_id[breach.column].kind
    text = raw if raw is not None else None if blank(value) else kind.show(value, plan)
    key = None if any(blank(values[k]) for k in form.key) else form.key_of(values)
    basis = _basis({c: values[c] for c in breach.reads if c in values and not form.by_id[c].restricted})
    reason = _own_reason(values, breach.reason_in)
    return Finding(
        breach.code, breach.severity, breach.message, form.id, sheet.sheet, sheet.cell(row, breach.column),
        _excel_row(sheet, row, breach.column), form.labels[breach.column], text, breach.suggestion, key, reason, basis,
    )


def _excel_row(sheet: SheetRows, row: int, column: str | None) -> int:
    """The Excel row of a cell: on a card sheet each column has its own."""
    letter = sheet.letters.get(column or "", "")
    digits = letter.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits else row


def _own_reason(values: Mapping[str, object] | pd.Series, column: str | None) -> str | None:
    """The row's own answer to a query (不适用理由); empty words are reported by GEN-REASON-WORDS."""
    return None if column is None or blank(values[column]) else str(values[column])


def _basis(values: Mapping[str, object]) -> str:
    """The cells a query rests on, as canonical text."""
    return json.dumps(
        {k: None if blank(v) else str(v) for k, v in values.items()}, ensure_ascii=False, sort_keys=True
    )


# --- rules across rows, sheets, filers -------------------------------------------------------------


def cross_check(filing: Filing) -> list[Finding]:
    """Findings of every form's ⇄ rules."""
    return [
        _hit(filing, sheet, rule, hit)
        for sheet in filing.sheets.values()
        for rule in sheet.form.cross_rules
        for hit in rule.check(filing)
    ]


def _hit(filing: Filing, sheet: SheetRows, rule: CrossRule, hit: Hit) -> Finding:
    form = sheet.form
    row = sheet.frame.loc[hit.row] if hit.row is not None and hit.row in sheet.frame.index else None
    words = dict(shown(form, filing.plan, row)) if row is not None else {}
    values = {**words, **(hit.values or {})}
    value = None if row is None or hit.column is None or blank(row[hit.column]) else words[hit.column]
    key = values.get("key") if row is None else _key(form, row)
    return Finding(
        rule.code, rule.severity, rule.message.format_map(values), form.id, sheet.sheet,
        sheet.cell(hit.row, hit.column),
        _excel_row(sheet, hit.row, hit.column) if hit.row is not None else None,
        form.labels.get(hit.column or ""), value, hit.suggestion, None if key is None else str(key),
        _own_reason(row, rule.reason_in) if row is not None else None,
        _basis({**(hit.values or {}), "column": hit.column, "value": value}),
    )


def _key(form: Form, row: pd.Series) -> str | None:
    return None if any(blank(row[k]) for k in form.key) else form.key_of(row)


def with_reasons(checked: Checked, page: Iterable[PageReason]) -> Checked:
    """The same judgement with reasons typed on the page put to its queries."""
    if checked.filing is None:
        return checked
    return replace(checked, findings=answer(checked.findings, checked.filing, page))
