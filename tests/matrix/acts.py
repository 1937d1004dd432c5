"""role × act: each act of `permits` done by the function the pages call, as everybody, to one's own and to another's.

`theirs` is written out here, apart from the declaration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lvzhi import backups
from lvzhi.access.accounts import Wanted
from lvzhi.access.login import Caller
from lvzhi.access.model import Account, By, Session
from lvzhi.access.permitted import require
from lvzhi.arrivals import arrive
from lvzhi.attachments.attaching import Offered, attach, withdraw
from lvzhi.attachments.rows import Row, choices
from lvzhi.backups import Keep
from lvzhi.decisions import decide
from lvzhi.intake.judging import Adopted, Incoming, check_files
from lvzhi.intake.reasons import PageReason
from lvzhi.intake.receiving import receive
from lvzhi.package.receiving import receive as receive_package
from lvzhi.permits import PERMITS, NotPermitted
from lvzhi.plan_versions import put_in_force
from tests.campaigns import book, nil_everywhere
from tests.evidence import jpg
from tests.matrix.cells import DONE, REFUSED, Cell
from tests.matrix.world import AT, GROUP, OTHER, OTHER_GROUP, PERIOD, PROBLEM, UNIT, WHO, WHY, World
from tests.signing import PASSWORD

ACTS = {p.name: p.label for p in PERMITS.values() if not p.name.startswith("export.")}
COLUMNS = {
    "unit": "填报单位(自己的)", "unit-other": "填报单位(别人的)", "group": "督办组(自己的)", "group-other": "督办组(别人的)",
    "leader": "局领导", "office": "局履职办", "admin": "系统管理员",
}
_FILING = {"unit", "group", "office"}
_EVERYBODY = {"unit", "group", "leader", "office", "admin"}
THEIRS: Mapping[str, set[str]] = {
    "arrival.keep": _FILING, "filing.file": _FILING, "filing.on_behalf": {"office"}, "filing.adopt": _FILING,
    "filing.explain": _FILING, "decision.nil_return": _FILING, "decision.ask_help": {"unit", "group"},
    "decision.verification": {"group", "office"}, "decision.assign": {"group", "office"}, "package.receive": {"office"},
    "attachment.attach": _FILING, "attachment.on_behalf": {"office"}, "attachment.withdraw": _FILING,
    **{f"decision.{act}": {"office"} for act in (
        "approve", "return", "lock", "unlock", "exempt", "extend_deadline", "withdraw_row", "accept_not_applicable",
        "paper_received", "open_review", "answer_objection", "sign_paper", "seal_recheck", "publish_recheck",
        "recheck_result")},
    "decision.object": {"unit", "office"},
    "account.create": {"admin"}, "account.reset": {"office", "admin"}, "account.unlock": {"office", "admin"},
    "account.disable": {"admin"}, "account.enable": {"admin"}, "account.change_role": {"admin"},
    "account.hand_over": {"unit", "group", "office", "admin"}, "account.change_password": _EVERYBODY,
    "audit.logout": _EVERYBODY, "audit.end_session": _EVERYBODY, "audit.backup": {"office", "admin"},
    "audit.backup_check": {"office", "admin"}, "audit.restore": set(), "plan.import": {"office"},
}


def extended(world: World) -> dict[str, str]:
    """An event entered on the desk: each puts off what the one before did."""
    n = sum(b.get("act") == "verification" for _, b in world.entries())
    return {
        "problem_no": f"{UNIT}-问题-001", "event": "延期", "event_on": f"2031-04-{20 + n}", "new_due": f"2031-05-{20 + n}",
        "approver": "何启明", "approval_no": "审批表1号", "result": "材料还在县里审核,五月中旬才能批下来", "entered_by": "方晓",
    }


@dataclass(frozen=True)
class Try:
    """One attempt: who, with whose rights, on whose papers, on which account."""

    world: World
    by: By
    filer: str
    account: Account

    def decide(self, act: str, **body: object) -> None:
        decide(self.world.workspace, [{"act": act, **body}], "测试", self.by)

    def receive(self, **more: object) -> None:
        at = dt.datetime.fromisoformat(AT)
        incoming = Incoming("三月.xlsx", self.world.fresh(), at, "测试", self.filer, by=self.by)
        list(receive(self.world.workspace, [replace(incoming, **more)]))  # type: ignore[arg-type]

    def session(self) -> Session:
        access = self.world.access
        token = access.door.admit(self.account, Caller("10.0.0.5", None, access.now()), "test")
        found = access.door.find(token, access.now())
        assert found is not None
        return found

    def backed_up(self) -> None:
        folder = self.world.data.parent / f"backups-{self.by.actor}"  # a backup's name is its second
        backups.take(self.world.workspace.datadir, folder, self.by.at, self.by.actor, Keep(1, 1, 1), self.by)

    def checked(self) -> None:
        kept = backups.listed(checked_folder(self.world))[0]
        backups.look_through(self.world.workspace.datadir, kept.path, self.by.at, self.by.actor, self.by)


def reviewed(world: World) -> None:
    """Let figures be out to be checked."""
    if not any(b.get("act") == "open_review" for _, b in world.entries()):
        decide(world.workspace, [{"act": "open_review"}], "测试")


def disputed(world: World) -> None:
    """Let a unit have objected to one of them."""
    reviewed(world)
    if not any(b.get("act") == "object" for _, b in world.entries()):
        decide(world.workspace, [{"act": "object", "filer": UNIT, "key": "completion.done", "reason": WHY}], "测试")


def objected(world: World) -> int:
    """The number of an objection."""
    return next(e.no for e in world.workspace.journal.entries() if e.body.get("act") == "object")


def checked_folder(world: World) -> Path:
    """A folder with one backup in it."""
    folder = world.data.parent / "checked"
    if not folder.exists():
        backups.take(world.workspace.datadir, folder, world.access.now(), "测试", Keep(1, 1, 1))
    return folder


def pictured(world: World) -> None:
    """Let everybody's first row have a file, whatever its sheet; a group's book is empty until it enters an event."""
    for filer in (UNIT, OTHER, GROUP, OTHER_GROUP):
        if not _rows(world, filer):
            decide(world.workspace, [{"act": "verification", "filer": filer, "rows": [extended(world)]}], "测试")
        if _standing(world, filer) is None:
            _attach(world, filer)


def _standing(world: World, filer: str) -> int | None:
    """The newest file on a row of a filer's."""
    with world.workspace.store.cursor() as cursor:
        found = cursor.execute("select max(entry) from attachment_at($now) where filer = $filer",
                               {"now": dt.datetime.max, "filer": filer}).fetchone()
    return found[0] if found else None


def _rows(world: World, filer: str) -> list[Row]:
    with world.workspace.store.cursor() as cursor:
        return [c.row for c in choices(cursor, world.workspace.forms, filer)]


def _attach(world: World, filer: str, by: By | None = None, on_behalf: bool = False) -> None:
    at, row = dt.datetime.fromisoformat(AT), _rows(world, filer)[0]
    done = attach(world.workspace, Offered("照片.jpg", jpg(world.fresh()), at, "测试", row=row, on_behalf=on_behalf, by=by))
    assert done.status == "accepted", done


def _withdraw(t: Try) -> None:
    entry = _standing(t.world, t.filer)
    assert entry is not None
    withdraw(t.world.workspace, entry, "拍错了", "测试", t.by)


def _verification(t: Try) -> None:
    t.decide("verification", filer=t.filer, rows=[extended(t.world)])


def _assign(t: Try) -> None:
    row = {"assigned_on": "2031-04-20", "source": "行风热线", "unit": UNIT, "area": "服务民生",
           "matter": "北堤水尺夜间没有照明,来电两次未见处理", "request": "五月前装好照明", "due": "2031-05-20"}
    t.decide("assign", filer=t.filer, rows=[row])


LOTS = {"closed_from": "2031-03-03", "closed_to": "2031-05-04", "strata": "none", "take": 1}


def drawn(world: World) -> None:
    """Let a problem have been closed, and a 回头看 have drawn it."""
    if any(b.get("act") == "seal_recheck" for _, b in world.entries()):
        return
    applied = {**PROBLEM, "description": "泵站值班记录缺了两个夜班,交接没有签字", "status": "申请销号",
               "applied_on": dt.date(2031, 4, 1), "evidence": "补齐的值班记录"}
    sheets = nil_everywhere(world.plan, OTHER, PERIOD) | {"rectification": [applied]}
    at = dt.datetime.fromisoformat("2031-05-04T09:00:00+08:00")
    sent = Incoming("补报.xlsx", book(world.workspace, OTHER, PERIOD, **sheets), at, "测试", OTHER)
    [(_, checked)] = check_files(world.workspace.ground(), world.workspace.pool, [sent])
    reasons = tuple(PageReason(f.form or "", f.code, f.key, f.row, WHY) for f in checked.findings if f.open)
    [receipt] = receive(world.workspace, [replace(sent, reasons=reasons)])
    assert receipt.status == "accepted", [f.message for f in receipt.findings if f.open]
    row = {"problem_no": _waiting(world), "event": "批准销号", "event_on": "2031-04-03", "application_on": "2031-04-01",
           "verifier_1": "方晓", "verifier_2": "方大", "approver": "何启明", "approval_no": "1号", "entered_by": "方晓"}
    decide(world.workspace, [{"act": "verification", "filer": GROUP, "rows": [row]}], "测试")
    decide(world.workspace, [{"act": "seal_recheck", "rule": LOTS}], "测试")


def _waiting(world: World) -> str:
    known = world.workspace.standing().problems(OTHER)
    return str(known.loc[known["state"].isin(["待核查", "已销号"]), "problem_no"].iloc[0])


def lots(world: World) -> int:
    """The number of the 回头看 drawn last."""
    return max(e.no for e in world.workspace.journal.entries() if e.body.get("act") == "seal_recheck")


ACCOUNTS = {
    "create": lambda t: t.world.access.accounts.create([Wanted(f"新-{t.world.fresh()[-3:]!r}", "office")], t.by, PASSWORD),
    "reset": lambda t: t.world.access.accounts.reset(t.account.login, t.by),
    "unlock": lambda t: t.world.access.accounts.unlock(t.account.login, t.by),
    "disable": lambda t: t.world.access.accounts.disable(t.account.login, t.by),
    "enable": lambda t: t.world.access.accounts.enable(t.account.login, t.by),
    "change_role": lambda t: t.world.access.accounts.change_role(t.account.login, "office", None, t.by),
    "hand_over": lambda t: t.world.access.accounts.hand_over(t.account.login, "接手人", t.by),
    "change_password": lambda t: t.world.access.accounts.change_password(t.account, PASSWORD, "qita2031mi", t.by),
}
# What must be there before an act can be tried.
PREPARED: Mapping[str, Callable[[World], object]] = {
    **dict.fromkeys(("decision.seal_recheck", "decision.publish_recheck", "decision.recheck_result"), drawn),
    "audit.backup_check": checked_folder, "decision.object": reviewed, "decision.answer_objection": disputed,
    **dict.fromkeys(("attachment.attach", "attachment.on_behalf", "attachment.withdraw"), pictured),
}
# How each act is done. An act without a line here makes the test red.
TRIALS: Mapping[str, Callable[[Try], object]] = {
    "arrival.keep": lambda t: arrive(t.world.workspace, t.world.fresh(), "三月.xlsx", t.filer, "测试", t.by),
    "filing.file": lambda t: t.receive(),
    "filing.on_behalf": lambda t: t.receive(on_behalf=True),
    "filing.adopt": lambda t: t.receive(adopted=Adopted(t.world.fresh(), ())),
    "filing.explain": lambda t: t.receive(reasons=(PageReason("duty_list", "LIST-NEVER-FILED", None, None, WHY),)),
    "attachment.attach": lambda t: _attach(t.world, t.filer, t.by),
    "attachment.on_behalf": lambda t: _attach(t.world, t.filer, t.by, on_behalf=True),
    "attachment.withdraw": _withdraw,
    "package.receive": lambda t: receive_package(t.world.workspace, "上报包.zip", t.world.fresh(), "测试", t.by),
    "decision.nil_return": lambda t: t.decide("nil_return", filer=t.filer, period=PERIOD),
    "decision.ask_help": lambda t: t.decide("ask_help", filer=t.filer, period=PERIOD),
    "decision.verification": _verification, "decision.assign": _assign,
    "decision.approve": lambda t: t.decide("approve", filer=UNIT, period=PERIOD),
    "decision.paper_received": lambda t: t.decide("paper_received", filer=UNIT, period=PERIOD),
    "decision.lock": lambda t: t.decide("lock", filer=UNIT, period=PERIOD),
    "decision.unlock": lambda t: t.decide("unlock", filer=UNIT, period=PERIOD, reason=WHY),
    "decision.exempt": lambda t: t.decide("exempt", filer=UNIT, period="2031-05", reason=WHY),
    "decision.extend_deadline": lambda t: t.decide("extend_deadline", period="2031-05", until="2031-06-20", reason=WHY),
    "decision.withdraw_row": lambda t: t.decide("withdraw_row", form="rectification", filer=OTHER,
                                                key=f"{OTHER}-问题-001", reason=WHY),
    "decision.accept_not_applicable": lambda t: t.decide("accept_not_applicable", filer=UNIT, key="二(一)1"),
    "decision.open_review": lambda t: t.decide("open_review"),
    "decision.object": lambda t: t.decide("object", filer=t.filer, key="completion.done", reason=WHY),
    "decision.answer_objection": lambda t: t.decide("answer_objection", objection=objected(t.world), reason=WHY),
    "decision.seal_recheck": lambda t: t.decide("seal_recheck", rule=LOTS),
    "decision.publish_recheck": lambda t: t.decide("publish_recheck", seal=lots(t.world)),
    "decision.recheck_result": lambda t: t.decide(
        "recheck_result", seal=lots(t.world), key=_waiting(t.world), result="属实", checked_on="2031-05-04",
        checkers=["方晓", "白桦"], reason="到现场看了公布栏,四月仍按五日前公布"),
    "decision.sign_paper": lambda t: t.decide("sign_paper", paper="bulletin", as_of="2031-05-04", code="12345678"),
    "decision.return": lambda t: t.decide("return", filer=OTHER, period=PERIOD, reason=WHY),
    **{f"account.{name}": act for name, act in ACCOUNTS.items()},
    "audit.logout": lambda t: t.world.access.door.log_out(t.session(), t.by),
    "audit.end_session": lambda t: t.world.access.door.end(t.session(), t.by),
    "audit.backup": lambda t: t.backed_up(),
    "audit.backup_check": lambda t: t.checked(),
    # No page has a way to it; the question itself is all there is to try.
    "audit.restore": lambda t: require(t.world.workspace.journal, "audit.restore", t.by),
    "plan.import": lambda t: put_in_force(t.world.workspace, t.world.workspace.plan, "测试", by=t.by),
}


def cells(world: World, names: Mapping[str, str] | tuple[str, ...] = tuple(ACTS)) -> Iterator[Cell]:
    """Try acts as everybody: what is done is in the journal under its kind, what is refused as a refusal alone."""
    for name in names:
        for who in COLUMNS:
            yield Cell(name, who, who in THEIRS[name], tried(world, name, who))


def tried(world: World, name: str, who: str) -> str:
    attempt = _attempt(world, name, who)
    if name == "account.enable":
        world.access.accounts.disable(attempt.account.login, world.access.by("测试"))
    if name in PREPARED:
        PREPARED[name](world)
    sessions = name in ("audit.logout", "audit.end_session")
    before = len(world.entries())
    try:
        TRIALS[name](attempt)
    except NotPermitted as refused:
        kept = [b for k, b in world.entries()[before:] if not (sessions and b.get("act") == "login")]
        noted = [(b["act"], b["login"], b["what"]) for b in kept]
        said = str(refused).startswith(f"“{ACTS[name]}”")
        return REFUSED if said and noted == [("refused", attempt.by.actor, ACTS[name])] else f"{refused} {kept}"
    except Exception as fault:  # a cell tells what went wrong
        return f"{type(fault).__name__}: {fault}"
    kinds = {k for k, b in world.entries()[before:] if b.get("act") != "refused"}
    return DONE if name.partition(".")[0] in kinds else f"{kinds} written"


def _attempt(world: World, name: str, who: str) -> Try:
    """Somebody, and what they try it on: their own account and papers, another's; the office's are a unit's."""
    role, _, other = who.partition("-")
    viewer = WHO[role]
    assert viewer is not None
    filer = {"unit": OTHER if other else UNIT, "group": OTHER_GROUP if other else GROUP}.get(role, UNIT)
    if name in ("decision.verification", "decision.assign") and role not in ("unit", "group"):
        filer = GROUP
    owner = viewer.role if not other else "unit"
    account = world.account(owner, viewer.filer if not other else OTHER)
    by = world.by(role)
    if (not other and role in ("unit", "group", "leader")) or name.partition(".")[2] in _OF_ONESELF:
        by = replace(by, actor=by.actor if other else account.login)
    elif role in ("office", "admin"):
        account = world.account("unit", OTHER)
    return Try(world, by, filer, account)


_OF_ONESELF = ("change_password", "logout", "end_session")
