"""A server of our own on a free loopback port, ended by its process id; and Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")
_PATIENCE = 180
_SERVED: dict[str, Path] = {}
_RUNNING: dict[str, int] = {}


def data_at(address: str) -> Path:
    """The data directory served at an address."""
    return _SERVED[address]


def process_at(address: str) -> int:
    """The number of the process that serves at an address."""
    return _RUNNING[address]


def serves(address: str, data: Path) -> None:
    """Note that a data directory is served at one more address."""
    _SERVED[address] = data


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@contextmanager
def served(
    data: Path, port: int | None = None, script: str = "app.py", health: str = "/health", **settings: str
) -> Iterator[str]:
    """Serve a data directory with settings in its environment; yields the address. It is gone when the block ends."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port),
               "--server.address", "127.0.0.1", "--server.headless", "true"]
    log = data.parent / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "LVZHI_DATA": str(data), "LVZHI_BACKUP_AT": "", **settings}, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        _wait(f"http://127.0.0.1:{port}{health}", process, log)
        serves(f"http://127.0.0.1:{port}", data)
        _RUNNING[f"http://127.0.0.1:{port}"] = process.pid
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server has opened its campaign; whether all is well with it is another question."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError as answer:
            if "retry-after" not in answer.headers:
                return
            time.sleep(0.3)
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"the server did not answer: {log.read_text(errors='replace')}")
