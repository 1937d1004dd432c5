"""The pages: where each lies, what it is called, who has it in the menu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lvzhi.viewer import EVERYBODY, FILERS, LEADERSHIP, OFFICE, Role, Viewer


@dataclass(frozen=True)
class Route:
    """One page: its file below the root, its address, and who may see it."""

    section: str
    path: str
    title: str
    url: str
    roles: tuple[Role, ...]


ROUTES: tuple[Route, ...] = (
    Route("填报单位", "pages/units/filing.py", "报送", "filing", FILERS),
    Route("情况", "pages/leadership/overview.py", "总览", "overview", LEADERSHIP),
    Route("情况", "pages/leadership/stages.py", "阶段进度", "stages", LEADERSHIP),
    Route("情况", "pages/leadership/rectification.py", "整改销号", "rectification", LEADERSHIP),
    Route("情况", "pages/leadership/satisfaction.py", "满意度", "satisfaction", LEADERSHIP),
    Route("情况", "pages/leadership/supervision.py", "督办覆盖", "supervision", LEADERSHIP),
    Route("情况", "pages/leadership/reporting.py", "报送情况", "reporting", LEADERSHIP),
    Route("情况", "pages/leadership/unit.py", "单位情况表", "unit", ("unit", *LEADERSHIP)),
    Route("专项", "pages/topics/commitments.py", "公开承诺", "commitments", LEADERSHIP),
    Route("专项", "pages/topics/self_inspection.py", "自查自纠", "self_inspection", LEADERSHIP),
    Route("专项", "pages/topics/lists.py", "五项清单", "lists", LEADERSHIP),
    Route("专项", "pages/topics/complaints.py", "投诉举报", "complaints", LEADERSHIP),
    Route("专项", "pages/topics/assignments.py", "交办事项", "assignments", LEADERSHIP),
    Route("专项", "pages/topics/inspections.py", "明察暗访", "inspections", LEADERSHIP),
    Route("专项", "pages/topics/projects.py", "项目进度", "projects", LEADERSHIP),
    Route("专项", "pages/topics/accountability.py", "典型案例", "accountability", LEADERSHIP),
    Route("专项", "pages/topics/supervisors.py", "督查员", "supervisors", LEADERSHIP),
    Route("专项", "pages/topics/consultations.py", "征求意见", "consultations", LEADERSHIP),
    Route("专项", "pages/topics/publicity.py", "宣传与总结", "publicity", LEADERSHIP),
    Route("办理", "pages/office/closing.py", "核查销号", "closing", ("group", "office")),
    Route("办理", "pages/office/assigning.py", "交办", "assigning", ("group", "office")),
    Route("办理", "pages/office/recheck.py", "回头看", "recheck", ("group", "leader", "office")),
    Route("局履职办", "pages/office/load.py", "代报", "load", ("office",)),
    Route("局履职办", "pages/office/objections.py", "核对异议", "objections", ("office",)),
    Route("局履职办", "pages/office/consolidated.py", "汇总下载", "consolidated", ("leader", "office")),
    Route("局履职办", "pages/office/below.py", "下级上报", "below", ("office",)),
    Route("局履职办", "pages/office/plan.py", "方案", "plan", ("office",)),
    Route("局履职办", "pages/office/accounts.py", "账号", "accounts", OFFICE),
    Route("局履职办", "pages/office/audit.py", "操作日志", "audit", OFFICE),
    Route("局履职办", "pages/office/backups.py", "备份", "backups", OFFICE),
    Route("我的", "pages/mine/papers.py", "公文", "papers", ("unit", "group", "leader", "office")),
    Route("我的", "pages/mine/handover.py", "办理交接", "handover", FILERS),
    Route("我的", "pages/mine/account.py", "我的账号", "account", EVERYBODY),
)


def route(url: str) -> Route:
    """Return the page of an address."""
    return next(r for r in ROUTES if r.url == url)


def menu(viewer: Viewer | None) -> tuple[Route, ...]:
    """Return the pages a viewer finds in the menu; a visitor who has chosen nothing yet finds none."""
    return tuple(r for r in ROUTES if viewer is not None and viewer.role in r.roles)


def landing(viewer: Viewer) -> Route:
    """Return the page a viewer comes to first: the overview, or the page for filing."""
    mine = menu(viewer)
    return next((r for r in mine if r.url == "overview"), mine[0])


def sections() -> Mapping[str, tuple[Route, ...]]:
    """Return all pages by section of the menu."""
    return {name: tuple(r for r in ROUTES if r.section == name) for name in dict.fromkeys(r.section for r in ROUTES)}
