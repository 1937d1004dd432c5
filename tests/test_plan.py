"""Questions asked of a plan: the seed's facts, duties, working days; and of a plan that is not the seed's."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from lvzhi import planfile
from lvzhi.plan import Plan

ROOT = Path(__file__).parents[1]
FORMS = (
    "stage_tasks", "rectification", "commitments", "self_inspection", "duty_list", "service_list",
    "integrity_list", "conduct_list", "coordination_list", "complaints", "consultations", "projects", "publicity",
    "supervisors", "summaries", "supervision", "assignments", "verification", "special_topic_progress",
    "satisfaction", "inspections", "pilots", "special_topics", "accountability",
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture(scope="module")
def seed() -> Plan:
    return planfile.read((ROOT / "data" / "plans" / "qianjiang-2015.yaml").read_bytes(), FORMS)


@pytest.fixture(scope="module")
def small() -> Plan:
    return planfile.read((ROOT / "tests" / "plans" / "small.yaml").read_bytes(), FORMS)


def test_the_seed_counts_what_its_document_orders(seed: Plan) -> None:
    assert (len(seed.units), len(seed.groups), len(seed.leaders)) == (52, 6, 7)
    assert (len(seed.stages), len(seed.tasks), len(seed.check_items), len(seed.projects)) == (5, 12, 31, 11)
    assert sum(len(seed.tasks_of(u.code)) for u in seed.units) == 408
    assert [i.clause for i in seed.check_items if i.asks == "bad"] == [
        "三(一)3", "三(一)4", "三(三)3", "三(三)5", "三(三)6", "三(四)5", "三(四)6", "三(四)8",
    ]


def test_people_and_units_stand_in_the_order_of_the_annex(seed: Plan) -> None:
    assert seed.leaders == ("刘俊", "袁作振", "陈跃", "余国华", "吴铭华", "黄国昌", "李红华")
    assert [len(g.units) for g in seed.groups] == [3, 9, 11, 10, 11, 8]
    assert [u.code for u in seed.units][:4] == ["园林", "办公室", "救助局", "泰丰"]
    assert [f.order for f in seed.filers] == list(range(60))
    assert [f.code for f in seed.filers][52:] == [
        "局机关", "一组", "二组", "三组", "四组", "五组", "六组", "履职办",
    ]


def test_units_by_type_and_trait(seed: Plan) -> None:
    assert Counter(u.type for u in seed.units) == {
        "section": 16, "institution": 12, "township_office": 16, "zone": 8,
    }
    assert Counter(u.trait for u in seed.units) == {"综合": 6, "业务": 10, "窗口": 7, "保障": 5, "各地": 24}


@pytest.mark.parametrize(
    ("form", "filer", "period", "duty"),
    [
        ("commitments", "园林", "2015-06", "due"),
        ("commitments", "园林", "2015-07", "event"),
        ("commitments", "财务", "2015-06", None),  # 综合 publishes nothing
        ("commitments", "局机关", "2015-06", "due"),  # due as 业务
        ("supervisors", "局机关", "2015-06", None),
        ("duty_list", "园林", "2015-08", "confirm"),
        ("self_inspection", "园林", "2015-08", "due"),
        ("self_inspection", "园林", "2015-11", "confirm"),
        ("self_inspection", "园林", "2015-06", None),
        ("self_inspection", "一组", "2015-08", None),
        ("supervision", "一组", "2015-06", None),
        ("supervision", "一组", "2015-07", "due"),
        ("verification", "一组", "2015-07", "due"),
        ("verification", "履职办", "2015-07", "event"),
        ("complaints", "履职办", "2015-07", "due"),
        ("complaints", "办公室", "2015-07", "event"),
        ("complaints", "救助站", "2015-07", "due"),
        ("projects", "福慈", "2015-06", "due"),
        ("projects", "园林", "2015-06", None),
    ],
)
def test_duty(seed: Plan, form: str, filer: str, period: str, duty: str | None) -> None:
    assert seed.duty(form, filer, period) == duty


def test_a_book_holds_what_its_filer_owes_that_month(seed: Plan) -> None:
    assert seed.owed("二组", "2015-07") == {
        "supervision": "due", "verification": "due", "assignments": "event",
    }
    assert seed.owed("二组", "2015-06") == {}


def test_a_place_that_is_a_unit_files_projects_when_something_happened(small: Plan) -> None:
    assert [small.duty("projects", c, "2031-03") for c in ("供水", "节水", "河道")] == ["due", "event", None]
    assert small.duty("projects", "节水", "2031-04") is None
    assert [(p.id, place) for p, place in small.projects_of("节水")] == [("w1", "节水办")]
    assert [(p.id, place) for p, place in small.projects_of("供水")] == [("w1", "城东")]


def test_tasks_belong_to_traits_and_the_bureau_answers_for_groups_and_office(small: Plan) -> None:
    assert [t.id for t in small.tasks_of("河道")] == ["prepare-1", "improve-1"]
    assert [t.id for t in small.tasks_of("县局")] == ["prepare-1", "improve-1", "improve-2", "close-1"]
    assert [(t.id, t.due) for t in small.tasks] == [
        ("prepare-1", day("2031-03-31")), ("prepare-2", day("2031-03-31")), ("improve-1", day("2031-05-20")),
        ("improve-2", day("2031-05-31")), ("close-1", day("2031-06-13")),
    ]


def test_items_apply_by_trait_filer_or_to_all(seed: Plan, small: Plan) -> None:
    assert [i.id for i in small.items_of("供水")] == ["supply-1", "supply-2", "counter-1"]
    assert [i.id for i in small.items_of("县局")] == ["supply-1", "counter-1"]
    money = next(i for i in seed.check_items if i.clause == "三(二)3")
    assert money.part_clauses == ("三(二)3①", "三(二)3②", "三(二)3③", "三(二)3④")


def test_names_are_matched_exactly_and_look_alikes_never_merge(seed: Plan) -> None:
    spellings = ("周矶办事处", "周矶管理区", "熊口镇民政办", "熊口农场管理区", "工、青、妇", "局履职办")
    assert {text: f.code for text in spellings if (f := seed.find_filer(text))} == {
        "周矶办事处": "周矶处", "周矶管理区": "周矶区", "熊口镇民政办": "熊口镇", "熊口农场管理区": "熊口区",
        "工、青、妇": "工青妇", "局履职办": "履职办",
    }
    assert [seed.find_filer(text) for text in ("周矶", "熊口", "浩口")] == [None, None, None]


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2015-07-06", 2, "2015-07-08"),
        ("2015-06-19", 1, "2015-06-23"),  # 端午
        ("2015-09-02", 1, "2015-09-06"),  # a Sunday worked
        ("2015-09-30", 2, "2015-10-09"),
        ("2015-10-09", 1, "2015-10-10"),  # a Saturday worked
        ("2015-07-06", 0, "2015-07-06"),
    ],
)
def test_working_days(seed: Plan, start: str, count: int, end: str) -> None:
    assert seed.add_working_days(day(start), count) == day(end)
    assert seed.working_days_between(day(start), day(end)) == count


def test_the_period_of_a_day_lasts_until_its_deadline(seed: Plan) -> None:
    days = ("2015-06-05", "2015-07-06", "2015-07-07", "2015-12-04", "2015-12-31")
    assert [seed.period_at(day(d)).id for d in days] == ["2015-06", "2015-06", "2015-07", "2015-11", "2015-11"]
    assert [seed.due(c, "2015-06") for c in ("园林", "局机关", "一组", "履职办")] == [
        day("2015-07-06"), day("2015-07-06"), day("2015-07-08"), day("2015-07-08"),
    ]


def test_the_worked_example_has_four_tasks_for_each_of_its_three_units() -> None:
    plan = planfile.read((ROOT / "tests" / "plans" / "worked.yaml").read_bytes(), FORMS)
    assert [(u.code, len(plan.tasks_of(u.code))) for u in plan.units] == [("甲", 4), ("乙", 4), ("丙", 4), ("丁", 0)]
    assert [(g.code, g.leaders, g.units) for g in plan.groups] == [
        ("一组", ("刘",), ("甲", "乙", "丙")), ("二组", ("袁", "陈"), ("丁",)),
    ]
    assert [u.code for u in plan.units if plan.owed(u.code, "2015-06")] == ["甲", "乙", "丙"]
