"""Column headings of the rows under a chart, and how a value of each column is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.charts.look import STATUSES, percent
from lvzhi.charts.satisfaction import VERDICTS, points
from lvzhi.form import Form
from lvzhi.measures import Measure, measure
from lvzhi.plan import BOOK_TITLES, Plan

HEADINGS: Mapping[str, str] = {
    "unit": "单位", "filer": "填报单位", "subject": "测评对象", "group": "工作组", "leader": "局领导",
    "type": "单位类别", "stage": "阶段", "clause": "条款", "name": "名称", "standing": "情况", "status": "填报状态",
    "due": "期限", "shown_due": "报送截止", "done_on": "完成日期", "result": "完成情况", "evidence": "佐证材料",
    "verified": "已审定", "applicable": "应完成", "done": "已完成", "late": "晚于期限", "overdue": "逾期",
    "rate": "完成率", "verified_rate": "审定完成率", "problem_no": "问题编号", "registered_on": "登记日期",
    "source": "问题来源", "area": "方面", "kind": "整改类别", "description": "问题描述", "original_due": "原定时限",
    "deadline": "现行时限", "state": "状态", "pending_on": "申请日期", "closed_on": "销号日期",
    "responsible_persons": "责任人", "responsible_leader": "责任领导", "returned_count": "退回次数",
    "reopened_count": "重新挂号次数", "extended_count": "延期次数", "review_on": "复查日期",
    "last_event": "最近事项", "last_day": "最近日期", "batch": "测评批次", "respondents": "参评人员类别",
    "dimension": "维度", "scoring": "测评类型", "organiser": "组织方", "issued": "发放", "collected": "收回",
    "valid": "有效", "rate_broad": "满意和基本满意率", "rate_strict": "满意率", "score": "满意度得分",
    "low": "波动下限", "high": "波动上限", "awareness": "知晓率", "response": "回收率", "band": "并列组",
    "visit_no": "督办编号", "visited_on": "督办日期", "method": "方式", "on_site": "现场", "own": "本组单位",
    "found": "发现问题", "visits": "督办次数", "last_visit": "最近督办", "last_on_site": "最近现场",
    "last_method": "最近方式", "covered": "已督办单位", "covered_on_site": "现场督办单位", "assigned": "应督办单位",
    "coverage": "督办覆盖率", "coverage_on_site": "现场覆盖率", "with_leader": "局领导参加",
    "feedback_due": "应反馈", "feedback_on_time": "按时反馈", "feedback_on": "反馈日期", "cross_group": "跨片督办",
    "not_covered": "尚未督办", "book": "报送簿", "period": "报告期", "received_on_time": "按时收到",
    "attempts": "报送次数", "accepted_at": "接收时间", "approval": "审核", "missing_sheets": "缺少的表",
    "paper_received": "纸质件已收", "paper_on": "纸质件收到日期", "code": "校验码(末8位)",
    "registered": "登记", "returned": "核查退回", "reopened": "重新挂号",
    "withdrawn": "退出", "base": "应销号", "closed": "已销号",
    "applied": "已销号或已申请", "open": "未销号", "overdue_waiting": "逾期,等核查", "closed_on_time": "按期销号",
    "applied_on_time": "按期申请", "closure_rate": "销号率", "applied_rate": "申报完成率",
    "on_time_rate": "按期销号率", "applied_on_time_rate": "按期申请率", "day": "日期", "event": "事项",
    "effective": "已生效", "why": "未生效原因", "receipt": "回执号", "received_at": "收到时间",
    "file_name": "文件名", "errors": "须改正", "queries": "需说明", "sha256": "文件校验码", "reason": "原因",
    "sheet": "表", "cell": "单元格", "asked": "需说明的事项", "answer": "说明",
    "waited": "已等工作日", "before": "上一批次", "valid_before": "上次有效",
    "rate_before": "上次满意和基本满意率", "change": "增减(百分点)", "change_low": "增减下限",
    "change_high": "增减上限", "verdict": "判断",
}
_RATES = frozenset({
    "rate", "verified_rate", "rate_broad", "rate_strict", "low", "high", "rate_before", "awareness", "response",
    "coverage", "coverage_on_site", "closure_rate", "applied_rate", "on_time_rate", "applied_on_time_rate",
    "found_rate", "answered_rate", "spent_rate", "dual_rate", "adopted_rate", "final_rate", "progress",
})
_POINTS = frozenset({"change", "change_low", "change_high"})
_DAYS = ("_on", "_on_site", "due", "day", "deadline", "visit")
STATES: Mapping[str, str] = {
    "on_time": "按时", "late": "迟报", "missing": "未报", "pending": "待报", "exempt": "本期不要求",
    "accepted": "已接收(待审核)", "returned": "审核退回", "approved": "已审定", "rejected": "系统退回(待修改)",
    "duplicate": "重复", "unreadable": "读不出", "registered": "登记", "applied": "申请销号", "passed": "核查通过",
    "closed": "批准销号", "reopened": "重新挂号", "extended": "延期", "recognised": "长期认定",
    "ended_ongoing": "取消长期", "merged": "归并", "withdrawn": "撤销", "transferred": "移交", "formal": "市级正式",
    "internal": "局内", "electronic_only": "电子已报·纸质未收", "with_paper": "纸质件已收",
}


_ONLY_IN_DEFINITIONS: Mapping[str, str] = {"mean_rate": "各单位平均完成率", "expected": "应报"}
_NAME = re.compile(r"(?<![A-Za-z_])[a-z][a-z_]+(?![A-Za-z_])")


def explained(line: str, labels: Mapping[str, str] | None = None) -> str:
    """Return a line of a measure's definition with the names of its figures as they stand on the page.

    >>> explained("分子/分母: rate = done / applicable")
    '分子/分母: 完成率 = 已完成 / 应完成'
    """
    known = labels or {}
    return _NAME.sub(lambda found: known.get(found[0]) or called(found[0]), line)


def defined(name: str) -> tuple[str, ...]:
    """Return a measure's definition as readers are told it, line by line."""
    about = measure(name)
    return tuple(explained(line, about.labels) for line in words_of(about))


def words_of(about: Measure) -> tuple[str, ...]:
    """Return what a measure's header says to readers; its other comments are for those who read the SQL."""
    return tuple(line for line in about.definition if line.startswith(("定义", "分子/分母", "依据")))


def called(name: str) -> str:
    """Return what a figure, a state or an event is called on the page; a name that is none stays.

    >>> called("reopened"), called("base"), called("x")
    ('重新挂号', '应销号', 'x')
    """
    return {**STATES, **HEADINGS, **_ONLY_IN_DEFINITIONS}.get(name, name)


def labels_of(name: str, form: Form | None = None) -> Mapping[str, str]:
    """Return what a measure calls its figures and, for rows of a sheet, what their columns are called there."""
    return {**measure(name).labels, **({c.id: c.label for c in form.all_columns} if form else {})}


def in_words(
    frame: pd.DataFrame, columns: tuple[str, ...], plan: Plan, labels: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the columns asked for with Chinese headings and values as people say them; the frame stays as it is.

    `labels` are the headings of these rows' own columns, where they are not the common ones; `titles` those of forms.
    """
    names, known = {**_names(plan), "form": titles or {}}, {**HEADINGS, **(labels or {})}
    return pd.DataFrame({known[c]: [_said(c, v, names.get(c)) for v in frame[c]] for c in columns})


def _names(plan: Plan) -> Mapping[str, Mapping[str, str]]:
    filers = {f.code: f.name for f in plan.filers}
    standings = {key: s.word for key, s in STATUSES.items()}
    return {
        **dict.fromkeys(("unit", "filer", "subject", "not_covered", "lead_unit", "units"), filers),
        "group": {g.code: g.label for g in plan.groups}, "stage": {s.id: s.name for s in plan.stages},
        "type": plan.unit_types, "book": BOOK_TITLES, "standing": standings,
        "period": {p.id: p.label for p in plan.periods},
        **dict.fromkeys(("state", "approval", "last_event", "event", "draft_state", "final_state"), STATES),
        "asks": {"good": "答“是”为好", "bad": "答“是”为不好"},
        "kind": {k: STATES[k] for k in ("formal", "internal")}, "verdict": VERDICTS,
    }


def _said(column: str, value: Any, names: Mapping[str, str] | None) -> Any:
    if hasattr(value, "tolist") and not isinstance(value, str):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return "、".join(str(_said(column, v, names)) for v in value)
    if value is None or pd.isna(value):
        return None
    if column in _RATES and not isinstance(value, str):
        return percent(float(value))
    if column in _POINTS:
        return points(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if hasattr(value, "year"):
        return f"{value:%Y-%m-%d}" if column.endswith(_DAYS) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return round(value, 2) if value % 1 else int(value)
    return names.get(value, value) if names and isinstance(value, str) else value
