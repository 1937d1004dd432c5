"""A whole data directory in one zip file, taken while others write to it, and back again.

The projection is not in it: it is rebuilt.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lvzhi.campaign import read_campaign
from lvzhi.chain import canonical
from lvzhi.datadir import DataDir, Occupied, claimed, mark, opened
from lvzhi.heads import Heads
from lvzhi.journal import Journal
from lvzhi.journal_check import verify
from lvzhi.journal_file import Broken, heads_path
from lvzhi.vault import Vault, sync, write_durably

_FORMAT = 1
_MANIFEST = "manifest.json"
_CAMPAIGN = "campaign.toml"
_JOURNAL = "journal.sqlite"
_NAME = re.compile(r"campaign\.toml|journal\.sqlite|vault/([0-9a-f]{2})/(\1[0-9a-f]{62})")
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
class Manifest:
    """What a backup holds: when it was taken, the head of its journal, every file."""

    at: str
    last_no: int
    head: str
    parts: tuple[Part, ...]


def backup(datadir: DataDir, out: Path, at: datetime) -> Manifest:
    """Write a backup to `out`, which must not exist yet; on disk whole when this returns, or not there.

    A damaged journal or vault raises instead of being copied: an older backup is then worth more.
    """
    opened(datadir.path)
    if out.exists():
        raise Occupied(f"“{out}”已经存在,备份不覆盖原有文件。请换一个文件名。")
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=out.parent) as folder:
        packed = Path(folder) / "backup.zip"
        manifest = _packed(datadir, packed, Path(folder) / _JOURNAL, at)
        packed.chmod(0o600)  # it holds all that the directory holds
        sync(packed)
        packed.replace(out)
    sync(out.parent)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """Check every byte of a backup against its manifest and return that; raise `NotABackup` otherwise."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            for part in manifest.parts:
                _checked(archive, part)
            return manifest
    except _FAULTS as fault:
        raise NotABackup(f"“{source.name}”不是完整的备份文件({fault})。") from fault


def restore(source: Path, path: Path) -> DataDir:
    """Set up a data directory from a backup in a folder that is empty or not there yet.

    The backup is checked to the last byte before anything is written, and what was written once more before
    the folder becomes a data directory.
    """
    manifest = read_manifest(source)
    datadir = DataDir(path)
    with claimed(path):
        if any(path.iterdir()):
            raise Occupied(f"“{path}”不是空文件夹。恢复不覆盖原有内容,请换一个空文件夹。")
        try:
            _restored(source, datadir, manifest)
        except BaseException:
            _emptied(path)
            raise
    return datadir


def _packed(datadir: DataDir, packed: Path, copy: Path, at: datetime) -> Manifest:
    # The journal first: every file it speaks of was in the vault before its entry was written.
    with Journal(datadir.journal) as journal:
        journal.backup(copy)
    last_no, head = _sound_head(copy)
    parts = []
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in _contents(datadir, copy):
            parts.append(Part(name, len(data), hashlib.sha256(data).hexdigest()))
            # Workbooks are packed already.
            how = zipfile.ZIP_STORED if name.startswith("vault/") else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, how)
        manifest = Manifest(at.isoformat(), last_no, head, tuple(parts))
        archive.writestr(_MANIFEST, canonical({"format": _FORMAT, **asdict(manifest)}), zipfile.ZIP_DEFLATED)
    return manifest


def _contents(datadir: DataDir, journal: Path) -> Iterator[tuple[str, bytes]]:
    yield _CAMPAIGN, datadir.campaign_file.read_bytes()
    yield _JOURNAL, journal.read_bytes()
    vault = Vault(datadir.vault)
    for sha256 in vault:
        yield f"vault/{sha256[:2]}/{sha256}", vault.get(sha256)


def _sound_head(copy: Path) -> tuple[int, str]:
    problems = verify(copy)
    if problems:
        raise Broken("".join(problems))
    with Journal(copy) as journal:
        return journal.head()


def _manifest(archive: zipfile.ZipFile) -> Manifest:
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
    if {_CAMPAIGN, _JOURNAL} - listed.keys():
        raise NotABackup("备份文件里缺少日志或 campaign.toml。")
    return manifest


def _parsed(content: dict[str, Any]) -> Manifest:
    if content.pop("format") != _FORMAT:
        raise NotABackup("这份备份由别的版本做成,本版本不能恢复。")
    parts = tuple(Part(**part) for part in content.pop("parts"))
    return Manifest(**content, parts=parts)


def _checked(archive: zipfile.ZipFile, part: Part) -> bytes:
    with archive.open(part.name) as file:
        # One byte more than promised is enough to see that there is more.
        data = file.read(part.size + 1)
    named = _NAME.fullmatch(part.name)
    hashes = {part.sha256, hashlib.sha256(data).hexdigest(), (named and named[2]) or part.sha256}
    if len(data) != part.size or len(hashes) != 1:
        raise NotABackup(f"备份文件里的 {part.name} 与做备份时不一致,已有损坏。")
    return data


def _restored(source: Path, datadir: DataDir, manifest: Manifest) -> None:
    with zipfile.ZipFile(source) as archive:
        contents = ((part.name, _checked(archive, part)) for part in manifest.parts)
        campaign = _unpacked(datadir, contents)
    Heads(heads_path(datadir.journal)).note(manifest.last_no, manifest.head)
    _check_restored(datadir, manifest)
    mark(datadir, campaign)


def _emptied(folder: Path) -> None:
    for part in folder.iterdir():
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink()


def _unpacked(datadir: DataDir, contents: Iterator[tuple[str, bytes]]) -> bytes:
    datadir.vault.mkdir()
    vault, campaign = Vault(datadir.vault), b""
    for name, data in contents:
        if name == _CAMPAIGN:
            campaign = data
        elif name == _JOURNAL:
            write_durably(datadir.journal, data, mode=0o644)
        else:
            vault.put(data)
    read_campaign(campaign)
    return campaign


def _check_restored(datadir: DataDir, manifest: Manifest) -> None:
    problems = [*verify(datadir.journal), *Vault(datadir.vault).verify()]
    if problems:
        raise NotABackup("恢复后核对发现:" + "".join(problems))
    with Journal(datadir.journal) as journal:
        if journal.head() != (manifest.last_no, manifest.head):
            raise NotABackup("恢复出的日志与备份清单不一致。")
