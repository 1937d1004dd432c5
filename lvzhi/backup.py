"""A whole data directory in one zip file, taken while others write to it, and back again.

The projection is not in it: it is rebuilt. Nor is settings.toml, which belongs to the machine, nor anything by
which somebody could log in.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from lvzhi.access.copied import copy_accounts
from lvzhi.campaign import read_campaign
from lvzhi.datadir import DataDir, Occupied, claimed, mark, opened
from lvzhi.heads import Heads
from lvzhi.journal import Journal
from lvzhi.journal_check import verify
from lvzhi.journal_file import Broken, heads_path
from lvzhi.manifest import (
    ACCOUNTS,
    CAMPAIGN,
    JOURNAL,
    Holds,
    Manifest,
    NotABackup,
    Part,
    checked,
    put_manifest,
    read_manifest,
)
from lvzhi.projection.slots import in_use
from lvzhi.vault import Vault, sync, write_durably

__all__ = ["Holds", "Manifest", "NotABackup", "backup", "lies_now", "read_manifest", "restore"]

_SECRET = 0o600  # a backup holds all that the directory holds


def backup(datadir: DataDir, out: Path, at: datetime) -> Manifest:
    """Write a backup to `out`, which must not exist yet; on disk whole when this returns, or not there.

    A damaged journal or vault raises instead of being copied: an older backup is then worth more.
    """
    opened(datadir.path)
    if out.exists():
        raise Occupied(f"“{out}”已经存在,备份不覆盖原有文件。请换一个文件名。")
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=out.parent) as folder:
        packed = Path(folder) / "backup.zip"
        manifest = _packed(datadir, packed, Path(folder), at)
        packed.chmod(_SECRET)
        sync(packed)
        packed.replace(out)
    sync(out.parent)
    return manifest


def restore(source: Path, path: Path, aside: Path | None = None) -> DataDir:
    """Set up a data directory from a backup in a folder that is empty or not there yet.

    The backup is checked to the last byte before anything is written, and what was written once more before
    the folder becomes a data directory. What the folder holds is moved to `aside` first, when that is given.
    """
    manifest = read_manifest(source)
    datadir = DataDir(path)
    if aside is not None:
        _set_aside(datadir, aside)
        source = lies_now(source, path, aside)
    with claimed(path):
        if any(path.iterdir()):
            raise Occupied(f"“{path}”不是空文件夹。恢复不覆盖原有内容,请换一个空文件夹。")
        try:
            _restored(source, datadir, manifest)
        except BaseException as fault:
            _emptied(path)
            if isinstance(fault, NotABackup):
                raise NotABackup(f"“{source.name}”:{fault}") from fault
            raise
    return datadir


def lies_now(source: Path, path: Path, aside: Path | None) -> Path:
    """Return where a backup lies once the folder has been set aside: the backups may be in it."""
    if aside is None or not source.absolute().is_relative_to(path.absolute()):
        return source
    return aside / source.absolute().relative_to(path.absolute())


def _set_aside(datadir: DataDir, aside: Path) -> None:
    """Rename a whole data directory; refuse while a process works in it, or when the new name is taken."""
    if in_use(datadir.projection):
        raise Occupied(f"“{datadir.path}”正在使用。请先停止服务,再恢复。")
    if aside.exists():
        raise Occupied(f"“{aside}”已经存在,原有内容没有移动。请先把它改名。")
    datadir.path.rename(aside)
    sync(aside.parent)


def _packed(datadir: DataDir, packed: Path, folder: Path, at: datetime) -> Manifest:
    # The journal first: every file it speaks of was in the vault before its entry was written.
    with Journal(datadir.journal) as journal:
        journal.backup(folder / JOURNAL)
    if problems := verify(folder / JOURNAL):
        raise Broken("".join(problems))
    # An example's accounts are made anew, with the password everybody knows.
    has_accounts = datadir.access.exists() and not datadir.campaign().demo
    accounts = copy_accounts(datadir.access, folder / ACCOUNTS) if has_accounts else 0
    with Journal(folder / JOURNAL) as journal:
        last_no, head = journal.head()
        first = next(journal.entries(until=1)).hash
        holds = _counted(journal, accounts)
    parts = []
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in _contents(datadir, folder):
            parts.append(Part(name, len(data), hashlib.sha256(data).hexdigest()))
            # Workbooks are packed already.
            how = zipfile.ZIP_STORED if name.startswith("vault/") else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, how)
        manifest = Manifest(at.isoformat(), first, last_no, head, holds, tuple(parts))
        put_manifest(archive, manifest)
    return manifest


def _counted(journal: Journal, accounts: int) -> Holds:
    kinds = Counter(entry.kind for entry in journal.entries())
    return Holds(kinds.total(), kinds["filing"], kinds["decision"], accounts)


def _contents(datadir: DataDir, copies: Path) -> Iterator[tuple[str, bytes]]:
    yield CAMPAIGN, datadir.campaign_file.read_bytes()
    yield JOURNAL, (copies / JOURNAL).read_bytes()
    if (copies / ACCOUNTS).exists():
        yield ACCOUNTS, (copies / ACCOUNTS).read_bytes()
    vault = Vault(datadir.vault)
    for sha256 in vault:
        yield f"vault/{sha256[:2]}/{sha256}", vault.get(sha256)


def _restored(source: Path, datadir: DataDir, manifest: Manifest) -> None:
    with zipfile.ZipFile(source) as archive:
        contents = ((part.name, checked(archive, part)) for part in manifest.parts)
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
        if name == CAMPAIGN:
            campaign = data
        elif name == JOURNAL:
            write_durably(datadir.journal, data, mode=0o644)
        elif name == ACCOUNTS:
            write_durably(datadir.access, data, mode=_SECRET)
        else:
            vault.put(data)
    read_campaign(campaign)
    return campaign


def _check_restored(datadir: DataDir, manifest: Manifest) -> None:
    problems = [*verify(datadir.journal), *Vault(datadir.vault).verify()]
    if problems:
        raise NotABackup("恢复后核对发现:" + "".join(problems))
    with Journal(datadir.journal) as journal:
        first = next(journal.entries(until=1)).hash
        if (first, *journal.head()) != (manifest.first, manifest.last_no, manifest.head):
            raise NotABackup("恢复出的日志与备份清单不一致。")
        if _counted(journal, manifest.holds.accounts) != manifest.holds:
            raise NotABackup("恢复出的内容与备份清单不一致。")
