"""Who verifies and who approves: two people, none the owner; an approver who is not the responsible leader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from lvzhi.form import Hit
from lvzhi.intake.filing import Filing
from lvzhi.kinds import day_words
from lvzhi.plan import Plan
from schemas.cross.records import Record, accepted, known, naming, sheet
from schemas.cross.registered import Problem, problems

VERIFIERS = {"verifier_1": "核查人1", "verifier_2": "核查人2"}
VERIFYING = ("核查通过", "核查退回", "批准销号")


def named(filing: Filing) -> frozenset[str]:
    """Return the numbers of the problems the sheet names."""
    return frozenset(row["problem_no"] for row in sheet(filing, "verification") if row["problem_no"] is not None)


def changed(filing: Filing) -> list[Record]:
    """The rows that are new or differ from what was accepted: what is accepted is not judged again here."""
    before = {row["verification_no"]: row for row in accepted(filing, "verification", filing.filer.code)}
    return [row for row in sheet(filing, "verification") if _differs(row, before.get(row["verification_no"]))]


def _differs(row: Record, was: Record | None) -> bool:
    return was is None or any(row[c] != was[c] for c in row if c != "_row" and c in was)


def _with_problem(filing: Filing) -> Iterator[tuple[Record, Problem]]:
    found = problems(filing, named(filing))
    for row in changed(filing):
        if row["problem_no"] in found:
            yield row, found[row["problem_no"]]


def _named(row: Record) -> Iterator[tuple[str, str]]:
    """(column, name) of the verifiers a row names."""
    return ((column, row[column]) for column in VERIFIERS if row[column] is not None)


def without_verifiers(filing: Filing) -> Iterator[Hit]:
    """GEN-REQUIRED: 批准销号 whose application nobody passed names its two verifiers itself."""
    passed = _passed_on(filing)
    held = filing.sheets.get("verification")
    for row in sheet(filing, "verification"):
        if row["event"] != "批准销号" or (row["problem_no"], row["application_on"]) in passed:
            continue
        for column, label in VERIFIERS.items():
            if row[column] is None and held is not None and (row["_row"], column) not in held.bad:
                yield Hit(row["_row"], column, {"label": label})


def _passed_on(filing: Filing) -> Mapping[tuple[str, dt.datetime], dt.datetime]:
    """(number, 申请日期) -> the first day on which that application was passed."""
    found: dict[tuple[str, dt.datetime], dt.datetime] = {}
    told = naming(filing, "verification", "problem_no", named(filing))
    for row in known(filing, "verification", "verification_no", told):
        if row["event"] == "核查通过" and row["event_on"] is not None:
            application = row["problem_no"], row["application_on"]
            found[application] = min(found.get(application, row["event_on"]), row["event_on"])
    return found


def owner_verifies(filing: Filing) -> Iterator[Hit]:
    """VERI-OWNER: a verifier is a 责任人 of the problem."""
    for row, problem in _with_problem(filing):
        for column, person in _named(row):
            if person in problem.persons:
                yield Hit(row["_row"], column, {"person": person, "problem_no": problem.number})


def owner_unknown(filing: Filing) -> Iterator[Hit]:
    """VERI-OWNER, not yet known: the unit has not answered."""
    for row, problem in _with_problem(filing):
        if not problem.persons and (column := next((c for c, _ in _named(row)), None)):
            yield Hit(row["_row"], column, {"problem_no": problem.number})


def own_leader_approves(filing: Filing) -> Iterator[Hit]:
    """VERI-APPROVER: the approver is the problem's 责任领导."""
    for row, problem in _with_problem(filing):
        if row["approver"] is not None and row["approver"] == problem.leader:
            yield Hit(row["_row"], "approver", {"approver": row["approver"], "problem_no": problem.number})


def leader_unknown(filing: Filing) -> Iterator[Hit]:
    """VERI-APPROVER, not yet known: the unit has not answered."""
    for row, problem in _with_problem(filing):
        if row["approver"] is not None and problem.leader is None:
            yield Hit(row["_row"], "approver", {"problem_no": problem.number})


def _sections(plan: Plan) -> Mapping[str, str]:
    """Member of a group -> code of the unit the plan says the member comes from."""
    pairs = (pair for g in plan.groups for pair in zip(g.members, g.member_units, strict=False))
    return {name: plan.filer_names[unit] for name, unit in pairs if unit in plan.filer_names}


def own_section_verifies(filing: Filing) -> Iterator[Hit]:
    """VERI-SECTION: a verifier belongs to the unit whose problem it is."""
    sections = _sections(filing.plan)
    for row, problem in _with_problem(filing):
        for column, person in _named(row):
            if sections.get(person) == problem.unit:
                yield Hit(row["_row"], column, {"person": person, "unit": filing.plan.filer(problem.unit).name})


def section_unknown(filing: Filing) -> Iterator[Hit]:
    """VERI-SECTION, the plan does not say: one line for the sheet that names the people."""
    told = {*_sections(filing.plan), *filing.plan.leaders}
    named = dict.fromkeys(person for row in changed(filing) for _, person in _named(row))
    people = [person for person in named if person not in told]
    if people:
        yield Hit(values={"people": "、".join(people)})


def approver_of_other_group(filing: Filing) -> Iterator[Hit]:
    """VERI-APPROVER-GROUP: the unit has leaders, and the approver is none of them."""
    for row, problem in _with_problem(filing):
        leaders = filing.plan.leaders_of(problem.unit)
        if row["approver"] is not None and leaders and row["approver"] not in leaders:
            unit = filing.plan.filer(problem.unit).name
            yield Hit(row["_row"], "approver", {"approver": row["approver"], "unit": unit})


def own_house(filing: Filing) -> Iterator[Hit]:
    """VERI-OWN-HOUSE: a unit of plan:settings.cross_verify is verified by the group it belongs to."""
    for row, problem in _with_problem(filing):
        unit = filing.plan.filer(problem.unit)
        inside = unit.group is not None and unit.group == filing.filer.group
        if row["event"] in VERIFYING and unit.code in filing.plan.settings.cross_verify and inside:
            yield Hit(row["_row"], "problem_no", {"unit": unit.name})


def _event(row: Record) -> tuple[str | None, str | None, dt.datetime | None]:
    return row["problem_no"], row["event"], row["event_on"]


def entered_twice(filing: Filing) -> Iterator[Hit]:
    """VERI-TWICE: this filer says the same event twice; the later row is told."""
    seen: dict[object, str] = {}
    mine = sheet(filing, "verification")
    here = {row["verification_no"] for row in mine}
    earlier = [r for r in accepted(filing, "verification", filing.filer.code) if r["verification_no"] not in here]
    for row in (*earlier, *mine):
        if None in _event(row):
            continue
        other = seen.setdefault(_event(row), row["verification_no"])
        if other != row["verification_no"]:
            yield Hit(row["_row"], "event", {"other": other})


def entered_by_others(filing: Filing) -> Iterator[Hit]:
    """VERI-TWICE between filers: counted once."""
    others = {
        _event(row): row for row in naming(filing, "verification", "problem_no", named(filing))
        if row["filer"] != filing.filer.code
    }
    for row in changed(filing):
        if found := others.get(_event(row)):
            said = {
                "filer": filing.plan.filer(found["filer"]).name, "event": row["event"],
                "other": found["verification_no"],
            }
            yield Hit(row["_row"], "event", said)


def approved_before_passed(filing: Filing) -> Iterator[Hit]:
    """VERI-ORDER: 批准销号 lies before the 核查通过 of the same application."""
    passed = _passed_on(filing)
    for row in changed(filing):
        passed_on = passed.get((row["problem_no"], row["application_on"]))
        if row["event"] != "批准销号" or passed_on is None or row["event_on"] is None:
            continue
        if row["event_on"] < passed_on:
            said = {"event_on": day_words(row["event_on"]), "passed_on": day_words(passed_on)}
            yield Hit(row["_row"], "event_on", said)
