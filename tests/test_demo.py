"""The example campaign: its counts on its last day, its books through the public pipeline, its faults refused."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from lvzhi import demo, measures, planfile
from lvzhi.attachments.kinds import kind_of
from lvzhi.campaign import read_campaign
from lvzhi.datadir import initialise, opened
from lvzhi.demo import evidence, habits
from lvzhi.demo.book import Book
from lvzhi.demo.faults import plant
from lvzhi.demo.held import Held
from lvzhi.demo.planned import suffixes
from lvzhi.demo.writing import File, Writer
from lvzhi.intake import gate
from lvzhi.intake.judging import Ground, Incoming, examine
from lvzhi.intake.reading import read
from lvzhi.intake.receiving import receive
from lvzhi.plan import Plan
from lvzhi.workspace import Workspace
from schemas import FORMS

SEED_PLAN = Path("data/plans/qianjiang-2015.yaml").read_bytes()
IDS = [f.id for f in FORMS]


@cache
def invented(seed: int, scale: int = 1) -> Plan:
    return planfile.read(demo.invented_plan(SEED_PLAN, FORMS, seed, scale), IDS)


def writer(seed: int) -> Writer:
    (found,) = demo.writers(invented(seed), FORMS, seed, 1)
    return found


@pytest.fixture(scope="module")
def settled() -> tuple[Writer, Held]:
    found = writer(1)
    return found, found.settled()


# --- the plan ----------------------------------------------------------------------------------------


def test_only_the_people_are_invented() -> None:
    ours, theirs = invented(1), planfile.read(SEED_PLAN, IDS)
    people = {n for g in theirs.groups for n in (*g.leaders, *g.members)}
    assert [u.code for u in ours.units] == [u.code for u in theirs.units]
    assert ours.periods == theirs.periods
    assert people & {n for g in ours.groups for n in (*g.leaders, *g.members)} == set()
    assert [len(g.leaders) for g in ours.groups] == [1, 2, 1, 1, 1, 1]


def test_scale_multiplies_units_groups_and_what_names_them() -> None:
    one, three = invented(1), invented(1, 3)
    assert (len(three.units), len(three.groups), len(three.projects)) == (156, 18, 33)
    assert [three.units[n].code for n in (0, 52, 104)] == ["园林甲", "园林乙", "园林丙"]
    assert sum(len(three.tasks_of(u.code)) for u in three.units) == 3 * 408
    for form in IDS:
        assert sum(three.duty(form, u.code, "2015-08") is not None for u in three.units) == 3 * sum(
            one.duty(form, u.code, "2015-08") is not None for u in one.units)
    assert (suffixes(1), suffixes(2), suffixes(12)[10:]) == (("",), ("甲", "乙"), ("乙甲", "乙乙"))


def test_scale_multiplies_the_books() -> None:
    found = demo.writers(invented(1, 2), FORMS, 1, 2)
    sent = [Counter(s.filer.kind for s in w.history.sent) for w in found]
    assert sent == [{"unit": 199, "group": 24, "office": 5, "bureau": 4}, {"unit": 199, "group": 24}]
    assert [len(w.history.problems) for w in found] == [278, 278]


# --- counts on the last day --------------------------------------------------------------------------


def test_problems_and_what_became_of_them(settled: tuple[Writer, Held]) -> None:
    lives = settled[1].lives().values()
    states = Counter(life.state for life in lives)
    gone = {s: states[s] for s in ("已归并", "已移交", "已撤销", "长期坚持")}
    assert (len(lives), gone) == (278, {"已归并": 8, "已移交": 2, "已撤销": 1, "长期坚持": 26})
    assert (states["重新挂号"], states["待核查"] + states["待批准"]) == (5, 15)
    assert states["已销号"] / 241 == pytest.approx(0.59, abs=0.02)


def test_overdue_problems_are_few_and_of_few_units(settled: tuple[Writer, Held]) -> None:
    found, held = settled
    late = Counter(x.unit for x in held.lives().values() if x.is_open and x.deadline.date() < found.history.world.today)
    assert 12 <= late.total() <= 27
    assert (9 <= len(late) <= 13, max(late.values()) <= 4) == (True, True)


def test_rows_of_the_other_sheets(settled: tuple[Writer, Held]) -> None:
    held = settled[1]
    exact = {"supervision": 102, "complaints": 140, "consultations": 165, "commitments": 142, "projects": 11,
             "supervisors": 74, "pilots": 7, "special_topics": 4, "accountability": 3, "assignments": 50}
    assert {form: len(held.rows(form)) for form in exact} == exact
    assert len(held.rows("inspections")) == pytest.approx(27, abs=2)
    assert Counter(r["dual"] for r in held.rows("accountability")) == {"已双查": 1, "只查直接责任人": 1, "不启动": 1}
    assert Counter(r["status"] for r in held.rows("pilots"))["已总结"] == 3
    assert Counter(r["status"] for r in held.rows("special_topics"))["已办结"] == 2


def test_promises_due_are_kept_in_part_or_not(settled: tuple[Writer, Held]) -> None:
    kept = Counter(r["status"] for r in settled[1].rows("commitments"))
    assert kept["已兑现"] == pytest.approx(57, abs=12)
    assert kept["部分兑现"] + kept["未兑现"] <= 7


def test_ballots_add_up_and_two_units_are_too_few_to_compare(settled: tuple[Writer, Held]) -> None:
    rows = [r for r in settled[1].rows("satisfaction") if r["scoring"] == "局内测评"]
    assert Counter(r["batch"] for r in rows) == {"2015年8月第1次": 46, "2015年10月第1次": 46}
    answers = ("satisfied", "basically", "dissatisfied", "unknown", "invalid")
    assert all(sum(r[a] for a in answers) == r["collected"] <= r["issued"] for r in rows)
    few = {r["subject"] for r in rows if sum(r[a] for a in answers[:3]) < 10}
    assert len(few) == 2


def test_books_are_in_time_late_or_missing_as_planned() -> None:
    sent = [s for s in writer(3).history.sent if s.filer.kind == "unit"]
    due = [p.unit_due for p in invented(3).periods]
    late = [sum(s.accepted > due[n] for s in sent if s.period == n) for n in range(4)]
    assert (late, [52 - sum(s.period == n for s in sent) for n in range(4)]) == (list(habits.LATE), [4, 2, 1, 2])
    first = [sum(len(s.attempts) == 1 for s in sent if s.period == n) / (52 - m) for n, m in enumerate((4, 2, 1, 2))]
    assert first == pytest.approx([0.45, 0.62, 0.70, 0.74], abs=0.02)


def test_what_waits_for_the_group_has_its_evidence_beside_it(settled: tuple[Writer, Held]) -> None:
    found, held = settled
    world, problems = found.history.world, found.history.problems
    names: set[str] = set()
    waiting = 0
    for unit in world.plan.units:
        rows = [dict(r) for r in held.rows("rectification", unit.code) if r["status"] == "申请销号"]
        rows = [{**r, "applied_on": pd.Timestamp(r["applied_on"]).date()} for r in rows]
        book = Book(world, held, {}, found.words, Random(1), unit, "2015-10", dt.date(2015, 10, 20), {"rectification": rows})
        own = [p for p in problems if p.unit == unit.code]
        files = evidence.beside(book, own, "1")
        assert files == evidence.beside(book, own, "1")
        for name, data in files:
            assert kind_of(data, name).endings[0] == Path(name).suffix
            assert name.rpartition("_")[0] in {r["problem_no"] for r in rows}
        names |= {name for name, _ in files}
        applied = {book.number(p.uid): p for p in own}
        open_ = [r for r in rows if not any(e.application_on == r["applied_on"] for e in applied[r["problem_no"]].events)]
        assert {f"{r['problem_no']}_整改后照片.png" for r in open_} <= names
        waiting += len(open_)
    assert 5 <= waiting < len(names) < 60


# --- books -------------------------------------------------------------------------------------------


def some(seed: int, count: int) -> list[File]:
    return list(islice(writer(seed).files(""), count))


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert demo.invented_plan(SEED_PLAN, FORMS, 1, 1) == demo.invented_plan(SEED_PLAN, FORMS, 1, 1)
    assert some(1, 2) == some(1, 2)
    assert [f.data for f in some(1, 1)] != [f.data for f in some(2, 1)]


def test_books_lie_in_folders_by_day_beside_plan_and_settings(tmp_path: Path) -> None:
    total = demo.write(tmp_path, SEED_PLAN, FORMS, seed=1, progress=lambda files, total: islice(files, 2))
    written = {f"{p.parent.name}/{p.name}": p.read_bytes() for p in tmp_path.glob("*/*.xlsx")}
    assert written == {f"{f.day}/{f.name}": f.data for f in some(1, 2)}
    assert total == sum(len(s.attempts) for s in writer(1).history.sent)
    assert (tmp_path / "campaign.toml").read_text() == "today = 2015-10-20\ndemo = true\n"
    assert planfile.read((tmp_path / "plan.yaml").read_bytes(), IDS).leaders == invented(1).leaders


CODES = {
    "year": "GEN-DATE", "empty": "GEN-REQUIRED", "choice": "GEN-CHOICE", "evidence": "GEN-REQUIRED",
    "unregistered": "SELF-FOUND-UNREGISTERED", "sum": "CONS-COLLECTED", "merged": "GEN-MERGED",
    "header": "GEN-COLUMN-MISSING", "unit": "GEN-NUMBER", "foreign": "GEN-NO-CHANGED", "twice": "GEN-KEY-TWICE",
    "formula": "GEN-NO-VALUE",
}


@pytest.fixture(scope="module")
def august() -> tuple[Writer, Held, habits.Sending, bytes]:
    """A unit's third book, which has a place for every fault, and what stood before it."""
    found = writer(1)
    surveyed = {o.unit for o in found.history.opinions if o.counts and o.day.month == 8 and o.day.day < 25}
    books: dict[str, list[habits.Sending]] = {}
    for s in found.history.sent:
        books.setdefault(s.filer.code, []).append(s)
    held = Held(FORMS, found.history.world.plan)
    mine = next(b for code, b in books.items() if code in surveyed and len(b) == 4)
    for sending in mine[:2]:
        book = found.book(held, sending)
        held.accept(book.filer, book.period, book.answers, book.numbers)
    return found, held, mine[2], found.data(held, found.book(held, mine[2]))


def test_the_book_is_right_before_a_fault_is_planted(august: tuple[Writer, Held, habits.Sending, bytes]) -> None:
    assert codes(*august) == set()


@pytest.mark.parametrize("kind", sorted(CODES))
def test_a_planted_fault_is_refused_for_its_code(
    august: tuple[Writer, Held, habits.Sending, bytes], kind: str
) -> None:
    found, held, sending, data = august
    spoilt = plant(kind, data, found.book(held, sending), Random(kind))
    assert spoilt == plant(kind, data, found.book(held, sending), Random(kind))
    assert (spoilt.code, CODES[kind] in codes(found, held, sending, spoilt.data)) == (CODES[kind], True)


def test_a_sealed_file_is_turned_away_at_the_gate(august: tuple[Writer, Held, habits.Sending, bytes]) -> None:
    found, held, sending, data = august
    spoilt = [plant("sealed", data, found.book(held, sending), Random(n)) for n in range(6)]
    assert {s.code for s in spoilt} == {"FILE-ENCRYPTED", "FILE-ET"}
    assert [gate_code(s.data, f"簿{s.ending}") for s in spoilt] == [s.code for s in spoilt]


def gate_code(data: bytes, name: str) -> str | None:
    refusal = gate.examine(data, name)
    return refusal.code if refusal else None


def codes(found: Writer, held: Held, sending: habits.Sending, data: bytes) -> set[str]:
    """Codes of what keeps the file from being accepted."""
    plan = found.history.world.plan
    at = dt.datetime.combine(sending.cutoff, dt.time(12), plan.zone)
    ground = Ground(plan, 1, FORMS, True, held)
    (checked,) = examine(ground, [(Incoming("簿.xlsx", data, at, "测试"), read(data))])
    return {f.code for f in checked.findings if f.open}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.mark.soak
def test_every_right_book_is_accepted_and_every_wrong_one_refused_for_its_fault(folder: Path, tmp_path: Path) -> None:
    files: dict[str, File] = {}

    def noted(made: Iterator[File], total: int) -> Iterator[File]:
        for file in made:
            files[f"{file.day}/{file.name}"] = file
            yield file

    count = demo.write(folder, SEED_PLAN, FORMS, seed=1, progress=noted)  # type: ignore[arg-type]
    paths = sorted(folder.glob("*/*.*"))
    assert [f"{p.parent.name}/{p.name}" for p in paths] == sorted(files) and len(paths) == count
    with loaded(folder, tmp_path / "data") as workspace:
        plan = workspace.plan
        incoming = (
            Incoming(p.name, p.read_bytes(), dt.datetime.combine(files[f"{p.parent.name}/{p.name}"].day, dt.time(12),
                                                                 plan.zone), "测试") for p in paths
        )
        for path, receipt in zip(paths, receive(workspace, incoming), strict=True):
            fault = files[f"{path.parent.name}/{path.name}"].fault
            found = {f.code for f in receipt.findings}
            assert (path.name, receipt.status == "accepted") == (path.name, fault is None), found
            assert fault is None or fault in found
        with workspace.store.cursor() as cursor:
            today = dt.date(2015, 10, 20)
            totals = measures.run(cursor, plan, "rectification", today).totals
            reporting = measures.run(cursor, plan, "reporting", today).totals
            window = {"first_day": dt.date(2015, 7, 1), "last_day": dt.date(2015, 8, 31)}
            visited = measures.run(cursor, plan, "supervision", today, **window).rows
    assert (totals["registered"], totals["base"], totals["ongoing"]) == (278, 241, 26)
    assert 0.53 <= totals["closure_rate"] <= 0.63 and 12 <= totals["overdue"] <= 27
    assert (reporting["late"], reporting["missing"]) == (37, 9)
    covered = dict(zip(visited["group"], visited["covered"], strict=True))
    assert [abs(n - m) <= 1 for n, m in zip(covered.values(), (3, 9, 7, 9, 6, 8), strict=True)] == [True] * 6


def loaded(folder: Path, data: Path) -> Workspace:
    plan_bytes = (folder / "plan.yaml").read_bytes()
    plan = planfile.read(plan_bytes, IDS)
    start = dt.datetime.combine(plan.campaign.start, dt.time(), plan.zone)
    initialise(data, plan_bytes, read_campaign((folder / "campaign.toml").read_bytes()), start, "测试")
    return Workspace(opened(data), FORMS, 2)
