"""The figures of the pages for the rest of the plan, worked out with pandas from the rows as they were filed."""

from __future__ import annotations

import pandas as pd

from tests.by_hand.filed import Filed, n_of


def commitments(filed: Filed) -> dict[str, str]:
    rows = filed("commitments")
    due = rows[rows["due"] < filed.day]
    kept = due[due["status"] == "已兑现"]
    return {"已兑现": n_of(len(kept), len(due)), "按期兑现": n_of((kept["kept_on"] <= kept["due"]).sum(), len(due)),
            "公开承诺": f"{len(rows)} 项"}


def self_inspection(filed: Filed) -> dict[str, str]:
    asked = sum(len(filed.plan.items_of(u.code)) for u in filed.plan.units)
    rows = filed("self_inspection")
    rows = rows.sort_values(["period", "entry"]).drop_duplicates(["filer", "check_item", "part"], keep="last")
    parts = {i.clause: max(len(i.parts), 1) for i in filed.plan.check_items}
    weight = {"不适用": 0, "未发现问题": 1, "发现问题": 2, "线索已按规定移交": 3}
    rows = rows.assign(weight=rows["conclusion"].map(weight))
    worst = rows.groupby(["filer", "check_item"])["weight"].agg(["max", "count"]).reset_index()
    answered = worst[(worst["count"] >= worst["check_item"].map(parts)) | (worst["max"] >= 2)]
    return {"已答": n_of(len(answered), asked), "发现问题": n_of((answered["max"] == 2).sum(), len(answered)),
            "线索已移交": f"{(answered['max'] == 3).sum()} 项"}


def lists(filed: Filed) -> dict[str, str]:
    forms = ("duty_list", "service_list", "integrity_list", "conduct_list", "coordination_list")
    asked = filed.asked(*forms)
    held = {(filer, form) for form in forms for filer in filed(form)["filer"]} | filed.nothing_to_list(forms)
    missing = asked - held
    complete = {unit for unit, _ in asked} - {unit for unit, _ in missing}
    return {"清单已报": n_of(len(asked & held), len(asked)), "未报": f"{len(missing)} 项",
            "报全的单位": n_of(len(complete), len({unit for unit, _ in asked}))}


def complaints(filed: Filed) -> dict[str, str]:
    rows = filed("complaints")
    rows = rows[rows["category"] != "举报"]
    done = rows["status"].isin(["已答复", "办结", "退回"])
    limit = pd.Series([_due(filed, r["category"], r["received_on"]) for r in rows.to_dict("records")], index=rows.index)
    past = limit < filed.day
    return {"按时办结": n_of((past & done & (rows["answered_on"] <= limit)).sum(), past.sum()),
            "超期未办结": n_of((past & ~done).sum(), len(rows)), "受理": f"{len(rows)} 件"}


def _due(filed: Filed, category: str, received: pd.Timestamp) -> pd.Timestamp:
    rule = filed.plan.settings.complaint_due_days[category]
    if "days" in rule:
        return received + pd.Timedelta(days=rule["days"])
    return pd.Timestamp(filed.plan.add_working_days(received.date(), rule["working_days"]))


def assignments(filed: Filed) -> dict[str, str]:
    rows = filed("assignments")
    answered = filed("rectification")["key"]
    return {"已答复": n_of(rows["key"].isin(answered).sum(), len(rows))}


def inspections(filed: Filed) -> dict[str, str]:
    rows = filed("inspections")
    found = rows[rows["found"] == "有"]
    return {"发现问题": n_of(len(found), len(rows)), "察访": f"{len(rows)} 次",
            "已交办": n_of((found["assignment_nos"].str.len() > 0).sum(), len(found))}


def projects(filed: Filed) -> dict[str, str]:
    rows = filed("projects")
    return {"竣工": n_of(rows["works"].isin(["竣工", "投用"]).sum(), len(filed.plan.projects)),
            "已报送": n_of(rows["project"].nunique(), len(filed.plan.projects)),
            "支出": f"{rows['spent'].astype(float).sum():.0f} 万元"}


def accountability(filed: Filed) -> dict[str, str]:
    rows = filed("accountability")
    return {"已双查": n_of((rows["dual"] == "已双查").sum(), len(rows)),
            "公开通报曝光": n_of(rows["exposure"].isin(["公开通报", "点名曝光"]).sum(), len(rows)),
            "已转入整改": n_of(rows["problem_no"].notna().sum(), len(rows))}


def supervisors(filed: Filed) -> dict[str, str]:
    rows = filed("supervisors")
    serving = rows[(rows["term"] == "在聘") & (rows["term_to"] >= filed.day)]
    units = {u.code for u in filed.plan.units}
    return {"在聘": n_of(len(serving), len(rows)), "身份类别": f"{serving['kind'].nunique()} 类",
            "有督查员的单位": n_of(len(units & set(serving["filer"])), len(filed.asked("supervisors")))}


def consultations(filed: Filed) -> dict[str, str]:
    rows = filed("consultations")
    surveys = rows.groupby(["filer", "held_on", "method", "consulted"])[["issued", "collected"]].max()
    return {"采纳": n_of(rows["decision"].isin(["采纳", "部分采纳"]).sum(), len(rows)),
            "转为问题": n_of((rows["problem_nos"].str.len() > 0).sum(), len(rows)),
            "收回问卷": n_of(surveys["collected"].sum(), surveys["issued"].sum())}


def publicity(filed: Filed) -> dict[str, str]:
    rows = filed("publicity")
    reports = rows[rows["kind"] == "信息报送"]
    return {"市级以上": n_of(rows["level"].isin(["国家级", "省级", "市级"]).sum(), len(rows)),
            "信息被采用": n_of(reports["adoption"].isin(["局简报", "上级"]).sum(), len(reports)),
            "总结初稿已报": n_of(0, len(filed.asked("summaries")))}
