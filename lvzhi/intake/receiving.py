"""Files in, receipts out: each is judged, kept verbatim and recorded; accepted rows appear in the projection.

A receipt is on disk before it is given. What was judged against a state that has moved is judged again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lvzhi.chain import Draft
from lvzhi.findings import Finding, Severity
from lvzhi.form import Form
from lvzhi.intake.cells import Workbook
from lvzhi.intake.change import Change
from lvzhi.intake.checking import Checked, check, filing_of
from lvzhi.intake.filing import Filing, SheetRows, Standing
from lvzhi.intake.identifying import Identity, identify
from lvzhi.intake.identity_check import Expected, judge
from lvzhi.intake.reasons import PageReason
from lvzhi.intake.refusals import Refusal
from lvzhi.intake.worker import Pool
from lvzhi.journal import Moved
from lvzhi.plan import BOOK_TITLES, Plan

if TYPE_CHECKING:
    from lvzhi.workspace import Workspace

TRIES = 5
UNREADABLE, REJECTED, ACCEPTED, DUPLICATE = "unreadable", "rejected", "accepted", "duplicate"


@dataclass(frozen=True)
class Incoming:
    """A file on its way in; `received_at` is the hour that counts, `filer` who it is filed for, where known."""

    name: str
    data: bytes
    received_at: dt.datetime
    filed_by: str
    filer: str | None = None
    on_behalf: bool = False
    reasons: tuple[PageReason, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


Pair = tuple[Incoming, Workbook | Refusal]


@dataclass(frozen=True)
class Ground:
    """What files are judged by: plan, forms and what stands; `demo` None takes books of either sort.

    `locked`: books (filer, period) that are approved and take no further filing.
    """

    plan: Plan
    plan_version: int
    forms: tuple[Form, ...]
    demo: bool | None
    standing: Standing
    locked: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Receipt:
    """What became of a file; `receipt` is the number people quote."""

    file: str
    sha256: str
    status: str
    receipt: str
    filer: str | None = None
    book: str | None = None
    period: str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    change: Change = field(default_factory=Change)
    findings: tuple[Finding, ...] = ()
    received_at: dt.datetime | None = None

    def count(self, severity: Severity) -> int:
        return sum(f.severity is severity for f in self.findings)


def examine(ground: Ground, files: Sequence[Pair]) -> list[Checked]:
    """Judge files read already, against what stands; nothing is kept. At most one file per filer."""
    plan, forms = ground.plan, ground.forms
    results: list[Checked | None] = [None] * len(files)
    filings: list[Filing] = []
    places: list[tuple[int, Identity, tuple[Finding, ...]]] = []
    for n, (incoming, workbook) in enumerate(files):
        if isinstance(workbook, Refusal):
            results[n] = Checked(Identity(), None, (Finding(workbook.code, Severity.ERROR, workbook.message),))
            continue
        identity = identify(workbook, plan, forms)
        received_on = incoming.received_at.astimezone(plan.zone).date()
        expected = Expected(plan, ground.plan_version, incoming.filer, received_on, ground.demo, ground.locked)
        verdict = judge(identity, expected, forms)
        if verdict.filer is None or verdict.period is None:
            results[n] = Checked(identity, None, verdict.findings)
            continue
        filings.append(
            filing_of(identity, plan, forms, verdict.filer, verdict.period, received_on, ground.standing)
        )
        places.append((n, identity, verdict.findings))
    reasons = [files[n][0].reasons for n, _, _ in places]
    for (n, identity, about), checked in zip(places, check(filings, [p[1] for p in places], reasons), strict=True):
        results[n] = Checked(identity, checked.filing, (*about, *checked.findings), checked.change)
    return [r for r in results if r is not None]


def check_files(ground: Ground, pool: Pool, files: Iterable[Incoming]) -> Iterator[tuple[Incoming, Checked]]:
    """Judge files one by one and keep nothing: looking is no attempt."""
    for incoming, workbook in _read(pool, files):
        yield incoming, examine(ground, [(incoming, workbook)])[0]


def _read(pool: Pool, files: Iterable[Incoming], progress: Callable[[int], None] | None = None) -> Iterator[Pair]:
    """Read files in the children, in order, taking them only as children come free."""
    kept: list[Incoming] = []

    def sources() -> Iterator[tuple[bytes, str]]:
        for incoming in files:
            kept.append(incoming)
            yield incoming.data, incoming.name

    for n, workbook in enumerate(pool.map(sources(), progress=progress)):
        yield kept[n], workbook


def receive(workspace: Workspace, files: Iterable[Incoming],
            progress: Callable[[int], None] | None = None) -> Iterator[Receipt]:
    """Receive files in order; a receipt is yielded once its entry is on disk and the projection has caught up."""
    for wave in _waves(workspace, _read(workspace.pool, files, progress)):
        yield from _receive_wave(workspace, wave)


def _waves(workspace: Workspace, pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Runs of files that cannot concern each other: units' books of different units, or one other book."""
    wave: list[Pair] = []
    filers: set[str] = set()
    for incoming, workbook in pairs:
        filer = incoming.filer or _named(workspace, workbook)
        alone = filer is not None and workspace.plan.filer(filer).book != "unit"
        if wave and (alone or (filer is not None and filer in filers) or len(wave) >= workspace.wave):
            yield wave
            wave, filers = [], set()
        wave.append((incoming, workbook))
        if filer:
            filers.add(filer)
        if alone:
            yield wave
            wave, filers = [], set()
    if wave:
        yield wave


def _named(workspace: Workspace, workbook: Workbook | Refusal) -> str | None:
    if isinstance(workbook, Refusal):
        return None
    named = identify(workbook, workspace.plan, workspace.forms).filer
    return named if named in {f.code for f in workspace.plan.filers} else None


def _receive_wave(workspace: Workspace, wave: list[Pair]) -> list[Receipt]:
    for incoming, _ in wave:
        workspace.keep(incoming.data)
    for attempt in range(TRIES):
        try:
            return _record(workspace, wave)
        except Moved:
            # Somebody else's filing or decision came in between: judge again against what stands now.
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _record(workspace: Workspace, wave: list[Pair]) -> list[Receipt]:
    seen = workspace.refresh()
    fresh, known = [], {}
    for n, (incoming, _) in enumerate(wave):
        before = workspace.accepted_as(incoming.sha256)
        if before is None:
            fresh.append(n)
        else:
            known[n] = before
    whose = {f for n in fresh if (f := wave[n][0].filer or _named(workspace, wave[n][1]))}
    checked = dict(zip(fresh, examine(workspace.ground(whose), [wave[n] for n in fresh]), strict=True))
    drafts = [_draft(workspace, wave[n][0], checked[n], seen) for n in fresh]
    workspace.journal.append_many(drafts)
    workspace.refresh({wave[n][0].sha256: _sheets(checked[n]) for n in fresh if checked[n].ok})
    bodies = dict(zip(fresh, (d.body for d in drafts), strict=True))
    return [
        _receipt(wave[n][0], checked[n], bodies[n]) if n in bodies else _duplicate(wave[n][0], known[n])
        for n in range(len(wave))
    ]


def _sheets(checked: Checked) -> Mapping[str, SheetRows]:
    return checked.filing.sheets if checked.filing else {}


def _status(checked: Checked) -> str:
    if checked.filing is None and any(f.code.startswith("FILE-") for f in checked.findings):
        return UNREADABLE
    return ACCEPTED if checked.ok else REJECTED


def _draft(workspace: Workspace, incoming: Incoming, checked: Checked, seen: int) -> Draft:
    filing = checked.filing
    filer = filing.filer.code if filing else incoming.filer
    local = incoming.received_at.astimezone(workspace.plan.zone).replace(tzinfo=None)
    status = _status(checked)
    body: dict[str, Any] = {
        "receipt": workspace.receipt_number(filer, filing.period if filing else None, local, incoming.sha256),
        "status": status,
        "sha256": incoming.sha256,
        "file_name": incoming.name,
        "book": filing.book if filing else checked.identity.book,
        "filer": filer,
        "period": filing.period if filing else None,
        "received_at": local.isoformat(),
        "filed_by": incoming.filed_by,
        "on_behalf": incoming.on_behalf,
        "plan_version": workspace.plan_version,
        "findings": [_finding_body(f) for f in checked.findings],
        "rows": checked.rows() if status == ACCEPTED else {},
        "change": checked.change.counts(),
    }
    at = workspace.clock.now().isoformat()
    return Draft("filing", incoming.filed_by, body, at, concerning=filer, seen=seen if filer else None)


def _finding_body(finding: Finding) -> dict[str, Any]:
    more = {"form": finding.form, "key": finding.key, "reason": finding.reason, "basis": finding.basis}
    return {**finding.as_json(), "severity": finding.severity.value, **more}


def _receipt(incoming: Incoming, checked: Checked, body: dict[str, Any]) -> Receipt:
    return Receipt(
        incoming.name, incoming.sha256, body["status"], body["receipt"], body["filer"], body["book"], body["period"],
        checked.rows(), checked.change, checked.findings, incoming.received_at,
    )


def _duplicate(incoming: Incoming, before: dict[str, Any]) -> Receipt:
    """The bytes of a filing that is accepted now: nothing changes, the receipt stays."""
    at: dt.datetime = before["received_at"]
    when = f"{at.month}月{at.day}日{at.hour}时{at.minute}分"
    text = f"与{when}已接收的文件完全相同,不重复登记,回执号不变。"
    return Receipt(
        incoming.name, incoming.sha256, DUPLICATE, before["receipt"], before["filer"], before["book"],
        before["period"], findings=(Finding("FILE-SAME", Severity.NOTE, text),), received_at=incoming.received_at,
    )


def receipt_json(receipt: Receipt, plan: Plan) -> dict[str, Any]:
    """The command line's contract for `load` (design.md section 8)."""
    return {
        "file": receipt.file,
        "sha256": receipt.sha256,
        "status": receipt.status,
        "receipt": receipt.receipt,
        "filer": plan.filer(receipt.filer).name if receipt.filer else None,
        "book": BOOK_TITLES.get(receipt.book or ""),
        "period": receipt.period,
        "rows": receipt.rows,
        "change": receipt.change.counts(),
        "errors": receipt.count(Severity.ERROR),
        "queries": receipt.count(Severity.QUERY),
    }


def check_json(incoming: Incoming, checked: Checked, plan: Plan) -> dict[str, Any]:
    """The command line's contract for `check`."""
    filing, identity = checked.filing, checked.identity
    filer = filing.filer.code if filing else identity.filer
    known = {f.code for f in plan.filers}
    return {
        "file": incoming.name,
        "book": BOOK_TITLES.get((filing.book if filing else identity.book) or ""),
        "filer": plan.filer(filer).name if filer in known else None,
        "period": filing.period if filing else identity.period,
        "ok": checked.ok,
        "rows_read": sum(checked.rows().values()),
        "findings": [f.as_json() for f in checked.findings],
    }
