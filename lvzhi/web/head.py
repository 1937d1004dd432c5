"""The head of every page: the guard first, then title, sentence, as-of, filters; what a page needs comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from lvzhi import permits
from lvzhi.access import record
from lvzhi.access.model import ROLES, Account, By, Session
from lvzhi.check_codes import data_code
from lvzhi.form import Form
from lvzhi.lazy import lazy_property
from lvzhi.measures import Result
from lvzhi.plan import Plan
from lvzhi.selection import WHOSE
from lvzhi.viewer import OFFICE, Viewer
from lvzhi.web import answers, identity, listening, opening
from lvzhi.web import filters as filter_row
from lvzhi.web.routes import Route, landing, route
from lvzhi.web.text import plain
from lvzhi.worklist import Worklist
from lvzhi.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
_READ, _REFUSED = "mended", "refused"
T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """What a page is given: who looks, as of when, at which part; and the measures as seen with these eyes.

    `shown` are the filters this page offers; `today` is the day of the campaign's clock.
    """

    workspace: Workspace
    session: Session
    as_of: dt.datetime
    filters: Mapping[str, str]
    shown: tuple[str, ...]
    today: dt.date
    entry: int

    @lazy_property
    def viewer(self) -> Viewer:
        return answers.eyes(self.workspace, self.plan, self.session.viewer)

    @property
    def by(self) -> By:
        """Who acts on this page now, and from where."""
        return identity.by(self.session)

    def may(self, permit: str, filer: str | None = None, account: Account | None = None) -> bool:
        """Say whether whoever looks may do an act of `permits`: offered where they may, refused by the act itself."""
        return permits.refusal(permits.PERMITS[permit].name, self.by, filer, account) is None

    @lazy_property
    def plan(self) -> Plan:
        """The plan in force at the page's instant."""
        return self.workspace.plan_at(self.as_of)

    @lazy_property
    def code(self) -> str:
        """The 校验码 of what the page is worked out from, printed with it."""
        return data_code(self.workspace.journal, self.entry)

    @property
    def day(self) -> dt.date:
        """The as-of day."""
        return self.as_of.date()

    @property
    def titles(self) -> dict[str, str]:
        """The forms' titles by id, for measures that name sheets."""
        return {f.id: f.title for f in self.workspace.forms}

    def form(self, name: str) -> Form:
        """Return a form by its id."""
        return next(f for f in self.workspace.forms if f.id == name)

    @lazy_property
    def settled(self) -> dt.datetime:
        """The instant answers are kept under: that of the page, but for the minutes in which nothing came in."""
        return answers.settled(self.workspace.datadir.path, self.entry, self.as_of, self.workspace)

    def only(self, *keys: str) -> dict[str, str]:
        """Return the filters in force of those named."""
        return {k: v for k, v in self.filters.items() if k in keys and k in self.shown}

    def measure(self, name: str, as_of: dt.datetime | None = None, keys: tuple[str, ...] | None = None,
                **parameters: Any) -> Result:
        """Run a measure as of the page's instant, under those of its filters that the measure knows."""
        chosen = self.only(*(keys if keys is not None else self.shown))
        return answers.own(answers.run(
            self.workspace.datadir.path, self.entry, self.viewer, name, as_of or self.settled, tuple(chosen.items()),
            {"titles": self.titles, **parameters}, self.workspace))

    def parted(self, name: str, by: str, keys: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return a measure's figures for each value of a key, as `measure` does."""
        chosen = self.only(*(keys if keys is not None else self.shown))
        return answers.parted(self.workspace.datadir.path, self.entry, self.viewer, name, (by,), self.settled,
                              tuple(chosen.items()), self.workspace).copy(deep=False)

    def totals(self, name: str, as_of: dt.datetime | None = None, keys: tuple[str, ...] | None = None,
               **parameters: Any) -> Mapping[str, Any]:
        """Return a measure's totals alone, as `measure` does."""
        chosen = self.only(*(keys if keys is not None else self.shown))
        return answers.totals(
            self.workspace.datadir.path, self.entry, self.viewer, name, as_of or self.settled, tuple(chosen.items()),
            {"titles": self.titles, **parameters}, self.workspace)

    @property
    def worklist(self) -> Worklist:
        """What waits for a decision of whoever looks, the most urgent first."""
        return answers.worked(self.workspace.datadir.path, self.entry, self.viewer, self.settled, self.workspace)

    def measure_for(self, filer: str) -> Result:
        """Run reporting for one filer, whatever the page's filters say."""
        return answers.own(answers.run(
            self.workspace.datadir.path, self.entry, self.viewer, "reporting", self.settled, (("filer", filer),),
            {"titles": self.titles}, self.workspace))

    def once(self, ask: Callable[[], T], what: str, *about: Hashable) -> T:
        """Return what `ask` finds in rows that stand, asked again when a row has changed; nobody writes to it.

        `what` and `about` tell it apart: all it depends on but the rows.
        """
        return answers.of_rows(self.workspace.datadir.path, self.entry, what, about, ask)

    def detail(self, name: str, statement: str, keys: tuple[str, ...] | None = None, **parameters: Any) -> pd.DataFrame:
        """Return the rows of another statement of a measure, as `measure` does."""
        chosen = self.only(*(keys if keys is not None else self.shown))
        return answers.detail(
            self.workspace.datadir.path, self.entry, self.viewer, name, statement, self.settled, tuple(chosen.items()),
            {"titles": self.titles, **parameters}, self.workspace).copy(deep=False)


def not_in_plan(page: Page, then: str = "请与局履职办联系") -> None:
    """Say that the plan of the page's day does not have the filer asked for, not yet or no longer, and what to do."""
    st.info(f"{page.day.year}年{page.day.month}月{page.day.day}日的方案里没有这个单位,{then}。")


def _admitted(url: str) -> tuple[Route, Workspace, Session]:
    """Let in who may see the page of this address; anybody else gets a sentence, and the page stops."""
    workspace, here, session = opening.workspace(), route(url), identity.current()
    if session is None:
        identity.send_to_login()
        st.stop()
    if session.viewer.role not in here.roles:
        _note_refused(here, workspace, session)
        _not_yours(here, session.viewer)
        st.stop()
    return here, workspace, session


def _note_refused(here: Route, workspace: Workspace, session: Session) -> None:
    """Keep in the journal that somebody asked for a page that is not theirs: once, however often the page runs."""
    noted = st.session_state.setdefault(_REFUSED, set())
    if here.url not in noted:
        noted.add(here.url)
        workspace.journal.append_many([record.refused(f"打开“{here.title}”页", identity.by(session), None)])


def _not_yours(here: Route, viewer: Viewer) -> None:
    st.title(here.title)
    st.info(f"这一页由{'、'.join(ROLES[r] for r in here.roles)}使用。")
    own = landing(viewer)
    st.page_link(ROOT / own.path, label=f"去“{own.title}”")


def guard(url: str, sentence: str, filters: tuple[str, ...] = (), dated: bool = True) -> Page:
    """Guard a page and show its head: title, what is seen, as of when and on how many filings it rests, filters.

    A page that is not `dated` is about now and has no filters. A unit has only itself to look at: none to choose.
    """
    if listener := listening.now():
        listener.sentence = sentence
        return replace(listener.base, shown=filters)
    here, workspace, session = _admitted(url)
    today = workspace.clock.today()
    if session.viewer.role == "unit":
        filters = tuple(f for f in filters if f not in WHOSE)
    chosen = filter_row.chosen(lambda given: workspace.plan_at(as_of(given, workspace))) if dated else {}
    page = Page(workspace, session, as_of(chosen, workspace), chosen, filters, today, workspace.store.changed)
    if workspace.demo:
        with st.container(key="demo"):
            st.warning("**演示数据**:单位和任务取自方案,人员和内容都是虚构的。")
    if session.viewer.role in OFFICE:
        _mended(workspace.store.notices)
    st.title(here.title)
    st.write(sentence)
    if dated:
        st.caption(basis(page))
        said = filter_row.in_words(page.only(*page.shown), page.plan)
        with st.container(key="printed"):  # only on paper, where the row of filters is not
            st.caption(f"校验码 {page.code}" + (f" · 筛选 {plain(said)}" if said else ""))
        filter_row.row(filters, chosen, page.plan, today)
    return page


def _mended(notices: Sequence[str]) -> None:
    """Tell the office what was mended when the campaign was opened, until this session has read it."""
    if not notices or st.session_state.get(_READ) == notices:
        return
    with st.container(border=True, key="mended"):
        st.markdown("**统计库已重新做好,收到的原件和登记都在。**")
        st.markdown("\n".join(f"- {plain(notice)}" for notice in notices))
        if st.button("知道了", key="mended.read"):
            st.session_state[_READ] = notices
            st.rerun()


def as_of(filters: Mapping[str, str], workspace: Workspace) -> dt.datetime:
    """Return the instant a page shows: the end of the day chosen, else now, to the full minute."""
    day = filter_row.day_of(filters.get(filter_row.AS_OF))
    now = workspace.clock.now()
    if day is not None and day < now.date():
        return workspace.clock.end_of(day)
    # To the minute that is running, so that its readers share one answer, and what came in this second counts.
    return now.replace(second=59, microsecond=999999)


def basis(page: Page) -> str:
    """Say as of when, and how many filings the page rests on."""
    counted = page.totals("reporting", keys=("group", "leader", "type", "unit"))
    day = page.day
    return f"截至{day.year}年{day.month}月{day.day}日 · 计入报送 {counted['on_time'] + counted['late']} 份"
