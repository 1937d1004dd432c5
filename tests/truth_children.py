"""Other processes for the tests: `python truth_children.py ACT ARGUMENT…` says a line for each thing done."""

from __future__ import annotations

import resource
import sys
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from lvzhi.datadir import Campaign, Occupied, initialise
from lvzhi.journal import Draft, Journal, Moved
from lvzhi.vault import Vault

AT = "2015-07-04T15:20:00+08:00"


def say(line: object) -> None:
    print(line, flush=True)


def at_the_same_moment() -> None:
    say("ready")
    sys.stdin.readline()


def append(path: str, actor: str, count: str) -> None:
    journal = Journal(Path(path))
    at_the_same_moment()
    for turn in range(int(count)):
        say(journal.append("audit", actor, {"turn": turn}, AT).no)


def file_again(path: str, actor: str) -> None:
    journal = Journal(Path(path))
    seen = journal.last_no()
    at_the_same_moment()
    try:
        say(journal.append("filing", actor, {}, AT, concerning="园林", seen=seen).no)
    except Moved:
        say("moved")


def put(folder: str, count: str) -> None:
    at_the_same_moment()
    for number in range(int(count)):
        say(Vault(Path(folder)).put(b"%d" % number * 20_000))


def fill_disk(journal: str, vault: str, limit: str) -> None:
    """Go on until no file may grow any further."""
    book = Journal(Path(journal))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        Vault(Path(vault)).put(b"x" * 2 * int(limit))
    except OSError as fault:
        say(type(fault).__name__)
    for turn in range(1000):
        try:
            draft = Draft("audit", "甲", {"turn": turn, "pad": "x" * 9000}, AT)
            say(book.append_many([draft, draft])[-1].no)
        except Exception as fault:
            say(type(fault).__name__)
            return


def set_up(path: str, plan: str) -> None:
    at_the_same_moment()
    try:
        campaign = Campaign(date(2015, 10, 20), demo=True)
        say(initialise(Path(path), plan.encode(), campaign, datetime(2015, 6, 5, tzinfo=UTC), "甲").path.name)
    except Occupied:
        say("occupied")


if __name__ == "__main__":
    {act.__name__: act for act in (append, file_again, put, fill_disk, set_up)}[sys.argv[1]](*sys.argv[2:])
