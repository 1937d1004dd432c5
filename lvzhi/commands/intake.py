"""check and load: look at files, or receive them."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from lvzhi.attachments.attaching import NO_NUMBER, Offered, Outcome, attach, is_evidence, look, outcome_json
from lvzhi.campaign import Campaign, read_campaign
from lvzhi.commands.attachments import say_outcomes
from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, find_filer, instant, print_json, progress, say
from lvzhi.datadir import initialise
from lvzhi.intake.bundles import Left, Piece, count, is_bundle, pieces
from lvzhi.intake.checking import Checked
from lvzhi.intake.judging import Incoming, check_files, check_json
from lvzhi.intake.receiving import ACCEPTED, DUPLICATE, REJECTED, UNREADABLE, Receipt, receipt_json, receive
from lvzhi.intake.worker import Pool
from lvzhi.package.contents import is_package
from lvzhi.plan import Plan
from lvzhi.planfile import read as read_plan
from lvzhi.values import file_name
from lvzhi.workspace import Workspace

COMMAND_LINE = "命令行"
_STATUSES = {ACCEPTED: "已接收", REJECTED: "系统退回", DUPLICATE: "重复,未变", UNREADABLE: "读不出"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--filer", help="替哪个单位核对(报送簿上没有写明时)")
    parser.add_argument("--json", action="store_true")


def check(args: argparse.Namespace, context: Context) -> int:
    """Check files and store nothing."""
    ground, workspace = context.ground()
    filer = find_filer(ground.plan, args.filer).code if args.filer else None
    now = workspace.clock.now() if workspace else dt.datetime.now(ground.plan.zone)
    found, left = _found(args.files), Left()
    incoming = (Incoming(file_name(p.name), data, now, COMMAND_LINE, filer) for _, p, data in _taken(found, left))
    pool = workspace.pool if workspace else Pool(context.readers)
    try:
        results = list(progress(check_files(ground, pool, incoming), "核对", _many(found)))
    finally:
        pool.close()
        if workspace:
            workspace.close()
    if args.json:
        print_json([check_json(i, c, ground.plan) for i, c in results])
    else:
        for one, checked in results:
            _say_checked(one, checked)
    _say_left(left)
    return FINE if not left.shut and all(c.ok for _, c in results) else REFUSED


def _say_checked(incoming: Incoming, checked: Checked) -> None:
    say(f"{incoming.name}:{'可以报送' if checked.ok else '需要修改'}")
    for f in checked.findings:
        place = " ".join(str(p) for p in (f.sheet, f.cell, f.column) if p)
        say(f"  [{f.severity.label}] {place} {f.message}" + (f"({f.reason})" if f.reason else ""))


def add_load(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件、文件夹或 zip")
    parser.add_argument("--filer", help="替哪个单位报送")
    parser.add_argument("--received-at", help="收到的时刻,ISO 8601;folder 表示按文件夹名中的日期12时")
    parser.add_argument("--json", action="store_true")


def load(args: argparse.Namespace, context: Context) -> int:
    """Receive files, folders and zips."""
    if sent := next((p for p in args.paths if p.is_file() and is_package(_beginning(p))), None):
        raise WrongUse(f"“{sent.name}”是下级的上报包,不是报送簿。请用 receive 接收。")
    adopted = () if context.has_data() else _adopt(args.paths, context)
    with context.workspace() as workspace:
        filer = find_filer(workspace.plan, args.filer).code if args.filer else None
        found, left = _found(args.paths, without=adopted), Left()
        plan, told = workspace.plan, _json if args.json else _words
        came = _Came(workspace, found, left, filer, args.received_at).received()
        became = [one for _, one in sorted(((place, told(one, plan)) for place, one in came), key=itemgetter(0))]
        outcomes = [one.outcome for one in became if one.outcome]
        if args.json:
            print_json([one.said for one in became])
        else:
            _say_receipts([one for one in became if one.outcome is None])
        say_outcomes(outcomes, plan, sys.stderr if args.json else sys.stdout)
    _say_left(left)
    return REFUSED if left.shut or any(one.status in (REJECTED, UNREADABLE) for one in became) else FINE


@dataclass(frozen=True)
class _Told:
    """What is said of one that came, until all have: its receipt holds every finding and every changed cell."""

    status: str
    said: Any
    outcome: Outcome | None = None


def _json(one: Receipt | Outcome, plan: Plan) -> _Told:
    if isinstance(one, Outcome):
        return _Told(one.status, outcome_json(one, plan), one)
    return _Told(one.status, receipt_json(one, plan))


def _words(one: Receipt | Outcome, plan: Plan) -> _Told:
    if isinstance(one, Outcome):
        return _Told(one.status, None, one)
    filer = plan.filer(one.filer).name if one.filer else "?"
    lines = [f"{_STATUSES[one.status]}\t{one.receipt}\t{filer}\t{one.period or ''}\t{one.file}"]
    lines += [
        f"    [{f.severity.label}] {f.sheet or ''} {f.cell or ''} {f.message}"
        for f in one.findings if f.open or one.status == UNREADABLE
    ]
    return _Told(one.status, lines)


def _say_receipts(became: Sequence[_Told]) -> None:
    for one in became:
        for line in one.said:
            say(line)
    say("合计 " + ",".join(f"{words} {sum(one.status == s for one in became)}" for s, words in _STATUSES.items()))


_Place = tuple[int, str]  # of what came: the file found, and the name of the piece in it


@dataclass(frozen=True)
class _Came:
    """Everything that came, for whom and when; each piece is read when it is its turn."""

    workspace: Workspace
    found: Sequence[_Found]
    left: Left
    filer: str | None
    received_at: str | None

    def received(self) -> Iterator[tuple[_Place, Receipt | Outcome]]:
        """Receive the books, and tie what came beside them to its rows; what names no row is judged as a book.

        What belongs to rows that stand comes first: the books are judged with their evidence there.
        """
        done = set()
        for place, one in self._pieces(self._beside, Left()):
            if look(self.workspace, _offered(one)).status != REJECTED:
                done.add(place)
                yield place, attach(self.workspace, _offered(one))
        yield from self._books()
        for place, one in self._pieces(self._beside, self.left):
            if place in done:
                continue
            outcome = attach(self.workspace, _offered(one))
            if outcome.code == NO_NUMBER:
                yield from ((place, receipt) for receipt in receive(self.workspace, [one]))
            else:
                yield place, outcome

    def _books(self) -> Iterator[tuple[_Place, Receipt]]:
        places: list[_Place] = []

        def books() -> Iterator[Incoming]:
            for place, one in self._pieces(lambda name: not self._beside(name), self.left):
                places.append(place)
                yield one

        receipts = progress(receive(self.workspace, books()), "报送", _many(self.found))
        yield from ((places[n], receipt) for n, receipt in enumerate(receipts))

    def _beside(self, name: str) -> bool:
        return is_evidence(self.workspace.plan, self.workspace.forms, file_name(name))

    def _pieces(self, wanted: Callable[[str], bool], left: Left) -> Iterator[tuple[_Place, Incoming]]:
        now, plan = self.workspace.clock.now(), self.workspace.plan
        order = {one: n for n, one in enumerate(self.found)}
        for found, piece, data in _taken(self.found, left, wanted):
            by_folder = self.received_at == "folder"
            at = _day_of_folder(found, piece, plan) if by_folder else instant(self.received_at, plan, now)
            yield (order[found], piece.name), Incoming(
                file_name(piece.name), data, at, COMMAND_LINE, self.filer, on_behalf=self.filer is not None)


def _offered(came: Incoming) -> Offered:
    return Offered(came.name, came.data, came.received_at, came.filed_by, came.filer, on_behalf=came.on_behalf)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _say_left(left: Left) -> None:
    """Name what nothing could be done with; the others went their way."""
    for said in (*left.cannot_be_had(), left.no_books()):
        if said:
            sys.stderr.write(f"{said}\n")


@dataclass(frozen=True)
class _Found:
    """A file that was named, or lies `inside` a folder that was: by the path it has there."""

    path: Path
    inside: str | None = None

    def pieces(self, wanted: Callable[[str], bool]) -> Iterator[Piece]:
        """Whoever names a file means it; of a folder's files those that are no books are left."""
        if self.inside is None and not is_bundle(self.path.name, self.path):
            named = (self.path,) if wanted(self.path.name) else ()
            return (Piece(path.name, path.read_bytes()) for path in named)
        return pieces(self.inside or self.path.name, self.path, wanted)


def _found(paths: Iterable[Path], without: Collection[Path] = ()) -> list[_Found]:
    """Every file named, in path order inside folders."""
    files: list[_Found] = []
    for path in paths:
        if not path.exists():
            raise WrongUse(f"没有找到“{path}”。")
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file() and p not in without)
            files += [_Found(p, p.relative_to(path).as_posix()) for p in inside]
        else:
            files.append(_Found(path))
    return files


def _many(found: Iterable[_Found]) -> int:
    return sum(1 if f.inside is None and not is_bundle(f.path.name, f.path) else count(f.inside or f.path.name, f.path)
               for f in found)


def _taken(
    found: Iterable[_Found], left: Left, wanted: Callable[[str], bool] = lambda name: True
) -> Iterator[tuple[_Found, Piece, bytes]]:
    """Each file wanted that may be one of ours with its bytes, read when it is its turn."""
    return ((one, piece, data) for one in found for piece, data in left.out_of(one.pieces(wanted)))


def _day_of_folder(found: _Found, piece: Piece, plan: Plan) -> dt.datetime:
    """Noon of the day that names the innermost folder named after one."""
    for part in reversed((*found.path.parent.parts, *piece.folders)):
        if day := _day(part):
            return dt.datetime.combine(day, dt.time(12), plan.zone)
    raise WrongUse(f"“{found.path}”的文件夹名里没有日期,不能用 --received-at folder。")


def _day(folder: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(folder) if _DAY.fullmatch(folder) else None
    except ValueError:  # 2015-02-30
        return None


def _adopt(paths: Iterable[Path], context: Context) -> tuple[Path, ...]:
    """Set up an empty data directory: with the plan and settings lying beside the books, else the plan given.

    Returns the files taken for that.
    """
    folder = next((p for p in paths if p.is_dir() and (p / "plan.yaml").exists()), None)
    beside = folder / "plan.yaml" if folder and context.plan is None else None
    settings = folder / "campaign.toml" if folder else None
    taken = tuple(p for p in (beside, settings) if p and p.exists())
    plan_bytes = beside.read_bytes() if beside else context.plan_bytes()
    campaign = read_campaign(settings.read_bytes()) if settings in taken else Campaign()
    plan = read_plan(plan_bytes, context.form_ids)
    # The plan is in force from the campaign's first day on, whenever the directory is set up.
    start = dt.datetime.combine(plan.campaign.start, dt.time(), plan.zone)
    initialise(context.data, plan_bytes, campaign, start, COMMAND_LINE)
    return taken
