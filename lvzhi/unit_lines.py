"""What a unit's sheet says, on the page and on paper: each line n/N of one measure's totals, declared once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fraction:
    """A line: `part` of the sum of `whole`. `comparable`: the whole is one figure of the measure."""

    label: str
    measure: str
    part: str
    whole: tuple[str, ...]

    @property
    def comparable(self) -> bool:
        return len(self.whole) == 1

    @property
    def pattern(self) -> str:
        """The line as a paper's pattern, its totals given as t."""
        return f"{{t.{self.part}/{self.whole[0]}}}"


def _line(label: str, measure: str, part: str, *whole: str) -> Fraction:
    return Fraction(label, measure, part, whole)


FRACTIONS: tuple[Fraction, ...] = (
    _line("阶段任务完成", "completion", "done", "applicable"),
    _line("其中已审定", "completion", "verified", "applicable"),
    _line("问题销号", "rectification", "closed", "base"),
    _line("按期销号", "rectification", "closed_on_time", "due"),
    _line("未销号中逾期", "rectification", "overdue", "open"),
    _line("交办事项已答复", "assignments", "answered", "assigned"),
    _line("自查项已答", "self_inspection", "answered", "applicable"),
    _line("公开承诺已兑现", "commitments", "kept", "due"),
    _line("五项清单已报", "lists", "reported", "required"),
    _line("投诉按时办结", "complaints", "on_time", "due"),
    _line("察访发现问题", "inspections", "found", "visits"),
    _line("征求意见采纳", "consultations", "adopted", "opinions"),
    _line("现场督办", "supervision", "covered_on_site", "assigned"),
    _line("按时报送", "reporting", "on_time", "on_time", "late", "missing"),
)
