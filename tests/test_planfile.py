"""The plan's file: what is refused, at which line, in which words; what is read is written back equal."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from lvzhi import planfile

ROOT = Path(__file__).parents[1]
SEED = ROOT / "data" / "plans" / "qianjiang-2015.yaml"
SMALL = ROOT / "tests" / "plans" / "small.yaml"
WORKED = ROOT / "tests" / "plans" / "worked.yaml"
FORMS = (
    "stage_tasks", "rectification", "commitments", "self_inspection", "duty_list", "service_list", "integrity_list",
    "conduct_list", "coordination_list", "complaints", "consultations", "projects", "publicity", "supervisors",
    "summaries", "supervision", "assignments", "verification", "special_topic_progress", "satisfaction",
    "inspections", "pilots", "special_topics", "accountability",
)
TEXT = SMALL.read_text(encoding="utf-8")


def problems_of(data: bytes) -> list[planfile.PlanProblem]:
    with pytest.raises(planfile.PlanRefused) as refused:
        planfile.read(data, FORMS)
    return list(refused.value.problems)


def edited(old: str, new: str) -> str:
    """The small plan with one text replaced."""
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times"
    return TEXT.replace(old, new)


def line_of(text: str, part: str) -> int:
    assert text.count(part) == 1, f"{part!r} stands {text.count(part)} times"
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("path", [SEED, SMALL, WORKED], ids=lambda p: p.stem)
def test_a_dumped_plan_reads_back_equal(path: Path) -> None:
    plan = planfile.read(path.read_bytes(), FORMS)
    again = planfile.read(planfile.dump(plan), FORMS)
    assert dataclasses.asdict(again) == dataclasses.asdict(plan)


# (text of the small plan, what stands there instead, words of the problem)
ONE_EDIT = [
    # structure
    ("  chair: 何某", "  chair:", "这里没有写内容"),
    ("  chair: 何某", "  chair: ~", "这里没有写内容"),
    ('  chair: 何某', '  chair: "  "', "这里没有写内容"),
    ("  chair: 何某", "  chair: [何某]", "这里应写文字,现为列表"),
    ("  chair: 何某", '  chair: "何某 "', "多余的空格"),
    ("  doc_no: 青水发〔2031〕7号", "  doc_no: 7", "这里应写文字,现为数字“7”。请加上引号"),
    ("  start: 2031-03-03\n  end: 2031-06-13\n  timezone", "  start: 三月\n  end: 2031-06-13\n  timezone",
     "这里应写日期"),
    ("  start: 2031-03-03\n  end: 2031-06-13\n  timezone",
     "  start: 2031-03-03 08:00:00\n  end: 2031-06-13\n  timezone",
     "不带时刻"),
    ("  principles: [群众参与]", "  principles: 群众参与", "这里应写成列表"),
    ("  principles: [群众参与]", "  principles: [群众参与, 群众参与]", "写了两次"),
    ("  leaders: [何启明]", "  leaders: []", "至少写1项"),
    ("  immediate_days: 10", "  immediate_days: 10.5", "这里应写整数"),
    ("  immediate_days: 10", "  immediate_days: true", "这里应写整数"),
    ("  immediate_days: 10", "  immediate_days: 99999999999999999999", "太大"),
    ("  similar: 0.9", "  similar: .nan", "这里应写数字"),
    ("  leaders_see_all_groups: false", "  leaders_see_all_groups: 1", "true(是)或 false(否)"),
    ('  scoring: "off"', "  scoring: off", "yes、no、on、off"),
    ("by: unit, traits: [前台]}", "by: units, traits: [前台]}", "“units”不在可选内容之内"),
    ("asks: bad", "asks: 坏", "请从good、bad中选一项"),
    # what YAML itself says
    ("  chair: 何某", "  chair: &a 何某", "不用“&”“*”引用"),
    ("  chair: 何某", "  chair: !!python/name:os.system x", "这样的标记"),
    ("  doc_date: 2031-03-03", "  doc_date: 2031-02-30", "“2031-02-30”不存在"),
    ("  chair: 何某", "\tchair: 何某", "这一行读不出来"),
    ("  chair: 何某", "  chair: 何\x07某", "看不见的控制字符"),
    ("  chair: 何某", "  chair: " + "[" * 20 + "]" * 20, "层次太深"),
    # tables
    ("  id: qingshi-2031", "  id: 青石", "只用英文字母"),
    ("code: 河道,", "code: 河-道,", "代号“河-道”请用1至8个字"),
    ("code: 河道,", "code: 供水,", "代号“供水”在前面已经用过"),
    ("type: desk", "type: desks", "“desks”不在单位类型之内"),
    ("type: desk, trait: 后台", "type: desk, trait: 后厨", "“后厨”不在单位特点之内"),
    ("  leaders: [苏岚]", "  leaders: [何启明]", "“何启明”已是另一个工作组的领导"),
    ("  members: [白桦, 方远]", "  members: [苏岚, 方远]", "“苏岚”已是本组领导"),
    ("  members: [白桦, 方远]", "  members: [白桦、方远, 方可]", "不像一个姓名"),
    ("  start: 2031-04-01\n", "  start: 2031-03-01\n", "“2031-03-01”早于活动开始日"),
    ("  end: 2031-03-31", "  end: 2031-03-01", "结束日“2031-03-01”早于开始日“2031-03-03”"),
    ("  start: 2031-06-01\n", "  start: 2031-03-31\n", "早于上一阶段的开始日"),
    ("{id: prepare-2, clause: 二(一)2", "{id: prepare-1, clause: 二(一)2", "“prepare-1”在前面已经用过"),
    ("{id: prepare-2, clause: 二(一)2", "{id: prepare-2, clause: 二(一)1", "条号“二(一)1”在前面已经用过"),
    ("due: 2031-05-20}", "due: 2031-07-20}", "期限“2031-07-20”晚于活动结束日"),
    ("due: 2031-05-20}", "due: 2031-05-20, draft_due: 2031-05-21}", "早于初稿期限“2031-05-21”"),
    ("name: 公示承诺, by: unit, traits: [前台]}", "name: 公示承诺, by: unit}", "由哪几种特点的单位承担"),
    ("by: group}", "by: group, traits: [前台]}", "不分给单位"),
    ("{id: 2031-04, unit_due: 2031-05-06", "{id: 2031-4, unit_due: 2031-05-06", "请写成 2015-06 的样式"),
    ("{id: 2031-05, unit_due: 2031-06-05", "{id: 2031-05, unit_due: 2031-05-01",
     "不在报告期“2031-05”开始之后"),
    ("unit_due: 2031-06-05, group_due: 2031-06-06", "unit_due: 2031-06-05, group_due: 2031-06-04",
     "工作组截止日“2031-06-04”早于单位截止日“2031-06-05”"),
    ("office_due: 2031-06-09", "office_due: 2031-06-04", "局履职办截止日“2031-06-04”早于单位截止日"),
    ("office_due: 2031-06-09", "office_due: 2041-06-09", "晚于参数里的最后日期"),
    ("short: 窗口服务}", "short: 保障供水}", "“保障供水”在前面已经用过"),
    ("clause: 一(一)2, area: 甲", "clause: 一(一)2, area: 丙", "“丙”不在各方面之内"),
    ("applies: {traits: [前台]}", "applies: {}", "还没有写适用于谁"),
    ("parts: [报装, 缴费]", "parts: [一, 二, 三, 四, 五, 六, 七, 八, 九, 十, 十一]", "分项有11个,最多10个"),
    ("owner: 供水,", "owner: 水厂,", "责任单位“水厂”不是单位代号"),
    ("{form: summaries, filers: all, due: [2031-05]}", "{form: summary, filers: all, due: [2031-05]}",
     "没有“summary”这张表"),
    ("{form: summaries, filers: all, due: [2031-05]}", "{form: summaries, due: [2031-05]}", "只写一处"),
    ("{form: summaries, filers: all, due: [2031-05]}", "{form: summaries, filers: all}", "还没有写哪几期"),
    ("to: 2031-05-31, visits: 2", "to: 2031-05-31, visits: 0", "督办次数“0”应为1至100"),
    ("from: 2031-04-01, to", "from: 2031-02-01, to", "开始日“2031-02-01”早于活动开始日"),
    ("  final_due: 2031-05-31", "  final_due: 2031-07-31", "整改最后时限“2031-07-31”晚于参数里的最后日期"),
    ("  similar: 0.9", "  similar: 9", "“9”应在0.5至1之间"),
    ("基本满意: 0.6", "基本满意: 6", "“6”应在0至1之间"),
    ("{rectification: 10, default: 5}", "{rectification: 10, default: 0}", "“0”应在1至500之间"),
    # across the plan
    ("  timezone: Asia/Shanghai", "  timezone: Asia/Qingshi", "没有“Asia/Qingshi”时区"),
    ("  station: 站所", "  station: 股室", "单位类型“股室”在前面已经用过"),
    ("on_site: [现场, 座谈]", 'on_site: [现场, "座谈、走访"]', "不要用顿号"),
    ("code: 河道,", "code: 供水科,", "代号“供水科”以另一代号“供水”开头"),
    ("seal_name: 节约用水办公室", "seal_name: 供水服务所", "“供水服务所”已是“供水服务所”的名称"),
    ("  member_units: [节水, 供水]", "  member_units: [节水]", "成员2人,所在单位写了1个"),
    ("  member_units: [节水, 供水]", "  member_units: [节水, 水厂]", "“水厂”不是本方案的单位代号"),
    ("name: 县水务局机关, due_as: 后台", "name: 县水务局机关, due_as: 机关", "“机关”不是本方案的单位特点"),
    ("name: 公示承诺, by: unit, traits: [前台]", "name: 公示承诺, by: unit, traits: [台前]",
     "“台前”不是本方案的单位特点"),
    ("applies: {filers: [供水, 县局]}", "applies: {filers: [供水, 东片]}", "“东片”不是本方案的单位代号"),
    ("filers: [供水], due: [2031-03, 2031-05]", "filers: [水厂], due: [2031-03, 2031-05]",
     "“水厂”不是本方案的填报单位代号"),
    ("{form: summaries, filers: all, due: [2031-05]}", "{form: summaries, filers: all, due: [2031-07]}",
     "“2031-07”不是本方案的报告期"),
    ("{form: summaries, filers: all, due: [2031-05]}",
     "{form: summaries, filers: all, due: [2031-05], event: [2031-05]}",
     "“2031-05”在这一条里写了不止一次"),
    ("{form: complaints, traits: [后台], event", "{form: complaints, filers: [供水], event",
     "“complaints”在第6条已写过"),
    ("  may_transfer_items: [supply-2]", "  may_transfer_items: [supply-3]",
     "“supply-3”不是本方案的检查项标识"),
    ("  none_found_periods: [2031-04]", "  none_found_periods: [2031-09]", "“2031-09”不是本方案的报告期"),
    ("  cross_verify: [县局]", "  cross_verify: [督查办]", "“督查办”不是本方案的单位代号"),
    ("{rectification: 10, default: 5}", "{rectification: 10}", "还没有写“default”"),
    ("{rectification: 10, default: 5}", "{ledger: 10, default: 5}", "没有“ledger”这张表"),
    ("  working_weekends: [2031-04-26]", "  working_weekends: [2031-04-25]", "不是周六、周日"),
    ("  working_weekends: [2031-04-26]", "  working_weekends: [2031-04-05]", "“2031-04-05”已列为放假日"),
    ("  ageing_days: [5, 15]", "  ageing_days: [15, 5]", "从小到大"),
    ("咨询: {working_days: 3}", "咨询: {working_days: 3, days: 5}", "“咨询”的办理期限"),
    ("咨询: {working_days: 3}", "咨询: {}", "“咨询”的办理期限"),
]


# (text of the small plan, what stands there instead, text on the line to mend, words of the problem)
EDIT_ELSEWHERE = [
    ("  bureau: 青石县水务局\n", "  bureau: 青石县水务局\n  colour: 红\n", "  colour:",
     "“colour”不是这里的项目"),
    ("  bureau: 青石县水务局\n", "", "campaign:", "“bureau”尚未填写"),
    ("code: 河道, name: 河道管护股, type: desk", "code: 河道, type: desk", "code: 河道", "“name”尚未填写"),
    ("  chair: 何某", "  chair: 何某\n  chair: 苏某", "  chair: 苏某", "“chair”在第15行已写过一次"),
    ("  title: 青石县", '  title: "青石县"\n   水务', "   水务", "这一行读不出来"),
    ("  last_date: 2031-06-30", "  last_date: 2031-06-10", "  end: 2031-06-13\n  timezone",
     "结束日“2031-06-13”晚于参数里的"),
    ('aliases: ["自来水服务所"]', 'aliases: ["节 水办"]', "name: 节水办",
     "“节水办”已是“供水服务所”的名称、代号或别名"),
    ("to: 2031-05-31, visits: 2}", "to: 2031-05-31, visits: 2}\n    - {from: 2031-05-31, to: 2031-06-13, visits: 1}",
     "{from: 2031-05-31", "与上一个督办时段重叠"),
    ("  principles:", "  principles: &a []\n  reports_to: *a\n  other:", "&a", "不用“&”“*”引用"),
    ("\ngroups:", "\nnever_merge:\n- [供水服务所, 水厂]\ngroups:", "- [供水服务所, 水厂]",
     "没有名为“水厂”的填报单位"),
    ("\ngroups:", "\nnever_merge:\n- [供水, 自来水服务所]\ngroups:", "- [供水, 自来水服务所]",
     "与前一个是同一单位"),
]


@pytest.mark.parametrize(("old", "new", "words"), ONE_EDIT)
def test_one_mistake_is_refused_at_its_line(old: str, new: str, words: str) -> None:
    text = edited(old, new)
    expected = [line_of(TEXT, old)]
    assert [p.line for p in problems_of(text.encode()) if words in p.message] == expected


@pytest.mark.parametrize(("old", "new", "stands_at", "words"), EDIT_ELSEWHERE)
def test_a_mistake_is_refused_at_the_line_to_mend(old: str, new: str, stands_at: str, words: str) -> None:
    text = edited(old, new)
    expected = [line_of(text, stands_at)]
    assert [p.line for p in problems_of(text.encode()) if words in p.message] == expected


def test_all_mistakes_of_a_kind_are_named_at_once_in_the_order_of_the_file() -> None:
    text = TEXT.replace("trait: 前台", "trait: 台前").replace("similar: 0.9", "similar: 2")
    found = problems_of(text.encode())
    assert [(str(p), p.path) for p in found] == [
        ("第31行:“台前”不在单位特点之内,请核对,或先补上这一特点。", "groups[1].units[1].trait"),
        ("第39行:“台前”不在单位特点之内,请核对,或先补上这一特点。", "groups[2].units[1].trait"),
        ("第109行:“2”应在0.5至1之间,请核对。", "settings.similar"),
    ]


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "文件里没有内容"),
        (b"# only a remark\n", 1, "文件里没有内容"),
        (b"- a\n", 1, "名称: 内容"),
        (b"a: 1\n---\nb: 2\n", 2, "这一行读不出来"),
        ("campaign:\n  name: 水务".encode("gbk"), 2, "另存为UTF-8"),
        (b"a: " + b"x" * 4_000_001, 1, "超过方案文件的上限4000KB"),
        (b"a: &x [1, 1]\nb: [*x, *x]\n", 1, "不用“&”“*”引用"),
        (b"? [a, b]\n: 1\n", 1, "项目名应是一个词"),
        (b"<<: {a: 1}\n", 1, "项目名应是一个词"),
        (b"[" * 100_000, 1, "层次太深"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words(data: bytes, line: int, words: str) -> None:
    first = problems_of(data)[0]
    assert (first.line, words in first.message) == (line, True)


def test_a_byte_order_mark_is_no_mistake() -> None:
    plan = planfile.read(b"\xef\xbb\xbf" + TEXT.encode(), FORMS)
    assert (plan.campaign.id, plan.campaign.start) == ("qingshi-2031", dt.date(2031, 3, 3))


def test_a_form_that_nobody_declared_is_refused_wherever_it_is_named() -> None:
    with pytest.raises(planfile.PlanRefused) as refused:
        planfile.read(TEXT.encode(), [f for f in FORMS if f != "rectification"])
    assert [(p.path, p.message) for p in refused.value.problems] == [
        ("obligations[2].form", "没有“rectification”这张表,请核对表的标识。"),
        ("settings.prenumbered_rows.rectification", "没有“rectification”这张表,请核对表的标识。"),
    ]


def test_no_message_scolds() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "lvzhi").glob("plan*.py"))
    assert [w for w in ("错误", "非法", "无效", "失败", "禁止", "您", "！") if w in source] == []
