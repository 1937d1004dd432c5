"""The hand-over sheet: whose account, what was filed last, what is unfinished, who did the work before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from lvzhi import filings
from lvzhi.access.model import Account
from lvzhi.books.rows import rows_book
from lvzhi.handover import succession, unfinished
from lvzhi.headings import in_words
from lvzhi.measures import instant
from lvzhi.plan import Filer
from lvzhi.web import accounts, downloads, tables
from lvzhi.web.head import Page, not_in_plan
from lvzhi.web.text import plain

_COVER = (("填报人", "preparer"), ("联系电话", "phone"), ("审核人", "reviewer"), ("单位负责人", "head"),
          ("联络员", "liaison"))
_LAST = ("receipt", "period", "received_at", "state", "file_name", "sha256")


@dataclass(frozen=True)
class Sheet:
    """The work of one filer, as a successor takes it over."""

    page: Page
    filer: Filer


def sheet(page: Page) -> Sheet:
    """Return the sheet of whoever looks; the office chooses whose."""
    plan = page.plan
    if page.viewer.filer:
        if not plan.knows(page.viewer.filer):
            not_in_plan(page)
            st.stop()
        return Sheet(page, plan.filer(page.viewer.filer))
    names = {f.code: f.name for f in (*plan.units, plan.bureau, *plan.group_filers)}
    code = st.selectbox("填报单位或工作组", list(names), format_func=lambda c: names[c], key="handover.filer",
                        width=320)
    return Sheet(page, plan.filer(code))


def last_book(sheet: Sheet) -> None:
    """Show what was filed last and who stands on its cover."""
    page = sheet.page
    with page.workspace.store.cursor() as cursor:
        sent = filings.history(cursor, page.plan, sheet.filer.code, instant(page.as_of, page.plan), page.viewer)
    if sent.empty:
        st.caption("还没有报送过。")
        return
    tables.show(in_words(sent.head(1), _LAST, page.plan), "handover.last")
    cover = page.workspace.standing().current("cover", sheet.filer.code)
    if not cover.empty:
        held = cover.iloc[-1].to_dict()
        said = [f"{label} {plain(held[name])}" for label, name in _COVER if not pd.isna(held.get(name))]
        st.caption("封面所填:" + "、".join(said) + "。")


def open_items(sheet: Sheet) -> None:
    """List what is unfinished, with the sheet to print and sign."""
    page, code = sheet.page, sheet.filer.code
    whose = "group" if sheet.filer.kind == "group" else "unit"
    mine = replace(page, filters={whose: code}, shown=(whose,))
    problems, promises = mine.detail("rectification", "problems"), mine.detail("commitments", "promises")
    if whose == "group":  # a group's own work is what waits for it; the rest is its units'
        problems, promises = problems[problems["pending_on"].notna()], promises.head(0)
    found = unfinished(page.measure_for(code).rows, problems, promises, page.plan, page.today)
    if found.empty:
        st.caption("没有未了事项。")
    else:
        tables.show(found, "handover.items")
    about = (f"{page.day.year}年{page.day.month}月{page.day.day}日 · 未了事项 {len(found)} 项 · 校验码 {page.code}",
             "移交人(签字):                接手人(签字):                监交人(签字):")
    downloads.offer(page, "handover", "下载交接单",
                    lambda: rows_book(found, f"{sheet.filer.name}履职尽责工作交接单", about),
                    f"{sheet.filer.name}-交接单-{page.day.isoformat()}.xlsx", "handover.sheet", filer=code)


def people(sheet: Sheet) -> None:
    """Name who uses the account and who used it before, and let it be handed over."""
    page = sheet.page
    held = page.workspace.access.accounts.all(page.workspace.access.now())
    mine = [a for a in held if a.filer == sheet.filer.code and a.role != "leader"]
    if not mine:
        st.caption("还没有账号。请系统管理员新建。")
    for account in mine:
        _one(page, account, mine)


def _one(page: Page, account: Account, mine: Sequence[Account]) -> None:
    entries = page.workspace.journal.entries(kinds=["account"])
    lines = [f"- {c.day.year}年{c.day.month}月{c.day.day}日:由{plain(c.before or '(未登记)')}交{plain(c.holder)}"
             for c in succession(entries, account.login)]
    st.markdown(f"登录名 **{plain(account.login)}**,现使用人:{plain(account.holder or '未登记')}")
    if lines:
        st.markdown("\n".join(lines))
    if not page.may("account.hand_over", account=account):
        st.caption("这个账号的交接由系统管理员办理。")
    elif len(mine) == 1 or account.no == page.session.account.no:
        accounts.at_once(page, account)
    else:
        st.caption("有几个账号的,请在“账号”页办理交接。")
