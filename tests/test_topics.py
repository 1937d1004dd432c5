"""The pages for the rest of the plan: their figures against pandas over the accepted rows, their marks, their rows."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from lvzhi.datadir import opened
from lvzhi.plan import Plan
from lvzhi.web.routes import ROUTES
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.test_pages import OFFICE, UNIT, figures, fresh_server, said, visit  # noqa: F401

DAY = pd.Timestamp("2015-10-20")
TOPICS = [r.url for r in ROUTES if r.section == "专项"]


@pytest.fixture(scope="module")
def full(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("topics") / "data"
    shutil.copytree(example, copy)
    return copy


class Filed:
    """The accepted rows of a sheet as a plain frame, and the plan."""

    def __init__(self, workspace: Workspace) -> None:
        self.plan: Plan = workspace.plan
        self._cursor = workspace.store.cursor()

    def __call__(self, form: str) -> pd.DataFrame:
        """The rows in force, without those of the bureau itself: it counts only where it is asked for by name."""
        frame = self._cursor.execute(f"from {form}_at($at)", {"at": dt.datetime(2015, 10, 20, 23, 59, 59)}).df()
        dates = frame.select_dtypes("datetime64").columns
        frame = frame.assign(**{c: frame[c].astype("datetime64[s]") for c in dates})
        return frame[frame["filer"] != self.plan.bureau.code]

    def asked(self, *forms: str) -> set[tuple[str, str]]:
        """Which sheets the plan asks of which units, each form once."""
        return {
            (f.code, form) for form in forms for f in self.plan.units for p in self.plan.periods
            if self.plan.duty(form, f.code, p.id) == "due"
        }

    def nothing_to_list(self, forms: Sequence[str]) -> set[tuple[str, str]]:
        """The accepted sheets on which 本期无 was ticked."""
        rows = self._cursor.execute(
            "select f.filer, s.form from sheet as s join filing as f using (entry) where f.status = 'accepted' and s.nil"
        ).fetchall()
        return {(filer, form) for filer, form in rows if form in forms}


@pytest.fixture(scope="module")
def by_hand(full: Path) -> dict[str, dict[str, str]]:
    """All worked out before the first page is opened: a campaign that is open already has to be read anew."""
    with Workspace(opened(full), FORMS) as workspace:
        filed = Filed(workspace)
        return {url: work_out(filed) for url, work_out in BY_HAND.items()}


def _n(part: object, whole: object) -> str:
    return f"{int(part)}/{int(whole)}"  # type: ignore[call-overload]


def commitments(filed: Filed) -> dict[str, str]:
    rows = filed("commitments")
    due = rows[rows["due"] < DAY]
    kept = due[due["status"] == "已兑现"]
    return {"已兑现": _n(len(kept), len(due)), "按期兑现": _n((kept["kept_on"] <= kept["due"]).sum(), len(due)),
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
    return {"已答": _n(len(answered), asked), "发现问题": _n((answered["max"] == 2).sum(), len(answered)),
            "线索已移交": f"{(answered['max'] == 3).sum()} 项"}


def lists(filed: Filed) -> dict[str, str]:
    forms = ("duty_list", "service_list", "integrity_list", "conduct_list", "coordination_list")
    asked = filed.asked(*forms)
    held = {(filer, form) for form in forms for filer in filed(form)["filer"]} | filed.nothing_to_list(forms)
    missing = asked - held
    complete = {unit for unit, _ in asked} - {unit for unit, _ in missing}
    return {"清单已报": _n(len(asked & held), len(asked)), "未报": f"{len(missing)} 项",
            "报全的单位": _n(len(complete), len({unit for unit, _ in asked}))}


def complaints(filed: Filed) -> dict[str, str]:
    rows = filed("complaints")
    rows = rows[rows["category"] != "举报"]
    done = rows["status"].isin(["已答复", "办结", "退回"])
    due = filed._cursor.execute("select complaint_no as key, due from complaint_at(timestamp '2015-10-20 23:59:59')").df()
    limit = rows["key"].map(dict(zip(due["key"], pd.to_datetime(due["due"]), strict=True)))
    past = limit < DAY
    return {"按时办结": _n((past & done & (rows["answered_on"] <= limit)).sum(), past.sum()),
            "超期未办结": _n((past & ~done).sum(), len(rows)), "受理": f"{len(rows)} 件"}


def assignments(filed: Filed) -> dict[str, str]:
    rows = filed("assignments")
    answered = filed("rectification")["key"]
    return {"已答复": _n(rows["key"].isin(answered).sum(), len(rows))}


def inspections(filed: Filed) -> dict[str, str]:
    rows = filed("inspections")
    found = rows[rows["found"] == "有"]
    return {"发现问题": _n(len(found), len(rows)), "察访": f"{len(rows)} 次",
            "已交办": _n((found["assignment_nos"].str.len() > 0).sum(), len(found))}


def projects(filed: Filed) -> dict[str, str]:
    rows = filed("projects")
    return {"竣工": _n(rows["works"].isin(["竣工", "投用"]).sum(), len(filed.plan.projects)),
            "已报送": _n(rows["project"].nunique(), len(filed.plan.projects)),
            "支出": f"{rows['spent'].astype(float).sum():.0f} 万元"}


def accountability(filed: Filed) -> dict[str, str]:
    rows = filed("accountability")
    return {"已双查": _n((rows["dual"] == "已双查").sum(), len(rows)),
            "公开通报曝光": _n(rows["exposure"].isin(["公开通报", "点名曝光"]).sum(), len(rows)),
            "已转入整改": _n(rows["problem_no"].notna().sum(), len(rows))}


def supervisors(filed: Filed) -> dict[str, str]:
    rows = filed("supervisors")
    serving = rows[(rows["term"] == "在聘") & (rows["term_to"] >= DAY)]
    units = {u.code for u in filed.plan.units}
    return {"在聘": _n(len(serving), len(rows)), "身份类别": f"{serving['kind'].nunique()} 类",
            "有督查员的单位": _n(len(units & set(serving["filer"])), len(filed.asked("supervisors")))}


def consultations(filed: Filed) -> dict[str, str]:
    rows = filed("consultations")
    surveys = rows.groupby(["filer", "held_on", "method", "consulted"])[["issued", "collected"]].max()
    return {"采纳": _n(rows["decision"].isin(["采纳", "部分采纳"]).sum(), len(rows)),
            "转为问题": _n((rows["problem_nos"].str.len() > 0).sum(), len(rows)),
            "收回问卷": _n(surveys["collected"].sum(), surveys["issued"].sum())}


def publicity(filed: Filed) -> dict[str, str]:
    rows = filed("publicity")
    reports = rows[rows["kind"] == "信息报送"]
    return {"市级以上": _n(rows["level"].isin(["国家级", "省级", "市级"]).sum(), len(rows)),
            "信息被采用": _n(reports["adoption"].isin(["局简报", "上级"]).sum(), len(reports)),
            "总结初稿已报": _n(0, len(filed.asked("summaries")))}


BY_HAND: dict[str, Callable[[Filed], dict[str, str]]] = {
    f.__name__: f for f in (commitments, self_inspection, lists, complaints, assignments, inspections, projects,
                            accountability, supervisors, consultations, publicity)
}


def test_every_topic_is_worked_out_by_hand() -> None:
    assert sorted(BY_HAND) == sorted(TOPICS)


@pytest.mark.parametrize("url", TOPICS)
def test_figures_are_those_of_the_accepted_rows_and_all_of_it_is_said_in_chinese(
    url: str, full: Path, by_hand: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(full, url, OFFICE, monkeypatch)
    shown, expected = figures(app), by_hand[url]
    assert {label: shown[label] for label in expected} == expected
    tables = [d.value for d in app.dataframe]
    assert tables and all(len(t) for t in tables)
    assert [c for t in tables for c in t.columns if c.isascii()] == []
    fractions = [line for line in said(app).splitlines() if line.startswith("- 分子")]
    assert fractions
    assert [line for line in fractions if any("a" <= c <= "z" for c in line)] == []


def test_a_filter_narrows_figures_and_rows_alike(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = visit(full, "consultations", OFFICE, monkeypatch)
    part = visit(full, "consultations", OFFICE, monkeypatch, group="三组")
    count = int(figures(part)["采纳"].split("/")[1])
    assert 0 < count < int(figures(whole)["采纳"].split("/")[1])
    assert len(part.dataframe[0].value) == count
