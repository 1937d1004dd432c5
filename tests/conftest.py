"""What several test files share: the whole example campaign, made once however many workers run."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _lvzhi(*words: object, fine: tuple[int, ...] = (0,)) -> None:
    done = subprocess.run([sys.executable, "-m", "lvzhi", *map(str, words)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in fine:
        raise RuntimeError(f"{words}: {done.stdout[-2000:]}{done.stderr[-4000:]}")


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data directory with the example campaign loaded; read it, do not write into it (copy it to do so).

    The books lie beside it in `books`. Files of the example refused on purpose make `load` exit with 1.
    """
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    data, done = shared / "example" / "data", shared / "example.done"
    with (shared / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            books = shared / "example" / "books"
            _lvzhi("demo", "--out", books)
            _lvzhi("--data", data, "load", books, "--received-at", "folder", fine=(1,))
            if (books / "decisions.yaml").exists():
                _lvzhi("--data", data, "decide", books / "decisions.yaml")
            done.touch()
    return data
