"""Findings in words: sheet by sheet, cell by cell, what stands there, what to write, one click where it is certain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from lvzhi.findings import Finding, Severity
from lvzhi.intake.checking import Checked
from lvzhi.intake.fixes import Fix, fix_of
from lvzhi.intake.reasons import PageReason
from lvzhi.web.filing import reasons
from lvzhi.web.text import plain

_MIDNIGHT = " 00:00:00"  # a day read from a cell; nobody typed an hour
_HUES: Mapping[Severity, str] = {Severity.ERROR: "red", Severity.QUERY: "orange", Severity.NOTE: "gray"}
Adopt = Callable[[tuple[Fix, ...]], None]


def show(checked: Checked, on_offer: tuple[Fix, ...], adopt: Adopt) -> tuple[PageReason, ...]:
    """List the findings by sheet; corrections are adopted with a click, and the reasons typed come back."""
    counts = {s: checked.count(s) for s in Severity}
    if checked.ok:
        st.success(f"没有须改正的地方。{_said(counts)}")
    else:
        st.warning(f"请先处理:{_said(counts)}")
    _all_at_once(on_offer, adopt)
    by_sheet: dict[str | None, list[Finding]] = {}
    for finding in checked.findings:
        by_sheet.setdefault(finding.sheet, []).append(finding)
    book = f"{checked.filing.filer.code}.{checked.filing.period}" if checked.filing else ""
    typed: list[PageReason] = []
    for n, (sheet, found) in enumerate(by_sheet.items()):
        blocking = any(f.open for f in found)
        with st.expander(f"{plain(sheet or '整个文件')}({len(found)} 处)", expanded=blocking):
            _offered([f for f in found if f.severity is not Severity.QUERY], on_offer, adopt, n)
            typed += _asked([f for f in found if f.severity is Severity.QUERY], book)
    return tuple(typed)


def _said(counts: Mapping[Severity, int]) -> str:
    return "、".join(f"{s.label} {n} 处" for s, n in counts.items() if n)


def _all_at_once(on_offer: tuple[Fix, ...], adopt: Adopt) -> None:
    if not on_offer:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="suggestions"):
        st.markdown(f"其中 **{len(on_offer)} 处**写法只有一种意思,可以一键改好。"
                    "改好的内容写进这份报送簿的对应单元格,原件另存。")
        if st.button(f"全部采用({len(on_offer)} 处)", type="primary", key="filing.adopt.all"):
            adopt(on_offer)


def _offered(findings: Sequence[Finding], on_offer: tuple[Fix, ...], adopt: Adopt, sheet: int) -> None:
    """List findings in their order; those with a correction have its button beside them."""
    plain_ones: list[Finding] = []
    for finding in findings:
        fix = fix_of(finding, on_offer)
        if fix is None:
            plain_ones.append(finding)
            continue
        listed(plain_ones)
        plain_ones = []
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"fix-{sheet}-{fix.cell}"):
            st.markdown(f"- {_line(finding, told=False)}")
            words = f"向下填“{fix.now}”" if fix.unmerge else f"改为“{fix.now}”"
            if st.button(plain(words), key=f"filing.adopt.{sheet}.{fix.cell}"):
                adopt((fix,))
    listed(plain_ones)


def listed(findings: Iterable[Finding]) -> None:
    """List findings, each with its cell, what stands there, what is wanted, a suggestion or the answer given."""
    lines = [f"- {_line(f)}" + (f"  \n说明:{plain(f.reason)}" if f.reason else "") for f in findings]
    if lines:
        st.markdown("\n".join(lines))


def _line(finding: Finding, told: bool = True) -> str:
    place = " ".join(plain(p) for p in (finding.cell, finding.column) if p)
    parts = [f":{_HUES[finding.severity]}[{finding.severity.label}]", f"**{place}**" if place else "",
             plain(finding.message)]
    if finding.value and finding.value not in finding.message:
        parts.append(f"(现为“{plain(finding.value.removesuffix(_MIDNIGHT))}”)")
    if finding.suggestion and told:
        parts.append(f"可写:**{plain(finding.suggestion)}**")
    return " ".join(p for p in parts if p)


def _asked(queries: Sequence[Finding], book: str) -> list[PageReason]:
    """Ask for a sentence on each query; one answered in the file is shown with its answer."""
    typed = []
    for n, finding in enumerate(queries):
        st.markdown(f"- {_line(finding)}")
        if finding.reason:
            st.caption(f"说明:{plain(finding.reason)}")
            continue
        reason = reasons.ask(finding, n, book)
        if reason is not None:
            typed.append(reason)
    return typed
