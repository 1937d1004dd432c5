"""Passages that several papers share, each written once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lvzhi import objections
from lvzhi.kinds import day_words
from lvzhi.papers.blocks import Block, Para, Words
from lvzhi.papers.desk import Answer, Desk, holding

LATE = "{r.unit}({r.overdue}个,其中等核查{r.overdue_waiting}个)"
_DIGITS = "〇一二三四五六七八九"


def ordinal(number: int) -> str:
    """Return a number of 1 to 999 as headings count.

    >>> [ordinal(n) for n in (1, 10, 11, 20, 99, 100, 101, 110, 999)]
    ['一', '十', '十一', '二十', '九十九', '一百', '一百〇一', '一百一十', '九百九十九']
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{_DIGITS[hundreds]}百" if hundreds else ""
    middle = f"{_DIGITS[tens] if tens > 1 or hundreds else ''}十" if tens else "〇" if hundreds and ones else ""
    return head + middle + (_DIGITS[ones] if ones else "")


def whole(desk: Desk, number: str = "一", **filters: Any) -> Iterator[Block]:
    """How the whole stands: tasks, problems, supervision, filings, survey, promises and complaints."""
    yield Para(desk.say("{n}、总体情况", n=number), "heading")
    for n, words in enumerate((tasks(desk, **filters), problems(desk, **filters), visits(desk, **filters),
                               filings(desk, **filters), survey(desk, **filters), promises(desk, **filters)), start=1):
        yield Para((*desk.say("({n})", n=ordinal(n)), *words))


def tasks(desk: Desk, **filters: Any) -> Words:
    """阶段任务 in a sentence, then stage by stage."""
    whole = desk.totals("completion", **filters)
    stages = [r for r in desk.by("completion", "stage", **filters) if r["applicable"]]
    head = desk.say(
        "阶段任务。单位任务完成{t.done/applicable:rate},其中已审定{t.verified}项;迟于期限完成{t.late}项,逾期{t.overdue}项",
        t=whole,
    )
    if not stages:
        return (*head, *desk.say("。"))
    return (*head, *desk.say("。其中{list}。", list=desk.listed(stages, "{r.stage}{r.done/applicable}")))


def problems(desk: Desk, **filters: Any) -> Words:
    """问题整改: found first, then what is closed, what left otherwise, what is late and whose delay it is."""
    return desk.say(
        "问题整改。查找问题{p.registered}个(其中自查{p.found_by_self}个);应销号的已销号{p.closed/base:closure_rate},"
        "另有长期坚持{p.ongoing}个、撤销归并{p.merged_or_withdrawn}个、移交{p.transferred}个。原定时限已过的,按期销号"
        "{p.closed_on_time/due:on_time_rate},按期申请{p.applied_on_time/due:applied_on_time_rate}。未销号{p.open}个,"
        "其中逾期{p.overdue}个(已按时申请、等核查的{p.overdue_waiting}个)。",
        p=desk.totals("rectification", **filters),
    )


def visits(desk: Desk, **filters: Any) -> Words:
    """督办检查 of the window in force: on site first."""
    return desk.say(
        "督办检查。{s.from}至{s.to}这一时段,现场督办单位{s.covered_on_site/assigned:coverage_on_site},督办{s.visits}次,"
        "其中局领导参加{s.with_leader}次;要求反馈且时限已过的{s.feedback_due}次,按时反馈{s.feedback_on_time}次。",
        s=desk.totals("supervision", **filters),
    )


def filings(desk: Desk, **filters: Any) -> Words:
    """报送情况: books owed, by what became of them."""
    return desk.say(
        "报送情况。应报{f.expected}份:按时{f.on_time}份、迟报{f.late}份、未报{f.missing}份、未到期待报{f.pending}份、"
        "本期不要求{f.exempt}份;连同补正通过的,按时收到{f.received_on_time}份。",
        f=desk.totals("reporting", **filters),
    )


def survey(desk: Desk, **filters: Any) -> Words:
    """群众测评: the newest survey with its interval, or that there is none."""
    found = desk.totals("satisfaction", **filters)
    if not found["batch"]:
        return desk.say("群众测评。还没有测评结果。")
    return desk.say("群众测评。{m.batch},{said}。", m=found, said=desk.say(_surveyed(found), m=found))


def _surveyed(found: Answer) -> str:
    """Return the pattern for what is known of a survey: its counts, else what was announced of it."""
    if found["rate_broad"] is not None:
        return "有效{m.valid}份,满意和基本满意率{m.rate_broad:%}(抽样波动范围{m.low:%}至{m.high:%})"
    if found["announced_score"] is not None:
        return "通报得分{m.score}分" if found["score"] is not None else "通报得分{m.announced_score}"
    if found["announced_rank"] is not None:
        return "通报名次第{m.announced_rank}名"
    return "没有有效票"


def promises(desk: Desk, **filters: Any) -> Words:
    """公开承诺 and 投诉 in a sentence each."""
    return desk.say(
        "承诺和投诉。公开承诺{c.promised}项,时限已过的兑现{c.kept/due:rate},提前兑现{c.kept_early}项。受理群众来信来访来电等"
        "{k.received}件(其中咨询{k.inquiries}件),办结时限已过的按时办结{k.on_time/due:on_time_rate}。",
        c=desk.totals("commitments", **filters), k=desk.totals("complaints", **filters),
    )


def listed(desk: Desk, said: Iterable[tuple[Sequence[Answer], str, str]], otherwise: str) -> Iterator[Block]:
    """A numbered paragraph for each list that is not empty; one sentence where all are."""
    held = [(rows, each, pattern) for rows, each, pattern in said if rows]
    for n, (rows, each, pattern) in enumerate(held, start=1):
        yield Para((*desk.say("({n})", n=ordinal(n)), *desk.say(pattern, list=desk.listed(rows, each))))
    if not held:
        yield Para(desk.say(otherwise))


def owing(desk: Desk, number: str) -> Iterator[Block]:
    """存在的主要问题: who is past a deadline, in the plan's order; what waits for a group is told apart."""
    yield Para(desk.say("{n}、存在的主要问题", n=number), "heading")
    late = holding(desk.by("rectification", "unit"), lambda r: r["overdue"] > r["overdue_waiting"])
    missing = holding(desk.rows("reporting"), lambda r: r["state"] == "missing")
    alone = holding(desk.by_group("supervision"), lambda r: bool(r["not_covered"]))
    silent = holding(desk.rows("assignments", "units"), lambda r: r["unanswered"] > 0)
    broken = holding(desk.rows("commitments"), lambda r: r["broken"] > 0)
    yield from listed(desk, (
        (late, LATE, "问题整改超过时限的:{list}。"),
        (missing, "{r.filer}({r.period})", "报送簿到期未报的:{list}。"),
        (alone, "{r.group}({r.not_covered})", "本时段尚未督办的单位:{list}。"),
        (silent, "{r.unit}({r.unanswered}件)", "交办事项未答复的:{list}。"),
        (broken, "{r.unit}({r.broken}项)", "承诺时限已过、还没有兑现的:{list}。"),
    ), "按方案口径,没有到期未办的事项。")


def scope(desk: Desk) -> str:
    """Say what is left in, where not everything is."""
    said = "、".join(desk.named(key, str(value))[0] for key, value in desk.scope.items())
    return f"({said}范围内)" if said else ""


def signed(desk: Desk) -> Iterator[Block]:
    """The name of the office and the day, at the right, a line below the text."""
    yield Para((), "body")
    yield Para(desk.say("{office}", office=desk.plan.office.full_name or desk.plan.office.name), "sign")
    yield Para(desk.say("{day}", day=day_words(desk.day)), "sign")


def objection(desk: Desk) -> tuple[str, ...]:
    """Until when units named may say that they see it otherwise."""
    days = desk.plan.settings.objection_working_days
    until = day_words(objections.until(desk.plan, desk.day))
    return (f"点到名的单位有{days}个工作日核对:请在{until}前看本单位情况表,有异议的告诉局履职办,核对完再签发。",)
