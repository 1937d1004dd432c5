"""Two years beside each other: whose figures stand together, and that they are the measures' own."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path

import pytest

from lvzhi import measures, plan_versions
from lvzhi.package.contents import NotAPackage
from lvzhi.package.earlier import beside
from lvzhi.plan_tree import tree_of
from lvzhi.years import GONE, NEW, lines
from tests.campaigns import campaign, plan_of
from tests.levels import AS_OF, last_year, package_of
from tests.measures.world import World
from tests.test_pages import OFFICE, fresh_server, visit  # noqa: F401
from tests.test_plan_years import Tree, checked, merge, put, rename, split

SMALL, TODAY = Path("tests/plans/small.yaml"), dt.date(2031, 5, 12)


@pytest.fixture(scope="module")
def before() -> World:
    return last_year()


@pytest.fixture(scope="module")
def data(before: World) -> bytes:
    return package_of(before, AS_OF.replace(year=2030))


def tree() -> Tree:
    return copy.deepcopy(tree_of(plan_of(SMALL)))


def told(after: list[Tree]) -> list[tuple[str, str, tuple[str, ...]]]:
    found = lines([plan_of(SMALL)], [checked(of) for of in after])
    return [(one.name, one.note, one.earlier) for one in found]


def test_a_unit_stands_beside_what_it_was_or_came_from() -> None:
    assert told([tree()]) == [("供水服务所", "", ("供水",)), ("河道管护股", "", ("河道",)), ("节水办", "", ("节水",))]
    assert told([rename(tree(), "节水", "节约用水股")])[2] == ("节约用水股", "原名节水办", ("节水",))
    assert told([merge(tree(), "供水", "河道", "供排水")]) == [
        ("供排水所", "由供水服务所、河道管护股来", ("供水", "河道")), ("节水办", "", ("节水",))]
    assert told([split(tree(), "供水", "城供", "乡供")])[:2] == [
        ("城供所", "由供水服务所来", ("供水",)), ("乡供所", "由供水服务所来", ("供水",))]
    assert told([put(tree(), ["河道"], [])])[-1] == ("河道管护股", GONE, ("河道",))
    grown = tree()
    grown["groups"][1]["units"].append({"code": "水文", "name": "水文站", "type": "station", "trait": "前台"})
    assert told([grown])[-1] == ("水文站", NEW, ())


def test_it_is_followed_over_the_versions_in_between() -> None:
    merged = merge(tree(), "供水", "河道", "供排水")
    again = split(copy.deepcopy(merged), "供排水", "城排", "乡排")
    assert told([tree(), merged, again])[:2] == [
        ("城排所", "由供水服务所、河道管护股来", ("供水", "河道")), ("乡排所", "由供水服务所、河道管护股来", ("供水", "河道"))]


def test_the_figures_are_the_measures_of_either_year(tmp_path: Path, before: World, data: bytes) -> None:
    with campaign(tmp_path / "data", SMALL, TODAY) as workspace:
        plan_versions.put_in_force(workspace, checked(merge(tree(), "供水", "河道", "供排水")), "局督查办")
        rows = {r["单位"]: r for r in beside(workspace, data)}
    assert list(rows) == ["全局", "供排水所", "节水办"]
    at = dt.date(2030, 5, 12)

    def totals(name: str, **filters: object) -> dict[str, object]:
        return dict(measures.run(before.connection.cursor(), before.plan, name, at, filters).totals)

    both = {"unit": ("供水", "河道")}
    done = totals("completion", **both)
    merged = rows["供排水所"]
    assert merged["阶段任务完成 2030年"] == f"{done['done']}/{done['applicable']}" != "–"
    assert (merged["已销号/应销号 2030年"], rows["节水办"]["已销号/应销号 2030年"], rows["全局"]["已销号/应销号 2030年"]) == (
        "3/5", "–", "3/5")
    assert merged["现场督办 2030年"] == "1/2"
    assert rows["节水办"]["满意和基本满意率(局内) 2030年"] == "95.2%(有效42)"
    sent = totals("reporting", book="unit", **both)
    assert merged["报送:按时、迟报、未报 2030年"] == f"{sent['on_time']}、{sent['late']}、{sent['missing']}"
    assert merged["已销号/应销号 2031年"] == "–" and merged["阶段任务完成 2031年"].startswith("0/")


def test_what_is_no_earlier_year_is_said(tmp_path: Path, before: World, data: bytes) -> None:
    at = AS_OF.replace(year=2030)
    with campaign(tmp_path / "data", SMALL, TODAY) as workspace:
        for sent, said in (
            (data[:-9], "不是完整的上报包"), (package_of(before, at, demo=True), "演示数据"), (package_of(before, at, group="东片"), "只有一部分"),
            (package_of(World(plan_of(SMALL))), "要放以前年份的"),
        ):
            with pytest.raises(NotAPackage, match=said):
                beside(workspace, sent)


def test_the_page_shows_them_side_by_side(tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with campaign(tmp_path / "data", SMALL, TODAY):
        pass
    app = visit(tmp_path / "data", "plan", OFFICE, monkeypatch)
    app.file_uploader(key="plan.earlier").set_value([("上报包.zip", data, "")]).run()
    assert [e.message for e in app.exception] == []
    shown = app.dataframe[0].value
    assert list(shown["单位"]) == ["全局", "供水服务所", "河道管护股", "节水办"]
    assert list(shown["已销号/应销号 2030年"]) == ["3/5", "–", "3/5", "–"]
