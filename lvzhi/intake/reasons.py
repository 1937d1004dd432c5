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
_STOCK = re.compile("核实无误|情况属实|没有问题|无异议|已核实|已整改|同上|属实|无误|暂无|没有|无")
_NOISE = re.compile(r"[\s,。,.、;;:!?!?…“”\"'()()【】《》-]")
_FRAME = re.compile("履职办核对|需说明|请在.{1,20}?写一句话")  # around a question in the returned workbook
_PADDING = re.compile(r"(.{1,6}?)\1+|\d+")  # the same words over and over; figures alone

WORDINGS = (
    Wording(
        "GEN-REASON-WORDS", Severity.ERROR,
        "“{value}”没有说明情况。请写明时间、原因或依据,一句话即可。", "任何以“理由”“原因”“说明”为名的列",
    ),
    Wording("EXPL-NO-MATCH", Severity.NOTE, "本簿没有与这条说明对应的需说明事项,说明已随簿留存。"),
)
_SAYS = {w.code: w for w in WORDINGS}


def says_nothing(text: str) -> bool:
    """Empty words: nothing but stock phrases, fewer than four characters, or one word over and over.

    >>> [says_nothing(t) for t in ("情况属实,已核实。", "。。。", "说明说明", "检查当日即更换了电话")]
    [True, True, True, False]
    """
    bare = _bare(text)
    return len(bare) < 4 or not _STOCK.sub("", bare) or _PADDING.fullmatch(bare) is not None


def is_reason(text: str, finding: Finding) -> bool:
    """A sentence of one's own: no empty words, and not the question copied back."""
    return not says_nothing(text) and not _copied(text, finding)


def _copied(text: str, finding: Finding) -> bool:
    """The question or a piece of it, with nothing of weight besides; a quick answer it offers is an answer."""
    bare, asked = _bare(text), _bare(finding.message)
    offered = {_bare(c) for c in (*choices(finding), (example(finding) or "").removeprefix("如:"))}
    if bare in asked:
        return bare not in offered
    return asked in bare and says_nothing(_FRAME.sub("", bare.replace(asked, "")))


def worn_out(given: Iterable[tuple[Finding, str]], limit: int) -> frozenset[str]:
    """The sentences (squeezed) given to more than `limit` queries of more than one kind: they explain none of them."""
    asked: dict[str, list[str]] = {}
    for finding, text in given:
        asked.setdefault(squeeze(text), []).append(finding.code)
    return frozenset(text for text, codes in asked.items() if len(codes) > limit and len(set(codes)) > 1)


def _bare(text: str) -> str:
    return _NOISE.sub("", squeeze(text))


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
    pages: dict[tuple[str, str, object], str] = {(p.form, p.code, p.key or p.row): p.reason for p in page}
    open_ = [n for n, f in enumerate(findings) if f.severity is Severity.QUERY and not f.reason]
    given = {n: text for n in open_ if (text := _given(findings[n], typed, pages))}
    worn = worn_out(((findings[n], text) for n, text in given.items()), filing.plan.settings.same_reason_rows)
    found = {n: text for n, text in given.items() if squeeze(text) not in worn}
    kept = _kept(filing) if len(found) < len(open_) else {}
    for n in set(open_) - set(found):
        f = findings[n]
        if reason := kept.get((f.form or "", f.code, f.key or "", f.basis or "")):
            found[n] = reason
    return tuple(replace(f, reason=found[n]) if n in found else f for n, f in enumerate(findings))


def _given(
    finding: Finding, typed: Mapping[tuple[str, str, str], str], pages: Mapping[tuple[str, str, object], str]
) -> str | None:
    """What was written for a query on the page, else on the sheet, where it is a reason."""
    form = finding.form or ""
    written = [pages.get((form, finding.code, finding.key or finding.row))]
    written += [typed.get((form, finding.code, ref)) for ref in _refs(finding)]
    return next((text for text in written if text and is_reason(text, finding)), None)


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
    }


def _kept(filing: Filing) -> dict[tuple[str, str, str, str], str]:
    held = filing.standing.reasons(filing.filer.code)
    return {(r.form, r.code, r.key or "", r.basis or ""): r.reason for r in held.itertuples()}


def check_explanations(findings: Sequence[Finding], filing: Filing) -> list[Finding]:
    """说明 rows that answer no query (a note), or answer one with its own words (an error)."""
    sheet = _explanations(filing)
    if sheet is None or sheet.frame.empty:
        return []
    titles = {squeeze(s.form.title): f for f, s in filing.sheets.items()}
    asked = {(f.form, f.code, ref): f for f in findings if f.severity is Severity.QUERY for ref in _refs(f)}
    found = []
    for row in sheet.frame.dropna(subset=["form", "row_ref", "code"]).itertuples():
        query = asked.get((titles.get(squeeze(row.form), row.form), row.code, squeeze(row.row_ref)))
        if query is None:
            found.append(_at(sheet, "EXPL-NO-MATCH", int(row.Index), "code"))
        elif isinstance(row.reason, str) and _copied(row.reason, query):
            found.append(_at(sheet, "GEN-REASON-WORDS", int(row.Index), "reason", value=row.reason))
    return found


def _at(sheet: SheetRows, code: str, row: int, column: str, value: str | None = None) -> Finding:
    wording = _SAYS[code]
    return Finding(
        code, wording.severity, wording.say({"value": value}), sheet.form.id, sheet.sheet, sheet.cell(row, column),
        row, sheet.form.labels[column], value,
    )
