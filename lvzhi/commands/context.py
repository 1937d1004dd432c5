"""What every command is given: the forms, the places named on the command line, where to print."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import yaml
from tqdm import tqdm

from lvzhi import faults, planfile
from lvzhi.books.nothing import NothingAccepted
from lvzhi.datadir import DataDir, opened
from lvzhi.form import Form
from lvzhi.intake.judging import Ground
from lvzhi.plan import Filer, Plan
from lvzhi.store import Limits
from lvzhi.workspace import Workspace

T = TypeVar("T")

FINE, REFUSED, WRONG_USE = 0, 1, 2


class WrongUse(Exception):
    """The command was called in a way it cannot carry out; the text says what to do."""


def sentence(fault: Exception) -> str | None:
    """What is said of a fault in what the command was given; None for a fault of ours, which is to rise."""
    if isinstance(fault, WrongUse):
        return str(fault)
    if isinstance(fault, yaml.YAMLError):
        return "文件不是能读的 YAML,请核对缩进和标点。"
    return faults.sentence(fault)


@dataclass(frozen=True)
class Context:
    """`data` is the data directory, `plan` a plan file named on the command line, `plans` where plans lie."""

    forms: tuple[Form, ...]
    books: Mapping[str, tuple[str, ...]]
    data: Path
    plan: Path | None
    plans: Path
    readers: int = 2

    @property
    def form_ids(self) -> tuple[str, ...]:
        return tuple(f.id for f in self.forms)

    @property
    def titles(self) -> Mapping[str, str]:
        return {f.id: f.title for f in self.forms}

    def has_data(self) -> bool:
        return DataDir(self.data).exists()

    def workspace(self, limits: Limits | None = None) -> Workspace:
        """Open the data directory and say what had to be mended; WrongUse when there is none."""
        if not self.has_data():
            raise WrongUse(f"数据目录“{self.data}”还没有建立。先运行 load 装入报送簿,或 init 建立空的数据目录。")
        workspace = Workspace(opened(self.data), self.forms, self.readers, limits)
        for notice in workspace.store.notices:
            sys.stderr.write(f"{notice}\n")
        return workspace

    def plan_bytes(self) -> bytes:
        """The plan file named, else the only one among the product's plans."""
        if self.plan is not None:
            return self.plan.read_bytes()
        found = sorted(self.plans.glob("*.yaml"))
        if len(found) != 1:
            raise WrongUse("请用 --plan 指明方案文件。")
        return found[0].read_bytes()

    def ground(self) -> tuple[Ground, Workspace | None]:
        """What books are made and judged by: the data directory's state, else a plan with nothing accepted."""
        if self.plan is None and self.has_data():
            workspace = self.workspace()
            return workspace.ground(), workspace
        plan = planfile.read(self.plan_bytes(), self.form_ids)
        return Ground(plan, 1, self.forms, None, NothingAccepted.of(self.forms)), None


def find_filer(plan: Plan, text: str) -> Filer:
    """The filer named by code or name; WrongUse otherwise."""
    found = plan.find_filer(text)
    if found is None:
        raise WrongUse(f"方案里没有“{text}”这个单位。请用方案中的名称或代码。")
    return found


def instant(text: str | None, plan: Plan, now: dt.datetime) -> dt.datetime:
    """An ISO 8601 instant in the plan's time zone; now when none is given."""
    if text is None:
        return now
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError as fault:
        raise WrongUse(f"“{text}”不是日期或时刻。请写成 2015-07-04 或 2015-07-04T12:00。") from fault
    return read.replace(tzinfo=plan.zone) if read.tzinfo is None else read.astimezone(plan.zone)


def print_json(value: Any) -> None:
    """JSON alone on standard output, Chinese as it is."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1, default=str)
    sys.stdout.write("\n")


def say(text: str, end: str = "\n") -> None:
    sys.stdout.write(f"{text}{end}")


@contextmanager
def kept_whole(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that takes its name when it is done: what stood under the name stays until then."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    try:
        beside = tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent)
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, str(path)) from fault  # the name that was asked for
    with beside as folder:
        written = Path(folder) / path.name
        with written.open("wb") as file:
            yield file
        written.replace(path)


def progress(items: Iterable[T], label: str, total: int | None = None) -> Iterable[T]:
    """A progress bar on standard error, when somebody is there to see it."""
    return tqdm(items, desc=label, total=total, file=sys.stderr, disable=not sys.stderr.isatty(), unit="份")


def table(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as lines of tab-separated text, blanks for null."""
    return "\n".join("\t".join("" if v is None else str(v) for v in row) for row in rows)
