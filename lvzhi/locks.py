"""Files and folders held against other processes, on Linux and on Windows; a kill lets go of them.

Closing the handle returned lets go as well.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_LOOK_AGAIN = 0.1  # seconds; Windows itself gives up waiting after ten


def hold_folder(path: Path) -> int:
    """Wait until no other process holds the folder, and hold it."""
    if sys.platform != "win32":
        import fcntl

        handle = os.open(path, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        return handle
    # Windows opens no folder: a file beside it stands for it.
    while (held := try_to_hold(path.with_name(path.name + ".lock"))) is None:
        time.sleep(_LOOK_AGAIN)
    return held


def try_to_hold(path: Path) -> int | None:
    """Hold a file, which is made if need be; None when another process has it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(handle)
    except (BlockingIOError, PermissionError):  # what Linux and Windows say of a file that is held
        os.close(handle)
        return None
    return handle


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
