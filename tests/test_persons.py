"""What passes for somebody's name."""

from __future__ import annotations

import datetime as dt

import pytest

from lvzhi.kinds import Person, Reading
from tests.planting.worlds import seed_plan


def told(text: str) -> list[str]:
    """What is said of a cell of this text."""
    plan, kind = seed_plan(), Person()
    read = kind.parse(text, Reading(plan, plan.units[0]))
    return [b.message for b in kind.bounds(plan) if not b.fits(read, dt.datetime(2015, 9, 1))]


@pytest.mark.parametrize(
    "text", ["同上", "待 定", "暂无", "相关人员", "有关科室负责人", "各科室", "各相关单位", "全体职工", "工作人员", "负责人"]
)
def test_words_that_stand_for_nobody_are_asked_for_a_name(text: str) -> None:
    assert told(text) == ["“{value}”看不出是哪一位。请写明姓名,每格一人。"]


@pytest.mark.parametrize("text", ["王某", "王某某", "全体强", "相里 明", "阿卜杜拉·买买提", "待玉兰", "任责", "傅待定"])
def test_names_are_names(text: str) -> None:
    assert told(text) == []


def test_a_name_and_no_name_are_never_told_twice() -> None:
    assert told("王") == ["“{value}”不像一个姓名。请填写2至20字的姓名,每格一人。"]
