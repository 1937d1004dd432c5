"""A zip that holds books: its members one by one, each with a name people can read, none larger than a file may be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from lvzhi.intake.container import BROKEN
from lvzhi.intake.gate import MEGABYTE, STANDARD
from lvzhi.intake.recognise import ZIP

MEMBERS, UNPACKED = 400, 400 * MEGABYTE  # of one zip; all 60 filers of three months fit
_ASIDE = frozenset({".yaml", ".toml", ".md", ".txt"})  # lie beside books, and are none
_UTF8 = 0x800


@dataclass(frozen=True)
class Member:
    """A file of a zip: the folders and name it has there, and its bytes; None where they cannot be had."""

    name: str
    data: bytes | None


def is_bundle(data: bytes) -> bool:
    """Is this a zip of files, rather than one workbook (which is a zip, too) or something else?"""
    if not data.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {i.filename.lower() for i in archive.infolist()}
    except BROKEN:
        return False
    return "[content_types].xml" not in names and "mimetype" not in names


def members(data: bytes) -> Iterator[Member]:
    """Yield the files of a zip in the order of their names; one that is damaged, locked or too large has no bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = sorted((i for i in archive.infolist() if not i.is_dir()), key=readable)
        left = UNPACKED
        for n, info in enumerate(i for i in infos if is_book(readable(i))):
            fits = n < MEMBERS and info.file_size <= min(STANDARD.packed, left) and not info.flag_bits & 0x1
            held = _read(archive, info) if fits else None
            left -= len(held or b"")
            yield Member(readable(info), held)


def beside(data: bytes) -> list[str]:
    """Return the names of what lies in a zip beside books and is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [readable(i) for i in archive.infolist() if not i.is_dir()]
    return [name for name in names if is_aside(name) and not is_book(name)]


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    """What a member holds; its declared size bounds what is unpacked, a lie about it is a damage."""
    try:
        with archive.open(info) as member:
            held = member.read(info.file_size + 1)
    except BROKEN:
        return None
    return held if len(held) == info.file_size else None


def readable(info: zipfile.ZipInfo) -> str:
    """The name as its maker saw it: Chinese programs write GBK without saying so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return info.filename


def is_book(name: str) -> bool:
    """Could this be somebody's book? Hidden files and what lies beside books are not looked at."""
    path = _path(name)
    return not _hidden(path) and path.suffix.lower() not in _ASIDE


def is_aside(name: str) -> bool:
    """What lies beside books and is none: texts, and the files Office writes beside an open workbook."""
    path = _path(name)
    return not _hidden(path) and (path.suffix.lower() in _ASIDE or path.name.startswith("~$"))


def _path(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))


def _hidden(path: PurePosixPath) -> bool:
    """Nobody has seen these files: they are passed over in silence."""
    return path.name.startswith(".") or "__MACOSX" in path.parts
