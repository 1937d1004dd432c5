"""The versions of the plan, read from the vault when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lvzhi.chain import Entry
from lvzhi.plan import Plan
from lvzhi.plan_tree import build
from lvzhi.plan_yaml import parse


def read_accepted(data: bytes) -> Plan:
    """Read a plan file that was judged when it came into force, without judging it again."""
    return build(parse(data).tree)


class Plans:
    """Plans by version number; `file` gives a file's bytes by its SHA-256."""

    def __init__(self, file: Callable[[str], bytes], entries: Iterable[Entry] = ()) -> None:
        self._file = file
        self._files: dict[int, str] = {}
        self._read: dict[int, Plan] = {}
        for entry in entries:
            self.learn(entry)

    def learn(self, entry: Entry) -> int:
        """Note the version a plan entry put in force and return its number."""
        version: int = entry.body["version"]
        self._files[version] = entry.body["sha256"]
        return version

    def __getitem__(self, version: int) -> Plan:
        """Return the plan of a version, the same object each time; KeyError when there is none."""
        if version not in self._read:
            self._read.setdefault(version, read_accepted(self._file(self._files[version])))
        return self._read[version]

    @property
    def newest(self) -> tuple[int, Plan]:
        """Number and plan of the version put in force last; LookupError while there is none."""
        version = next(reversed(self._files), None)
        if version is None:
            raise LookupError("the journal has no plan yet")
        return version, self[version]
