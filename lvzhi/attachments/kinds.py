"""Which of the four kinds a file is, told by its first bytes; of a .docx only the container is looked at.

Nothing is unpacked but the list of a .docx's parts and the two small ones that say what it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from lvzhi.findings import Severity, Wording
from lvzhi.intake.container import BROKEN, Package
from lvzhi.intake.gate import MEGABYTE, Limits, document_kind
from lvzhi.intake.recognise import ZIP, recognise
from lvzhi.intake.refusals import Unreadable

LARGEST = 10 * MEGABYTE
_INSIDE = Limits(packed=LARGEST, unpacked=100 * MEGABYTE)


@dataclass(frozen=True)
class Kind:
    """A kind of file that is kept: by its usual ending, how it is called, what a browser is told that it is."""

    id: str
    label: str
    mime: str
    endings: tuple[str, ...]
    picture: bool = False


KINDS = (
    Kind("docx", "Word文档", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    Kind("pdf", "PDF", "application/pdf", (".pdf",)),
    Kind("jpg", "照片(jpg)", "image/jpeg", (".jpg", ".jpeg"), picture=True),
    Kind("png", "图片(png)", "image/png", (".png",), picture=True),
)
BY_ID = {k.id: k for k in KINDS}
ENDINGS = frozenset(ending for kind in KINDS for ending in kind.endings)
_BEGINS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
_LOCKED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")

WORDINGS = tuple(Wording(code, Severity.ERROR, text) for code, text in (
    ("ATT-EMPTY", "文件里没有内容。请重新保存或重新拍照后再传。"),
    ("ATT-LARGE", "附件有{size}MB,超过10MB。请压缩图片,或另存为较小的PDF后再传。"),
    ("ATT-KIND", "附件只收 docx、pdf、jpg、png 四种,这份不是。请另存为其中一种(照片存为jpg,文字存为docx或pdf)后再传。"),
    ("ATT-ENDING", "文件名以“{ending}”结尾,内容却是{kind}。请把结尾改为“{right}”,或换成要附的文件后再传。"),
    ("ATT-LOCKED", "文件设有密码,别人打不开。请取消密码,另存后再传。"),
    ("ATT-MACRO", "文件带有宏。请另存为不带宏的Word文档(*.docx)或PDF后再传。"),
    ("ATT-OLD", "这是旧版文字文件(如.doc、.wps)。请另存为Word文档(*.docx)或PDF后再传。"),
    ("ATT-TWO", "文件的内容既是{kind}又是压缩包,不收。请重新导出为单一的{kind}后再传。"),
    ("ATT-DAMAGED", "文件已损坏或内部结构特殊,打不开。请打开原件,另存为Word文档(*.docx)或PDF后再传。"),
))
_SAYS = {w.code: w for w in WORDINGS}


class NotKept(Exception):
    """The file is not taken as an attachment; the text says why and what to do."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


def _not(code: str, **facts: object) -> NotKept:
    return NotKept(code, _SAYS[code].say(facts))


def kind_of(data: bytes, name: str) -> Kind:
    """Return what a file is; raise NotKept when it is none of the four, is not what its name says, or is too large."""
    if not data:
        raise _not("ATT-EMPTY")
    if len(data) > LARGEST:
        raise _not("ATT-LARGE", size=f"{len(data) / MEGABYTE:.1f}" if len(data) > 1.05 * LARGEST else "10多")
    kind = _document(data, name) if data.startswith(ZIP) else _by_beginning(data, name)
    ending = PurePosixPath(name).suffix.lower()
    if ending not in kind.endings:
        raise _not("ATT-ENDING", ending=ending or "(没有结尾)", kind=kind.label, right=kind.endings[0])
    return kind


def _by_beginning(data: bytes, name: str) -> Kind:
    kind = next((BY_ID[kind] for begins, kind in _BEGINS if data.startswith(begins)), None)
    if kind is None:
        code = recognise(data, name)
        raise _not({"FILE-ENCRYPTED": "ATT-LOCKED", "FILE-WORD": "ATT-OLD"}.get(code, "ATT-KIND"))
    if _holds_archive(data):
        raise _not("ATT-TWO", kind=kind.label)
    if kind.id == "pdf" and _LOCKED_PDF.search(data):
        raise _not("ATT-LOCKED")
    return kind


def _holds_archive(data: bytes) -> bool:
    """A picture or a PDF that is a zip package as well: what it is depends on who opens it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.infolist())
    except BROKEN:
        return False


def _document(data: bytes, name: str) -> Kind:
    try:
        with Package(data) as package:
            code = document_kind(package, len(data), _INSIDE)
    except Unreadable:
        raise _not("ATT-DAMAGED") from None
    if code is None:
        return BY_ID["docx"]
    raise _not({"FILE-ENCRYPTED": "ATT-LOCKED", "FILE-MACRO": "ATT-MACRO", "FILE-PARTS": "ATT-DAMAGED",
                "FILE-DAMAGED": "ATT-DAMAGED", "FILE-TOO-LARGE": "ATT-DAMAGED"}.get(code, "ATT-KIND"))
