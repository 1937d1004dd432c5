"""Events of 核查销号 against the state of their problem (forms.md section 5), in the order they take effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lvzhi.form import Hit
from lvzhi.intake.filing import Filing
from lvzhi.kinds import day_words
from schemas.cross.records import Record, accepted, sheet
from schemas.cross.registered import OPEN, Problem, applications, problems
from schemas.cross.verifying import named

LONG = ("长期坚持", "阶段性完成")
STARTS: Mapping[str, tuple[str, ...]] = {
    "核查通过": ("待核查", "长期坚持"),
    "核查退回": ("待核查", "待批准"),
    "批准销号": ("待核查", "待批准"),
    "重新挂号": ("已销号",),
    "延期": OPEN,
    "长期认定": OPEN,
    "取消长期": LONG,
    "归并": OPEN,
    "撤销": OPEN,
    "移交": OPEN,
}
ENDS = {
    "核查通过": "待批准", "核查退回": "退回", "批准销号": "已销号", "重新挂号": "重新挂号", "长期认定": "长期坚持",
    "取消长期": "未销号", "归并": "已归并", "撤销": "已撤销", "移交": "已移交",
}
MOVES_DEADLINE = ("重新挂号", "延期", "取消长期")
NEEDS_APPLICATION = ("核查通过", "批准销号")


@dataclass(frozen=True)
class Step:
    """A new event of this book and its problem as the events before it leave it."""

    row: Record
    problem: Problem
    applied: bool

    @property
    def starts(self) -> bool:
        """Say whether the event starts from the problem's state."""
        if self.row["event"] == "核查退回" and not self.applied:
            return self.problem.state in OPEN  # the return itself tells of an application not yet filed
        return self.problem.state in STARTS[self.row["event"]]

    @property
    def waits(self) -> bool:
        """Say whether the event waits for its application to be filed."""
        return self.row["event"] in NEEDS_APPLICATION and not self.applied

    def after(self) -> Problem:
        """The problem once the event has taken effect, or as it was."""
        if self.waits or not self.starts:
            return self.problem
        event, due = self.row["event"], self.row["new_due"]
        state = ENDS.get(event, self.problem.state)
        if event == "核查通过" and self.problem.state == "长期坚持":
            state = "阶段性完成"
        deadline = due if event in MOVES_DEADLINE and due is not None else self.problem.deadline
        return replace(self.problem, state=state, deadline=deadline)


def steps(filing: Filing) -> Iterator[Step]:
    """Events not accepted before whose problem is known, by 事项日期 and 核查编号."""
    held = dict(problems(filing, named(filing)))
    old = {row["verification_no"] for row in accepted(filing, "verification", filing.filer.code)}
    rows = [
        row for row in sheet(filing, "verification")
        if row["verification_no"] not in old and row["problem_no"] in held and row["event"] and row["event_on"]
    ]
    made = applications(filing, (held[row["problem_no"]] for row in rows))
    for row in sorted(rows, key=lambda r: (r["event_on"], r["verification_no"])):
        number = row["problem_no"]
        step = Step(row, held[number], (number, row["application_on"]) in made)
        yield step
        held[number] = step.after()


def no_application(filing: Filing) -> Iterator[Hit]:
    """VERI-NO-APPLICATION: passed or approved on an application the ledger does not have."""
    for step in steps(filing):
        if step.waits and step.row["application_on"] is not None:
            said = {"problem_no": step.problem.number, "application_on": day_words(step.row["application_on"])}
            yield Hit(step.row["_row"], "application_on", said)


def no_effect(filing: Filing) -> Iterator[Hit]:
    """VERI-NO-EFFECT: the problem is in no state this event starts from."""
    for step in steps(filing):
        if not step.waits and not step.starts:
            said = {"problem_no": step.problem.number, "state": step.problem.state, "event": step.row["event"]}
            yield Hit(step.row["_row"], "event", said)


def extended_earlier(filing: Filing) -> Iterator[Hit]:
    """VERI-EXTEND-EARLIER: an extension that does not reach beyond the deadline in force."""
    for step in steps(filing):
        due, deadline = step.row["new_due"], step.problem.deadline
        if step.row["event"] == "延期" and due is not None and deadline is not None and due <= deadline:
            yield Hit(step.row["_row"], "new_due", {"new_due": day_words(due), "deadline": day_words(deadline)})


def long_not_claimed(filing: Filing) -> Iterator[Hit]:
    """VERI-LONG-NOT-CLAIMED: recognised as long-term, while the ledger says another 整改类别 or none."""
    for step in steps(filing):
        if step.row["event"] == "长期认定" and step.problem.category != "长期坚持":
            yield Hit(step.row["_row"], "event", {"problem_no": step.problem.number})
