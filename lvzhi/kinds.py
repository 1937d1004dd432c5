"""Kinds of column: how each is read from a cell, typed, checked, stored, shown and offered in Excel."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import pandas as pd

from lvzhi.findings import Refused
from lvzhi.plan import Filer, Plan
from lvzhi.values import clean_text, parse_date, parse_month, parse_number, squeeze

SEPARATORS = re.compile(r"[、,，;；\n]+")
DateClass = Literal["past", "past_any", "ahead", "any"]


@dataclass(frozen=True)
class Reading:
    """What a kind may ask while reading a cell: the plan and who files."""

    plan: Plan
    filer: Filer
    year: int | None = None


@dataclass(frozen=True)
class Bounds:
    """A check of values already typed: `holds` sees the column and the whole frame, True where it is fine.

    `message` may use {value} (as shown to people) and the names the kind adds.
    """

    code: str
    holds: Callable[[pd.Series, pd.DataFrame], pd.Series]
    message: str


@dataclass(frozen=True)
class Kind:
    """One kind of column. Subclasses say how a cell becomes a value; None is blank everywhere."""

    sql: ClassVar[str] = "VARCHAR"
    dtype: ClassVar[str] = "str"
    many: ClassVar[bool] = False
    width: ClassVar[int] = 14

    def parse(self, value: Any, at: Reading) -> Any:
        """Turn a cell's non-blank value into a typed value; raise Refused when it is none of this kind."""
        raise NotImplementedError(type(self).__name__)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        """Checks of the typed column, made into pandera checks."""
        return ()

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        """The drop-down's entries, in order; () for none."""
        return ()

    def show(self, value: Any, plan: Plan) -> str:
        """Text for people: page, message, print."""
        return str(value)

    def to_cell(self, value: Any, plan: Plan) -> Any:
        """What a writer puts into a cell: str, number or date."""
        return self.show(value, plan)

    def describe(self) -> str:
        """The kind in Chinese, for 填报说明 and the data dictionary."""
        return "文字"

    def series(self, values: Iterable[Any], index: Any = None) -> pd.Series:
        return pd.Series(list(values), index=index, dtype=self.dtype)


def as_words(value: Any) -> str:
    """The text of any cell value as a person would read it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


@dataclass(frozen=True)
class Text(Kind):
    """One line; line breaks become blanks."""

    longest: int = 60
    shortest: int = 1
    one_line: ClassVar[bool] = True

    def parse(self, value: Any, at: Reading) -> str:
        return clean_text(as_words(value), one_line=self.one_line)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | series.str.len().between(self.shortest, self.longest)

        wanted = f"{self.shortest}至{self.longest}字" if self.shortest > 1 else f"{self.longest}字以内"
        return (Bounds("GEN-LENGTH", holds, f"本格要求{wanted},现有{{length}}字,请调整。"),)

    def describe(self) -> str:
        span = f"{self.shortest}–{self.longest}" if self.shortest > 1 else f"不超过{self.longest}"
        return f"文字,{span}字"

    @property
    def width(self) -> int:  # type: ignore[override]
        return 16 if self.longest <= 60 else 24


@dataclass(frozen=True)
class LongText(Text):
    longest: int = 500
    one_line: ClassVar[bool] = False

    @property
    def width(self) -> int:  # type: ignore[override]
        return 32


@dataclass(frozen=True)
class Phone(Text):
    """7 to 12 digits, `-` allowed."""

    longest: int = 20

    def parse(self, value: Any, at: Reading) -> str:
        return squeeze(as_words(value))

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            digits = series.str.replace("-", "", regex=False)
            plain = digits.str.fullmatch(r"\d{7,12}") & ~series.str.startswith("-")
            return series.isna() | plain.astype(bool)

        return (Bounds("GEN-CODE", holds, "电话“{value}”应为7至12位数字,可用“-”隔开区号,请核对。"),)

    def describe(self) -> str:
        return "电话,7–12位数字,可用“-”"


@dataclass(frozen=True)
class Person(Kind):
    """A name of 2 to 20 characters; inner blanks go, `·` and 某 stay."""

    def parse(self, value: Any, at: Reading) -> str:
        return squeeze(as_words(value)).replace("•", "·").replace("・", "·")

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | series.str.fullmatch(r"[^\d、,，;；/]{2,20}").astype(bool)

        return (Bounds("GEN-LENGTH", holds, "“{value}”不像一个姓名。请填写2至20字的姓名,每格一人。"),)

    def describe(self) -> str:
        return "姓名,2–20字"


@dataclass(frozen=True)
class Code(Kind):
    """A number or 文号; `pattern` (a regular expression) and its words when there is one."""

    pattern: str = r".{1,60}"
    looks: str = "不超过60字"

    def parse(self, value: Any, at: Reading) -> str:
        return clean_text(as_words(value), one_line=True)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | series.str.fullmatch(self.pattern).astype(bool)

        return (Bounds("GEN-CODE", holds, f"“{{value}}”的写法应为{self.looks},请核对。"),)

    def describe(self) -> str:
        return f"编号或文号,{self.looks}"


@dataclass(frozen=True)
class Ref(Kind):
    """The number of a row of one of `forms`; looked up by the cross-checks (GEN-REF).

    `chosen_by`: the choice column whose value says which form, and the form id of each value; a value not
    listed leaves all `forms` open. `own`: it must be a row of the filer's own sheet. `own_rule`: the form has
    a rule of its own for a number not found, so GEN-REF is not asked.
    """

    forms: tuple[str, ...] = ()
    chosen_by: tuple[str, Mapping[str, str]] | None = None
    own: bool = False
    own_rule: bool = False
    width: ClassVar[int] = 17

    def parse(self, value: Any, at: Reading) -> str:
        return squeeze(as_words(value)).replace("－", "-").replace("—", "-")

    def describe(self) -> str:
        return "编号(引用已登记的一行)"


@dataclass(frozen=True)
class Date(Kind):
    """A day; `when`: past (campaign start … day of receipt), past_any, ahead (… last_date), any."""

    when: DateClass = "past"
    sql: ClassVar[str] = "DATE"
    dtype: ClassVar[str] = "datetime64[s]"
    width: ClassVar[int] = 13

    def parse(self, value: Any, at: Reading) -> dt.datetime:
        return dt.datetime.combine(parse_date(value), dt.time())

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        """The range of the class; the day of receipt is the frame's `_received_on`."""
        start, last = pd.Timestamp(plan.campaign.start), pd.Timestamp(plan.settings.last_date)

        def not_before(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | (series >= start)

        def received(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | (series <= frame["_received_on"])

        def not_after(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | (series <= last)

        begun = f"“{{value}}”早于本次活动开始日({day_words(plan.campaign.start)}),请核对。"
        checks: dict[str, tuple[Bounds, ...]] = {
            "past": (
                Bounds("GEN-DATE-RANGE", not_before, begun),
                Bounds("GEN-DATE-RANGE", received, "{column}“{value}”在报送日({received_on})之后,请核对。"),
            ),
            "past_any": (
                Bounds("GEN-DATE-RANGE", received, "{column}“{value}”在报送日({received_on})之后,请核对。"),
            ),
            "ahead": (
                Bounds("GEN-DATE-RANGE", not_before, begun),
                Bounds(
                    "GEN-DATE-RANGE", not_after,
                    f"“{{value}}”晚于本次活动的最后日期({day_words(plan.settings.last_date)}),请核对。",
                ),
            ),
            "any": (),
        }
        return checks[self.when]

    def show(self, value: Any, plan: Plan) -> str:
        return day_words(value)

    def to_cell(self, value: Any, plan: Plan) -> dt.date:
        return dt.date(value.year, value.month, value.day)

    def describe(self) -> str:
        spans = {
            "past": "活动开始至报送日", "past_any": "报送日以前",
            "ahead": "活动期内,可为将来", "any": "任何日期",
        }
        return f"日期,{spans[self.when]}"


def day_words(value: Any) -> str:
    """2015年6月5日."""
    return f"{value.year}年{value.month}月{value.day}日"


@dataclass(frozen=True)
class Month(Kind):
    """A month, kept as `2015-06`."""

    def parse(self, value: Any, at: Reading) -> str:
        return parse_month(value)

    def show(self, value: Any, plan: Plan) -> str:
        year, month = str(value).split("-")
        return f"{year}年{int(month)}月"

    def describe(self) -> str:
        return "月份"


@dataclass(frozen=True)
class Count(Kind):
    """A whole number from `least` to `most`; `unit` is its unit of measure in words."""

    least: int = 0
    most: int | None = None
    unit: str = "个"
    sql: ClassVar[str] = "BIGINT"
    dtype: ClassVar[str] = "Int64"
    width: ClassVar[int] = 9

    def parse(self, value: Any, at: Reading) -> int:
        number = parse_number(value, self.unit)
        if number != int(number):
            raise Refused("GEN-NUMBER", f"本格填{self.unit}数,应为0或正整数,现为“{as_words(value)}”,请核对。")
        return int(number)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            top = series <= self.most if self.most is not None else True
            return series.isna() | ((series >= self.least) & top).fillna(False)

        wanted = "0或正整数" if self.least == 0 and self.most is None else f"不小于{self.least}的整数"
        if self.most is not None:
            wanted = f"{self.least}至{self.most}之间的整数"
        return (Bounds("GEN-NUMBER", holds, f"本格填{self.unit}数,应为{wanted},现为“{{value}}”,请核对。"),)

    def to_cell(self, value: Any, plan: Plan) -> int:
        return int(value)

    def describe(self) -> str:
        span = f"{self.least}–{self.most}" if self.most is not None else f"不小于{self.least}"
        return f"整数,{span}"


@dataclass(frozen=True)
class Money(Kind):
    """万元, two decimals, never negative."""

    sql: ClassVar[str] = "DECIMAL(16,2)"
    dtype: ClassVar[str] = "Float64"
    width: ClassVar[int] = 11

    def parse(self, value: Any, at: Reading) -> float:
        return round(float(parse_number(value, "万元")), 2)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | (series >= 0).fillna(False)

        return (Bounds("GEN-NUMBER", holds, "本格单位是“万元”,不填负数,现为“{value}”,请核对。"),)

    def show(self, value: Any, plan: Plan) -> str:
        return f"{float(value):.2f}".rstrip("0").rstrip(".")

    def to_cell(self, value: Any, plan: Plan) -> float:
        return float(value)

    def describe(self) -> str:
        return "金额,万元,两位小数"


@dataclass(frozen=True)
class Percent(Kind):
    """0 to 100 on the sheet, kept as a fraction."""

    sql: ClassVar[str] = "DOUBLE"
    dtype: ClassVar[str] = "Float64"
    width: ClassVar[int] = 9

    def parse(self, value: Any, at: Reading) -> float:
        return round(float(parse_number(value, "%")) / 100, 6)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | series.between(0, 1).fillna(False)

        return (Bounds("GEN-NUMBER", holds, "本格填0至100之间的数(百分比),现为“{value}”,请核对。"),)

    def show(self, value: Any, plan: Plan) -> str:
        return f"{float(value) * 100:.1f}".rstrip("0").rstrip(".")

    def to_cell(self, value: Any, plan: Plan) -> float:
        return round(float(value) * 100, 4)

    def describe(self) -> str:
        return "百分比,0–100"


@dataclass(frozen=True)
class Choice(Kind):
    """One of `values`; `aliases` are further accepted spellings; `books` limits a value's drop-down to books.

    `redirects`: spellings that are refused with a rule's own code, words and certain correction.
    """

    values: tuple[str, ...] = ()
    aliases: Mapping[str, str] = None  # type: ignore[assignment]
    books: Mapping[str, tuple[str, ...]] = None  # type: ignore[assignment]
    redirects: Mapping[str, Refused] = None  # type: ignore[assignment]
    width: ClassVar[int] = 12

    def parse(self, value: Any, at: Reading) -> str:
        text = squeeze(as_words(value))
        known = {squeeze(v): v for v in self.values}
        known |= {squeeze(k): v for k, v in (self.aliases or {}).items()}
        if text in known:
            return known[text]
        if text in (self.redirects or {}):
            raise replace(self.redirects[text])
        listed = "、".join(self.options(at.plan, at.filer))
        raise Refused(
            "GEN-CHOICE", f"“{as_words(value)}”不在可选内容之内。请点下拉箭头,从{listed}中选一项。",
        )

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        limits = self.books or {}
        return tuple(v for v in self.values if filer is None or filer.book in limits.get(v, (filer.book,)))

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | series.isin(self.values)

        listed = "、".join(self.values)
        return (Bounds("GEN-CHOICE", holds, f"“{{value}}”不在可选内容之内,请从{listed}中选一项。"),)

    def describe(self) -> str:
        return "选项:" + "/".join(self.values)


def yes_no() -> Choice:
    """是/否; √ and the like are accepted."""
    return Choice(values=("是", "否"), aliases={"√": "是", "✓": "是", "✔": "是", "×": "否", "✗": "否"})


@dataclass(frozen=True)
class Area(Choice):
    """An area by its short name; the plan's full headings are accepted spellings."""

    def parse(self, value: Any, at: Reading) -> str:
        headings = {squeeze(area.name): area.short for area in at.plan.areas}
        return headings.get(squeeze(as_words(value))) or super().parse(value, at)


@dataclass(frozen=True)
class Listed(Kind):
    """One of a list held by the plan or the set of forms; `entries` gives it, `words` names it in Chinese."""

    entries: Callable[[Plan, Filer | None], tuple[str, ...]] = lambda plan, filer: ()
    words: str = "选项"
    width: ClassVar[int] = 16

    def parse(self, value: Any, at: Reading) -> str:
        text = squeeze(as_words(value))
        listed = self.entries(at.plan, at.filer)
        found = next((e for e in listed if squeeze(e) == text), None)
        if found is None:
            raise Refused(
                "GEN-CHOICE", f"“{as_words(value)}”不在可选内容之内。请从{'、'.join(listed)}中选一项。",
            )
        return found

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        return self.entries(plan, filer)

    def describe(self) -> str:
        return self.words


@dataclass(frozen=True)
class CheckItem(Kind):
    """A check item (or part) of the plan, shown with its first words, kept as its clause."""

    parts: bool = True
    width: ClassVar[int] = 18

    def parse(self, value: Any, at: Reading) -> str:
        text = squeeze(as_words(value))
        found = _clauses(at.plan)
        match = re.match(r"[一-十]+\([一-十]+\)\d+[①-⑩]?", text)
        if match and match.group() in found:
            return match.group()
        first = next(iter(found), "")
        raise Refused(
            "GEN-CHOICE",
            f"“{as_words(value)}”不是方案所列的检查项。请点下拉箭头选择,如“{first}”开头的一项。",
        )

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        return tuple(self.show(clause, plan) for clause in _clauses(plan))

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        known = tuple(_clauses(plan))

        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | series.isin(known)

        return (Bounds("GEN-CHOICE", holds, "“{value}”不是方案所列的检查项,请点下拉箭头选择。"),)

    def show(self, value: Any, plan: Plan) -> str:
        words = _clauses(plan).get(value, "")
        return f"{value} {words[:12]}{'…' if len(words) > 12 else ''}".strip()

    def describe(self) -> str:
        return "方案检查项"


def _clauses(plan: Plan) -> dict[str, str]:
    """clause -> words, items and their parts in the notice's order."""
    found: dict[str, str] = {}
    for item in plan.check_items:
        found[item.clause] = item.text.removeprefix("是否")
        if item.parts:
            found |= dict(zip(item.part_clauses, item.parts, strict=True))
    return found


@dataclass(frozen=True)
class Unit(Kind):
    """Exactly one filer by name or alias, kept as its code; `bureau_as`: the sheet's word for the bureau."""

    own_group_first: bool = False
    bureau_as: str | None = None
    width: ClassVar[int] = 16

    def parse(self, value: Any, at: Reading) -> str:
        if self.bureau_as and squeeze(as_words(value)) == squeeze(self.bureau_as):
            return at.plan.bureau.code
        return read_unit(as_words(value), at.plan)

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        units = plan.units
        if self.own_group_first and filer is not None and filer.group:
            units = tuple(sorted(units, key=lambda u: (u.group != filer.group, u.order)))
        return (*(u.name for u in units), self.bureau_as or plan.bureau.name)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        codes = tuple(f.code for f in plan.filers)

        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | series.isin(codes)

        return (Bounds("GEN-UNIT", holds, "“{value}”不是方案中的单位,请从下拉列表中选定。"),)

    def show(self, value: Any, plan: Plan) -> str:
        found = plan.find_filer(str(value))
        if found == plan.bureau and self.bureau_as:
            return self.bureau_as
        return found.name if found else str(value)

    def describe(self) -> str:
        return "单位,从下拉列表选"


def read_unit(text: str, plan: Plan) -> str:
    """The code of the unit named exactly; Refused names every candidate and chooses none."""
    wanted = squeeze(text)
    code = _squeezed_names(plan).get(wanted)
    if code:
        return code
    near = tuple(f.name for f in (*plan.units, plan.bureau) if wanted and wanted in squeeze(f.name))
    if len(near) > 1:
        listed = ",也可能是".join(near)
        raise Refused("GEN-UNIT", f"“{text}”可能是{listed}。请从下拉列表中选定。", candidates=near)
    raise Refused("GEN-UNIT", f"“{text}”不是方案中单位的名称。请从下拉列表中选定。", candidates=near)


def _squeezed_names(plan: Plan) -> dict[str, str]:
    return {squeeze(name): code for name, code in plan.filer_names.items()}


@dataclass(frozen=True)
class Body(Text):
    """Units by the plan's name and outside bodies as typed, parted by 、; kept as one text."""

    longest: int = 200

    def parse(self, value: Any, at: Reading) -> str:
        text = clean_text(as_words(value), one_line=True)
        names = _squeezed_names(at.plan)
        if squeeze(text) in names:  # 工、青、妇 is one unit
            return at.plan.filer(names[squeeze(text)]).name
        parts = [p.strip() for p in SEPARATORS.split(text) if p.strip()]
        return "、".join(at.plan.filer(names[squeeze(p)]).name if squeeze(p) in names else p for p in parts)

    def describe(self) -> str:
        return f"单位或其他机构,不超过{self.longest}字;可填多个,用“、”隔开"


ALWAYS = "长期"


@dataclass(frozen=True)
class DayOrAlways(Text):
    """A day or 长期; kept as text, a day in the form 2015年6月5日."""

    def parse(self, value: Any, at: Reading) -> str:
        if squeeze(as_words(value)) == ALWAYS:
            return ALWAYS
        return day_words(parse_date(value))

    def describe(self) -> str:
        return "日期,或“长期”"


@dataclass(frozen=True)
class Leader(Kind):
    """One of the plan's leaders; `own_group`: of the filer's group only."""

    own_group: bool = False

    def parse(self, value: Any, at: Reading) -> str:
        name = squeeze(as_words(value))
        allowed = self.options(at.plan, at.filer)
        if name in allowed:
            return name
        whose = "本组局领导" if self.own_group else "方案所列局领导"
        raise Refused("GEN-LEADER", f"“{as_words(value)}”不在{whose}({'、'.join(allowed)})之内,请核对。")

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        if self.own_group and filer is not None and filer.group:
            return plan.leaders_of(filer.code)
        return plan.leaders

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            return series.isna() | series.isin(plan.leaders)

        return (Bounds("GEN-LEADER", holds, "“{value}”不是方案所列局领导,请核对。"),)

    def describe(self) -> str:
        return "局领导,按方案"


@dataclass(frozen=True)
class Many(Kind):
    """Several values of one kind, parted by 、; kept as a tuple in the order written, doubles dropped."""

    of: Kind = Text()
    least: int = 1
    most: int | None = None
    sql: ClassVar[str] = "VARCHAR[]"
    dtype: ClassVar[str] = "object"
    many: ClassVar[bool] = True
    width: ClassVar[int] = 18

    def parse(self, value: Any, at: Reading) -> tuple[Any, ...]:
        text = as_words(value)
        parts = [p for p in SEPARATORS.split(text) if p.strip()]
        if len(parts) < 2 or self._is_one(text, at):
            return (self.of.parse(text if len(parts) != 1 else parts[0], at),)
        return tuple(dict.fromkeys(self.of.parse(p, at) for p in parts))

    def _is_one(self, text: str, at: Reading) -> bool:
        """Say whether a text with separators names one unit, as 工、青、妇 does."""
        return isinstance(self.of, Unit) and squeeze(text) in _squeezed_names(at.plan)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def counted(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            sizes = series.map(lambda held: len(held) if isinstance(held, tuple) else 0)
            top = sizes <= self.most if self.most is not None else True
            return series.isna() | ((sizes >= self.least) & top)

        inner = tuple(self._each(b) for b in self.of.bounds(plan))
        if self.least <= 1 and self.most is None:
            return inner
        wanted = f"{self.least}个以上" if self.most is None else f"至多{self.most}个"
        return (*inner, Bounds("GEN-LENGTH", counted, f"本格应填{wanted},用“、”隔开,请核对。"))

    def _each(self, bound: Bounds) -> Bounds:
        def holds(series: pd.Series, frame: pd.DataFrame) -> pd.Series:
            flat = series.explode()
            fine = bound.holds(flat.astype(self.of.dtype), frame)
            return fine.groupby(level=0).all().reindex(series.index)

        return Bounds(bound.code, holds, bound.message)

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        """No drop-down: Excel's list takes one value only; the entries stand in the help."""
        return ()

    def show(self, value: Any, plan: Plan) -> str:
        return "、".join(self.of.show(v, plan) for v in value)

    def describe(self) -> str:
        return f"{self.of.describe()};可填多个,用“、”隔开"

    def series(self, values: Iterable[Any], index: Any = None) -> pd.Series:
        held = list(values)
        series = pd.Series([None] * len(held), index=index, dtype="object")
        for position, value in enumerate(held):
            series.iat[position] = value
        return series
