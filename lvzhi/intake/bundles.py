"""Files as they come, many at once: a zip that holds books gives its members one by one, each with a readable name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lvzhi.intake.container import BROKEN
from lvzhi.intake.gate import MEGABYTE, STANDARD
from lvzhi.intake.recognise import ZIP
from lvzhi.values import file_name

MEMBERS, UNPACKED = 2_000, 400 * MEGABYTE  # of one zip; every book of a year fits
_ASIDE = frozenset({".yaml", ".toml", ".md", ".txt"})  # lie beside books, and are none
_BOOK = ".xlsx"
_UTF8 = 0x800
_NAMED = 8  # files beside books that are named in one line

Source = Path | bytes  # a file on disk, or what came of one


@dataclass(frozen=True)
class Piece:
    """A file as it came: its name with the folders it lies in, and its bytes; None where they cannot be had.

    `aside`: no book but what lies beside books, or a zip with nothing in it.
    """

    name: str
    data: bytes | None
    aside: bool = False

    @property
    def folders(self) -> tuple[str, ...]:
        return _path(self.name).parts[:-1]


@dataclass
class Left:
    """The names of what has not been taken: files that cannot be had, and what is no book."""

    shut: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)

    def out_of(self, came: Iterable[Piece]) -> Iterator[tuple[Piece, bytes]]:
        """Pass on what may be a book, with its bytes, and remember the rest."""
        for one in came:
            if one.data is None:
                self.shut.append(file_name(one.name))
            elif one.aside:
                self.aside.append(file_name(one.name))
            else:
                yield one, one.data

    def cannot_be_had(self) -> list[str]:
        """Return a sentence for each file of a zip nothing could be done with."""
        why = f"有密码、已损坏、超过{STANDARD.packed // MEGABYTE}MB,或包内文件太多"
        return [f"压缩包里的“{name}”取不出来({why}),没有收。请单独放入。" for name in self.shut]

    def no_books(self) -> str | None:
        """Return the sentence for what is no book."""
        if not self.aside:
            return None
        listed = "、".join(f"“{name}”" for name in self.aside[:_NAMED])
        more = f"等 {len(self.aside)} 个" if len(self.aside) > _NAMED else ""
        return f"{listed}{more}不是报送簿(说明文字、打开报送簿时自动生成的临时文件,或空的压缩包),没有收。"


def is_bundle(name: str, source: Source) -> bool:
    """Is this a zip of files, rather than a workbook (which is a zip, too), what calls itself one, or another thing?"""
    if _path(name).suffix.lower() == _BOOK or not _begins(source).startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(_file(source)) as archive:
            names = {i.filename.lower() for i in archive.infolist()}
    except BROKEN:
        return False
    return "[content_types].xml" not in names and "mimetype" not in names


def pieces(name: str, source: Source, wanted: Callable[[str], bool] = lambda name: True) -> Iterator[Piece]:
    """Yield a file, or the files of a zip in the order of their names and then what lies beside them.

    One of a zip that is damaged, locked or too large has no bytes; hidden files are passed over, and by their names
    those that are not `wanted`.
    """
    if is_bundle(name, source):
        yield from _members(name, source, wanted)
    elif not _hidden(name) and wanted(name):
        yield Piece(name, source if isinstance(source, bytes) else source.read_bytes(), _is_aside(name))


def count(name: str, source: Source) -> int:
    """Return how many books there are to look at."""
    if not is_bundle(name, source):
        return int(not _hidden(name) and not _is_aside(name))
    with zipfile.ZipFile(_file(source)) as archive:
        return sum(not _is_aside(_readable(i)) for i in _seen(archive))


def _members(name: str, source: Source, wanted: Callable[[str], bool]) -> Iterator[Piece]:
    with zipfile.ZipFile(_file(source)) as archive:
        whole = sorted(_seen(archive), key=_readable)
        seen = [info for info in whole if wanted(_readable(info))]
        if not whole and wanted(name):
            yield Piece(name, b"", aside=True)
        left = UNPACKED
        for n, info in enumerate(i for i in seen if not _is_aside(_readable(i))):
            fits = n < MEMBERS and info.file_size <= min(STANDARD.packed, left) and not info.flag_bits & 0x1
            held = _read(archive, info) if fits else None
            left -= len(held or b"")
            yield Piece(_readable(info), held)
        yield from (Piece(_readable(i), b"", aside=True) for i in seen if _is_aside(_readable(i)))


def _seen(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [i for i in archive.infolist() if not i.is_dir() and not _hidden(_readable(i))]


def _file(source: Source) -> Path | io.BytesIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source


def _begins(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[: len(ZIP)]
    with source.open("rb") as file:
        return file.read(len(ZIP))


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    """What a member holds; its declared size bounds what is unpacked, a lie about it is a damage."""
    try:
        with archive.open(info) as member:
            held = member.read(info.file_size + 1)
    except BROKEN:
        return None
    return held if len(held) == info.file_size else None


def _readable(info: zipfile.ZipInfo) -> str:
    """The name as its maker saw it: Chinese programs write GBK without saying so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return info.filename


def _is_aside(name: str) -> bool:
    """What lies beside books and is none: texts, and the files Office writes beside an open workbook."""
    path = _path(name)
    return path.suffix.lower() in _ASIDE or path.name.startswith("~$")


def _path(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))


def _hidden(name: str) -> bool:
    """Nobody has seen these files: they are passed over in silence."""
    path = _path(name)
    return path.name.startswith(".") or "__MACOSX" in path.parts
