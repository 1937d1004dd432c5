"""Findings and changes in words: sheet by sheet, cell by cell, what stands there and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import streamlit as st

from lvzhi.findings import Finding, Severity
from lvzhi.form import Form
from lvzhi.intake.checking import Checked
from lvzhi.intake.reasons import PageReason, says_nothing
from lvzhi.web.rows import height
from lvzhi.web.text import plain

_MIDNIGHT = " 00:00:00"  # a day read from a cell; nobody typed an hour
_HUES: Mapping[Severity, str] = {Severity.ERROR: "red", Severity.QUERY: "orange", Severity.NOTE: "gray"}


def about_file(checked: Checked) -> None:
    """Say why a file as a whole could not be taken."""
    for finding in checked.findings:
        st.warning(plain(finding.message))


def show(checked: Checked) -> tuple[PageReason, ...]:
    """List the findings by sheet, and return the reasons typed for what is to be explained."""
    counts = {s: checked.count(s) for s in Severity}
    if checked.ok:
        st.success(f"没有须改正的地方。{_said(counts)}")
    else:
        st.warning(f"请先处理:{_said(counts)}")
    by_sheet: dict[str | None, list[Finding]] = {}
    for finding in checked.findings:
        by_sheet.setdefault(finding.sheet, []).append(finding)
    reasons: list[PageReason] = []
    for sheet, found in by_sheet.items():
        blocking = any(f.open for f in found)
        with st.expander(f"{plain(sheet or '整个文件')}({len(found)} 处)", expanded=blocking):
            listed([f for f in found if f.severity is not Severity.QUERY])
            reasons += _asked([f for f in found if f.severity is Severity.QUERY])
    return tuple(reasons)


def _said(counts: Mapping[Severity, int]) -> str:
    return "、".join(f"{s.label} {n} 处" for s, n in counts.items() if n)


def listed(findings: Iterable[Finding]) -> None:
    """List findings, each with its cell, what stands there, what is wanted, a suggestion where one is certain."""
    lines = [f"- {_line(f)}" for f in findings]
    if lines:
        st.markdown("\n".join(lines))


def _line(finding: Finding) -> str:
    place = " ".join(plain(p) for p in (finding.cell, finding.column) if p)
    parts = [f":{_HUES[finding.severity]}[{finding.severity.label}]", f"**{place}**" if place else "",
             plain(finding.message)]
    if finding.value:
        parts.append(f"(现为“{plain(finding.value.removesuffix(_MIDNIGHT))}”)")
    if finding.suggestion:
        parts.append(f"可写:**{plain(finding.suggestion)}**")
    return " ".join(p for p in parts if p)


def _asked(queries: Sequence[Finding]) -> list[PageReason]:
    """Ask for a sentence on each query; one answered in the file is shown with its answer."""
    typed = []
    for n, finding in enumerate(queries):
        st.markdown(f"- {_line(finding)}")
        if finding.reason:
            st.caption(f"说明:{plain(finding.reason)}")
            continue
        key = f"filing.reason.{finding.form}.{finding.code}.{finding.key or finding.row or n}"
        reason = st.text_input("说明(一句话)", key=key, max_chars=200)
        if not reason:
            continue
        if says_nothing(reason):
            st.caption(f"“{plain(reason)}”没有说明情况。请写明时间、原因或依据,一句话即可。")
        typed.append(PageReason(finding.form or "", finding.code, finding.key, finding.row, reason))
    return typed


def change(checked: Checked, forms: Sequence[Form]) -> None:
    """Show what filing this would change: counts per sheet, then every changed cell."""
    titles = {f.id: f.title for f in forms}
    tables = {f.id for f in forms if f.layout == "table"}  # a card has one row, whose key says nothing
    changed = {f: c for f, c in checked.change.forms.items() if c.added or c.changed or c.unchanged or c.carried_over}
    if not changed:
        return
    counts = checked.change.counts()
    st.markdown(f"**报送后的变化**:新增 {counts['added']} 行,修改 {counts['changed']} 行,"
                f"不变 {counts['unchanged']} 行,沿用上期 {counts['carried_over']} 行。")
    table = pd.DataFrame([
        {"表": titles[f], "新增": len(c.added), "修改": len(c.changed), "不变": len(c.unchanged),
         "沿用上期": len(c.carried_over)}
        for f, c in changed.items()
    ])
    with st.expander("逐表逐格看变化"):
        st.dataframe(table, hide_index=True, height="content")
        cells = pd.DataFrame(
            [(titles[c.form], c.key, c.column, c.before, c.after) for f in changed.values() for c in f.cells],
            columns=["表", "编号", "列", "原为", "改为"],
        )
        if len(cells):
            st.dataframe(cells, hide_index=True, height=height(len(cells)))
        new = [(titles[f], key) for f, c in changed.items() if f in tables for key in c.added]
        added = pd.DataFrame(new, columns=["表", "新增的行"])
        if len(added):
            st.dataframe(added, hide_index=True, height=height(len(added)))
