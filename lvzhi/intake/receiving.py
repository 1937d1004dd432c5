"""Files in, receipts out: each is judged, kept verbatim and recorded; accepted rows appear in the projection.

A receipt is on disk before it is given. What was judged against a state that has moved is judged again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from lvzhi.access.model import whence
from lvzhi.access.permitted import require
from lvzhi.chain import Draft
from lvzhi.findings import Finding, Severity
from lvzhi.intake.change import Change
from lvzhi.intake.checking import Checked, Submission
from lvzhi.intake.filing import SheetRows
from lvzhi.intake.judging import Ground, Incoming, Look, Pair, judged, read_files, submit
from lvzhi.journal import Moved
from lvzhi.plan import BOOK_TITLES, Plan
from lvzhi.projection.batch import read_as

if TYPE_CHECKING:
    from lvzhi.workspace import Workspace

TRIES = 5
_WRITERS = 8  # files being put on disk at once
UNREADABLE, REJECTED, ACCEPTED, DUPLICATE = "unreadable", "rejected", "accepted", "duplicate"


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


def receive(workspace: Workspace, files: Iterable[Incoming],
            progress: Callable[[int], None] | None = None) -> Iterator[Receipt]:
    """Receive files in order; a receipt is yielded once its entry is on disk and the projection has caught up."""
    read = read_files(workspace.pool, files, progress, ahead=workspace.batch)
    while batch := list(islice(read, workspace.batch)):
        yield from _Reception(workspace, [incoming for incoming, _ in batch], partial(_submit, batch)).receipts()


def receive_one(workspace: Workspace, incoming: Incoming, look: Look | None = None) -> Receipt:
    """Receive one file; of a look at it what still serves is not done again. By what stands it is judged anew."""
    def read(ground: Ground) -> list[Submission | Checked]:
        if look is not None and look.serves(ground, incoming):
            return [look.submission]
        return submit(ground, [(incoming, workspace.pool.read(incoming.data, incoming.name))])

    [receipt] = _Reception(workspace, [incoming], read).receipts()
    return receipt


def _submit(batch: Sequence[Pair], ground: Ground) -> list[Submission | Checked]:
    return submit(ground, batch)


class _Reception:
    """A batch of files being received: values are judged together, what stands is looked at wave by wave.

    `read` gives the files, read under a plan and its values judged.
    """

    def __init__(
        self, workspace: Workspace, sent: Sequence[Incoming], read: Callable[[Ground], list[Submission | Checked]]
    ) -> None:
        self.workspace = workspace
        self.sent = sent
        self.read = read
        self.seen = -1
        self.left = len(sent)  # whose receipts are still to be given
        self.ground: Ground
        self.submitted: list[Submission | Checked] = []

    def receipts(self) -> Iterator[Receipt]:
        for incoming in self.sent:
            self._permitted(incoming)
        self._keep()
        self._look()
        ready: dict[int, Receipt] = {}
        for wave in _waves(self.submitted):
            ready |= zip(wave, self._receive(wave), strict=True)
            while (n := len(self.sent) - self.left) in ready:
                self.left -= 1
                yield ready.pop(n)

    def _keep(self) -> None:
        """Put all files on disk, several at a time: what takes long is the disk's word that it has them."""
        files = [i.data for i in self.sent] + [i.adopted.original for i in self.sent if i.adopted]
        with ThreadPoolExecutor(min(len(files), _WRITERS)) as writers:
            for _ in writers.map(self.workspace.keep, files):
                pass  # taking what each returns raises what went wrong

    def _permitted(self, incoming: Incoming) -> None:
        """See that whoever sends a file may do all that is done with it, before any of it is kept."""
        asked = {"filing.adopt": incoming.adopted is not None, "filing.explain": bool(incoming.reasons),
                 "filing.on_behalf" if incoming.on_behalf else "filing.file": True}
        for name in (name for name, done in asked.items() if done):
            require(self.workspace.journal, name, incoming.by, incoming.filer)

    def _look(self) -> None:
        """See what stands now; when the plan has changed, the files are read anew under it."""
        self.seen = self.workspace.refresh()
        version = self.ground.plan_version if self.submitted else None
        if version != self.workspace.plan_version:
            self.ground = self.workspace.ground()
            self.submitted = self.read(self.ground)
        self.ground = self.workspace.ground()

    def _receive(self, wave: Sequence[int]) -> list[Receipt]:
        for _ in range(TRIES):
            try:
                return self._record(wave)
            except Moved:
                # Somebody else's filing or decision came in between: judge again by what stands now.
                self._look()
        raise Moved("同时报送的人太多,这一份还没有登记。请稍后再报一次。")

    def _record(self, wave: Sequence[int]) -> list[Receipt]:
        workspace = self.workspace
        hashes = {n: self.sent[n].sha256 for n in wave}
        known = workspace.accepted_as(hashes.values())
        fresh = [n for n in wave if hashes[n] not in known]
        # A wave of one group's book asks for what that names, one of a hundred units' for what all have filed.
        self.ground.standing.expect({s.filer.code for n in fresh if isinstance(s := self.submitted[n], Submission)})
        checked = {n: judged(self.ground, self.submitted[n], self.sent[n].reasons) for n in fresh}
        drafts = {n: _draft(workspace, self.sent[n], checked[n], self.seen) for n in fresh}
        accepted = {n: _sheets(checked[n]) for n in fresh if checked[n].ok}
        with workspace.store.knowing({read_as(drafts[n].body): sheets for n, sheets in accepted.items()}):
            workspace.journal.append_many(drafts.values())
            seen = workspace.refresh()
        self._keep_up(seen, self.seen + len(fresh), accepted)
        return [
            _receipt(self.sent[n], checked[n], drafts[n].body) if n in drafts
            else _duplicate(self.sent[n], known[hashes[n]])
            for n in wave
        ]

    def _keep_up(self, seen: int, expected: int, accepted: Mapping[int, Mapping[str, SheetRows]]) -> None:
        """Go on from what stands with the wave; it is asked again only of those the wave concerns."""
        self.seen = seen
        if seen != expected:
            self._look()
            return
        for n, sheets in accepted.items():
            submission = self.submitted[n]
            if isinstance(submission, Submission):
                self.ground.standing.forget(submission.filer.code, sheets)


def _waves(submitted: Sequence[Submission | Checked]) -> Iterator[list[int]]:
    """Groups of files that cannot concern each other: units' books of different units, or one other book.

    A unit's files keep their order, and none passes a book that is not a unit's; a few large waves cost less than
    many small ones, each of which asks anew what stands.
    """
    waves: list[list[int]] = []
    taken: Counter[str] = Counter()
    for n, submission in enumerate(submitted):
        filer = submission.filer if isinstance(submission, Submission) else None
        if filer is not None and filer.book != "unit":
            yield from waves
            yield [n]
            waves, taken = [], Counter()
            continue
        turn = taken[filer.code] if filer else 0
        if turn == len(waves):
            waves.append([])
        waves[turn].append(n)
        taken.update([filer.code] if filer else [])
    yield from waves


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
        **whence(incoming.by),
    }
    if incoming.adopted:
        body["adopted"] = incoming.adopted.body()
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


