"""Start other processes from a test, let them go at the same moment, read what they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SCRIPT = Path(__file__).with_name("truth_children.py")


def started(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(_SCRIPT), *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def let_go(*children: subprocess.Popen[str]) -> None:
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()


def said(*children: subprocess.Popen[str]) -> list[list[str]]:
    return [child.communicate(timeout=60)[0].split() for child in children]
