"""The whole example campaign, made once for a run of the tests however many workers it has.

`python -m tests.making FOLDER` makes it there; whoever needs it waits for the one who is at it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def made(folder: Path) -> Path:
    """Return the data directory in `folder` with the example loaded, its books beside it; make it if need be."""
    return once(folder, _example)


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Return the data directory in `folder`, made by the first of several processes that asks for it."""
    data, done = folder / "data", folder / "done"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(data)
            done.touch()
    return data


def _example(data: Path) -> None:
    books = data.parent / "books"
    _lvzhi("demo", "--out", books)
    # Files of the example refused on purpose make `load` exit with 1.
    _lvzhi("--data", data, "load", books, "--received-at", "folder", fine=(0, 1))
    _lvzhi("--data", data, "decide", books / "decisions.yaml")


def begin(folder: Path) -> subprocess.Popen[bytes]:
    """Make it in a process beside this one, which goes on with what does not need it."""
    return subprocess.Popen([sys.executable, "-m", "tests.making", str(folder)], cwd=ROOT, start_new_session=True)


def end(maker: subprocess.Popen[bytes]) -> None:
    """End the process and those it started, if it is still at work."""
    if maker.poll() is None:
        os.killpg(maker.pid, signal.SIGTERM)
    maker.wait()


def _lvzhi(*words: object, fine: tuple[int, ...] = (0,)) -> None:
    done = subprocess.run([sys.executable, "-m", "lvzhi", *map(str, words)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in fine:
        raise RuntimeError(f"{words}: {done.stdout[-2000:]}{done.stderr[-4000:]}")


if __name__ == "__main__":
    made(Path(sys.argv[1]))
