"""Processes that receive books until they are killed: `python -m tests.crash.victim`, one order a line.

The modules are imported once; each order is carried out by a fork, so that a blow falls on the work and not on
the imports. A receipt is written to the log at once: what stands there has been told.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from lvzhi.datadir import opened
from lvzhi.intake.judging import Incoming
from lvzhi.intake.receiving import receipt_json, receive
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.crash.ground import UNITS, Ground

OPENED = "opened"  # a file that says that books are being received from now on


def work(folder: str, seed: str, count: int) -> None:
    """Receive so many books, one by one or a few together, in the order of the seed."""
    ground, random = Ground(Path(folder)), Random(seed)
    with Workspace(opened(ground.data), FORMS) as workspace, ground.log.open("ab", buffering=0) as log:
        zone = workspace.plan.zone
        (ground.folder / OPENED).touch()
        for bunch in _bunches(ground, random, f"{seed}.{os.getpid()}", count):
            at = dt.datetime(2015, 8, 4, 10, tzinfo=zone)
            for receipt in receive(workspace, [Incoming(n, d, at, "测试") for n, d in bunch]):
                told = receipt_json(receipt, workspace.plan)
                log.write(json.dumps(told, ensure_ascii=False, default=str).encode() + b"\n")


def _bunches(ground: Ground, random: Random, tag: str, count: int) -> Iterator[Sequence[tuple[str, bytes]]]:
    for n in range(count):
        units = random.sample(UNITS, random.choice([1, 1, 2]))
        yield [(f"{unit}.xlsx", ground.book(unit, f"{tag}.{n}")) for unit in units]


def file_one(folder: str, unit: str, tag: str) -> None:
    """Receive one book as soon as the file `go` is there, together with whoever else waits for it."""
    ground = Ground(Path(folder))
    with Workspace(opened(ground.data), FORMS) as workspace, ground.log.open("ab", buffering=0) as log:
        workspace.pool  # noqa: B018 - started before the word is given
        (ground.folder / f"ready-{os.getpid()}").touch()
        while not (ground.folder / "go").exists():
            time.sleep(0.001)
        at = dt.datetime(2015, 8, 4, 10, tzinfo=workspace.plan.zone)
        for receipt in receive(workspace, [Incoming(f"{unit}.xlsx", ground.book(unit, tag), at, "测试")]):
            log.write(json.dumps(receipt_json(receipt, workspace.plan), ensure_ascii=False).encode() + b"\n")


def main() -> None:
    acts: dict[str, Any] = {"work": work, "file_one": file_one}
    print("ready", flush=True)
    for line in sys.stdin:
        orders = json.loads(line)
        forks = [_forked(acts[act], arguments) for act, arguments in orders]
        print(json.dumps(forks), flush=True)
        sys.stdin.readline()  # until then the dead keep their numbers, and a late blow hits nobody else
        print(json.dumps([os.waitpid(fork, 0)[1] for fork in forks]), flush=True)


def _forked(act: Any, arguments: Sequence[Any]) -> int:
    fork = os.fork()
    if fork == 0:
        try:
            act(*arguments)
            os._exit(0)
        finally:
            os._exit(1)
    return fork


if __name__ == "__main__":
    main()
