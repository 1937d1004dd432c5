"""阶段任务 against the last accepted version, and against what the other sheets show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lvzhi.findings import Severity
from lvzhi.form import CrossRule, Hit
from lvzhi.intake.filing import Filing
from schemas.cross.ledger import both, midnight, overdue, overlaid, words
from schemas.cross.records import sheet
from schemas.cross.redating import redated


def undone(filing: Filing) -> Iterator[Hit]:
    """TASK-UNDONE: reported done before, not now."""
    for row, was in both(filing, "stage_tasks"):
        if was["status"] == "已完成" and row["status"] not in (None, "已完成"):
            yield Hit(row["_row"], "status", {"status": row["status"]})


def not_seen(filing: Filing) -> Iterator[Hit]:
    """TASK-NOT-SEEN: done, but what the plan says it is derived from does not show it."""
    derived = {t.clause: t.derived for t in filing.plan.tasks if t.derived}
    for row in sheet(filing, "stage_tasks"):
        shown = SHOWN.get(derived.get(row["task_no"]) or "")
        if row["status"] == "已完成" and shown and not shown[0](filing):
            yield Hit(row["_row"], "status", {"because": shown[1]})


def _published(filing: Filing) -> bool:
    return any(r["published_on"] is not None for r in overlaid(filing, "commitments").values())


def _on_roster(filing: Filing) -> bool:
    return any(r["name"] is not None for r in overlaid(filing, "supervisors").values())


def _inspected(filing: Filing) -> bool:
    return any(r["conclusion"] is not None for r in overlaid(filing, "self_inspection").values())


def _none_idle(filing: Filing) -> bool:
    ledger = overlaid(filing, "rectification")
    return all(words(ledger.get(n), "progress") for n in overdue(filing))


def _kept(filing: Filing) -> bool:
    today = midnight(filing.received_on)
    promises = overlaid(filing, "commitments").values()
    return all(p["status"] == "已兑现" for p in promises if p["due"] is not None and p["due"] < today)


def _summed_up(filing: Filing) -> bool:
    final = overlaid(filing, "summaries").get("定稿")
    return final is not None and final["practice"] is not None


# What the plan's `derived` may say -> whether it shows, and what is said when it does not.
SHOWN: Mapping[str, tuple[Callable[[Filing], bool], str]] = {
    "at least one commitment published": (_published, "《公开承诺台账》还没有已公开的承诺"),
    "somebody on the roster": (_on_roster, "《督查员名册》还没有登记督查员"),
    "self-inspection accepted": (_inspected, "还没有收到《自查自纠》"),
    "no problem past its deadline without progress": (_none_idle, "《问题整改台账》有超过时限、没有进展的问题"),
    "every promise due is kept": (_kept, "《公开承诺台账》有到期没有兑现的承诺"),
    "final summary accepted": (_summed_up, "还没有收到工作总结定稿"),
}

RULES = (
    CrossRule("TASK-UNDONE", Severity.QUERY, undone, "上期已报完成,本期改为“{status}”,请说明。"),
    redated("TASK-DONE-CHANGED", "stage_tasks", "done_on", "status", ("已完成",),
            "完成日期由{was}改为{now}。请说明原因。"),
    CrossRule("TASK-NOT-SEEN", Severity.NOTE, not_seen, "本项填了“已完成”,{because},请核对。"),
)
