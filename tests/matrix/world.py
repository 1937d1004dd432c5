"""One small campaign with something of everybody's in it, and an account for every sort of viewer."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lvzhi.access.access import Access
from lvzhi.access.accounts import Wanted
from lvzhi.access.model import Account, By
from lvzhi.attachments.attaching import Offered, attach
from lvzhi.datadir import opened
from lvzhi.findings import Severity
from lvzhi.intake.checking import Checked
from lvzhi.intake.judging import Adopted, Incoming, check_files
from lvzhi.intake.reasons import PageReason
from lvzhi.intake.receiving import receive
from lvzhi.plan import Plan
from lvzhi.viewer import Role, Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import book, campaign, nil_everywhere
from tests.evidence import png
from tests.making import once
from tests.signing import PASSWORD, access_of, login_of, token_for

PLAN, TODAY, PERIOD = Path("tests/plans/small.yaml"), dt.date(2031, 5, 4), "2031-03"
UNIT, OTHER, GROUP, OTHER_GROUP = "河道", "节水", "东片", "西片"
PROBLEM = {
    "registered_on": dt.date(2031, 3, 20), "source": "行风热线", "area": "服务民生",
    "description": "二月水质公布比规定晚了四天,两个小区来电询问", "responsible_leader": "张开明",
    "responsible_person": "李某", "category": "立行立改", "measures": "每月五日前公布,专人核对后张贴",
    "due": dt.date(2031, 4, 1), "status": "整改中", "progress": "三月已按时公布",
}
SURVEY = {
    "batch": "2031年4月第1次", "scoring": "市级正式", "subject": "全局", "respondents": "社会各界", "dimension": "总体",
    "formal_organiser": "市纠风办", "announced_score": "91.26",
}  # of the whole bureau: rows that are everybody's
SAYS = {UNIT: "北堤水尺一侧,", OTHER: "中水回用池旁,"}  # what a unit's problem begins with, and no other's
WHY, AT = "本单位去年的清单仍在使用,今年五月修订后报", "2031-04-02T10:00:00+08:00"
# The sorts of viewers; of two units each tries to reach what is the other's.
WHO: Mapping[str, Viewer | None] = {
    "visitor": None, "unit": Viewer("unit", UNIT), "group": Viewer("group", GROUP), "leader": Viewer("leader", "何启明"),
    "office": Viewer("office"), "admin": Viewer("admin"),
}
NAMES = {"visitor": "未登录", "unit": "填报单位", "group": "督办组", "leader": "局领导", "office": "局履职办",
         "admin": "系统管理员"}


@dataclass
class Tokens:
    """Logins of everybody, one each."""

    data: Path
    held: dict[Viewer, str] = field(default_factory=dict)

    def of(self, viewer: Viewer | None) -> str | None:
        """The cookie of somebody's login, the same each time; a visitor has none."""
        if viewer is not None and viewer not in self.held:
            self.held[viewer] = token_for(self.data, viewer)
        return self.held[viewer] if viewer else None


@dataclass
class World:
    """The campaign at work, as the server of these tests sees it."""

    data: Path
    workspace: Workspace
    access: Access
    _turn: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def plan(self) -> Plan:
        return self.workspace.plan

    def by(self, who: str) -> By:
        """Somebody on one of their pages, now."""
        viewer = WHO[who]
        assert viewer is not None
        return self.access.by(login_of(self.data, viewer), "10.0.0.5", viewer)

    def account(self, role: Role, filer: str | None) -> Account:
        """A fresh account of somebody else's."""
        wanted = Wanted(f"{role}-{filer}-{next(self._turn)}", role, filer)
        return self.access.accounts.create([wanted], self.access.by("测试"), PASSWORD)[0].account

    def fresh(self) -> bytes:
        """The bytes of a file nobody has sent yet."""
        return f"no workbook {next(self._turn)}".encode()

    def entries(self) -> list[tuple[str, dict[str, Any]]]:
        return [(e.kind, e.body) for e in self.workspace.journal.entries()]


@contextmanager
def world(data: Path) -> Iterator[World]:
    """Open a campaign that `build` has set up."""
    with Workspace(opened(data), FORMS) as workspace, access_of(data) as access:
        yield World(data, workspace, access)


def built(folder: Path) -> Path:
    """Return the data directory in `folder` with the campaign of `build`, made once however many processes ask."""
    return once(folder, build)


def build(data: Path) -> None:
    """Set the campaign up: of two units, a group and the office a book accepted and one sent back, and two problems."""
    with campaign(data, PLAN, today=TODAY) as workspace:
        whole, without = [], []
        for filer, period in ((UNIT, PERIOD), (OTHER, PERIOD), (GROUP, "2031-04"), (workspace.plan.office.code, "2031-04")):
            sheets = nil_everywhere(workspace.plan, filer, period)
            if filer in (UNIT, OTHER):
                sheets["rectification"] = [{**PROBLEM, "description": f"{SAYS[filer]}{PROBLEM['description']}"}]
            if filer == workspace.plan.office.code:
                sheets["satisfaction"] = [SURVEY]
            whole.append(_sent(filer, book(workspace, filer, period, **sheets)))
            without.append(_sent(filer, book(workspace, filer, period, **sheets, cover=[])))
        # All at once: a form's rows are judged together, which takes less time than one file after the other.
        answered = [_answered(sent, checked) for sent, checked in check_files(workspace.ground(), workspace.pool, whole)]
        found = [receipt.status for receipt in receive(workspace, [*answered, *without])]
        assert found == ["accepted"] * len(whole) + ["rejected"] * len(without)
        picture = Offered(f"{UNIT}-问题-001_现场.png", png(), dt.datetime.fromisoformat(AT), UNIT, UNIT)
        assert attach(workspace, picture).status == "accepted"


def _sent(filer: str, data: bytes) -> Incoming:
    return Incoming(f"{filer}三月.xlsx", data, dt.datetime.fromisoformat(AT), filer, filer)


def _answered(sent: Incoming, checked: Checked) -> Incoming:
    """As a clerk sends it: every question answered, corrections adopted."""
    reasons = tuple(
        PageReason(f.form or "", f.code, f.key, f.row, WHY) for f in checked.findings if f.severity is Severity.QUERY
    )
    mended = {"sheet": "封面", "cell": "B4", "was": "", "now": "王小明"}
    wrong = any(f.severity is Severity.ERROR for f in checked.findings)
    return replace(sent, reasons=reasons, adopted=None if wrong else Adopted(sent.data + b"\0", (mended,)))
