"""What stands before any parser: bytes and a file name in, the reason not to read them out, or None."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass

from lvzhi.intake.container import Package, declares_type, part_name
from lvzhi.intake.recognise import ZIP, recognise
from lvzhi.intake.refusals import CATALOGUE, Refusal, Unreadable, refuse

__all__ = ["CATALOGUE", "STANDARD", "Limits", "Refusal", "examine"]

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much one file may take: sizes in bytes, time in seconds, memory of the reading process in bytes.

    `cells` and `rows` are filled ones: of the whole workbook, and of the sheets that are judged, which the server
    does itself. `findings`: how many are listed of what is wrong with it.
    """

    packed: int = 20 * MEGABYTE
    unpacked: int = 200 * MEGABYTE
    entries: int = 1000
    # Repetitive sheets pack up to some 100 : 1 by right, so the ratio only speaks above a size that matters.
    ratio: int = 200
    ratio_from: int = 20 * MEGABYTE
    seconds: int = 20
    memory: int = 1024 * MEGABYTE
    cells: int = 500_000
    rows: int = 4000
    findings: int = 10_000


STANDARD = Limits()

_TYPES = "[content_types].xml"
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# First match decides; a name ending in "/" stands for everything below it.
_KINDS: tuple[tuple[str, str], ...] = (
    ("ofd.xml", "FILE-PDF"),
    ("word/", "FILE-WORD"),
    ("ppt/", "FILE-SLIDES"),
    ("xl/workbook.bin", "FILE-XLSB"),
    ("xl/vbaproject.bin", "FILE-MACRO"),
    ("xl/macrosheets/", "FILE-MACRO"),
    ("xl/externallinks/", "FILE-LINKS"),
    ("xl/connections.xml", "FILE-LINKS"),
)
_OPEN_DOCUMENTS = ((b"spreadsheet", "FILE-ODS"), (b"presentation", "FILE-SLIDES"), (b"text", "FILE-WORD"))


def examine(data: bytes, name: str, limits: Limits = STANDARD) -> Refusal | None:
    """Say why these bytes must not be read, or None; unpack only the small parts that tell the kind."""
    if len(data) > limits.packed:
        size = f"有{len(data) / MEGABYTE:.1f}MB"
        return refuse("FILE-TOO-LARGE", what=size, limit=f"{limits.packed // MEGABYTE}MB")
    if not data.startswith(ZIP):
        return refuse(recognise(data, name))
    try:
        with Package(data) as package:
            return _bad_entries(package, len(data), limits) or _other_kind(package) or _declarations(package)
    except Unreadable as error:
        return Refusal(error.code, error.message)


def document_kind(package: Package, size: int, limits: Limits) -> str | None:
    """Say why a package is no text document (.docx) to be kept, as the code of a refusal; None when it is one."""
    if bad := _bad_entries(package, size, limits):
        return bad.code
    if any(_is_under(part, "word/vbaproject.bin") for part in package.parts):
        return "FILE-MACRO"
    kinds = _main_kinds(package)
    if not kinds:
        return "FILE-OTHER"
    if "macroenabled" in kinds[0]:
        return "FILE-MACRO"
    return None if "wordprocessingml.document." in kinds[0] else "FILE-OTHER"


def _bad_entries(package: Package, size: int, limits: Limits) -> Refusal | None:
    entries = package.entries
    if len(entries) > limits.entries:
        return refuse("FILE-TOO-LARGE", what=f"内含{len(entries)}个部件", limit=f"{limits.entries}个")
    if any(info.flag_bits & 0x1 for info in entries):
        return refuse("FILE-ENCRYPTED")
    if any(_unsafe(info.filename) for info in entries):
        return refuse("FILE-PARTS", detail="部件名称指向包外")
    if len(package.parts) < len(entries):
        return refuse("FILE-PARTS", detail="有同名部件")
    if any(info.compress_type not in _STORED_OR_DEFLATED for info in entries):
        return refuse("FILE-PARTS", detail="压缩方式少见")
    return _too_much_inside(entries, size, limits)


def _too_much_inside(entries: tuple[zipfile.ZipInfo, ...], size: int, limits: Limits) -> Refusal | None:
    packed = sum(info.compress_size for info in entries)
    unpacked = sum(info.file_size for info in entries)
    if packed > size:
        return refuse("FILE-PARTS", detail="部件相互重叠")
    too_dense = unpacked > limits.ratio_from and unpacked > limits.ratio * packed
    if unpacked > limits.unpacked or too_dense:
        what = f"展开后有{unpacked / MEGABYTE:.0f}MB"
        limit = limits.ratio_from if too_dense else limits.unpacked
        return refuse("FILE-TOO-LARGE", what=what, limit=f"{limit // MEGABYTE}MB")
    return None


def _unsafe(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or ":" in parts[0] or "\x00" in name


def _other_kind(package: Package) -> Refusal | None:
    if "mimetype" in package and package.head("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        return refuse(_open_document(package.head("mimetype")))
    for prefix, code in _KINDS:
        found = [part for part in package.parts if _is_under(part, prefix)]
        if found:
            return refuse("FILE-DDE" if _holds_dde(package, found) else code)
    if _TYPES not in package:
        return refuse("FILE-ARCHIVE")
    return _by_content_type(package)


def _is_under(part: str, prefix: str) -> bool:
    return part.startswith(prefix) if prefix.endswith("/") else part == prefix


def _open_document(mimetype: bytes) -> str:
    return next((code for word, code in _OPEN_DOCUMENTS if word in mimetype), "FILE-OTHER")


def _holds_dde(package: Package, parts: list[str]) -> bool:
    links = [part for part in parts if part.startswith("xl/externallinks/") and part.endswith(".xml")]
    return any(re.search(rb"<(\w+:)?ddeLink\b", package.head(part)) for part in links)


def _by_content_type(package: Package) -> Refusal | None:
    """The kind of the main part tells macros and templates from workbooks."""
    kinds = _main_kinds(package)
    if not kinds:
        return refuse("FILE-DAMAGED", detail="缺少工作簿部件")
    if "macroenabled" in kinds[0]:
        return refuse("FILE-MACRO")
    if "template" in kinds[0]:
        return refuse("FILE-TEMPLATE")
    return None


def _main_kinds(package: Package) -> tuple[str, ...]:
    """Content types of the main parts: where the package's relationships point; none when no such part is there."""
    mains = [link.target for link in package.relationships("").values() if link.kind == "officeDocument"]
    if not any(main in package for main in mains):
        return ()
    types = {
        part_name(override.get("PartName", "")): override.get("ContentType", "").lower()
        for override in package.tree(_TYPES)
    }
    return tuple(types.get(main, "") for main in mains)


def _declarations(package: Package) -> Refusal | None:
    xml = (part for part in package.parts if part.endswith((".xml", ".rels", ".vml")))
    if any(declares_type(package.head(part)) for part in xml):
        return refuse("FILE-PARTS", detail="含有实体声明")
    return None
