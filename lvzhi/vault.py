"""The files received, verbatim, each named by the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")
_INCOMING = ".incoming-"


class NotAHash(ValueError):
    """The name asked for is not a SHA-256 in lower-case hexadecimal."""


class Missing(Exception):
    """The vault holds no file of this name."""


class Damaged(Exception):
    """The bytes on disk are no longer those that were received."""


def write_durably(path: Path, data: bytes, mode: int = 0o444) -> None:
    """Write a file so that it is on disk whole, or not there at all; an existing one is replaced.

    Raises OSError, a full disk included, and then leaves the folder as it was.
    """
    handle, name = tempfile.mkstemp(prefix=_INCOMING, dir=path.parent)
    incoming = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            incoming.chmod(mode)
            os.fsync(file.fileno())
        incoming.replace(path)
    except BaseException:
        incoming.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Put a file's bytes or a folder's names on disk: fsync of a file alone does not keep its name."""
    if sys.platform == "win32":
        return  # Windows opens no folder, and syncs only what is open for writing
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Vault:
    """A folder of received files; iterating gives their names in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256; on disk when this returns.

        Keeping the same bytes again changes nothing, unless the stored copy has gone bad: then it is mended.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if _holds(path, data):
            # Another process may have renamed it a moment ago without having synced the folder yet.
            sync(path.parent)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, data)
        sync(self.folder)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes, after checking that they are still the ones received."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise Missing(f"原件 {sha256} 不在文件库里。请从备份中找回。") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Damaged(f"原件 {sha256} 与收到时不一致,已有损坏或改动。请从备份中找回。")
        return data

    def path(self, sha256: str) -> Path:
        """Say where the file of this name lies, whether or not it is there."""
        if not _SHA256.fullmatch(sha256):
            raise NotAHash(f"“{sha256}”不是文件校验码。")
        return self.folder / sha256[:2] / sha256

    def verify(self) -> list[str]:
        """List, as sentences, every file that is damaged or does not belong here; empty when all is well."""
        return [problem for path in _files(self.folder) for problem in self._examined(path)]

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def __iter__(self) -> Iterator[str]:
        return (path.name for path in _files(self.folder) if self._is_ours(path))

    def _is_ours(self, path: Path) -> bool:
        return bool(_SHA256.fullmatch(path.name)) and path == self.path(path.name)

    def _examined(self, path: Path) -> Iterator[str]:
        if not self._is_ours(path):
            yield f"文件库里有一个不属于这里的文件:{path.relative_to(self.folder)}。请移走。"
            return
        try:
            self.get(path.name)
        except (Damaged, Missing) as problem:
            yield str(problem)
        except OSError as fault:
            yield f"原件 {path.name} 读不出来({fault.strerror})。请从备份中找回。"


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _files(folder: Path) -> list[Path]:
    # A process killed while writing leaves an unnamed `.incoming-` file: it was never acknowledged.
    found = (path for path in folder.rglob("*") if not path.is_dir())
    return sorted(path for path in found if not path.name.startswith(_INCOMING))
