"""Before a file comes in: whose books these are, what is due, the pre-filled book, the month with nothing new."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lvzhi import deadlines, filings
from lvzhi.books import template
from lvzhi.charts.look import short_day
from lvzhi.check_codes import code_now
from lvzhi.decisions import decide
from lvzhi.measures import instant, records
from lvzhi.nil_return import hindrances
from lvzhi.plan import Filer, Period
from lvzhi.web import downloads
from lvzhi.web.head import Page, not_in_plan
from lvzhi.web.identity import named
from lvzhi.web.periods import last_day
from lvzhi.web.text import plain

_REFUSED = ("rejected", "unreadable")


@dataclass(frozen=True)
class Desk:
    """Whose books are filed here; `owed` are reporting's rows of this filer, `sent` its files, newest first."""

    page: Page
    filer: Filer
    owed: pd.DataFrame
    sent: pd.DataFrame

    @property
    def filed_by(self) -> str:
        """Who files, as the journal keeps it."""
        return named(self.page.viewer, self.page.plan)

    @property
    def on_behalf(self) -> bool:
        return self.page.viewer.filer != self.filer.code and self.filer.kind in ("unit", "group")

    @property
    def helping(self) -> bool:
        """The office or an administrator at a unit's or a group's desk: what they correct needs its consent."""
        return self.on_behalf and self.page.viewer.role in ("office", "admin")

    def period_by_id(self, period: str) -> Period:
        return self.page.plan.period(period)

    def current(self) -> Period:
        """The period whose book is asked for now: the latest owed one that has ended, else the first."""
        owed = self.periods()
        ended = [p for p in owed if last_day(p) < self.page.today]
        return (ended or owed or [self.page.plan.period_at(self.page.today)])[-1 if ended else 0]

    def periods(self) -> list[Period]:
        """The periods owed so far, the running one included."""
        plan, today = self.page.plan, self.page.plan.period_at(self.page.today).id
        return [p for p in plan.periods if plan.owed(self.filer.code, p.id) and p.id <= today]

    def refusals(self, period: str) -> int:
        """Files of a period sent back by the checks since the last one that was accepted."""
        states = self.sent[self.sent["period"] == period]["state"].to_list()
        return next((n for n, state in enumerate(states) if state not in _REFUSED), len(states))


def desk(page: Page) -> Desk:
    """Return the desk of whoever looks; the office chooses whose books it files."""
    code = page.viewer.filer or _choose(page)
    if not page.plan.knows(code):
        not_in_plan(page)
        st.stop()
    return desk_of(page, code)


def desk_of(page: Page, code: str) -> Desk:
    """Return the desk of a filer; who may sit at it is for the page to settle."""
    owed = page.measure_for(code).rows
    with page.workspace.store.cursor() as cursor:
        sent = filings.history(cursor, page.plan, code, instant(page.as_of, page.plan), page.viewer)
    return Desk(page, page.plan.filer(code), owed, sent)


def _choose(page: Page) -> str:
    names = {f.code: f.name for f in (page.plan.office, page.plan.bureau)}
    return st.selectbox("报送簿", list(names), format_func=lambda code: names[code], key="filing.filer", width=260)


def to_do(desk: Desk) -> None:
    """Say what is due by when, what is late, and what came back and why."""
    lines = [*_came_back(desk), *_due(desk)]
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
    else:
        st.caption("目前没有要交的报送簿。")


def _came_back(desk: Desk) -> list[str]:
    """The newest file of a period, where it was sent back."""
    newest = desk.sent.drop_duplicates("period")
    found = []
    for row in newest.to_dict("records"):
        if row["state"] == "returned":
            found.append(f"**审核退回**:{_book(desk, row['period'])}。原因:{plain(row['reason'])}。"
                         "逐格的意见见下面的报送记录。")
        if row["state"] == "rejected":
            found.append(f"**系统退回(待修改)**:{_book(desk, row['period'])},须改正 {row['errors']} 处,"
                         f"需说明 {row['queries']} 处。改好后重新放入文件。")
    return found


def _due(desk: Desk) -> list[str]:
    soon = desk.page.plan.period_at(desk.page.today).id
    found = []
    for row in desk.owed.to_dict("records"):
        if row["state"] == "missing":
            found.append(f"**未报**:{_book(desk, row['period'])},{short_day(row['due'])}已截止,请尽快补报。")
        elif row["state"] == "pending" and row["period"] <= soon:
            left = (row["due"].date() - desk.page.today).days
            found.append(f"**待报**:{_book(desk, row['period'])},{short_day(row['due'])}24时前报送,还有 {left} 天。")
    return found


def _book(desk: Desk, period: str | None) -> str:
    return f"{desk.period_by_id(period).label}报送簿" if period else "报送簿"


def _calendar(desk: Desk) -> None:
    """Offer the filer's deadlines for its own calendar."""
    def make() -> bytes:
        problems = desk.page.detail("rectification", "problems")
        return deadlines.calendar(desk.page.plan, desk.filer, records(desk.owed), records(problems), desk.page.as_of)

    downloads.offer(desk.page, "calendar", "截止日放进日历", make, f"{desk.filer.name}-截止日.ics", "filing.calendar",
                    "text/calendar", filer=desk.filer.code)


def take_book(desk: Desk) -> None:
    """Offer the pre-filled book of a period, made when it is asked for."""
    periods = desk.periods()
    if not periods:
        st.caption("方案目前没有要求本单位报送。")
        return
    waiting = set(desk.owed[desk.owed["state"].isin(["missing", "pending"])]["period"])
    first = next((n for n, p in enumerate(periods) if p.id in waiting), len(periods) - 1)
    period = st.selectbox("报告期", periods, index=first, format_func=lambda p: p.label, key="filing.period")
    book_button(desk, period, "filing.book", primary=True)
    st.caption("已经预填单位、任务、编号和上期内容,只列本期要报的表。用 WPS 或 Excel 填写,保存为 .xlsx。")
    _calendar(desk)
    if desk.filer.book == "unit" and period.id in waiting:
        nothing_new(desk, period, "filing.nil")


def book_button(desk: Desk, period: Period, key: str, primary: bool = False) -> None:
    """Offer the pre-filled book of one period."""
    name = f"{desk.filer.name}-{period.id}-{desk.filer.book_title}.xlsx"
    downloads.offer(desk.page, "book", f"下载{period.label}报送簿", lambda: _book_bytes(desk, period), name, key,
                    look="primary" if primary else "secondary", filer=desk.filer.code)


def nothing_new(desk: Desk, period: Period, key: str) -> None:
    """Let a unit say that nothing is new and nothing has changed, where nothing speaks against it."""
    workspace, today = desk.page.workspace, desk.page.today
    against = desk.page.once(
        lambda: hindrances(workspace.plan, workspace.forms, desk.filer, period.id, workspace.standing(), today),
        "hindrances", desk.filer.code, period.id, today,
    )
    with st.popover("本期无新增、无变化(零报告)"):
        if against:
            st.markdown("\n".join(f"- {plain(line)}" for line in against))
            return
        st.write(f"登记后,{period.label}不必再交报送簿;以后有变化,仍可补报。")
        if st.button(f"登记{period.label}零报告", key=key):
            decide(workspace, [{"act": "nil_return", "filer": desk.filer.code, "period": period.id}], desk.filed_by,
                   desk.page.by)
            st.rerun()


def _book_bytes(desk: Desk, period: Period) -> bytes:
    workspace = desk.page.workspace
    return template.build(
        workspace.forms, workspace.plan, desk.filer, period.id, workspace.standing(),
        plan_version=workspace.plan_version, demo=workspace.demo, code=code_now(workspace),
    )
