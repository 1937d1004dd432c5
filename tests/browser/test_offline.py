"""离线会议版 opened as a file: the measures' figures, rows and cells, hostile text as text, no request at all."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from lvzhi.viewer import Viewer
from lvzhi.web.offline import meeting_file
from lvzhi.web.routes import ROUTES
from tests.browser.visitor import DESKTOP, PHONE
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month
from tests.test_headlines import page_of

pytestmark = pytest.mark.browser
HOSTILE = "=HYPERLINK(\"http://elsewhere.example\",\"点\")</script><img src=x onerror=document.title='x'>二季度农村低保金晚到账9天"
MOST = 6_500_000  # bytes: the charts' own script is 4.8 of them


@dataclass(frozen=True)
class Made:
    """The file, and what the measures say: measure -> totals."""

    path: Path
    totals: dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("offline")
    with campaign(folder / "data", today=dt.date(2015, 8, 20)) as workspace:
        july = {**nothing_this_month(workspace, "园林", "2015-07"), "rectification": [{**PROBLEM, "description": HOSTILE}]}
        receipt = file(workspace, book(workspace, "园林", "2015-07", **july), "2015-08-04T10:00")
        assert receipt.status == "accepted", receipt.findings
        page = page_of(workspace)
        (folder / "meeting.html").write_bytes(meeting_file(page))
        names = ("completion", "rectification", "supervision", "reporting")
        return Made(folder / "meeting.html", {n: dict(page.measure(n).totals) for n in names})


@pytest.fixture(scope="module", params=[DESKTOP, pytest.param(PHONE, marks=pytest.mark.soak)], ids=["desktop", "phone"])
def tab(request: pytest.FixtureRequest, browser: Browser, made: Made) -> Iterator[Tab]:
    context = browser.new_context(viewport=request.param, locale="zh-CN")
    tab, asked, said = context.new_page(), [], []
    tab.on("request", lambda r: asked.append(r.url))
    tab.on("console", lambda m: said.append(m.text))
    tab.on("pageerror", lambda e: said.append(str(e)))
    tab.goto(made.path.as_uri())
    yield tab
    assert [a for a in asked if not a.startswith(("file:", "data:", "blob:"))] == []
    assert said == []
    context.close()


def figures(tab: Tab) -> dict[str, str]:
    return {f.locator("span").inner_text(): f.locator("b").inner_text() for f in tab.locator(".figure").all()}


def go(tab: Tab, title: str) -> None:
    tab.locator("nav").get_by_role("link", name=title, exact=True).click()
    expect(tab.locator("h2").first).to_have_text(title)


def test_its_figures_are_the_measures(tab: Tab, made: Made) -> None:
    go(tab, "总览")
    done, problems, visits, filings = (made.totals[n] for n in ("completion", "rectification", "supervision", "reporting"))
    due = sum(int(str(filings[k])) for k in ("on_time", "late", "missing"))
    assert figures(tab) == {
        "阶段任务完成": f"{done['done']}/{done['applicable']}", "未销号问题": f"{problems['open']}/{problems['base']}",
        "满意和基本满意率": "–", "现场督办覆盖": f"{visits['covered_on_site']}/{visits['assigned']}",
        "到期未报": f"{filings['missing']}/{due}",
    }
    go(tab, "整改销号")
    assert figures(tab)["查找问题"] == f"{problems['registered']} 个"


def test_every_page_is_there_says_something_and_fits(tab: Tab) -> None:
    wanted = [r.title for r in ROUTES if r.section in ("情况", "专项") and r.url != "unit"]
    assert tab.locator("nav a").all_inner_texts() == wanted
    for title in wanted:
        go(tab, title)
        assert tab.locator("main > *").count() > 2, title
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, title
    go(tab, "自查自纠")
    assert tab.locator(".many").evaluate("chart => chart.clientWidth") >= 860


def test_a_figure_opens_its_rows_a_row_its_cell_and_what_was_typed_is_text(tab: Tab) -> None:
    go(tab, "整改销号")
    tab.locator(".figure").filter(has_text="未销号问题").get_by_role("button", name="分子(1 行)").click()
    dialog = tab.locator("dialog")
    dialog.locator("tr.opens").first.click()
    assert f"'{HOSTILE}" in dialog.locator("tr.opens td").all_inner_texts()
    last = dialog.locator("table").last.locator("tbody tr").first.locator("td").all_inner_texts()
    assert last[:4] == ["园林办事处", "问题整改台账", "C4", "2015-07-20"] and last[5] == "园林-201507-01"
    assert tab.title() != "x" and dialog.locator("img").count() == 0
    dialog.get_by_role("button", name="关闭").click()


def test_a_mark_opens_its_rows(tab: Tab) -> None:
    go(tab, "报送情况")
    tab.locator(".js-plotly-plot .point").first.click(force=True)
    expect(tab.locator("dialog tr.opens")).to_have_count(1)
    tab.locator("dialog").get_by_role("button", name="关闭").click()


def test_the_file_is_small_and_says_as_of_when_and_for_whom(made: Made) -> None:
    text = made.path.read_text(encoding="utf-8")
    assert len(text.encode()) < MOST
    found = re.search(r'id="held">(.*?)</script>', text, re.DOTALL)
    assert found
    held = json.loads(found[1])
    assert held["about"][0].startswith("截至2015年8月20日") and held["about"][-1] == "局履职办所见"
    assert text.count("<script") == 3 and "<img src=x" not in text


@pytest.mark.soak  # what a leader sees: test_scope
def test_a_leader_takes_only_what_is_in_sight(tmp_path: Path) -> None:
    with campaign(tmp_path / "data", today=dt.date(2015, 8, 20)) as workspace:
        for filer in ("园林", "办公室"):
            july = {**nothing_this_month(workspace, filer, "2015-07"), "rectification": [PROBLEM]}
            file(workspace, book(workspace, filer, "2015-07", **july), "2015-08-04T10:00")
        plan, page = workspace.plan, page_of(workspace, Viewer("group", "一组"))
        others = {plan.filer(u).name for g in plan.groups if g.code != "一组" for u in g.units}
        text = meeting_file(page).decode()
    found = re.search(r'id="held">(.*?)</script>', text, re.DOTALL)
    assert found
    held = json.loads(found[1])
    named = {v for t in held["tables"] for row in t["rows"] for v in row if isinstance(v, str)} | {p[0] for p in held["places"]}
    assert held["part"] and "园林办事处" in named and named & others == set()
