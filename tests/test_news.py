"""提请关注事项: by the plan's rules, counted again from the rows; a leader's own groups first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from lvzhi.datadir import opened
from lvzhi.viewer import Viewer
from lvzhi.web import news
from lvzhi.web.head import Page
from lvzhi.web.news import Line
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.test_headlines import page_of


@pytest.fixture(scope="module")
def workspace(example: Path) -> Iterator[Workspace]:
    with Workspace(opened(example), FORMS) as held:
        yield held


def overdue(page: Page) -> dict[str, int]:
    """Problems overdue for more than the plan's days and not waiting for the group since before the deadline, by unit."""
    with page.workspace.store.cursor() as cursor:
        problems = cursor.execute("from problem_at($at)", {"at": page.as_of.replace(tzinfo=None)}).df()
    since = (pd.Timestamp(page.day) - problems["deadline"]).dt.days
    theirs = problems["is_open"] & ~(problems["pending_on"] <= problems["deadline"])
    late = problems[theirs & (since > page.plan.settings.attention_rules["problem_overdue_days"])]
    names = {f.code: f.name for f in page.plan.units}
    return {names[code]: int(n) for code, n in late["unit"].value_counts().items() if code in names}


def named(lines: tuple[Line, ...]) -> dict[str, int]:
    said = (re.fullmatch(r"(\S+) (\d+) 个问题逾期超过 \d+ 天", line.words) for line in lines)
    return {m[1]: int(m[2]) for m in said if m}


def test_the_lines_say_what_the_rows_say_most_serious_first_and_are_few(workspace: Workspace) -> None:
    page = page_of(workspace)
    asked, counted = news.attention(page), overdue(page)
    shown = named(asked.lines)
    assert shown == {name: counted[name] for name in shown}
    assert list(shown.values()) == sorted(counted.values(), reverse=True)[:len(shown)]
    rest = [line.words for line in asked.lines if line.words.startswith("另有") and "逾期" in line.words]
    others = [n for name, n in counted.items() if name not in shown]
    assert rest == [f"另有 {len(others)} 个单位 {sum(others)} 个问题逾期超过 7 天"]
    assert len(asked.lines) <= page.plan.settings.attention_lines and asked.others == ()


def test_what_changed_lists_each_problem_with_an_event_since_or_newly_late(workspace: Workspace) -> None:
    """Since the first day of the last due period: of September's book, due on 8 October, that is 1 September."""
    page = page_of(workspace)
    with workspace.store.cursor() as cursor:
        at = {"at": page.as_of.replace(tzinfo=None)}
        events = cursor.execute("from problem_event($at) where effective", at).df()
        problems = cursor.execute("from problem_at($at)", at).df()
    begun, own = pd.Timestamp("2015-09-01"), {u.code for u in page.plan.units}
    late = problems["is_open"] & problems["deadline"].between(pd.Timestamp("2015-08-31"), pd.Timestamp(page.day) - pd.Timedelta(days=1))
    happened = set(events.loc[(events["day"] >= begun) & events["unit"].isin(own), "problem_no"])
    newly = set(problems.loc[late & problems["unit"].isin(own), "problem_no"])
    assert set(news.changed(page)["problem_no"]) == happened | newly
    words = news.changes(page, page.measure("rectification", keys=news.WHOSE))
    registered = ((events["event"] == "registered") & (events["day"] >= begun) & events["unit"].isin(own)).sum()
    assert words.startswith(f"登记 {registered} 个 · ") and words.endswith(f"其中新逾期 {len(newly)} 个。")
    assert newly and happened - newly


def test_a_leaders_own_groups_come_first_and_the_others_apart(workspace: Workspace) -> None:
    plan = workspace.plan
    for group in plan.groups[:2]:
        page = page_of(workspace, Viewer("leader", group.leaders[0]))
        asked, counted = news.attention(page), overdue(page)
        own = {plan.filer(u).name for u in group.units}
        assert named(asked.lines).keys() <= own and named(asked.others).keys().isdisjoint(own)
        assert {line.group for line in asked.lines if line.filters} <= {group.code}
        assert sum(named(asked.lines).values()) <= sum(n for name, n in counted.items() if name in own)
        assert asked.lines and asked.others


@pytest.mark.parametrize("running", [1, 2, 3])
def test_who_has_not_filed_for_some_periods_running_is_counted_from_the_rows(workspace: Workspace, running: int) -> None:
    page = page_of(workspace)
    rows = page.measure("reporting").rows
    past = rows[rows["state"].isin(["on_time", "late", "missing"])].sort_values("period")
    last = past.groupby("filer")["state"].agg(lambda states: list(states)[-running:])
    wanted = {f for f, states in last.items() if states == ["missing"] * running}
    found = page.detail("reporting", "not_filing", running=running)["filer"].to_list()
    assert set(found) == wanted and len(found) == len(wanted) and (wanted or running > 1)
    assert found == [f.code for f in page.plan.filers if f.code in wanted]
