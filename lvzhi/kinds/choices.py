"""Kinds that are one of a list: the form's own or the plan's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from lvzhi.findings import Refused
from lvzhi.kinds.base import Bounds, Kind, Reading, as_words
from lvzhi.plan import Filer, Plan
from lvzhi.spellings import certain_clause, certain_entry
from lvzhi.values import squeeze


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
        options = self.options(at.plan, at.filer)
        raise Refused(
            "GEN-CHOICE", f"“{as_words(value)}”不在可选内容之内。请点下拉箭头,从{'、'.join(options)}中选一项。",
            certain_entry(as_words(value), options),
        )

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        limits = self.books or {}
        return tuple(v for v in self.values if filer is None or filer.book in limits.get(v, (filer.book,)))

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        offered = frozenset(self.values)
        message = f"“{{value}}”不在可选内容之内,请从{'、'.join(self.values)}中选一项。"
        return (Bounds("GEN-CHOICE", lambda value, _: value in offered, message),)

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
                certain_entry(as_words(value), listed),
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
        match = re.match(r"[一二三四五六七八九十]+\([一二三四五六七八九十]+\)\d+[①-⑩]?", text)
        if match and match.group() in found:
            return match.group()
        first = next(iter(found), "")
        raise Refused(
            "GEN-CHOICE",
            f"“{as_words(value)}”不是方案所列的检查项。请点下拉箭头选择,如“{first}”开头的一项。",
            certain_clause(as_words(value), found),
        )

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        return tuple(self.show(clause, plan) for clause in _clauses(plan))

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        known = frozenset(_clauses(plan))
        message = "“{value}”不是方案所列的检查项,请点下拉箭头选择。"
        return (Bounds("GEN-CHOICE", lambda value, _: value in known, message),)

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
