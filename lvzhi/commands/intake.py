"""check and load: look at files, or receive them."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lvzhi.campaign import Campaign, read_campaign
from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, find_filer, instant, print_json, progress, say
from lvzhi.datadir import initialise
from lvzhi.intake.bundles import is_book, readable
from lvzhi.intake.checking import Checked
from lvzhi.intake.container import BROKEN
from lvzhi.intake.gate import MEGABYTE, STANDARD
from lvzhi.intake.receiving import (
    REJECTED,
    UNREADABLE,
    Incoming,
    Receipt,
    check_files,
    check_json,
    receipt_json,
    receive,
)
from lvzhi.intake.worker import Pool
from lvzhi.plan import Plan
from lvzhi.planfile import read as read_plan
from lvzhi.workspace import Workspace

COMMAND_LINE = "命令行"
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
    found = _found(args.files, now)
    shut: list[str] = []
    incoming = (Incoming(f.name, data, now, COMMAND_LINE, filer) for f, data in _contents(found, shut))
    pool = workspace.pool if workspace else Pool(context.readers)
    try:
        results = list(progress(check_files(ground, pool, incoming), "核对", len(found)))
    finally:
        pool.close()
        if workspace:
            workspace.close()
    if args.json:
        print_json([check_json(i, c, ground.plan) for i, c in results])
    else:
        for one, checked in results:
            _say_checked(one, checked)
    _say_shut(shut)
    return FINE if not shut and all(c.ok for _, c in results) else REFUSED


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
    if not context.has_data():
        _adopt(args.paths, context)
    with context.workspace() as workspace:
        filer = find_filer(workspace.plan, args.filer).code if args.filer else None
        found = _found(args.paths, workspace.clock.now())
        shut: list[str] = []
        incoming = _incoming(_contents(found, shut), workspace, filer, args.received_at)
        receipts = list(progress(receive(workspace, incoming), "报送", len(found)))
        plan = workspace.plan
        if args.json:
            print_json([receipt_json(r, plan) for r in receipts])
        else:
            _say_receipts(receipts, plan)
    _say_shut(shut)
    return REFUSED if shut or any(r.status in (REJECTED, UNREADABLE) for r in receipts) else FINE


def _say_shut(names: Iterable[str]) -> None:
    """Files of a zip nothing could be done with; the others went their way."""
    largest = f"{STANDARD.packed // MEGABYTE}MB"
    for name in names:
        sys.stderr.write(f"压缩包里的“{name}”取不出来(有密码、已损坏,或超过{largest}),没有收。请单独放入。\n")


def _say_receipts(receipts: Sequence[Receipt], plan: Plan) -> None:
    words = {"accepted": "已接收", "rejected": "系统退回", "duplicate": "重复,未变", "unreadable": "读不出"}
    for r in receipts:
        filer = plan.filer(r.filer).name if r.filer else "?"
        say(f"{words[r.status]}\t{r.receipt}\t{filer}\t{r.period or ''}\t{r.file}")
        for f in r.findings:
            if f.open or r.status == "unreadable":
                say(f"    [{f.severity.label}] {f.sheet or ''} {f.cell or ''} {f.message}")
    say("合计 " + ",".join(f"{words[s]} {sum(r.status == s for r in receipts)}" for s in words))


@dataclass(frozen=True)
class _File:
    """A file to receive; a zip's member is read from the zip. `day` comes from the folder's name."""

    path: Path
    name: str
    member: str | None = None

    def data(self) -> bytes | None:
        """The bytes; None of a member that is locked, damaged or larger than a file may be."""
        if self.member is None:
            return self.path.read_bytes()
        try:
            with zipfile.ZipFile(self.path) as archive:
                fits = archive.getinfo(self.member).file_size <= STANDARD.packed
                return archive.read(self.member) if fits else None
        except BROKEN:
            return None

    @property
    def day(self) -> dt.date | None:
        folders = (*self.path.parts, *Path(self.member or "").parts)[:-1]
        return next((dt.date.fromisoformat(p) for p in reversed(folders) if _DAY.fullmatch(p)), None)


def _found(paths: Iterable[Path], now: dt.datetime) -> list[_File]:
    """Every file named, in path order inside folders and zips."""
    files: list[_File] = []
    for path in paths:
        if not path.exists():
            raise WrongUse(f"没有找到“{path}”。")
        if path.is_dir():
            files += [_File(p, p.name) for p in sorted(path.rglob("*")) if p.is_file() and is_book(p.name)]
        elif path.suffix == ".zip" and zipfile.is_zipfile(path):
            files += _members(path)
        else:
            files.append(_File(path, path.name))
    return files


def _members(path: Path) -> list[_File]:
    with zipfile.ZipFile(path) as archive:
        infos = sorted((i for i in archive.infolist() if not i.is_dir()), key=readable)
    return [_File(path, Path(readable(i)).name, i.filename) for i in infos if is_book(readable(i))]


def _contents(files: Iterable[_File], shut: list[str]) -> Iterator[tuple[_File, bytes]]:
    """Each file with its bytes, read when it is its turn; those without go into `shut`."""
    for file in files:
        data = file.data()
        if data is None:
            shut.append(file.name)
        else:
            yield file, data


def _incoming(
    files: Iterable[tuple[_File, bytes]], workspace: Workspace, filer: str | None, received_at: str | None
) -> Iterator[Incoming]:
    now, plan = workspace.clock.now(), workspace.plan
    for file, data in files:
        yield Incoming(
            file.name, data, _received(file, received_at, plan, now), COMMAND_LINE, filer,
            on_behalf=filer is not None,
        )


def _received(file: _File, text: str | None, plan: Plan, now: dt.datetime) -> dt.datetime:
    if text != "folder":
        return instant(text, plan, now)
    if file.day is None:
        raise WrongUse(f"“{file.path}”的文件夹名里没有日期,不能用 --received-at folder。")
    return dt.datetime.combine(file.day, dt.time(12), plan.zone)


def _adopt(paths: Iterable[Path], context: Context) -> None:
    """Set up an empty data directory: with the plan and settings lying beside the books, else the plan given."""
    folder = next((p for p in paths if p.is_dir() and (p / "plan.yaml").exists()), None)
    plan_bytes = (folder / "plan.yaml").read_bytes() if folder and context.plan is None else context.plan_bytes()
    settings = folder / "campaign.toml" if folder else None
    campaign = read_campaign(settings.read_bytes()) if settings and settings.exists() else Campaign()
    plan = read_plan(plan_bytes, context.form_ids)
    # The plan is in force from the campaign's first day on, whenever the directory is set up.
    start = dt.datetime.combine(plan.campaign.start, dt.time(), plan.zone)
    initialise(context.data, plan_bytes, campaign, start, COMMAND_LINE)
