"""The little a form adds to its declaration so that a drawn row gives no cause for a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.planting.drawing import Cells, Chance

Hint = Callable[["Chance", "Cells"], Any]


def pick(*values: Any) -> Hint:
    return lambda chance, cells: chance.random.choice(values)


def never(chance: Chance, cells: Cells) -> None:
    return None


def words(shortest: int = 8) -> Hint:
    def drawn(chance: Chance, cells: Cells) -> str:
        from tests.planting.drawing import text

        return text(shortest, shortest + 20, chance)

    return drawn


def at_most(column: str, least: int = 0) -> Hint:
    """No more than another cell of the row says."""
    return lambda chance, cells: chance.random.randint(least, int(cells[column]))


def own_name(chance: Chance, cells: Cells) -> str:
    return chance.filer.name


def other_unit(*columns: str) -> Hint:
    """A unit other than those the row names."""

    def drawn(chance: Chance, cells: Cells) -> str:
        named = {cells.get(c) for c in columns} | {chance.filer.name}
        return chance.random.choice([u.name for u in chance.plan.units if u.name not in named])

    return drawn


def _immediate(chance: Chance, cells: Cells) -> dt.date:
    """Within 15 days where the row says 立行立改, else any day ahead up to the end of the stage."""
    if cells.get("category") == "立行立改" and isinstance(cells.get("registered_on"), dt.date):
        return cells["registered_on"] + dt.timedelta(days=chance.random.randint(0, 15))
    last = chance.plan.settings.final_due
    first = chance.received_on + dt.timedelta(days=1)
    return first + dt.timedelta(days=chance.random.randint(0, max((last - first).days, 0)))


def _day_of_its_own(chance: Chance, cells: Cells) -> dt.date:
    """No two opinions of one survey."""
    days = (chance.received_on - chance.plan.campaign.start).days
    first = chance.random.randint(0, days)
    ring = (chance.plan.campaign.start + dt.timedelta(days=(first + n) % (days + 1)) for n in range(days + 1))
    return next(d for d in ring if f"opinion {d}" not in chance.kept and not chance.kept.add(f"opinion {d}"))


def _units_with_lead(chance: Chance, cells: Cells) -> str:
    return f"{cells['lead_unit']}、{other_unit('lead_unit')(chance, cells)}"


def _batch(chance: Chance, cells: Cells) -> str:
    year, month = chance.period.split("-")
    return chance.new(lambda: f"{year}年{int(month)}月第{chance.random.randint(1, 900)}次")


def _votes(chance: Chance, cells: Cells) -> int:
    """收回 of which some are not satisfied."""
    return chance.random.randint(4, int(cells["issued"]))


def _rest(chance: Chance, cells: Cells) -> int:
    return int(cells["collected"]) - sum(int(cells[c]) for c in ("satisfied", "basically", "dissatisfied", "unknown"))


def _within(*columns: str, spare: int = 0) -> Hint:
    return lambda chance, cells: chance.random.randint(
        0, max(int(cells["collected"]) - spare - sum(int(cells[c]) for c in columns), 0)
    )


def _served(chance: Chance, cells: Cells) -> str:
    return chance.random.choice([u.name for u in chance.plan.units if u.trait in ("窗口", "各地")])


def _two_names(chance: Chance, cells: Cells) -> str:
    from tests.planting.drawing import name

    return f"{name(chance)}、{name(chance)}"


def _known(*forms: str) -> Hint:
    """The number of a row that is there, None where there is none."""

    def drawn(chance: Chance, cells: Cells) -> str | None:
        found = [n for f in forms for n in chance.numbers.get(f, ())]
        return chance.random.choice(found) if found else None

    return drawn


UNPROVED = ("第三方监督", "行风热线", "上级交办", "测评反馈")  # sources that name no row elsewhere

HINTS: Mapping[str, Mapping[str, Hint]] = {
    "cover": {"nil_return": never, "kickoff_on": lambda c, _: c.plan.campaign.start, "attendance": pick(1, 36, 120)},
    "stage_tasks": {"status": pick("未启动", "进行中")},
    "rectification": {
        "source": pick("自查自纠", *UNPROVED),
        "category": pick("限期整改", "限期整改", "立行立改"),
        "status": pick("未启动", "整改中", "申请销号", "申请延期"),
        "due": _immediate,
        "co_units": other_unit(),
    },
    "commitments": {"channels": pick("报纸", "公示栏、窗口", "网络、公示栏")},
    "self_inspection": {"conclusion": pick("未发现问题", "未发现问题", "未发现问题", "不适用")},
    "coordination_list": {"lead_body": own_name},
    "complaints": {
        "subject_unit": other_unit(),
        "handling_unit": other_unit("subject_unit"),
        "category": pick("咨询", "求决", "投诉", "建议"),
        "status": pick("已答复", "办结", "退回"),
        "truth": pick("不属实"),
    },
    "consultations": {
        "held_on": _day_of_its_own,
        "decision": pick("不采纳", "解释说明"),
        "remark": words(),
        "collected": lambda c, r: at_most("issued")(c, r) if r.get("issued") is not None else None,
        "issued": lambda c, r: c.random.randint(1, 80) if r.get("method") == "问卷调查" else None,
    },
    "projects": {
        "budget": pick(500, 820.5, 1000),
        "received": at_most("budget"),
        "spent": at_most("received"),
        "works": pick("前期", "在建"),
        "obstacles": words(),
    },
    "summaries": {"attachment": never},
    "supervision": {"found": pick(0)},
    "assignments": {"source": pick(*UNPROVED)},
    "special_topics": {"units": _units_with_lead},
    "satisfaction": {
        "batch": _batch,
        "scoring": pick("局内测评", "窗口即时"),
        "subject": _served,
        "issued": pick(20, 60, 200),
        "collected": _votes,
        "satisfied": _within(spare=2),
        "basically": _within("satisfied", spare=1),
        "dissatisfied": _within("satisfied", "basically"),
        "unknown": _within("satisfied", "basically", "dissatisfied"),
        "invalid": _rest,
        "formal_organiser": never,
        "announced_score": never,
        "announced_rank": never,
        "departments": never,
        "notice_no": never,
    },
    "inspections": {
        "inspectors": _two_names,
        "found": pick("无"),
        "inspected": pick("在岗纪律", "服务态度、工作质量"),
    },
    "accountability": {
        "source": pick(*UNPROVED),
        "problem_no": _known("assignments", "rectification"),
        "punishment": pick("谈话", "通报、诫勉"),
    },
    "special_topic_progress": {"done_on": never},
}
