"""Other processes for the tests of the store: `python store_children.py FOLDER ACT ARGUMENT…`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import duckdb

from lvzhi.datadir import DataDir, opened
from lvzhi.projection.database import Limits
from lvzhi.store import Store
from tests.filed import FORMS, Office, derive, row


def files(datadir: DataDir, unit: str, count: str) -> None:
    for n in range(1, int(count) + 1):
        Office(datadir).files(unit, "2015-06", f"2015-07-01T10:00:{n:02d}", ledger=[row(f"{unit}-问题-{n:03d}")])


def look(datadir: DataDir) -> None:
    print("opening", flush=True)
    with Store.open(datadir, FORMS, derive) as store, store.cursor() as cursor:
        keys = [key for (key,) in cursor.execute("select key from rows_ledger order by key").fetchall()]
        name = store._database.slot.path.name
        print(json.dumps({"file": name, "keys": keys, "notices": list(store.notices)}))


def hold(datadir: DataDir) -> None:
    with duckdb.connect(datadir.projection):
        print("held", flush=True)
        sys.stdin.readline()


def spill(datadir: DataDir) -> None:
    """Need more memory than there is, and say so once there are files on disk for it."""
    with Store.open(datadir, FORMS, derive, Limits("64MB", 1)) as store, store.cursor() as cursor:
        cursor.execute("create temp table much as select repeat(n::varchar, 20) from range(3_000_000) as r(n)")
        print("spilled", flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    {"files": files, "look": look, "hold": hold, "spill": spill}[sys.argv[2]](opened(Path(sys.argv[1])), *sys.argv[3:])
