"""The sheets of the plan's workbook: which part of the tree each column or line shows, and as what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lvzhi.plan_faults import Path
from lvzhi.plan_tree import Tree

# names: a list written with 、; lines: a list of texts that may themselves hold 、, one a line.
CellKind = Literal["text", "day", "count", "number", "flag", "names", "lines", "days", "counts"]
HEADER_ROW = 3


@dataclass(frozen=True)
class Column:
    """One column: `at` is its path below the row; `words` are the choices, tree value -> what people see."""

    label: str
    at: Path
    kind: CellKind = "text"
    width: int = 14
    words: Mapping[str, str] | None = None
    may_be_empty: bool = False


@dataclass(frozen=True)
class TableSheet:
    """One row per thing; `rows` gives each row's path and part of the tree."""

    title: str
    hint: str
    columns: tuple[Column, ...]
    rows: Callable[[Tree], Iterator[tuple[Path, Tree]]]


@dataclass(frozen=True)
class Line:
    """One line of 基本情况 or 参数: a value of its own, or one line per key when it is a lookup.

    One that `may_be_missing` is left out by some plans; a list then is empty.
    """

    label: str
    at: Path
    kind: CellKind = "text"
    unit: str = ""
    lookup: bool = False
    may_be_missing: bool = False


@dataclass(frozen=True)
class LineSheet:
    title: str
    hint: str
    lines: tuple[Line, ...]


def _under(key: str) -> Callable[[Tree], Iterator[tuple[Path, Tree]]]:
    return lambda tree: (((key, n), row) for n, row in enumerate(tree[key]))


def _inside(key: str, inner: str, name: str) -> Callable[[Tree], Iterator[tuple[Path, Tree]]]:
    """Rows of the list `inner` of each row of `key`; the outer row is named in a first column."""

    def rows(tree: Tree) -> Iterator[tuple[Path, Tree]]:
        for n, outer in enumerate(tree[key]):
            for k, row in enumerate(outer[inner]):
                yield (key, n, inner, k), {**row, OWNER[0]: outer[name]}

    return rows


def _kinds(tree: Tree) -> Iterator[tuple[Path, Tree]]:
    for kind in ("unit_types", "traits"):
        for key, label in tree[kind].items():
            yield (kind, key), {"kind": kind, "key": key, "label": label}


def _pairs(tree: Tree) -> Iterator[tuple[Path, Tree]]:
    return (((("never_merge", n)), {"names": pair}) for n, pair in enumerate(tree["never_merge"]))


def _windows(tree: Tree) -> Iterator[tuple[Path, Tree]]:
    windows = tree["settings"]["supervision"]["windows"]
    return ((("settings", "supervision", "windows", n), row) for n, row in enumerate(windows))


# Stands in a row of an inner list for the outer row it belongs to; no key of the plan file.
OWNER = ("(owner)",)
KINDS = {"unit_types": "单位类型", "traits": "单位特点"}
ACTORS = {"unit": "各单位", "group": "工作组", "office": "局履职办"}
ASKS = {"good": "“是”为好", "bad": "“否”为好"}
SCOPE_ALL = {"all": "全部"}
SCOPE_FILERS = {"all": "全部单位", "groups": "全部工作组"}

BASICS = LineSheet("基本情况", "一行一项。列表一项一行,在格内换行用 Alt+Enter。", (
    Line("方案标识", ("campaign", "id")), Line("活动名称", ("campaign", "name")),
    Line("表头名称", ("campaign", "title")), Line("主办单位", ("campaign", "bureau")),
    Line("文号", ("campaign", "doc_no")), Line("发文日期", ("campaign", "doc_date"), "day"),
    Line("上级文号", ("campaign", "upstream_doc")), Line("开始日期", ("campaign", "start"), "day"),
    Line("结束日期", ("campaign", "end"), "day"), Line("时区", ("campaign", "timezone")),
    Line("原则", ("campaign", "principles"), "lines"), Line("上报对象", ("campaign", "reports_to"), "lines"),
    Line("领导小组组长", ("campaign", "chair")), Line("局履职办设在", ("campaign", "office_host")),
    Line("局履职办代号", ("office", "code")), Line("局履职办简称", ("office", "name")),
    Line("局履职办全称", ("office", "full_name")), Line("局机关代号", ("bureau_filer", "code")),
    Line("局机关名称", ("bureau_filer", "name")), Line("局机关按哪种特点报送", ("bureau_filer", "due_as")),
    Line("工作方法", ("methods",), "lines"), Line("清单", ("lists",), "lines"),
    Line("督查员类别", ("supervisor_categories",), "lines"),
))
SETTINGS = LineSheet("参数", "一行一项。带“对象”的,可增删行。日期列表一天一行,在格内换行用 Alt+Enter。", (
    Line("立行立改时限", ("immediate_days",), "count", "天"),
    Line("临期提醒", ("near_due_days",), "count", "天"),
    Line("核查期限", ("verification_working_days",), "count", "个工作日"),
    Line("补正期限", ("correction_working_days",), "count", "个工作日"),
    Line("异议期限", ("objection_working_days",), "count", "个工作日"),
    Line("申请销号须有佐证", ("evidence_required_to_apply",), "flag"),
    Line("逾期分档", ("ageing_days",), "counts", "天"),
    Line("算作实地的督办方式", ("supervision", "on_site"), "names"),
    Line("投诉办理期限(自然日)", ("complaint_due_days", "days"), "count", "天", lookup=True),
    Line("投诉办理期限(工作日)", ("complaint_due_days", "working_days"), "count", "个工作日", lookup=True),
    Line("整改最后时限", ("final_due",), "day"), Line("最后日期", ("last_date",), "day"),
    Line("可填线索已移交的检查项", ("may_transfer_items",), "names"),
    Line("内容相近的界限", ("similar",), "number", "0.5至1"),
    Line("同样文字:行数", ("same_text", "rows"), "count", "行"),
    Line("同样文字:期数", ("same_text", "periods"), "count", "期"),
    Line("同一说明最多用于", ("same_reason_rows",), "count", "行"),
    Line("都没有问题时要问的报告期", ("none_found_periods",), "names"),
    Line("全部满意时要问的收回份数", ("all_satisfied_from",), "count", "份起"),
    Line("由其他组核查的单位", ("cross_verify",), "names"),
    Line("放假日", ("holidays",), "days"), Line("调休上班日", ("working_weekends",), "days"),
    Line("满意度系数", ("satisfaction", "coefficients"), "number", "0至1", lookup=True),
    Line("满意度权重", ("satisfaction", "weights"), "number", lookup=True),
    Line("满意度可比的有效份数", ("satisfaction", "min_valid_to_compare"), "count", "份起"),
    Line("只列分子分母的界限", ("small_denominator",), "count", "分母小于"),
    Line("预留空行", ("prenumbered_rows",), "count", "行", lookup=True),
    Line("提请关注事项条数", ("attention_lines",), "count", "条"),
    Line("关注:问题逾期超过", ("attention_rules", "problem_overdue_days"), "count", "天"),
    Line("关注:未督办超过", ("attention_rules", "not_supervised_days"), "count", "天"),
    Line("关注:连续未报", ("attention_rules", "periods_missing"), "count", "期"),
    Line("考核办法文号(off 为不计分)", ("scoring", "doc_no")),
    Line("考核办法名称", ("scoring", "name"), may_be_missing=True),
    Line("考核办法发文日期", ("scoring", "doc_date"), "day", may_be_missing=True),
    Line("计分起始日", ("scoring", "since"), "day", may_be_missing=True),
    Line("满分", ("scoring", "full"), "number", "分", may_be_missing=True),
    Line("迟报每天扣", ("scoring", "late_day"), "number", "分", may_be_missing=True),
    Line("迟报每期最多扣", ("scoring", "late_most"), "number", "分", may_be_missing=True),
    Line("未报每期扣", ("scoring", "missing"), "number", "分", may_be_missing=True),
    Line("审核退回每次扣", ("scoring", "returned"), "number", "分", may_be_missing=True),
    Line("审核退回每期最多扣", ("scoring", "returned_most"), "number", "分", may_be_missing=True),
    Line("黄牌(逾期未申请)每个扣", ("scoring", "yellow"), "number", "分", may_be_missing=True),
    Line("红牌每个扣", ("scoring", "red"), "number", "分", may_be_missing=True),
    Line("逾期超过几天为红牌", ("scoring", "red_after_days"), "count", "天", may_be_missing=True),
    Line("表扬:申报完成率不低于", ("scoring", "praised_from"), "number", "0至1", may_be_missing=True),
    Line("通报:申报完成率低于", ("scoring", "named_below"), "number", "0至1", may_be_missing=True),
    Line("领导可看全部工作组", ("leaders_see_all_groups",), "flag"),
    Line("领导可看按目前进度推算", ("leaders_see_forecast",), "flag", may_be_missing=True),
    Line("除局履职办外可看举报件的单位", ("confidential_to",), "names", may_be_missing=True),
))
TABLES = (
    TableSheet("单位分类", "单位类型按名称填入《单位》;单位特点按标识填写。", (
        Column("分类", ("kind",), words=KINDS), Column("标识", ("key",), width=18),
        Column("名称", ("label",), width=40),
    ), _kinds),
    TableSheet("工作组", "一行一组,先后即显示次序。姓名之间用“、”隔开。", (
        Column("代号", ("code",)), Column("名称", ("name",), width=18), Column("领导", ("leaders",), "names", 22),
        Column("成员", ("members",), "names", 26, may_be_empty=True),
        Column("成员所在单位(代号)", ("member_units",), "names", 24, may_be_empty=True),
    ), _under("groups")),
    TableSheet("单位", "一行一个单位,先后即显示次序。代号定下后不再改,更名只改名称;"
                       "合并、拆分的另起代号,写明原单位。别名一行一个。", (
        Column("工作组(代号)", OWNER), Column("代号", ("code",)), Column("名称", ("name",), width=20),
        Column("印章名称", ("seal_name",), width=24), Column("全称", ("full_name",), width=24),
        Column("单位类型", ("type",), width=28), Column("单位特点", ("trait",)),
        Column("别名", ("aliases",), "lines", 28), Column("原单位(代号)", ("predecessors",), "names", 20),
    ), _inside("groups", "units", "code")),
    TableSheet("不可混同", "名称相近、容易看错的单位,每行两个,一行一个名称。", (
        Column("单位名称", ("names",), "lines", 30),
    ), _pairs),
    TableSheet("阶段", "按先后排列。", (
        Column("标识", ("id",)), Column("名称", ("name",), width=24), Column("开始日期", ("start",), "day"),
        Column("结束日期", ("end",), "day"),
    ), _under("stages")),
    TableSheet("任务", "期限不填,按阶段结束日期。单位特点之间用“、”隔开。", (
        Column("阶段(标识)", OWNER), Column("标识", ("id",)), Column("条号", ("clause",), width=10),
        Column("名称", ("name",), width=22), Column("内容", ("text",), width=46),
        Column("由谁承担", ("by",), words=ACTORS), Column("单位特点", ("traits",), "names", 26),
        Column("期限", ("due",), "day"), Column("初稿期限", ("draft_due",), "day"),
        Column("其他表中的依据", ("derived",), width=24), Column("备注", ("note",), width=20),
    ), _inside("stages", "tasks", "id")),
    TableSheet("报告期", "报告期写成 2015-06 的样式,按月份先后排列。", (
        Column("报告期", ("id",)), Column("单位截止日", ("unit_due",), "day"),
        Column("工作组截止日", ("group_due",), "day"), Column("局履职办截止日", ("office_due",), "day", 16),
    ), _under("periods")),
    TableSheet("方面", "", (
        Column("标识", ("id",)), Column("名称", ("name",), width=32), Column("简称", ("short",)),
    ), _under("areas")),
    TableSheet("检查项", "适用范围写“全部”,或写单位特点、单位代号(用“、”隔开)。分项一行一个。", (
        Column("标识", ("id",)), Column("条号", ("clause",), width=10), Column("方面", ("area",), width=8),
        Column("怎样为好", ("asks",), width=12, words=ASKS), Column("内容", ("text",), width=56),
        Column("适用范围", ("applies",), width=10, words=SCOPE_ALL),
        Column("适用的单位特点", ("applies", "traits"), "names", 20),
        Column("适用的单位(代号)", ("applies", "filers"), "names", 26), Column("分项", ("parts",), "lines", 32),
    ), _under("check_items")),
    TableSheet("项目", "实施地点一行一个。", (
        Column("标识", ("id",)), Column("名称", ("name",), width=36), Column("责任单位(代号)", ("owner",), width=16),
        Column("实施地点", ("places",), "lines", 24),
    ), _under("projects")),
    TableSheet("报送义务", "由谁报送,三列中只填一列。报告期之间用“、”隔开。", (
        Column("表", ("form",), width=20), Column("报送范围", ("filers",), width=12, words=SCOPE_FILERS),
        Column("填报单位(代号)", ("filers",), "names", 28), Column("单位特点", ("traits",), "names", 22),
        Column("必报", ("due",), "names", 30), Column("有则报", ("event",), "names", 30),
        Column("核对确认", ("confirm",), "names", 16),
    ), _under("obligations")),
    TableSheet("督办时段", "按先后排列,不重叠。", (
        Column("开始日期", ("from",), "day"), Column("结束日期", ("to",), "day"),
        Column("督办次数", ("visits",), "count"),
    ), _windows),
)
SHEETS: tuple[LineSheet | TableSheet, ...] = (BASICS, *TABLES, SETTINGS)


def value_at(tree: Any, path: Path) -> Any:
    """The value at a path, None where there is nothing."""
    for step in path:
        if not isinstance(tree, Mapping) or step not in tree:
            return None
        tree = tree[step]
    return tree
