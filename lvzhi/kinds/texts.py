"""Kinds that are text: one line, several, telephones, names, numbers of rows and papers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from lvzhi.kinds.base import Bounds, Kind, Reading, as_words
from lvzhi.plan import Plan
from lvzhi.values import clean_text, squeeze

# Words people put where a name belongs; each as the whole cell, so that no name is taken for one.
_NOBODY = (
    "同上|同前|待定|未定|另定|待补|待报|暂无|暂缺|空缺|没有|不详|见附件|见名单|专人|本人"
    "|(?:各|相关|有关|全体|所有)*(?:工作人员|人员|科室|单位|部门|同志|干部|职工|责任人|负责人|领导)+"
)


@dataclass(frozen=True)
class Text(Kind):
    """One line; line breaks become blanks."""

    longest: int = 60
    shortest: int = 1
    one_line: ClassVar[bool] = True

    def parse(self, value: Any, at: Reading) -> str:
        return clean_text(as_words(value), one_line=self.one_line)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def fits(text: str, _: dt.datetime) -> bool:
            return self.shortest <= len(text) <= self.longest

        wanted = f"{self.shortest}至{self.longest}字" if self.shortest > 1 else f"{self.longest}字以内"
        return (Bounds("GEN-LENGTH", fits, f"本格要求{wanted},现有{{length}}字,请调整。"),)

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
        def fits(text: str, _: dt.datetime) -> bool:
            return not text.startswith("-") and re.fullmatch(r"\d{7,12}", text.replace("-", "")) is not None

        return (Bounds("GEN-CODE", fits, "电话“{value}”应为7至12位数字,可用“-”隔开区号,请核对。"),)

    def describe(self) -> str:
        return "电话,7–12位数字,可用“-”"


@dataclass(frozen=True)
class Person(Kind):
    """A name of 2 to 20 characters; inner blanks go, `·` and 某 stay."""

    def parse(self, value: Any, at: Reading) -> str:
        return squeeze(as_words(value)).replace("•", "·").replace("・", "·")

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def named(text: str, _: dt.datetime) -> bool:
            return re.fullmatch(r"[^\d、,，;；/]{2,20}", text) is not None

        def somebody(text: str, _: dt.datetime) -> bool:
            return re.fullmatch(_NOBODY, text) is None

        return (
            Bounds("GEN-LENGTH", named, "“{value}”不像一个姓名。请填写2至20字的姓名,每格一人。"),
            Bounds("GEN-LENGTH", somebody, "“{value}”看不出是哪一位。请写明姓名,每格一人。"),
        )

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
        def fits(text: str, _: dt.datetime) -> bool:
            return re.fullmatch(self.pattern, text) is not None

        return (Bounds("GEN-CODE", fits, f"“{{value}}”的写法应为{self.looks},请核对。"),)

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
