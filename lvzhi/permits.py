"""Who may do what: every act and every file that leaves, role by role. What is not written here nobody may do.

The acts themselves ask here, and the pages ask before they offer one, so that both say the same. The command line is
whoever owns the machine: it may do all that is written here, and is named in the journal by the machine's account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from lvzhi.access.model import ROLES, Account, By
from lvzhi.viewer import EVERYBODY, FILERS, OFFICE, Role, holds

# To whom an act may be done: anybody; a filer whose papers one may hold; an account one looks after, one's own, either.
Whose = Literal["anybody", "papers", "managed", "own", "own or managed"]
_MACHINE: tuple[Role, ...] = ()  # no page offers it
_OFFICE: tuple[Role, ...] = ("office",)


class NotPermitted(Exception):
    """Somebody asks for what is not theirs to do; the text says whose it is."""


@dataclass(frozen=True)
class Permit:
    """An act by the name the journal has for it, `kind.act`; in words; the roles that may, and to whom."""

    name: str
    label: str
    roles: tuple[Role, ...]
    whose: Whose = "anybody"


_ALL = (
    # Books: looked at on arrival, filed, mended and explained by their filer, or by the office for a filer.
    Permit("arrival.keep", "收件", FILERS, "papers"),
    Permit("filing.file", "确认报送", FILERS, "papers"),
    Permit("filing.on_behalf", "代报", _OFFICE),
    Permit("filing.adopt", "采用改正建议", FILERS, "papers"),
    Permit("filing.explain", "填写说明", FILERS, "papers"),
    Permit("decision.nil_return", "零报告", FILERS, "papers"),
    Permit("decision.ask_help", "请局履职办协助", ("unit", "group"), "papers"),
    Permit("decision.object", "有异议", ("unit", "office"), "papers"),
    Permit("decision.verification", "登记核查销号事项", ("group", "office"), "papers"),
    Permit("decision.assign", "登记交办事项", ("group", "office"), "papers"),
    # Files tied to rows: by whose row it is, or by the office for them; taking one off leaves it in the journal.
    Permit("attachment.attach", "附上材料", FILERS, "papers"),
    Permit("attachment.on_behalf", "代附材料", _OFFICE),
    Permit("attachment.withdraw", "撤下附件", FILERS, "papers"),
    Permit("package.receive", "收下级上报包", _OFFICE),
    # The office decides; leaders' approvals reach it on paper and are entered with 核查销号.
    Permit("decision.approve", "审定一次报送", _OFFICE),
    Permit("decision.return", "审核退回一次报送", _OFFICE),
    Permit("decision.lock", "锁定一期报送", _OFFICE),
    Permit("decision.unlock", "解锁一期报送", _OFFICE),
    Permit("decision.exempt", "本期不要求报送", _OFFICE),
    Permit("decision.extend_deadline", "延长一期报送期限", _OFFICE),
    Permit("decision.withdraw_row", "撤销一行", _OFFICE),
    Permit("decision.accept_not_applicable", "认可一项任务不适用", _OFFICE),
    Permit("decision.paper_received", "纸质件已收", _OFFICE),
    Permit("decision.open_review", "送各单位核对", _OFFICE),
    Permit("decision.answer_objection", "答复异议", _OFFICE),
    Permit("decision.seal_recheck", "封存一次回头看", _OFFICE),
    Permit("decision.publish_recheck", "公布一次回头看", _OFFICE),
    Permit("decision.recheck_result", "登记回头看结果", _OFFICE),
    Permit("decision.sign_paper", "签发一份公文", _OFFICE),
    # Accounts: the office helps units, an administrator everybody.
    Permit("account.create", "新建账号", ("admin",)),
    Permit("account.reset", "重置密码", OFFICE, "managed"),
    Permit("account.unlock", "解除等待", OFFICE, "managed"),
    Permit("account.disable", "停用账号", ("admin",), "managed"),
    Permit("account.enable", "启用账号", ("admin",), "managed"),
    Permit("account.change_role", "变更身份", ("admin",), "managed"),
    Permit("account.hand_over", "办理交接", ("unit", "group", "office", "admin"), "own or managed"),
    Permit("account.change_password", "修改密码", EVERYBODY, "own"),
    Permit("audit.logout", "退出登录", EVERYBODY, "own"),
    Permit("audit.end_session", "结束一处登录", EVERYBODY, "own"),
    # Keeping.
    Permit("audit.backup", "备份", OFFICE),
    Permit("audit.backup_check", "核对备份", OFFICE),
    Permit("audit.restore", "恢复备份", _MACHINE),
    Permit("plan.import", "导入方案", _OFFICE),
    # Files that leave. Rows are those of the page, whose measures are narrowed to the viewer.
    Permit("export.book", "预填的报送簿", FILERS, "papers"),
    Permit("export.calendar", "截止日历", FILERS, "papers"),
    Permit("export.original", "报送簿原件", FILERS, "papers"),
    Permit("export.evidence", "附件", ("unit", "group", "leader", "office")),
    Permit("export.corrected", "采用建议后的报送簿", FILERS, "papers"),
    Permit("export.marked", "标注版", FILERS, "papers"),
    Permit("export.marked_bundle", "标注版和回复(压缩包)", _OFFICE),
    Permit("export.rows", "导出这些行", EVERYBODY),
    Permit("export.rows_csv", "导出 csv", EVERYBODY),
    Permit("export.consolidated", "汇总表", _OFFICE),
    Permit("export.consolidated_parts", "各工作组、单位、阶段的汇总表", _OFFICE),
    Permit("export.upward", "上报版", _OFFICE),
    Permit("export.package", "上报包", _OFFICE),
    Permit("export.archive", "归档", _OFFICE),
    Permit("export.plan", "方案工作簿", _OFFICE),
    Permit("export.next_plan", "下一年方案草稿", _OFFICE),
    Permit("export.offline", "离线会议版", ("leader", "office")),
    Permit("export.paper", "公文", ("unit", "group", "leader", "office")),
    Permit("export.paper_pdf", "公文 PDF", ("unit", "group", "leader", "office")),
    Permit("export.paper_picture", "手机图片", ("unit", "group", "leader", "office")),
    Permit("export.paper_working", "数据底稿", ("unit", "group", "leader", "office")),
    Permit("export.handover", "交接单", FILERS, "papers"),
    Permit("export.slips", "账号发放条", ("admin",)),
    Permit("export.log", "操作日志", OFFICE),
)
PERMITS: Mapping[str, Permit] = MappingProxyType({p.name: p for p in _ALL})


def labels(kind: str) -> Mapping[str, str]:
    """Return the acts of a kind of journal entry in words.

    >>> labels("plan")
    {'import': '导入方案'}
    """
    return {p.name.partition(".")[2]: p.label for p in _ALL if p.name.startswith(f"{kind}.")}


def may_manage(actor: Role, account: Role) -> bool:
    """Say whether a role looks after accounts of another: the office after units' alone, an administrator after all."""
    return actor == "admin" or (actor == "office" and account == "unit")


def refusal(name: str, by: By | None, filer: str | None = None, account: Account | None = None) -> str | None:
    """Say why somebody may not do an act; None when they may. `by` None, or without eyes, is the machine itself.

    `filer`: whose papers it concerns; `account`: whose login.
    """
    permit = PERMITS.get(name)
    if permit is None:
        return f"没有登记谁可以办理“{name}”,没有办理。"
    viewer = by.viewer if by else None
    if by is None or viewer is None:
        return None
    if viewer.role not in permit.roles:
        whose = "、".join(ROLES[r] for r in permit.roles) or "系统管理员在服务器上"
        return f"“{permit.label}”由{whose}办理。"
    own = account is not None and account.login == by.actor
    managed = account is not None and may_manage(viewer.role, account.role)
    fits = {"anybody": True, "papers": holds(viewer, filer), "own": own, "managed": managed,
            "own or managed": own or managed}[permit.whose]
    if fits:
        return None
    return f"“{permit.label}”{'只办本单位(组)自己的' if permit.whose == 'papers' else '不由这个账号办理'}。"
