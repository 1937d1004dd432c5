"""The next plan: carried over with its codes, edited as a workbook, compared in sentences; the past stays as it was."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from lvzhi import measures, planbook, planfile
from lvzhi.__main__ import main
from lvzhi.chain import EVERYONE
from lvzhi.commands.context import FINE, WRONG_USE
from lvzhi.outgoing.archive import form_rows
from lvzhi.outgoing.records import FILERS, taken
from lvzhi.outgoing.taking import taken_from
from lvzhi.package.checking import opened
from lvzhi.package.sending import package
from lvzhi.plan import Plan
from lvzhi.plan_carry import CannotCarry, carry_over, moved, unconfirmed
from lvzhi.plan_compare import compare
from lvzhi.plan_tree import tree_of
from lvzhi.workspace import Workspace
from schemas import FORMS, stage_tasks
from tests.campaigns import plan_of
from tests.histories import LAST, PLAN, fed, history

IDS, TITLES = [f.id for f in FORMS], {f.id: f.title for f in FORMS}
SMALL = Path("tests/plans/small.yaml")
Tree = dict[str, Any]


def checked(tree: Tree) -> Plan:
    return planfile.checked(tree, IDS, {})


def tree() -> Tree:
    return copy.deepcopy(tree_of(plan_of(SMALL)))


def said(before: Plan, after: Plan, part: str = "单位") -> list[str]:
    return [c.text for c in compare(before, after, TITLES) if c.part == part]


# --- carried into another year ---------------------------------------------------------------------


def test_whoever_goes_on_keeps_the_code_and_every_date_is_a_year_later() -> None:
    plan = plan_of(SMALL)
    carried = carry_over(plan, 2032)
    after = checked(tree_of(carried.plan))
    assert [(f.code, f.name, f.group) for f in after.filers] == [(f.code, f.name, f.group) for f in plan.filers]
    assert (after.groups, after.traits, after.check_items) == (plan.groups, plan.traits, plan.check_items)
    assert (after.campaign.id, after.campaign.title) == ("qingshi-2032", "青石县水务系统2032年度作风提升工作")
    assert (after.campaign.doc_no, after.settings.holidays, after.settings.scoring) == ("待确认", (), None)
    assert [(p.id, p.unit_due) for p in after.periods][:2] == [
        ("2032-03", dt.date(2032, 4, 3)), ("2032-04", dt.date(2032, 5, 6))]
    assert after.obligations[0].due == ("2032-03", "2032-05")
    assert after.settings.none_found_periods == ("2032-04",)
    assert any("2032年3月单位截止日2032-04-03(星期六)" in text for text in carried.to_confirm)
    assert [text for text in carried.to_confirm if "文号" in text] and unconfirmed(after)
    assert unconfirmed(plan) is None
    for year in (2031, 2030, 2050):
        with pytest.raises(CannotCarry, match="2031年"):
            carry_over(plan, year)


def test_a_leap_day_becomes_the_last_of_february() -> None:
    start = tree()
    start["settings"]["last_date"] = dt.date(2032, 2, 29)
    assert moved(start, 1)["settings"]["last_date"] == dt.date(2033, 2, 28)
    assert moved(start, 4)["settings"]["last_date"] == dt.date(2036, 2, 29)


def test_it_is_edited_as_a_workbook() -> None:
    carried = carry_over(plan_of(SMALL), 2032).plan
    back = planbook.from_workbook(planbook.to_workbook(carried, TITLES), IDS, TITLES)
    assert compare(carried, back, TITLES) == ()
    merged = checked(merge(tree(), "供水", "河道", "供排水"))
    back = planbook.from_workbook(planbook.to_workbook(merged, TITLES), IDS, TITLES)
    assert back.filer("供排水").predecessors == ("供水", "河道")


# --- compared --------------------------------------------------------------------------------------


def units(of: Tree) -> list[tuple[Tree, Tree]]:
    return [(group, unit) for group in of["groups"] for unit in group["units"]]


def put(of: Tree, gone: list[str], new: list[Tree]) -> Tree:
    """Take units out and put others where the first stood; whatever named one of the old names the first new one."""
    group, first = next((g, u) for g, u in units(of) if u["code"] in gone)
    at = group["units"].index(first)
    for unit in new:
        unit |= {"type": first["type"], "trait": first["trait"]}
    group["units"][at:at] = new
    for each in of["groups"]:
        each["units"] = [u for u in each["units"] if u["code"] not in gone]
    of["groups"] = [g for g in of["groups"] if g["units"]]
    return _renamed(of, set(gone), new[0]["code"]) if new else of


def _renamed(of: Tree, gone: set[str], code: str) -> Tree:
    """Name the code that goes on wherever one of the old was named, once."""
    for item in of["check_items"]:
        if item["applies"] != "all" and "filers" in item["applies"]:
            item["applies"]["filers"] = _once(item["applies"]["filers"], gone, code)
    for project in of["projects"]:
        project["owner"] = code if project["owner"] in gone else project["owner"]
    for obligation in of["obligations"]:
        if isinstance(obligation.get("filers"), list):
            obligation["filers"] = _once(obligation["filers"], gone, code)
    for key in ("cross_verify", "confidential_to"):
        if key in of["settings"]:
            of["settings"][key] = _once(of["settings"][key], gone, code)
    for group in of["groups"]:
        group["member_units"] = []
    of["never_merge"] = []
    return of


def _once(codes: list[str], gone: set[str], code: str) -> list[str]:
    return list(dict.fromkeys(code if c in gone else c for c in codes))


def merge(of: Tree, one: str, other: str, code: str) -> Tree:
    return put(of, [one, other], [{"code": code, "name": f"{code}所", "predecessors": [one, other]}])


def split(of: Tree, one: str, *codes: str) -> Tree:
    return put(of, [one], [{"code": c, "name": f"{c}所", "predecessors": [one]} for c in codes])


def rename(of: Tree, code: str, name: str) -> Tree:
    next(u for _, u in units(of) if u["code"] == code)["name"] = name
    return of


def test_what_became_of_units_is_said_in_sentences() -> None:
    before = plan_of(SMALL)
    assert said(before, checked(rename(tree(), "节水", "节约用水股"))) == ["“节水办”更名为“节约用水股”(代号 节水 不变,以前的行照旧)。"]
    assert said(before, checked(merge(tree(), "供水", "河道", "供排水"))) == [
        "“供水服务所”、“河道管护股”合并为“供排水所”(代号 供排水),原代号 供水、河道 到此为止,以前的行照旧。"]
    assert said(before, checked(split(tree(), "供水", "城供", "乡供"))) == [
        "“供水服务所”拆分为“城供所”、“乡供所”(代号 城供、乡供),原代号 供水 到此为止,以前的行照旧。"]
    assert said(before, checked(split(tree(), "供水", "水厂"))) == ["“供水服务所”由“水厂所”接替(代号由 供水 改为 水厂)。"]
    assert said(before, checked(put(tree(), ["河道"], []))) == ["“河道管护股”(代号 河道)不再填报。未销号的问题请先办理移交。"]
    grown = tree()
    grown["groups"][1]["units"].append({"code": "水文", "name": "水文站", "type": "station", "trait": "前台"})
    grown["groups"][1]["units"].append(
        {"code": "水价", "name": "水价股", "type": "desk", "trait": "后台", "predecessors": ["河道"]})
    assert said(before, checked(grown)) == ["从“河道管护股”分出“水价股”。", "新增“水文站”(代号 水文)。"]
    recoded = split(tree(), "节水", "节约")
    recoded["groups"][1]["units"][0] |= {"name": "节水办", "predecessors": []}
    assert said(before, checked(recoded))[0].startswith("“节水办”的代号由 节水 改成了 节约。代号定下后不再改")


def test_everything_else_is_said_by_its_name_in_the_workbook() -> None:
    before, changed = plan_of(SMALL), tree()
    changed["stages"][0]["end"] = dt.date(2031, 4, 2)
    changed["settings"]["near_due_days"] = 5
    changed["settings"]["prenumbered_rows"]["commitments"] = 9
    changed["groups"][0]["leaders"] = ["何启明", "苏桂"]
    changed["obligations"] = [o for o in changed["obligations"] if o["form"] != "satisfaction"]
    moved_unit = changed["groups"][0]["units"].pop()
    changed["groups"][1]["units"].append(moved_unit)
    assert [(c.part, c.text) for c in compare(before, checked(changed), TITLES)] == [
        ("工作组", "“东片组”的领导由“何启明”改为“何启明、苏桂”。"),
        ("单位", "“河道管护股”的工作组(代号)由“东片”改为“西片”。"),
        ("阶段", "“启动阶段”的结束日期由“2031-03-31”改为“2031-04-02”。"),
        ("报送义务", "不再有“满意度测评”(督查办)。"),
        ("参数", "临期提醒由“3”改为“5”。"), ("参数", "预留空行(公开承诺台账)写明为“9”。"),
    ]


def test_of_two_years_what_was_only_moved_along_is_not_said() -> None:
    plan = plan_of(SMALL)
    after = carry_over(plan, 2032).plan
    assert [(c.part, c.text[:10]) for c in compare(plan, after, TITLES)] == [
        ("年度", "由2031年到203"), ("基本情况", "文号由“青水发〔20"), ("基本情况", "上级文号由“青办发〔"),
        ("参数", "放假日(原为“203"), ("参数", "调休上班日(原为“2"),
    ]


# --- the command line ------------------------------------------------------------------------------


def test_the_command_line_carries_compares_and_puts_nothing_unconfirmed_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "2032.yaml"
    at = ["--data", str(tmp_path / "data")]
    assert main([*at, "plan", "carry-over", str(SMALL), "--year", "2032", "--out", str(out)]) == FINE
    assert out.read_text(encoding="utf-8").startswith("# 待核对:文号、上级文号没有沿用")
    assert main(["--data", str(tmp_path / "next"), "--plan", str(out), "init"]) == WRONG_USE
    assert "还写着“待确认”" in capsys.readouterr().err
    assert main(["--plan", str(SMALL), *at, "init"]) == FINE
    capsys.readouterr()
    filled = out.read_text(encoding="utf-8").replace("待确认", "青水发〔2032〕3号")
    out.write_text(filled, encoding="utf-8")
    assert main([*at, "plan", "import", str(out)]) == WRONG_USE
    assert "换一届请另建数据目录" in capsys.readouterr().err
    assert main([*at, "plan", "compare", str(out), "--json"]) == FINE
    assert json.loads(capsys.readouterr().out)[0]["part"] == "年度"
    book = tmp_path / "next.xlsx"
    assert main([*at, "plan", "carry-over", "--year", "2033", "--out", str(book)]) == FINE
    assert planbook.from_workbook(book.read_bytes(), IDS, TITLES).campaign.start == dt.date(2033, 3, 3)
    assert main(["--data", str(tmp_path / "next"), "--plan", str(out), "init"]) == FINE
    assert main([*at, "plan", "compare"]) == WRONG_USE


# --- the past stays as it was ----------------------------------------------------------------------

BEFORE, AFTER = dt.date(2015, 9, 20), dt.date(2015, 10, 20)
CORE = ("completion", "rectification", "satisfaction", "supervision", "reporting")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A campaign with a past; each example gives it one more version of the plan, from 1 October on."""
    with fed(tmp_path_factory.mktemp("lived") / "data", history(Random(18), 24), None, LAST) as workspace:
        yield workspace


def figures(workspace: Workspace, day: dt.date) -> dict[str, Any]:
    at = dt.datetime.combine(day, dt.time.max)
    plan = workspace.plan_at(at)
    with workspace.store.cursor() as cursor:
        return {name: measures.as_json(measures.run(cursor, plan, name, at), plan) for name in CORE}


def reorganised(data: st.DataObject) -> Tree:
    """The plan after a few of its units were renamed, merged or split."""
    of: Tree = copy.deepcopy(tree_of(plan_of(PLAN)))
    for mark in "子丑寅"[: data.draw(st.integers(1, 3))]:
        codes = [u["code"] for _, u in units(of)]
        one = data.draw(st.sampled_from(codes))
        kind = data.draw(st.sampled_from(("rename", "split", "merge")))
        if kind == "rename":
            rename(of, one, f"新名{mark}")
        elif kind == "split":
            split(of, one, f"分{mark}东", f"分{mark}西")
        elif len(codes) > 2:
            merge(of, one, data.draw(st.sampled_from([c for c in codes if c != one])), f"合{mark}")
    return of


@pytest.fixture(scope="module")
def known(lived: Workspace) -> dict[str, Any]:
    """The figures of a day before anything was reorganised."""
    return figures(lived, BEFORE)


def put_in_force(workspace: Workspace, of: Tree) -> None:
    """Record the next version of the plan, on 1 October."""
    body = {"version": workspace.plan_version + 1, "sha256": workspace.keep(planfile.dump(checked(of)))}
    workspace.journal.append("plan", "局履职办", body, "2015-10-01T09:00:00+08:00", concerning=EVERYONE,
                             seen=workspace.refresh())
    workspace.refresh()


def history_holds(workspace: Workspace, known: dict[str, Any], of: Tree) -> None:
    put_in_force(workspace, of)
    assert figures(workspace, BEFORE) == known
    now = figures(workspace, AFTER)
    assert [u.code for u in workspace.plan_at(dt.datetime.combine(AFTER, dt.time.max)).units] == [u["code"] for _, u in units(of)]
    rates = [v for m in now.values() for row in (*m["rows"], m["totals"]) for k, v in row.items()
             if k.endswith("rate") or k.startswith("coverage")]
    assert all(v is None or 0 <= v <= 1 for v in rates)
    held = 0
    for row in now["rectification"]["rows"]:
        held += row["registered"] + row["reopened"] - row["closed"] - row["withdrawn"]
        assert row["open"] == held
    assert now["rectification"]["totals"]["open"] == held


# What one example leaves behind the next finds: nothing is shrunk.
_RANDOM = {"deadline": None, "phases": [Phase.generate], "suppress_health_check": list(HealthCheck)}


@settings(max_examples=3, **_RANDOM)
@given(st.data())
def test_reorganising_changes_nothing_before_and_breaks_nothing_after(
    lived: Workspace, known: dict[str, Any], data: st.DataObject
) -> None:
    history_holds(lived, known, reorganised(data))


@pytest.mark.soak
@pytest.mark.parametrize("piece", range(20))
def test_so_it_is_over_many_reorganisations(piece: int, tmp_path: Path) -> None:
    """A hundred in twenty histories, problems re-opened among them: five versions of the plan follow in each."""
    with fed(tmp_path / "data", history(Random(piece), 40), None, LAST) as workspace:
        known = figures(workspace, BEFORE)

        @settings(max_examples=5, **_RANDOM)
        @seed(piece)
        @given(st.data())
        def once_more(data: st.DataObject) -> None:
            history_holds(workspace, known, reorganised(data))

        once_more()
        flows = figures(workspace, AFTER)["rectification"]["rows"]
        print(f"history {piece}: {sum(r['reopened'] for r in flows)} re-opened, {sum(r['closed'] for r in flows)} closed")


def test_an_archive_holds_the_rows_of_units_that_have_ended(lived: Workspace) -> None:
    put_in_force(lived, merge(copy.deepcopy(tree_of(plan_of(PLAN))), "甲", "乙", "甲乙"))
    with lived.store.cursor() as cursor:
        taking = taken_from(lived, cursor, dt.datetime.combine(AFTER, dt.time.max), {})
        rows, listed = form_rows(taking, stage_tasks.FORM), taken(taking, FILERS)
    assert {"甲", "乙", "丙"} <= set(rows["filer"].to_pylist())
    ended = {code for code, gone in zip(listed["filer"].to_pylist(), listed["ended"].to_pylist(), strict=True) if gone}
    assert {"甲", "乙"} <= ended and not {"甲乙", "丙"} & ended


@pytest.mark.soak
def test_outputs_of_both_days_are_written_when_units_have_gone(lived: Workspace) -> None:
    """The level above works out the same figures from a package with units that ended before its day."""
    put_in_force(lived, merge(copy.deepcopy(tree_of(plan_of(PLAN))), "甲", "乙", "甲乙"))
    for day in (BEFORE, AFTER):
        at = dt.datetime.combine(day, dt.time.max, lived.plan.zone)
        found = opened(package(lived, at, {}), FORMS)
        assert found.own is not None and not [n for n in found.notes if "版本的程序" in n]
        assert found.own["rectification"]["registered"] == figures(lived, day)["rectification"]["totals"]["registered"]
