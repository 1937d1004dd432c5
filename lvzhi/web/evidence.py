"""附件 beside a row: the files that have come, as downloads or pictures; or that material is named and nothing came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lvzhi.attachments.attached import Attached, Evidence, all_of, evidence, named_by
from lvzhi.attachments.rows import Row
from lvzhi.charts.look import short_day
from lvzhi.measures import instant
from lvzhi.sources import Source
from lvzhi.web import downloads, listening, markup, tables
from lvzhi.web.head import Page
from lvzhi.web.sessions import shown
from lvzhi.web.text import plain

Beside = Callable[[Attached], None]
_LEDGER = "rectification"  # the form in which units answer for their problems
ONLY_NAMED = "仅有名称,未附材料"
_MEGABYTE = 1024 * 1024


def found(page: Page, form: str, filer: str, key: str) -> Evidence:
    """Return what a row names and what has come, as this page's viewer may see it, at the page's instant."""
    with page.workspace.store.cursor() as cursor:
        return evidence(cursor, page.plan, page.workspace.forms, Row(form, filer, key), instant(page.as_of, page.plan),
                        page.viewer)


def evidence_of(page: Page, form: str, filer: str, key: str, at: str = "") -> Evidence:
    """Show a row's evidence and return it: form id, filer code, the row's key; nothing is drawn where there is none.

    `at`: tells several panels of one row on a page apart.
    """
    held = found(page, form, filer, key)
    show(page, held, at)
    return held


def of_sources(page: Page, sources: Iterable[Source], at: str, record: Mapping[str, Any]) -> None:
    """Show the evidence of the rows that sources are of, each row once; of a problem that of its unit's answer."""
    rows = dict.fromkeys((s.form, s.filer, s.key) for s in sources if s.form and s.filer and s.key)
    if isinstance(record.get("problem_no"), str) and isinstance(record.get("unit"), str):
        rows[_LEDGER, record["unit"], record["problem_no"]] = None
    for form, filer, key in rows:
        evidence_of(page, str(form), str(filer), str(key), at)


def of_filer(page: Page, filer: str, key: str, beside: Beside | None = None) -> None:
    """List the rows of a filer that name material or have files; one chosen shows its files, as `show` does."""
    workspace, at = page.workspace, instant(page.settled, page.plan)
    with workspace.store.cursor() as cursor:
        named = page.once(lambda: named_by(cursor, workspace.forms, filer, at), "named", filer, at)
        held = all_of(cursor, page.plan, workspace.forms, filer, instant(page.as_of, page.plan), page.viewer, named)
    files, bare = sum(len(e.files) for e in held), sum(e.only_named for e in held)
    said = f"附件 {files} 个,{ONLY_NAMED}的 {bare} 行"
    if listening.heard(listening.Said(said, "附件")):
        return
    with st.expander(f"明细:附件({files} 个;{ONLY_NAMED} {bare} 行)"):
        if not held:
            st.caption("各行没有写佐证材料,也没有附件。")
            return
        lines = pd.DataFrame([
            {"编号": e.row.key, "附件": f"{len(e.files)} 个" if e.files else ONLY_NAMED, "写明的材料": e.named or "",
             "表": page.titles[e.row.form]} for e in held
        ])
        tables.show(lines, f"{key}.rows")
        if with_files := [e for e in held if e.files]:
            called = partial(_called, page)
            show(page, st.selectbox("看哪一行的附件", with_files, format_func=called, key=f"{key}.row"), key, beside)


def _called(page: Page, held: Evidence) -> str:
    return f"{page.titles[held.row.form]} {held.row.key}"


def show(page: Page, held: Evidence, at: str = "", beside: Beside | None = None) -> None:
    """Show what is attached to a row, and say what is only named; `beside` a file what else can be done with it."""
    if held.files:
        st.markdown(f"**附件**({len(held.files)} 个){' · ' if held.named else ''}{plain(held.named or '')}")
    elif held.only_named:
        st.markdown(f"**佐证** {plain(held.named)} · {ONLY_NAMED}")
    for file in held.files:
        _file(page, file, f"evidence.{at}.{file.entry}", beside)


def _file(page: Page, file: Attached, key: str, beside: Beside | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=key):
        st.markdown(f"{plain(file.name)}  \n:small[{plain(about(page, file))}]")
        downloads.offer(page, "evidence", "下载", lambda: page.workspace.vault.get(file.sha256), file.name,
                        f"{key}.take", file.kind.mime)
        if beside:
            beside(file)
        looked = file.kind.picture and st.toggle("看图", key=f"{key}.look")
    if looked:
        picture(page, file)


def picture(page: Page, file: Attached) -> None:
    """Show a picture as it came: the browser alone opens it."""
    data = page.workspace.vault.get(file.sha256)
    markup.picture(shown(data, file.kind.mime, f"evidence.{file.entry}"), file.name)


def about(page: Page, file: Attached) -> str:
    """Return kind, size, day and sender of a file in words."""
    names = {f.code: f.name for f in page.plan.filers}
    by = f"{names.get(file.by, file.by)}{'(代附)' if file.on_behalf else ''}"
    return f"{file.kind.label} · {size(file.size)} · {short_day(file.at)} · {by}"


def size(count: int) -> str:
    """Return a size in words.

    >>> size(300), size(2_500_000)
    ('1 KB', '2.4 MB')
    """
    return f"{count / _MEGABYTE:.1f} MB" if count >= _MEGABYTE // 10 else f"{max(1, round(count / 1024))} KB"
