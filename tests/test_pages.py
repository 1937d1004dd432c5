"""Every page through the menu script: who may see it, what it says with nothing, with a filing; second clicks."""

from __future__ import annotations

import ast
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Expander, Selectbox

from lvzhi import measures
from lvzhi.books.rows import rows_book
from lvzhi.datadir import opened
from lvzhi.headings import explained, words_of
from lvzhi.intake.judging import Adopted, Incoming, check_files
from lvzhi.intake.receiving import receive
from lvzhi.viewer import Role, Viewer
from lvzhi.web import dialogs, filters, identity, news, opening, shapes
from lvzhi.web.document import in_chinese
from lvzhi.web.filing.judged import marked_book
from lvzhi.web.news import Line
from lvzhi.web.routes import ROUTES, landing, menu, route
from lvzhi.web.text import plain
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month
from tests.costs import counting
from tests.signing import token_for
from tests.tiles import said as tiles_said

ROOT = Path(__file__).resolve().parent.parent
MENU = ROOT / "lvzhi" / "web" / "menu.py"
TODAY = dt.date(2015, 8, 20)
OFFICE, LEADER, UNIT = Viewer("office"), Viewer("leader", "刘俊"), Viewer("unit", "园林")
URLS = [r.url for r in ROUTES]


def july(workspace: Workspace, filer: str, **sheets: list[dict[str, object]]) -> bytes:
    return book(workspace, filer, "2015-07", **{**nothing_this_month(workspace, filer, "2015-07"), **sheets})


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "data"
    with campaign(folder, today=TODAY):
        return folder


@pytest.fixture(scope="module")
def one_filing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one") / "data"
    with campaign(folder, today=TODAY) as workspace:
        file(workspace, july(workspace, "园林", rectification=[PROBLEM]), "2015-08-04T10:00")
    return folder


@pytest.fixture(autouse=True, scope="module")
def fresh_server() -> Iterator[None]:
    """Each test has a server of its own, and leaves none behind."""
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


def visit(
    data: Path, url: str, viewer: Viewer | None, monkeypatch: pytest.MonkeyPatch, *, unfolded: bool = True, **query: str
) -> AppTest:
    """Open a page as somebody, as a browser does, and unfold all that comes only then."""
    monkeypatch.setenv("LVZHI_DATA", str(data))
    app = AppTest.from_file(str(MENU), default_timeout=60)
    # AppTest has no cookies of its own.
    held = {identity.COOKIE: token_for(data, viewer)} if viewer else {}
    monkeypatch.setattr(identity, "cookies", lambda: held)
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(f"../../{route(url).path}").run()
    assert [e.message for e in app.exception] == []
    if unfolded and (folds := [key for e in app.expander if (key := fold_key(e)).endswith(".unfolded")]):
        for key in folds:
            app.session_state[key] = True
        app.run()
        assert [e.message for e in app.exception] == []
    return app


def fold_key(fold: Expander) -> str:
    """The key of a fold that is heard when it is unfolded, empty for others: their identity has none."""
    return fold.proto.id.split("-", 2)[-1]


def figures(app: AppTest) -> dict[str, str]:
    return {m.label: m.value for m in app.metric}


def assert_a_figure_opens_its_rows(app: AppTest) -> None:
    """The last figure with a share n/N: a click opens as many rows as n, and says how many N has."""
    buttons = {b.key for b in app.button}
    shares = {k: v for k, v in figures(app).items() if "/" in v and f"figure.{k}" in buttons}
    if not shares:
        return
    label, value = list(shares.items())[-1]
    app.button(key=f"figure.{label}").click().run()
    assert [e.message for e in app.exception] == []
    opened = [frame.value for frame in app.dataframe if "dialog." in frame.proto.id]
    part, whole = (int(n) for n in value.split("/"))
    listed = [int(n) for o in app.segmented_control(key=f"dialog.{label}").options for n in re.findall(r"\d+", o)]
    assert [len(frame) for frame in opened] == ([listed[0]] if listed[0] else [])
    if "这里列出可以查看的行" in said(app):
        assert listed[0] <= part and listed[1] <= whole
    else:  # copies of a questionnaire are added up, not counted
        added = [n for frame in opened for n in frame.select_dtypes("number").sum()]
        assert listed == [part, whole] or part in added


def test_rows_are_put_in_words_only_when_somebody_unfolds_them(
    one_filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(one_filing, "rectification", OFFICE, monkeypatch, unfolded=False)
    assert (len(app.expander) > 3, len(app.dataframe), len(app.get("download_button"))) == (True, 0, 0)
    app.session_state["rectification.open.unfolded"] = True
    [unfolded] = app.run().dataframe
    assert unfolded.value["问题编号"].to_list() == ["园林-问题-001"]
    assert "rectification.open" in unfolded.proto.id


def test_a_fold_stays_as_it_is_when_another_group_is_chosen(
    one_filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(one_filing, "rectification", OFFICE, monkeypatch)
    folds = len(app.dataframe)
    app.selectbox(key="filter.group").select("一组").run()
    assert folds > 1 and any("rectification.open" in frame.proto.id for frame in app.dataframe)


def test_a_cell_chosen_of_a_column_that_goes_is_chosen_no_more(
    one_filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser keeps what is chosen in a table when its columns change."""
    app, key = visit(one_filing, "rectification", OFFICE, monkeypatch, unit="园林"), "rectification.by_rows.rows"
    app.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": [(0, "工作组")]}}
    for by, first, opened_to_source in (("group", "工作组", 1), ("unit", "单位", 0), ("group", "工作组", 1)):
        next(b for b in app.get("button_group") if b.key == "rectification.by").set_value(by).run()
        assert [e.message for e in app.exception] == []
        tables = [frame.value for frame in app.dataframe if frame.proto.id.endswith(".rows")]
        assert tables[-1].columns[0] == first
        assert app.session_state[key]["selection"]["cells"] == [(0, "工作组")]
        assert said(app).count("看它在报送簿里的出处") == len(tables) - opened_to_source


def test_a_paper_is_written_once_however_often_its_page_runs(
    one_filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(one_filing, "papers", OFFICE, monkeypatch)
    with counting() as costs:
        words = said(app.run())
    assert "校验码" in words and costs.statements < 10, costs


def test_a_paper_is_signed_as_it_was_read_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came in while the page stood open changed the words: the signature is under another text."""
    data = tmp_path / "data"
    with campaign(data, today=TODAY) as workspace:
        filed_later = july(workspace, "园林", rectification=[PROBLEM])
    app = visit(data, "papers", OFFICE, monkeypatch)
    for signer, read in (("苏岚", False), ("何启明", True)):
        code = code_of(app)
        next(t for t in app.text_input if t.label == "签发人").set_value(signer)
        if not read:
            with Workspace(opened(data), FORMS) as workspace:
                file(workspace, filed_later, "2015-08-04T10:00")
        next(b for b in app.button if b.label == "登记签发").click().run()
        assert [e.message for e in app.exception] == []
        assert (code_of(app) == code) is read
        assert ("文字变了" in said(app)) is not read
        assert signatures(data) == ([(code, signer)] if read else [])
    assert f"由{signer}签发" in said(app)


def test_a_signed_paper_is_had_again_whatever_comes_in_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    with campaign(data, today=TODAY) as workspace:
        one, other, dated_back = (july(workspace, u, rectification=[PROBLEM]) for u in ("园林", "高场", "王场"))
        file(workspace, one, "2015-08-20T09:30", filer="园林")
    app = visit(data, "papers", OFFICE, monkeypatch)
    code = code_of(app)
    next(t for t in app.text_input if t.label == "签发人").set_value("何启明")
    next(b for b in app.button if b.label == "登记签发").click().run()
    with Workspace(opened(data), FORMS) as workspace:
        [act] = [e.body for e in workspace.journal.entries(kinds=["decision"])]
        assert act["as_of"] == "2015-08-20T09:30:00"  # not of the minute somebody looked
        file(workspace, other, "2015-08-20T10:30", filer="高场")
    assert code_of(app.run()) != code and "草稿(未签发)" in said(app).replace("\\", "")
    which = next(box for box in app.selectbox if box.label == "哪一份")
    assert which.options == ["现在的数", f"截至2015年8月20日9时30分,何启明签发,校验码 {code}"]
    which.select_index(1).run()
    assert [e.message for e in app.exception] == []
    assert code_of(app) == code and "由何启明签发" in said(app) and "补报" not in said(app)
    assert "登记签发" not in [b.label for b in app.button]
    with Workspace(opened(data), FORMS) as workspace:
        file(workspace, dated_back, "2015-08-10T10:00", filer="王场")
    assert code_of(app.run()) != code and f"签发的以校验码 {code} 的纸质件为准" in said(app)


def code_of(app: AppTest) -> str:
    """The 校验码 of the paper shown."""
    [code] = re.findall(r"校验码 ([0-9a-f]{8})\\,", said(app))
    return str(code)


def signatures(data: Path) -> list[tuple[str, str]]:
    with Workspace(opened(data), FORMS) as workspace:
        acts = [e.body for e in workspace.journal.entries(kinds=["decision"])]
    return [(act["code"], act["signed_by"]) for act in acts if act["act"] == "sign_paper"]


def said(app: AppTest) -> str:
    return "\n".join(e.value for kind in (app.markdown, app.caption, app.info, app.success, app.warning) for e in kind)


def unit_filter(app: AppTest) -> Selectbox:
    return app.selectbox(key="filter.unit")


def typed(app: AppTest, words: str) -> AppTest:
    """Type a name into the filter, as a browser sends it: AppTest itself sends only what is offered."""
    box = unit_filter(app)
    box.options.append(words)
    return box.set_value(words).run()


def test_of_thousands_of_units_a_browser_is_given_those_of_the_group(
    one_filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(unit_filter(visit(one_filing, "lists", OFFICE, monkeypatch)).options) == 53
    monkeypatch.setattr(filters, "_AT_ONCE", 10)
    none = visit(one_filing, "lists", OFFICE, monkeypatch)
    assert (unit_filter(none).options, unit_filter(none).placeholder) == ([], "全部,可写名称")
    mine = visit(one_filing, "lists", OFFICE, monkeypatch, unit="园林", group="一组")
    assert (unit_filter(mine).value, unit_filter(mine).options) == ("园林", ["园林办事处", "办公室", "社会救助局"])
    elsewhere = visit(one_filing, "lists", OFFICE, monkeypatch, unit="泰丰", group="一组")
    assert unit_filter(elsewhere).options == ["泰丰办事处", "园林办事处", "办公室", "社会救助局"]


def test_a_name_typed_is_looked_up_and_what_names_nothing_or_several_is_answered(
    one_filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "_AT_ONCE", 10)
    app = visit(one_filing, "lists", OFFICE, monkeypatch)
    assert unit_filter(typed(app, " 园林办事处民政所 ")).value == "园林"  # another of its names
    assert unit_filter(typed(app, "彩中心")).value == "福彩"  # a part that is in one name alone
    for words, said_so in (("办事处", "单位名称中有“办事处”的有"), ("别处", "没有名称中有“别处”的单位。")):
        assert any(said_so in info.value for info in typed(app, words).info)
        assert unit_filter(app).value == "福彩"
    assert not any("名称中有" in info.value for info in app.run().info)


# --- who may see what ------------------------------------------------------------------------------


@pytest.mark.parametrize("url", URLS)
def test_a_visitor_without_a_login_is_sent_there_and_sees_nothing_else(
    url: str, one_filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(one_filing, url, None, monkeypatch)
    assert [i.value for i in app.info] == ["请先登录。登录后回到这一页。"]
    assert (len(app.title), len(app.metric), len(app.dataframe), len(app.selectbox), len(app.button)) == (0,) * 5


@pytest.mark.parametrize("url", [r.url for r in ROUTES if "unit" not in r.roles])
def test_a_unit_sees_no_page_of_the_leadership(url: str, one_filing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(one_filing, url, UNIT, monkeypatch)
    assert [len(app.metric), len(app.dataframe)] == [0, 0]
    assert app.info[0].value.endswith("使用。")


@pytest.mark.parametrize(
    ("role", "first"),
    [("unit", "filing"), ("group", "overview"), ("leader", "overview"), ("office", "overview"), ("admin", "overview")],
)
def test_everybody_lands_on_a_page_of_their_own(role: Role, first: str) -> None:
    assert landing(Viewer(role)).url == first
    assert menu(None) == ()


def test_the_menu_says_who_is_in_and_ends_the_login(one_filing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(one_filing, "overview", Viewer("leader", "陈跃"), monkeypatch)
    assert [t.value for t in app.title] == ["总览"]
    assert "局领导 · 陈跃" in said(app)
    app.button(key="identity.leave").click().run()
    assert (len(app.title), len(app.metric)) == (0, 0)
    assert "请先登录" in said(app)


def test_without_a_data_directory_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LVZHI_DATA", str(tmp_path / "none"))
    app = AppTest.from_file(str(MENU), default_timeout=60).run()
    assert app.info[0].value == f"“{tmp_path / 'none'}”还不是数据目录。请先建立,或改用别的位置。"


# --- every page × what there is --------------------------------------------------------------------

EMPTY_FIGURES = {
    "overview": {"阶段任务完成": "0/408", "未销号问题": "–", "满意和基本满意率": "–", "现场督办覆盖": "0/52",
                 "到期未报": "112/112"},
    "stages": {"阶段任务完成": "0/408", "其中已审定": "0/408", "完成晚于期限": "–", "逾期任务": "160/408"},
    "rectification": {"查找问题": "0 个", "未销号问题": "–", "逾期": "–", "已销号": "–", "已销号或已申请": "–",
                      "按期销号": "–"},
    "satisfaction": {"满意和基本满意率": "–", "满意率": "–", "满意度得分": "–", "知晓率": "–", "回收率": "–"},
    "supervision": {"现场督办覆盖": "0/52", "督办覆盖(含电话书面)": "0/52", "局领导参加": "–", "按时反馈": "–",
                    "跨片督办": "0 次",
                    "督办发现已销号": "–", "交办未答复": "–", "试点已总结": "–", "点题监督已办结": "–"},
    "reporting": {"按时": "0/112", "迟报": "0/112", "未报": "112/112", "待报": "236 份"},
    "commitments": {"已兑现": "–", "按期兑现": "–", "公开承诺": "0 项"},
    "self_inspection": {"已答": "0/1296", "发现问题": "–", "线索已移交": "0 项"},
    "lists": {"清单已报": "0/254", "报全的单位": "0/52", "未报": "254 项"},
    "complaints": {"按时办结": "–", "超期未办结": "–", "受理": "0 件"},
    "assignments": {"已答复": "–", "已销号": "–", "逾期": "–"},
    "inspections": {"发现问题": "–", "已交办": "–", "察访": "0 次"},
    "projects": {"竣工": "0/11", "已报送": "0/11", "支出": "–"},
    "accountability": {"已双查": "–", "公开通报曝光": "–", "已转入整改": "–"},
    "supervisors": {"有督查员的单位": "0/31", "在聘": "–", "身份类别": "0 类"},
    "consultations": {"采纳": "–", "转为问题": "–", "收回问卷": "–"},
    "publicity": {"市级以上": "–", "信息被采用": "–", "总结初稿已报": "0/52", "总结定稿已报": "0/52"},
    "unit": {}, "filing": {}, "load": {}, "consolidated": {}, "below": {}, "plan": {}, "accounts": {}, "audit": {}, "backups": {},
    "handover": {}, "account": {}, "objections": {}, "papers": {}, "closing": {}, "assigning": {}, "recheck": {},
}
ONE_FIGURES = {
    "overview": {"未销号问题": "1/1", "到期未报": "111/112"},
    "rectification": {"查找问题": "1 个", "未销号问题": "1/1", "逾期": "1/1", "已销号": "0/1", "按期销号": "0/1"},
    "reporting": {"按时": "1/112", "未报": "111/112"},
}


@pytest.mark.parametrize("url", URLS)
def test_an_empty_campaign_has_zeros_and_dashes(url: str, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(empty, url, OFFICE, monkeypatch)
    assert [t.value for t in app.title] == [route(url).title]
    assert figures(app) == EMPTY_FIGURES[url]
    assert ("- 定义" in said(app)) is bool(app.metric)


@pytest.mark.parametrize(("as_of", "words"), [("2015-07-06", "待报"), ("2015-07-07", "未报")])
def test_a_list_is_missing_once_the_book_that_should_hold_it_is(
    as_of: str, words: str, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiles: list[str] = []
    monkeypatch.setattr(dialogs, "mark", lambda page, made, *_, **__: tiles.extend(tiles_said(made).values()))
    visit(empty, "lists", OFFICE, monkeypatch, unfolded=False, as_of=as_of)
    assert len(tiles) == 254 and {t.split("<br>")[1] for t in tiles} == {words}


@pytest.mark.parametrize("url", URLS)
def test_one_filing_shows(url: str, one_filing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(one_filing, url, LEADER if "leader" in route(url).roles else OFFICE, monkeypatch)
    expected = ONE_FIGURES.get(url, {})
    assert {k: v for k, v in figures(app).items() if k in expected} == expected
    assert_a_figure_opens_its_rows(app)


def test_figures_equal_the_measure(one_filing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(one_filing, "rectification", OFFICE, monkeypatch)
    workspace = opening.workspace()
    with workspace.store.cursor() as cursor:
        totals = measures.as_json(
            measures.run(cursor, workspace.plan, "rectification", workspace.clock.now()), workspace.plan
        )["totals"]
    assert figures(app)["未销号问题"] == f"{totals['open']}/{totals['base']}"
    assert figures(app)["查找问题"] == f"{totals['registered']} 个"


def test_the_head_says_as_of_when_and_on_how_many_filings(one_filing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "截至2015年8月20日 · 计入报送 1 份" in said(visit(one_filing, "overview", OFFICE, monkeypatch))
    before = visit(one_filing, "overview", OFFICE, monkeypatch, as_of="2015-08-03")
    assert "截至2015年8月3日 · 计入报送 0 份" in said(before)


def test_filters_come_from_the_link_and_go_along_to_the_next_page(
    one_filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(one_filing, "rectification", OFFICE, monkeypatch, group="二组", as_of="2015-08-10", unknown="x")
    assert figures(app)["查找问题"] == "0 个"
    app.switch_page("../../pages/leadership/stages.py").run()
    assert app.selectbox(key="filter.group").value == "二组"
    assert app.query_params["group"] == "二组"
    assert "截至2015年8月10日" in said(app)


def test_a_filter_narrows_the_rows_and_enters_the_link(one_filing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(one_filing, "stages", OFFICE, monkeypatch)
    app.selectbox(key="filter.unit").select("园林").run()
    assert figures(app)["阶段任务完成"] == "0/9"
    assert app.query_params["unit"] == "园林"
    app.selectbox(key="filter.unit").set_value(None).run()
    assert figures(app)["阶段任务完成"] == "0/408"
    assert "unit" not in app.query_params


def test_a_group_sees_its_own_rows_and_everybodys_totals(one_filing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(one_filing, "rectification", Viewer("group", "二组"), monkeypatch)
    assert figures(app)["查找问题"] == "1 个"
    assert "园林-问题-001" not in [v for frame in app.dataframe for v in frame.value.to_numpy().ravel()]
    own = visit(one_filing, "rectification", Viewer("group", "一组"), monkeypatch)
    assert "园林-问题-001" in [v for frame in own.dataframe for v in frame.value.to_numpy().ravel()]
    whole = "以上是全局的数;图和明细列出可以查看的单位。要看本组的数,请在上面选工作组。"
    assert whole in said(app)
    assert whole not in said(visit(one_filing, "rectification", Viewer("group", "二组"), monkeypatch, group="二组"))
    assert whole not in said(visit(one_filing, "rectification", OFFICE, monkeypatch))


def test_demo_data_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data"
    with campaign(folder, today=TODAY):
        pass
    mark = folder / "campaign.toml"
    mark.write_text(mark.read_text().replace("demo = false", "demo = true"))
    app = visit(folder, "overview", OFFICE, monkeypatch)
    assert app.warning[0].value.startswith("**演示数据**")


@pytest.mark.parametrize("name", ["completion", "rectification", "satisfaction", "supervision", "reporting"])
def test_definitions_are_said_in_words(name: str) -> None:
    text = "\n".join(explained(line) for line in words_of(measures.measure(name)))
    assert re.findall(r"[A-Za-z_]{2,}", re.sub("Wilson|Newcombe", "", text)) == []


# --- filing: second clicks -------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with campaign(folder, today=TODAY) as workspace:
        wrong = {**PROBLEM, "responsible_person": None}
        asked = {**PROBLEM, "registered_on": dt.date(2015, 7, 20), "source": "其他"}
        for name, sheets in (("good", {"rectification": [PROBLEM]}), ("bad", {"rectification": [wrong]}),
                             ("asked", {"rectification": [asked]})):
            (tmp_path / f"{name}.xlsx").write_bytes(july(workspace, "园林", **sheets))
        (tmp_path / "foreign.xlsx").write_bytes(july(workspace, "泰丰"))
    return folder


def put(app: AppTest, data: Path, count: int) -> AppTest:
    """Drop a file into the uploader, which has a new key after every file."""
    app.file_uploader(key=f"filing.file.{count}").set_value((data.name, data.read_bytes(), "")).run()
    assert [e.message for e in app.exception] == []
    return app


def accepted(folder: Path) -> list[tuple[str, str]]:
    workspace = opening.workspace()
    with workspace.store.cursor() as cursor:
        return cursor.execute("select receipt, status from filing order by entry").fetchall()


def test_a_bad_file_then_the_mended_one_then_the_same_again(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(desk, "filing", UNIT, monkeypatch)
    assert "**未报**:2015年7月报送簿,8月5日已截止,请尽快补报。" in said(app)
    put(app, desk.parent / "bad.xlsx", 0)
    assert "“责任人”尚未填写" in said(app)
    assert "filing.confirm" not in [b.key for b in app.button]
    assert accepted(desk) == []
    put(app, desk.parent / "good.xlsx", 1)
    assert "新增 2 行,改动 0 行" in said(app)
    assert accepted(desk) == []
    app.button(key="filing.confirm").click().run()
    assert accepted(desk) == [("园林-201507-01", "accepted")]
    assert "| 回执号 | 园林\\-201507\\-01 |" in said(app)
    put(app, desk.parent / "good.xlsx", 2)
    assert "已接收的文件完全相同,不重复登记,回执号不变" in said(app)
    assert "filing.confirm" not in [b.key for b in app.button]
    assert accepted(desk) == [("园林-201507-01", "accepted")]


def test_the_book_of_another_unit_is_refused_by_name(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = put(visit(desk, "filing", UNIT, monkeypatch), desk.parent / "foreign.xlsx", 0)
    assert "泰丰办事处" in said(app)
    assert [b.key for b in app.button if b.key.startswith("filing.")] == ["filing.other"]
    assert accepted(desk) == []


def test_a_file_that_is_no_workbook_is_refused_in_words(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = desk.parent / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    app = put(visit(desk, "filing", UNIT, monkeypatch), broken, 0)
    assert app.warning[-1].value.endswith("。")
    assert accepted(desk) == []


@pytest.mark.parametrize(("viewer", "offered"), [(UNIT, [False, True]), (OFFICE, [False, False])])
def test_help_is_offered_after_two_refusals_and_not_to_the_office_itself(
    viewer: Viewer, offered: list[bool], desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, found = visit(desk, "filing", viewer, monkeypatch), []
    for n in range(2):
        broken = desk.parent / f"broken{n}.xlsx"
        broken.write_bytes(b"PK\x03\x04 not a workbook" + bytes([n]))
        found.append("filing.help" in [b.key for b in put(app, broken, n).button])
    assert found == offered


def test_the_hour_of_receipt_can_be_noted_before_mending(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = put(visit(desk, "filing", UNIT, monkeypatch), desk.parent / "bad.xlsx", 0)
    app.button(key="filing.note").click().run()
    assert accepted(desk) == [("园林-201507-01", "rejected")]
    assert "**系统退回(待修改)**:2015年7月报送簿,须改正 1 处" in said(app)


def test_one_file_with_corrections_adopted_leaves_the_others_as_they_are(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two files one was corrected by the page: each has its own receipt, and its own files to fetch."""
    bad, good = ((desk.parent / f"{name}.xlsx").read_bytes() for name in ("bad", "good"))
    with Workspace(opened(desk), FORMS) as workspace:
        fixed = Adopted(good + b"\0", ({"sheet": "封面", "cell": "B4", "was": "", "now": "王小明"},))
        for name, data, adopted in (("先.xlsx", bad, None), ("后.xlsx", good, fixed)):
            list(receive(workspace, [Incoming(name, data, workspace.clock.now(), "测试", "园林", adopted=adopted)]))
    app = visit(desk, "filing", UNIT, monkeypatch)
    assert [b.label for b in app.get("download_button")].count("下载采用建议后的报送簿") == 1
    for button in [b.key for b in app.button if b.key.endswith(".receipt")]:
        app.button(key=button).click().run()
        assert [e.message for e in app.exception] == []
        assert "| 回执号 | 园林" in said(app)
        assert ("原件另存" in said(app)) is ("后" in said(app).split("| 文件名 | ")[1][:3])


def test_a_month_with_nothing_new_is_one_button(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(desk, "filing", UNIT, monkeypatch)
    june = "本期《阶段任务》须逐行填写,请用报送簿报送。"
    assert [b.key for b in app.button if b.key == "filing.nil"] == []
    assert plain(june) in said(app)
    app.selectbox(key="filing.period").set_value(opening.workspace().plan.period("2015-07")).run()
    app.button(key="filing.nil").click().run()
    assert [e.message for e in app.exception] == []
    assert "2015年7月报送簿" not in said(app).split("一、下载报送簿")[0].split("**未报**")[-1]


def test_the_marked_book_names_what_is_to_be_mended(desk: Path) -> None:
    with Workspace(opened(desk), FORMS) as workspace:
        data = (desk.parent / "bad.xlsx").read_bytes()
        now = workspace.clock.now()
        [(_, checked)] = check_files(workspace.ground(), workspace.pool, [Incoming("bad.xlsx", data, now, "测试")])
    sheets = openpyxl.load_workbook(io.BytesIO(marked_book(data, checked))).sheetnames
    assert sheets[0] == "待修改清单"


def test_the_office_files_for_others_with_the_day_of_receipt(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(desk, "load", OFFICE, monkeypatch)
    files = [(n, (desk.parent / n).read_bytes(), "") for n in ("bad.xlsx", "foreign.xlsx")]
    app.date_input(key="load.day").set_value(dt.date(2015, 8, 4)).run()
    app.file_uploader(key="load.files.0.False").set_value(files).run()
    [preview] = app.dataframe
    assert preview.value[["填报单位", "报告期", "结果", "须改正"]].to_numpy().tolist() == [
        ["园林办事处", "2015年7月", "须先改正", 1], ["泰丰办事处", "2015年7月", "可以接收", 0],
    ]
    assert accepted(desk) == []
    app.button(key="load.confirm").click().run()
    assert accepted(desk) == [("园林-201507-01", "rejected"), ("泰丰-201507-01", "accepted")]
    assert [c.value for c in app.code] == [
        "【履职办】园林办事处:报送簿有 1 处需要处理,请按标注版改好再报。收件号 园林-201507-01。",
        "【履职办】泰丰办事处:报送簿已接收,回执号 泰丰-201507-01。",
    ]
    with opening.workspace().store.cursor() as cursor:
        days = cursor.execute("select distinct received_at::date, on_behalf from filing").fetchall()
    assert days == [(dt.date(2015, 8, 4), True)]


# --- the shape of the code -------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda p: p.stem)
def test_a_page_does_no_arithmetic(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sums = [ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.BinOp) and not _joins_text(n)]
    assert sums == []


def _joins_text(node: ast.BinOp) -> bool:
    """Text put together with + is wording, not arithmetic."""
    return isinstance(node.op, ast.Add) and isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)


def test_every_page_file_has_a_route() -> None:
    pages = {p.relative_to(ROOT).as_posix() for p in (ROOT / "pages").rglob("*.py")}
    assert pages == {r.path for r in ROUTES}
    assert [replace(r, title="").url for r in ROUTES] == list(dict.fromkeys(URLS))


def test_areas_and_sources_stand_in_the_order_of_plan_and_form() -> None:
    by = pd.DataFrame({"source": ["测评反馈", "自查自纠", "督办检查"], "closed": [1, 2, 3]})
    assert shapes.sources(by)[["name", "closed"]].to_numpy().tolist() == [
        ["自查自纠", 2], ["督办检查", 3], ["测评反馈", 1],
    ]


# --- what leaves a page ----------------------------------------------------------------------------


def test_an_exported_row_is_as_high_as_its_text_and_the_head_is_printed_on_every_page() -> None:
    frame = pd.DataFrame({"编号": ["一", "二"], "内容": ["短", "二季度农村低保金到账比规定晚9天,群众来询问。" * 5]})
    sheet = openpyxl.load_workbook(io.BytesIO(rows_book(frame, "问题", ("截至2015年8月20日",)))).active
    short, long = (sheet.row_dimensions[row].height for row in (4, 5))
    assert long > 2 * short
    assert sheet.print_title_rows == "$3:$3"


def test_exported_rows_stay_text_and_say_what_they_are() -> None:
    frame = pd.DataFrame({"问题描述": ["=1+1", "http://a.b", None], "份数": [3, 0, None]})
    sheet = openpyxl.load_workbook(io.BytesIO(rows_book(frame, "未销号问题", ("截至2015年8月20日",)))).active
    assert sheet is not None
    assert [[c.value for c in row] for row in sheet.iter_rows(max_col=2)] == [
        ["未销号问题", None], ["截至2015年8月20日", None], ["问题描述", "份数"], ["=1+1", 3], ["http://a.b", 0],
        [None, None],
    ]
    assert [sheet["A4"].data_type, sheet["A5"].hyperlink] == ["s", None]


def test_what_people_typed_is_never_formatting() -> None:
    assert plain("**a** [b](http://c) :red[d] $e$\n# f") == (
        r"\*\*a\*\* \[b\]\(http" "\u2060" r"\:\/\/c\) \:red\[d\] \$e\$ \# f"
    )


def test_a_document_of_our_own_stays_as_it_is() -> None:
    own = "<html><head><title>登录</title></head><body></body></html>"
    assert in_chinese(own) == own


def test_the_document_is_made_chinese_once() -> None:
    made = in_chinese('<html lang="en"><head><title>Streamlit</title></head><body><p>x</p></body></html>')
    assert made.startswith('<html lang="zh-CN"><head><title>履职尽责</title><style>')
    assert (made.count("<noscript>"), made.count("</head>"), made.endswith("<p>x</p></body></html>")) == (1, 1, True)


def test_the_most_serious_lines_come_first_and_the_rest_is_summed_up() -> None:
    rest = "另有 {lines} 个单位 {total} 个问题"
    lines = [Line(f"甲{n}", "rectification", None, (("unit", str(n)),), rest, n) for n in (1, 3, 2, 1)]
    assert [line.words for line in news.most_serious(lines, 3)] == ["甲3", "甲2", "另有 2 个单位 2 个问题"]
    assert [line.words for line in news.most_serious(lines, 4)] == ["甲3", "甲2", "甲1", "甲1"]


def test_the_desk_and_the_handover_name_the_books_of_their_filer_alone(
    one_filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office sees everybody's rows: what is asked of one filer must still be that filer's."""
    asked = said(visit(one_filing, "filing", OFFICE, monkeypatch))
    assert asked.count("2015年7月报送簿") == 1
    app = visit(one_filing, "handover", OFFICE, monkeypatch)
    app.selectbox[0].set_value("园林").run()
    books = [row for frame in app.dataframe if "类别" in frame.value for row in frame.value.to_dict("records")]
    assert [r["内容"] for r in books if r["类别"] == "报送簿" and "7月" in r["内容"]] == []
    assert sum("8月" in r["内容"] for r in books) <= 1
