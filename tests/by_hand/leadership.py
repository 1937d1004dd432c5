"""The figures of the leaders' pages, worked out with pandas from the rows as they were filed."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from lvzhi.plan import Plan, Task
from tests.by_hand.filed import Filed, day_of, n_of, rate

Applications = Mapping[pd.Timestamp, tuple[set[str], str | None]]  # 申请日期 -> 责任人, 责任领导
LEFT = {"长期认定", "归并", "撤销", "移交"}


def _shown_due(plan: Plan, task: Task, unit: str) -> dt.date:
    """When the first book that asks for the task after its own last day is due."""
    for period in plan.periods:
        first = period.first_day
        end = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        if end >= task.due and plan.duty("stage_tasks", unit, period.id) == "due":
            return plan.due(unit, period.id)
    return task.due


def _tasks(filed: Filed) -> pd.DataFrame:
    plan = filed.plan
    owned = pd.DataFrame(
        [(u.code, t.clause, t.due, _shown_due(plan, t, u.code)) for u in plan.units for t in plan.tasks_of(u.code)],
        columns=["filer", "key", "until", "shown"],
    )
    rows = owned.merge(filed("stage_tasks")[["filer", "key", "status", "done_on", "approved"]], on=["filer", "key"], how="left")
    done = rows["status"] == "已完成"
    return rows.assign(
        done=done, verified=done & rows["approved"].eq(True), late=done & (rows["done_on"] > pd.to_datetime(rows["until"])),
        overdue=~done & (pd.to_datetime(rows["shown"]) < filed.day),
    )


def stages(filed: Filed) -> dict[str, str]:
    tasks = _tasks(filed)
    done, whole = tasks["done"].sum(), len(tasks)
    return {"阶段任务完成": n_of(done, whole), "其中已审定": n_of(tasks["verified"].sum(), whole),
            "完成晚于期限": n_of(tasks["late"].sum(), done), "逾期任务": n_of(tasks["overdue"].sum(), whole)}


@cache
def _problems(filed: Filed) -> pd.DataFrame:
    """One row per problem: how it stands after its events of verification, in their order of days."""
    ledger, assigned = filed.versions("rectification"), filed("assignments")
    ledger = ledger[ledger["filer"] != filed.plan.bureau.code]
    own = ledger[ledger["key"].str.contains("-问题-")]
    due_of = {(p.id, u.code): day_of(filed.plan.due(u.code, p.id)) for p in filed.plan.periods for u in filed.plan.units}
    lives = []
    for number, rows in own.groupby("key"):
        in_order = rows.sort_values(["received_at", "entry"])
        first = in_order.iloc[0]
        settled = in_order[in_order["received_at"] < due_of[first["period"], first["filer"]] + pd.Timedelta(days=1)]
        settling = settled.iloc[-1] if len(settled) else first
        lives.append((number, first["filer"], settling["due"], rows["source"].iloc[-1]))
    lives += [(r["key"], r["unit"], r["due"], r["source"]) for r in assigned.to_dict("records")]
    made = pd.DataFrame(lives, columns=["problem", "unit", "original", "source"])
    applied = ledger[(ledger["status"] == "申请销号") & ledger["applied_on"].notna()]
    # Who answers for it is what the first version with that application says.
    first = applied.sort_values(["received_at", "entry"]).drop_duplicates(["key", "filer", "applied_on"])
    applied = {
        key: {r["applied_on"]: (set(r["responsible_person"]), r["responsible_leader"]) for r in rows.to_dict("records")}
        for key, rows in first.groupby("key")
    }
    acts = {key: rows.sort_values(["event_on", "key"]) for key, rows in filed("verification").groupby("problem_no")}
    stands = [_stands(p.original, applied.get(p.problem, {}), acts.get(p.problem)) for p in made.itertuples()]
    return made.join(pd.DataFrame(stands))


def _may_close(act: Mapping[str, Any], applied: Applications, checked: Mapping[pd.Timestamp, set[str]]) -> bool:
    """An application in the ledger, two checkers not answering for it, an approver who is not its leader."""
    owners, leader = applied.get(act["application_on"], (set(), None))
    checkers = {name for name in (act["verifier_1"], act["verifier_2"]) if isinstance(name, str)}
    if len(checkers) < 2:
        checkers = checked.get(act["application_on"], set())
    return len(checkers) == 2 and bool(owners) and not checkers & owners and act["approver"] != leader


def _stands(original: pd.Timestamp, applied: Applications, acts: pd.DataFrame | None) -> dict[str, object]:
    state, deadline, closed_by, answered = "open", original, pd.NaT, pd.Timestamp.min
    closed_on, checked = pd.NaT, {}
    for act in [] if acts is None else acts.to_dict("records"):
        event = act["event"]
        if event == "核查通过":
            checked.setdefault(act["application_on"], {act["verifier_1"], act["verifier_2"]} - {None})
        elif event == "批准销号" and state == "open" and _may_close(act, applied, checked):
            state, closed_by, closed_on = "closed", act["application_on"], act["event_on"]
        elif event == "核查退回":
            answered = max(answered, act["application_on"])
        elif event in LEFT and state == "open":
            state = event
        elif (event == "重新挂号" and state == "closed") or (event == "取消长期" and state == "长期认定"):
            state, deadline, answered = "open", act["new_due"], act["event_on"] - pd.Timedelta(days=1)
        elif event == "延期" and state == "open":
            deadline = act["new_due"]
    waits = sorted(day for day in applied if day > answered)
    pending = waits[0] if state == "open" and waits else pd.NaT
    applied_for = closed_by if state == "closed" else pending
    return {"state": state, "deadline": deadline, "pending": pending, "applied_for": applied_for, "closed_on": closed_on}


def rectification(filed: Filed) -> dict[str, str]:
    rows = _problems(filed)
    is_open, closed = rows["state"] == "open", rows["state"] == "closed"
    base = is_open | closed
    due = base & (rows["original"] < filed.day)
    late = is_open & (rows["deadline"] < filed.day)
    in_time = closed & due & (rows["closed_on"] <= rows["original"])
    return {"查找问题": f"{len(rows)} 个", "未销号问题": n_of(is_open.sum(), base.sum()),
            "逾期": n_of(late.sum(), is_open.sum()), "已销号": n_of(closed.sum(), base.sum()),
            "已销号或已申请": n_of((closed | is_open & rows["pending"].notna()).sum(), base.sum()),
            "按期销号": n_of(in_time.sum(), due.sum())}


def satisfaction(filed: Filed) -> dict[str, str]:
    rows = filed("satisfaction")
    stem = rows["batch"].str.extract(r"(\d+)年(\d+)月第(\d+)次").astype(int)
    valid = rows[["satisfied", "basically", "dissatisfied"]].sum(axis=1)
    rows = rows.assign(when=stem[0] * 10_000 + stem[1] * 100 + stem[2], valid=valid)
    formal = rows["scoring"].str.contains("正式")
    rows = rows[formal] if formal.any() else rows[rows["scoring"] != "窗口即时"]
    rows = rows[rows["when"] == rows["when"].max()]
    weights = dict(zip(("satisfied", "basically", "dissatisfied"), filed.plan.settings.coefficients.values(), strict=True))
    rows = rows.assign(
        broad=(rows["satisfied"] + rows["basically"]) / rows["valid"], strict=rows["satisfied"] / rows["valid"],
        score=sum(rows[k] * weight for k, weight in weights.items()) / rows["valid"] * 100,
        aware=rows["valid"] / (rows["valid"] + rows["unknown"]), asked=rows["valid"] + rows["unknown"],
        whole=rows["dimension"] == "总体",
    )
    people = ["subject", "respondents"]
    one = rows.sort_values(["whole", "valid"], ascending=[False, True]).drop_duplicates(people).set_index(people)
    mean = rows.groupby(people)[["broad", "strict", "score", "aware"]].mean()
    mean = mean.join(one[["valid", "asked", "issued", "collected"]])
    pooled = {k: (mean[k] * mean["valid"]).sum() / mean["valid"].sum() for k in ("broad", "strict", "score")}
    aware = (mean["aware"] * mean["asked"]).sum() / mean["asked"].sum()
    return {"满意和基本满意率": rate(pooled["broad"], 1), "满意率": rate(pooled["strict"], 1),
            "满意度得分": f"{pooled['score']:.2f} 分", "知晓率": rate(aware, 1),
            "回收率": rate(mean["collected"].sum(), mean["issued"].sum())}


def supervision(filed: Filed) -> dict[str, str]:
    plan, rows = filed.plan, filed("supervision")
    window = [w for w in plan.settings.windows if day_of(w.start) <= filed.day][-1]
    rows = rows[rows["visited_on"].between(day_of(window.start), min(day_of(window.end), filed.day))]
    group_of = {u: g.code for g in plan.groups for u in g.units}
    own = rows[rows["unit"].map(group_of) == rows["filer"]]
    on_site = own[own["method"].isin(plan.settings.on_site)]
    leaders = {g.code: set(g.leaders) for g in plan.groups}
    led = [bool(leaders[r["filer"]] & {r["lead"], *_several(r["leaders"])}) for r in own.to_dict("records")]
    past = own[own["feedback_due"] < filed.day]
    problems = _problems(filed).set_index("problem")
    assigned, ledger = filed("assignments"), filed("rectification")
    handed = {number for numbers in rows["assignment_nos"] for number in _several(numbers)}
    handed |= set(assigned.loc[assigned["source_ref"].isin(rows["key"]), "key"])
    states = problems.loc[sorted(handed & set(problems.index)), "state"]
    answered = set(zip(ledger["key"], ledger["filer"], strict=True))
    open_ones = [pair not in answered for pair in zip(assigned["key"], assigned["unit"], strict=True)]
    pilots, named = filed("pilots"), filed("special_topics")
    return {
        "现场督办覆盖": n_of(on_site["unit"].nunique(), len(plan.units)),
        "督办覆盖(含电话书面)": n_of(own["unit"].nunique(), len(plan.units)),
        "局领导参加": n_of(sum(led), len(own)),
        "按时反馈": n_of((past["feedback_on"] <= past["feedback_due"]).sum(), len(past)),
        "跨片督办": f"{len(rows) - len(own)} 次",
        "督办发现已销号": n_of((states == "closed").sum(), len(states)),
        "交办未答复": n_of(sum(open_ones), len(assigned)),
        "试点已总结": n_of(pilots["status"].isin(["已总结", "已推广"]).sum(), len(pilots)),
        "点题监督已办结": n_of((named["status"] == "已办结").sum(), len(named)),
    }


def _several(cell: Any) -> Iterable[str]:
    """What a cell for several names or numbers holds; an empty one holds none."""
    return () if cell is None or cell is pd.NA or isinstance(cell, float) else cell


def reporting(filed: Filed) -> dict[str, str]:
    """By the first acceptance of each book the plan asks for."""
    plan, accepted = filed.plan, filed.table("filing")
    accepted = accepted[accepted["status"] == "accepted"].groupby(["filer", "period"])["received_at"].min()
    states = {"按时": 0, "迟报": 0, "未报": 0, "待报": 0}
    for filer in plan.filers:
        for period in plan.periods:
            if filer.kind == "bureau" or "due" not in plan.owed(filer.code, period.id).values():
                continue
            after = day_of(plan.due(filer.code, period.id)) + pd.Timedelta(days=1)
            at = accepted.get((filer.code, period.id))
            if at is not None:
                states["按时" if at < after else "迟报"] += 1
            else:
                states["未报" if after <= filed.day else "待报"] += 1
    past = states["按时"] + states["迟报"] + states["未报"]
    return {word: n_of(states[word], past) for word in ("按时", "迟报", "未报")} | {"待报": f"{states['待报']} 份"}


def overview(filed: Filed) -> dict[str, str]:
    return {
        "阶段任务完成": stages(filed)["阶段任务完成"], "未销号问题": rectification(filed)["未销号问题"],
        "满意和基本满意率": satisfaction(filed)["满意和基本满意率"],
        "现场督办覆盖": supervision(filed)["现场督办覆盖"], "到期未报": reporting(filed)["未报"],
    }
