"""The plan's workbook: what is written reads back equal; each mistake is refused at its sheet and cell."""

import dataclasses
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from lvzhi import planbook, planfile
from lvzhi.plan import Plan

ROOT = Path(__file__).parents[1]
FORMS = (
    "stage_tasks", "rectification", "commitments", "self_inspection", "duty_list", "service_list",
    "integrity_list", "conduct_list", "coordination_list", "complaints", "consultations", "projects", "publicity",
    "supervisors", "summaries", "supervision", "assignments", "verification", "special_topic_progress",
    "satisfaction", "inspections", "pilots", "special_topics", "accountability",
)
TITLES = {"rectification": "问题整改台账", "stage_tasks": "阶段任务"}
PLANS = (
    ROOT / "data" / "plans" / "qianjiang-2015.yaml",
    ROOT / "tests" / "plans" / "small.yaml",
    ROOT / "tests" / "plans" / "worked.yaml",
)


def plan_of(path: Path) -> Plan:
    return planfile.read(path.read_bytes(), FORMS)


@pytest.fixture(scope="module")
def small() -> bytes:
    return planbook.to_workbook(plan_of(PLANS[1]), TITLES)


def changed(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(book: Workbook, sheet: str, text: str) -> int:
    return next(c.row for row in book[sheet].iter_rows() for c in row if c.value == text)


def put(sheet: str, cell: str, value: object) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = value

    return edit


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
@pytest.mark.parametrize("titles", [None, TITLES], ids=["ids", "titles"])
def test_a_plan_reads_back_equal_from_its_workbook(path: Path, titles: dict[str, str] | None) -> None:
    plan = plan_of(path)
    again = planbook.from_workbook(planbook.to_workbook(plan, titles), FORMS, titles)
    assert dataclasses.asdict(again) == dataclasses.asdict(plan)


def test_the_same_plan_gives_the_same_bytes(small: bytes) -> None:
    assert planbook.to_workbook(plan_of(PLANS[1]), TITLES) == small


def test_the_workbook_has_one_sheet_per_table_with_chinese_headings(small: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(small))
    assert book.sheetnames == [
        "基本情况", "单位分类", "工作组", "单位", "不可混同", "阶段", "任务", "报告期", "方面", "检查项", "项目",
        "报送义务", "督办时段", "参数",
    ]
    assert [[c.value for c in row] for row in book["单位"]["A3:H5"]] == [
        ["工作组(代号)", "代号", "名称", "印章名称", "全称", "单位类型", "单位特点", "别名"],
        ["东片", "供水", "供水服务所", "供水服务所", None, "站所", "前台", "自来水服务所"],
        ["东片", "河道", "河道管护股", "河道管护股", "河道管护与采砂管理股", "股室", "后台", None],
    ]
    assert [[c.value for c in row] for row in book["报送义务"]["A4:E5"]] == [
        ["阶段任务", "全部单位", None, None, "2031-03、2031-05"],
        ["问题整改台账", "全部单位", None, None, "2031-04、2031-05"],
    ]


def test_what_the_office_edits_is_what_the_next_version_says(small: bytes) -> None:
    def edit(book: Workbook) -> None:
        book["单位"].append(["西片", "灌溉", "灌溉站", None, None, "站所", "前台", "灌溉所\n灌区站"])
        book["报告期"]["B4"] = "2031年4月4日"
        book["报告期"]["C4"] = dt.datetime(2031, 4, 7)
        book["工作组"]["C4"] = "何启明,苏云"
        book["参数"].cell(row_of(book, "参数", "临期提醒"), 3, "4")
        book["参数"].cell(row_of(book, "参数", "领导可看全部工作组"), 3, "是")
        book["阶段"].insert_cols(1)  # columns are found by heading

    plan = planbook.from_workbook(changed(small, edit), FORMS, TITLES)
    assert [u.code for u in plan.units] == ["供水", "河道", "节水", "灌溉"]
    assert (plan.filer("灌溉").aliases, plan.filer("灌溉").group) == (("灌溉所", "灌区站"), "西片")
    assert (plan.periods[0].unit_due, plan.periods[0].group_due) == (dt.date(2031, 4, 4), dt.date(2031, 4, 7))
    assert plan.leaders == ("何启明", "苏云", "苏岚")
    assert (plan.settings.near_due_days, plan.settings.leaders_see_all_groups) == (4, True)


# (edit, sheet, cell, words)
MISTAKES = [
    (put("单位", "C5", None), "单位", "C5", "“名称”尚未填写"),
    (put("单位", "F5", "股"), "单位", "F5", "“股”不在单位类型之内"),
    (put("单位", "A5", "中片"), "单位", "A5", "没有“中片”这个工作组"),
    (put("单位", "B5", "供水"), "单位", "B5", "代号“供水”在前面已经用过"),
    (put("单位", "H5", "节水办"), "单位", "C6", "“节水办”已是“河道管护股”的"),
    (put("单位", "C3", "叫法"), "单位", "C3", "不认识“叫法”这一列"),
    (put("单位", "C3", "叫法"), "单位", "A3", "没有找到“名称”一列"),
    (put("单位", "C5", "=1/0"), "单位", "C5", "本格是公式"),
    (put("单位", "C5", "#REF!"), "单位", "C5", "本格显示“#REF!”"),
    (put("工作组", "C5", "何启明"), "工作组", "C5", "“何启明”已是另一个工作组的领导"),
    (put("阶段", "D4", "2031-02-30"), "阶段", "D4", "不存在(2月只有28天)"),
    (put("阶段", "D4", "3月31日"), "阶段", "D4", "没有写年份"),
    (put("阶段", "D4", dt.datetime(2031, 3, 1)), "阶段", "D4", "早于开始日“2031-03-03”"),
    (put("任务", "F4", "大家"), "任务", "F4", "“大家”不在可选内容之内。请从各单位、工作组、局履职办中选一项"),
    (put("任务", "G4", "前台、台后"), "任务", "G4", "“台后”不是本方案的单位特点"),
    (put("报告期", "D5", dt.datetime(2031, 5, 1)), "报告期", "D5", "局履职办截止日“2031-05-01”早于单位截止日"),
    (put("检查项", "G5", None), "检查项", "F5", "还没有写适用于谁"),
    (put("检查项", "G4", "前台"), "检查项", "G4", "与前面的范围重复"),
    (put("报送义务", "C4", "供水"), "报送义务", "C4", "与前面的范围重复"),
    (put("报送义务", "D4", "前台"), "报送义务", "A4", "只写一处"),
    (put("报送义务", "A4", "阶段工作"), "报送义务", "A4", "没有“阶段工作”这张表"),
    (put("督办时段", "C4", "两次"), "督办时段", "C4", "只填数字"),
    (put("单位分类", "B5", "desk"), "单位分类", "B5", "“desk”在前面已经用过"),
    (put("基本情况", "C9", "三月三日"), "基本情况", "C9", "看不出是哪一天"),
    (put("基本情况", "C10", None), "基本情况", "C10", "“上级文号”尚未填写"),
    (put("基本情况", "A10", "上级"), "基本情况", "A10", "不认识“上级”这一项"),
    (put("参数", "C4", 1.5), "参数", "C4", "本格填整数"),
    (put("参数", "C4", 0), "参数", "C4", "“0”应在1至366之间"),
    (put("参数", "C9", "可以"), "参数", "C9", "本格填“是”或“否”"),
    (lambda book: book.remove(book["方面"]), "方面", None, "没有找到这张表"),
    (lambda book: book["参数"].delete_rows(4), "参数", None, "没有找到“立行立改时限”一行"),
]


@pytest.mark.parametrize(("edit", "sheet", "cell", "words"), MISTAKES, ids=[m[3] for m in MISTAKES])
def test_one_mistake_is_refused_at_its_cell(
    small: bytes, edit: Callable[[Workbook], object], sheet: str, cell: str | None, words: str
) -> None:
    with pytest.raises(planfile.PlanRefused) as refused:
        planbook.from_workbook(changed(small, edit), FORMS, TITLES)
    found = [(p.line, p.sheet, p.cell) for p in refused.value.problems if words in p.message]
    assert found == [(None, sheet, cell)]


def test_problems_stand_in_the_order_of_the_sheets(small: bytes) -> None:
    def edit(book: Workbook) -> None:
        book["参数"]["C4"] = 0
        book["单位"]["G6"] = "台前"
        book["单位"]["G4"] = "台前"

    with pytest.raises(planfile.PlanRefused) as refused:
        planbook.from_workbook(changed(small, edit), FORMS, TITLES)
    assert [p.where for p in refused.value.problems] == ["《单位》G4", "《单位》G6", "《参数》C4"]


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "0字节"), (b"a,b\n1,2\n", ".xlsx"), (b"PK\x03\x04broken", "文件不完整")]
)
def test_a_file_that_is_no_workbook_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(planfile.PlanRefused) as refused:
        planbook.from_workbook(data, FORMS)
    assert [(p.sheet, p.cell, words in p.message) for p in refused.value.problems] == [("工作簿", None, True)]
