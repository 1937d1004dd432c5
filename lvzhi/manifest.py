"""What a backup says of itself, and whether its bytes bear it out; pure but for reading the zip it is given."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lvzhi.chain import canonical

CAMPAIGN, JOURNAL, ACCOUNTS = "campaign.toml", "journal.sqlite", "access.db"
_FORMAT = 2
_MANIFEST = "manifest.json"
_NAME = re.compile(r"campaign\.toml|journal\.sqlite|access\.db|vault/([0-9a-f]{2})/(\1[0-9a-f]{62})")
# What zipfile and json say about a file that is damaged, cut short or something else altogether.
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,  # an encrypted part; an unknown packing is a kind of it
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)
_LARGEST_MANIFEST = 256 * 1024 * 1024  # bytes, a million files


class NotABackup(Exception):
    """The file is no backup of ours, or not all of one."""


@dataclass(frozen=True)
class Part:
    """One file of a backup; `size` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Holds:
    """What there is in a backup, counted: entries of the journal, filings and decisions among them, accounts."""

    entries: int
    filings: int
    decisions: int
    accounts: int

    def words(self) -> str:
        """Return the counts for people."""
        return f"日志 {self.entries} 条(报送 {self.filings} 份、审定等事项 {self.decisions} 件),账号 {self.accounts} 个"


@dataclass(frozen=True)
class Manifest:
    """When a backup was taken, first and last entry of its journal, what it holds, every file.

    The hash of the first entry tells one campaign's backups from another's.
    """

    at: str
    first: str
    last_no: int
    head: str
    holds: Holds
    parts: tuple[Part, ...]


def put_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest, the last part of a backup."""
    archive.writestr(_MANIFEST, canonical({"format": _FORMAT, **asdict(manifest)}), zipfile.ZIP_DEFLATED)


def take_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Read the manifest of an open backup; raise NotABackup unless it names exactly the files there are."""
    stored = Counter(archive.namelist())
    if _MANIFEST not in stored or archive.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
        raise NotABackup("备份文件里没有清单,不是本系统的备份。")
    manifest = _parsed(json.loads(archive.read(_MANIFEST)))
    listed = Counter(part.name for part in manifest.parts)
    listed[_MANIFEST] += 1
    if differing := sorted((stored - listed) + (listed - stored)):
        raise NotABackup(f"备份文件的内容与清单对不上({differing[0]})。")
    if foreign := [part.name for part in manifest.parts if not _NAME.fullmatch(part.name)]:
        raise NotABackup(f"备份文件里有不属于这里的内容({foreign[0]})。")
    if {CAMPAIGN, JOURNAL} - listed.keys():
        raise NotABackup("备份文件里缺少日志或 campaign.toml。")
    return manifest


def read_manifest(source: Path) -> Manifest:
    """Check every byte of a backup against its manifest and return that; raise `NotABackup` otherwise."""
    with _opened(source) as archive:
        manifest = take_manifest(archive)
        for part in manifest.parts:
            checked(archive, part)
        return manifest


def peek(source: Path) -> Manifest:
    """Return what a backup says of itself, without looking at the files in it."""
    with _opened(source) as archive:
        return take_manifest(archive)


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup; whatever shows that it is none, or damaged, becomes NotABackup with the file's name."""
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except NotABackup as fault:
        raise NotABackup(f"“{source.name}”:{fault}") from fault
    except _FAULTS as fault:
        raise NotABackup(f"“{source.name}”不是完整的备份文件({fault})。") from fault


def checked(archive: zipfile.ZipFile, part: Part) -> bytes:
    """Return the bytes of a part; raise NotABackup unless they are those the manifest names."""
    with archive.open(part.name) as file:
        # One byte more than promised is enough to see that there is more.
        data = file.read(part.size + 1)
    named = _NAME.fullmatch(part.name)
    hashes = {part.sha256, hashlib.sha256(data).hexdigest(), (named and named[2]) or part.sha256}
    if len(data) != part.size or len(hashes) != 1:
        raise NotABackup(f"备份文件里的 {part.name} 与做备份时不一致,已有损坏。")
    return data


def _parsed(content: dict[str, Any]) -> Manifest:
    if content.pop("format") != _FORMAT:
        raise NotABackup("这份备份由别的版本做成,本版本不能恢复。")
    parts = tuple(Part(**part) for part in content.pop("parts"))
    holds = Holds(**content.pop("holds"))
    return Manifest(**content, holds=holds, parts=parts)
