"""What a cell of a kind offers to who types: drop-down, bounds, prompt, number format; and how a value is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lvzhi.conditions import When
from lvzhi.form import Column, Form
from lvzhi.kinds import CheckItem, Code, Count, Date, Kind, LongText, Many, Money, Month, Percent, Text, Unit
from lvzhi.plan import Filer, Plan

Lists = Mapping[tuple[str, ...], str]
REQUIRED, CONDITIONAL, OPTIONAL, SYSTEM = "★", "◇", "○", "系统"
_LISTED = 12
_LONGEST_PROMPT, _LONGEST_TITLE = 255, 32  # Excel's own limits
_MARK_WORDS = {REQUIRED: "★ 必填", CONDITIONAL: "◇ 符合条件时必填", OPTIONAL: "○ 选填", SYSTEM: "由系统填写"}


def mark(column: Column, plan: Plan) -> str:
    """★ ◇ ○ or 系统, as this plan asks."""
    if column.system:
        return SYSTEM
    asked = column.required_by(plan)
    if asked is True:
        return REQUIRED
    return CONDITIONAL if asked else OPTIONAL


def condition_words(column: Column, form: Form, plan: Plan) -> str:
    """When a ◇ column has to be filled, in words; '' for the others."""
    asked = column.required_by(plan)
    return asked.words(form.labels) if isinstance(asked, When) else ""


def lists_of(forms: Sequence[Form], plan: Plan, filer: Filer | None) -> dict[tuple[str, ...], str]:
    """Name every distinct list of options the book's columns offer."""
    found = dict.fromkeys(o for f in forms for c in f.all_columns if (o := c.kind.options(plan, filer)))
    return {options: f"list_{n}" for n, options in enumerate(found, start=1)}


def validation(column: Column, form: Form, plan: Plan, filer: Filer | None, lists: Lists) -> dict[str, Any]:
    """XlsxWriter's options for a column's cells.

    The boxes warn and let through: what is pasted passes them by anyway, and intake reads more spellings than
    Excel can be told (docs/decisions/0002-folding.md).
    """
    prompt = {
        "input_title": _MARK_WORDS[mark(column, plan)][:_LONGEST_TITLE],
        "input_message": prompt_words(column, form, plan, filer)[:_LONGEST_PROMPT],
    }
    return {**_bounds(column.kind, plan, filer, lists), **prompt, "error_type": "warning", "ignore_blank": True}


def prompt_words(column: Column, form: Form, plan: Plan, filer: Filer | None) -> str:
    condition = condition_words(column, form, plan)
    lines = (f"条件:{condition}" if condition else "", column.help, kind_words(column.kind, plan, filer))
    return "\n".join(dict.fromkeys(line for line in lines if line))


def kind_words(kind: Kind, plan: Plan, filer: Filer | None) -> str:
    """The kind in words; a list that drops down is not told again."""
    if isinstance(kind, Many):  # Excel's list takes one value only: the entries are told
        entries = kind.of.options(plan, filer)
        listed = "/".join(entries) if len(entries) <= _LISTED else ""
        return ";".join(w for w in (listed, "可填多个,用“、”隔开") if w)
    return "点右侧箭头选择" if kind.options(plan, filer) else kind.describe()


def _bounds(kind: Kind, plan: Plan, filer: Filer | None, lists: Lists) -> dict[str, Any]:
    options = kind.options(plan, filer)
    if options:
        return _list(lists[options])
    if isinstance(kind, Date):
        return _days(kind, plan)
    if isinstance(kind, (Count, Money, Percent)):
        return _number(kind)
    return {"validate": "any"}


def _list(name: str) -> dict[str, Any]:
    return {"validate": "list", "source": f"={name}", "error_title": "请核对",
            "error_message": "这里的内容不在下拉列表之内,请点右侧箭头选择。"}


def _days(kind: Date, plan: Plan) -> dict[str, Any]:
    first = plan.campaign.start if kind.when in ("past", "ahead") else dt.date(1900, 1, 1)
    last = dt.date(2199, 12, 31) if kind.when == "any" else plan.settings.last_date
    message = (f"请填写{_span_words(kind, first, last)}的日期,写法如{plan.campaign.start:%Y-%m-%d}。"
               "已写成带年份的其他样式的,点“是”保留即可。")
    return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last,
            "error_title": "请核对日期", "error_message": message}


def _span_words(kind: Date, first: dt.date, last: dt.date) -> str:
    if kind.when == "any":
        return "年月日齐全"
    ending = f"{last.year}年{last.month}月{last.day}日"
    return f"{ending}以前" if kind.when == "past_any" else f"{first.year}年{first.month}月{first.day}日至{ending}"


def _number(kind: Count | Money | Percent) -> dict[str, Any]:
    low, high = (kind.least, kind.most) if isinstance(kind, Count) else (0, 100 if isinstance(kind, Percent) else None)
    bounds = {"criteria": ">=", "value": low} if high is None else {
        "criteria": "between", "minimum": low, "maximum": high}
    words = f"{low}至{high}之间的" if high is not None else f"不小于{low}的"
    whole = isinstance(kind, Count)
    return {"validate": "integer" if whole else "decimal", **bounds, "error_title": "请核对数字",
            "error_message": f"本格填{words}{'整数' if whole else '数'},只填数字,不带单位。"}


def number_format(kind: Kind) -> str:
    """Excel's number format; '@' keeps 001 and 6.5 as typed, but shows #### over 255 characters in old Excel."""
    if isinstance(kind, Date):
        return "yyyy-m-d"
    if isinstance(kind, Money):
        return "0.00"
    if isinstance(kind, Count):
        return "0"
    inner = kind.of if isinstance(kind, Many) else kind
    plain = isinstance(inner, (Text, Code, Month)) and not isinstance(inner, LongText)
    return "@" if plain or isinstance(kind, Many) else "General"


def centred(kind: Kind) -> bool:
    """Short entries stand in the middle, sentences at the left."""
    return not isinstance(kind, (Text, Many))


def as_typed(value: Any, column: Column, plan: Plan) -> Any:
    """What a person would type for a value: a filer's name for its code, 、 between several, text as it is."""
    kind = column.kind
    if isinstance(value, tuple):
        return kind.to_type(value, plan)
    if isinstance(value, str) and not isinstance(kind, (Unit, CheckItem)):
        return value
    return kind.to_type(value, plan) if isinstance(value, str) else value


def put(sheet: Worksheet, row: int, at: int, value: Any, style: Format) -> None:
    """Write a cell (row and column from 0); text stays text whatever it looks like."""
    if value is None or value == "":
        sheet.write_blank(row, at, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, at, value, style)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, at, value, style)
    else:
        sheet.write_number(row, at, value, style)
