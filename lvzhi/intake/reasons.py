"""Reasons given for queries: on the 说明 sheet, on the page, in the row itself, or accepted before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lvzhi.findings import Finding, Severity, Wording
from lvzhi.intake.filing import Filing, SheetRows
from lvzhi.values import squeeze

WHOLE_SHEET = "全表"
BLANK = "____"  # a gap in a quick answer
_EMPTY_WORDS = frozenset(
    {"核实无误", "情况属实", "同上", "已整改", "无", "属实", "无误", "已核实", "没有问题", "无异议"}
)
_NOISE = re.compile(r"[\s,。,.、;;:!?!?…“”\"'()()-]")

WORDINGS = (
    Wording(
        "GEN-REASON-WORDS", Severity.ERROR,
        "“{value}”没有说明情况。请写明时间、原因或依据,一句话即可。", "任何以“理由”“原因”“说明”为名的列",
    ),
    Wording("EXPL-NO-MATCH", Severity.NOTE, "本簿没有与这条说明对应的需说明事项,说明已随簿留存。"),
)
_SAYS = {w.code: w for w in WORDINGS}


def says_nothing(text: str) -> bool:
    """Empty words: a stock phrase, fewer than four characters, or one character over and over."""
    bare = _NOISE.sub("", squeeze(text))
    return bare in _EMPTY_WORDS or len(bare) < 4 or len(set(bare)) == 1


def choices(finding: Finding) -> tuple[str, ...]:
    """Return the quick answers a question offers, gaps as BLANK; () where it leaves the words to its reader.

    >>> choices(Finding("GEN-CARRIED-OVER", Severity.QUERY, "本期未列。请选:漏填,已补上 / 已归并到编号____。"))
    ('漏填,已补上', '已归并到编号____')
    """
    _, asked, listed = finding.message.partition("请选:")
    return tuple(c.strip() for c in listed.rstrip("。").split(" / ")) if asked else ()


def example(finding: Finding) -> str | None:
    """Return the model answer a question quotes.

    >>> example(Finding("TASK-NA", Severity.QUERY, "请写明原因,如“本科室无行政审批事项”。"))
    '如:本科室无行政审批事项'
    """
    found = re.search(r"如[“‘]([^”’]+)[”’]", finding.message)
    return f"如:{found[1]}" if found else None


@dataclass(frozen=True)
class PageReason:
    """A reason typed on the page: which query of the file it answers."""

    form: str
    code: str
    key: str | None
    row: int | None
    reason: str


def answer(findings: Sequence[Finding], filing: Filing, page: Iterable[PageReason] = ()) -> tuple[Finding, ...]:
    """Put to each query the reason found for it: in the row, on the page, on the 说明 sheet, or kept from before."""
    typed = _typed(filing)
    pages: dict[tuple[str, str, object], str] = {
        (p.form, p.code, p.key or p.row): p.reason for p in page if not says_nothing(p.reason)
    }
    kept = _kept(filing)
    return tuple(_answered(f, typed, pages, kept) for f in findings)


def _answered(
    finding: Finding,
    typed: Mapping[tuple[str, str, str], str],
    pages: Mapping[tuple[str, str, object], str],
    kept: Mapping[tuple[str, str, str, str], str],
) -> Finding:
    if finding.severity is not Severity.QUERY or finding.reason:
        return finding
    form = finding.form or ""
    found = pages.get((form, finding.code, finding.key or finding.row))
    refs = ((form, finding.code, ref) for ref in _refs(finding))
    found = found or next((typed[ref] for ref in refs if ref in typed), None)
    found = found or kept.get((form, finding.code, finding.key or "", finding.basis or ""))
    return replace(finding, reason=found) if found else finding


def _refs(finding: Finding) -> tuple[str, ...]:
    """How a clerk may name the row of a finding."""
    refs = [squeeze(finding.key)] if finding.key else []
    if finding.row is not None:
        refs += [f"第{finding.row}行", str(finding.row)]
    return (*refs, WHOLE_SHEET) if finding.row is None else tuple(refs)


def _explanations(filing: Filing) -> SheetRows | None:
    return filing.sheets.get("explanations")


def _typed(filing: Filing) -> dict[tuple[str, str, str], str]:
    sheet = _explanations(filing)
    if sheet is None:
        return {}
    titles = {squeeze(s.form.title): f for f, s in filing.sheets.items()}
    rows = sheet.frame.dropna(subset=["form", "row_ref", "code", "reason"])
    return {
        (titles.get(squeeze(r.form), r.form), r.code, squeeze(r.row_ref)): r.reason
        for r in rows.itertuples()
        if not says_nothing(r.reason)
    }


def _kept(filing: Filing) -> dict[tuple[str, str, str, str], str]:
    held = filing.standing.reasons(filing.filer.code)
    return {(r.form, r.code, r.key or "", r.basis or ""): r.reason for r in held.itertuples()}


def check_explanations(findings: Sequence[Finding], filing: Filing) -> list[Finding]:
    """Notes about 说明 rows that answer no query."""
    sheet = _explanations(filing)
    if sheet is None or sheet.frame.empty:
        return []
    titles = {squeeze(s.form.title): f for f, s in filing.sheets.items()}
    asked = {(f.form, f.code, ref) for f in findings if f.severity is Severity.QUERY for ref in _refs(f)}
    found = []
    for row in sheet.frame.dropna(subset=["form", "row_ref", "code"]).itertuples():
        if (titles.get(squeeze(row.form), row.form), row.code, squeeze(row.row_ref)) not in asked:
            found.append(_note(sheet, "EXPL-NO-MATCH", int(row.Index), "code"))
    return found


def _note(sheet: SheetRows, code: str, row: int, column: str, **values: object) -> Finding:
    wording = _SAYS[code]
    return Finding(
        code, wording.severity, wording.say(values), sheet.form.id, sheet.sheet, sheet.cell(row, column), row,
        sheet.form.labels[column],
    )
