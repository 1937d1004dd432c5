"""The container of a package: its members by name, its manifest, and whether the bytes are those it was made of.

Nothing in it is compressed (Parquet and workbooks are already), so the same members are the same bytes: a package that
is not, byte for byte, what its members make has been changed on the way.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

FORMAT = 1
KIND = "lvzhi-package"
MANIFEST, WORKBOOK = "manifest.json", "汇总表.xlsx"
LARGEST = 400 * 2**20  # bytes of one package with all those in it
_NAME = re.compile(r"plans/\d{1,6}\.yaml|tables/[a-z_]{1,60}\.parquet|汇总表\.xlsx|lower/[^/\\\x00-\x1f]{1,60}\.zip")
_FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest instant a zip can name
_FAULTS = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, TypeError, KeyError, AttributeError,
    IndexError,
)


class NotAPackage(Exception):
    """The file is no package of ours, not all of one, or not as it was made; the text says which part."""


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check_code(manifest: bytes) -> str:
    """Return 校验码: the end of the manifest's hash, which names every other member by its own.

    Short enough to be read out over the telephone.

    >>> check_code(b"")
    '7852-b855'
    """
    last = sha256_of(manifest)[-8:]
    return f"{last[:4]}-{last[4:]}"


def check_code_of(data: bytes) -> str:
    """Return 校验码 of a package as it was made: its manifest is the first member, stored as it is."""
    size = int.from_bytes(data[18:22], "little")
    start = 30 + len(MANIFEST) + int.from_bytes(data[28:30], "little")
    return check_code(data[start : start + size])


def packed(members: Mapping[str, bytes], manifest: Mapping[str, Any]) -> bytes:
    """Return a package of members and what the manifest says besides; it comes to list every member with its hash."""
    listed = [{"name": n, "size": len(d), "sha256": sha256_of(d)} for n, d in sorted(members.items())]
    whole = {"kind": KIND, "format": FORMAT, **manifest, "members": listed}
    said = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return _zipped({MANIFEST: said, **dict(sorted(members.items()))})


def _zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            made = zipfile.ZipInfo(name, _FIRST)
            made.create_system = 3  # the same on every machine
            archive.writestr(made, data)
    return out.getvalue()


def is_package(data: bytes) -> bool:
    """Say whether bytes look like a package, whole or not."""
    return data[:4] == b"PK\x03\x04" and data[30 : 30 + len(MANIFEST)] == MANIFEST.encode()


def unpacked(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return a package's manifest and the other members; `NotAPackage` names the part that is not as it was made."""
    if len(data) > LARGEST:
        raise NotAPackage(f"文件有{len(data) // 2**20}MB,超过上报包的上限{LARGEST // 2**20}MB。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive, len(data))
    except NotAPackage:
        raise
    except _FAULTS as fault:
        raise NotAPackage("不是完整的上报包,可能没有传完,或传输中有损坏。请下级重新发送原文件。") from fault
    said = members.pop(MANIFEST)
    manifest = _manifest(said)
    _as_listed(manifest, members)
    if _zipped({MANIFEST: said, **dict(sorted(members.items()))}) != data:
        raise NotAPackage("压缩包的结构与做包时不一致。请下级重新发送原文件,不要解开后重新压缩。")
    return manifest, members


def _members(archive: zipfile.ZipFile, size: int) -> dict[str, bytes]:
    infos = archive.infolist()
    counted = Counter(info.filename for info in infos)
    if MANIFEST not in counted:
        raise NotAPackage("文件里没有清单(manifest.json),不是上报包。")
    if odd := [name for name, n in counted.items() if n > 1 or not (name == MANIFEST or _NAME.fullmatch(name))]:
        raise NotAPackage(f"里面有不属于上报包的内容({odd[0][:60]})。")
    if any(info.compress_type != zipfile.ZIP_STORED for info in infos) or sum(i.file_size for i in infos) > size:
        raise NotAPackage("压缩包的结构与做包时不一致。请下级重新发送原文件,不要解开后重新压缩。")
    return {info.filename: _read(archive, info) for info in infos}


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(info)
    except _FAULTS as fault:
        raise NotAPackage(f"{info.filename} 与做包时不一致,已有损坏。请下级重新发送原文件。") from fault


def _manifest(said: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(said)
        kind, made_as = manifest["kind"], manifest["format"]
    except _FAULTS as fault:
        raise NotAPackage("清单(manifest.json)读不出来,已有损坏。请下级重新发送原文件。") from fault
    if kind != KIND:
        raise NotAPackage("文件里的清单不是上报包的清单。")
    if made_as != FORMAT:
        other = "较新" if isinstance(made_as, int) and made_as > FORMAT else "别的"
        raise NotAPackage(
            f"上报包的格式是第{made_as}版,由{other}版本的程序做成,本级读的是第{FORMAT}版。请两级用同一版本。"
        )
    return dict(manifest)


def _as_listed(manifest: Mapping[str, Any], members: Mapping[str, bytes]) -> None:
    try:
        listed = {m["name"]: (m["size"], m["sha256"]) for m in manifest["members"]}
    except _FAULTS as fault:
        raise NotAPackage("清单(manifest.json)里的文件目录读不出来。") from fault
    if differing := sorted(listed.keys() ^ members.keys()):
        raise NotAPackage(f"内容与清单对不上({differing[0]})。")
    for name, data in members.items():
        if listed[name] != (len(data), sha256_of(data)):
            raise NotAPackage(f"{name} 与清单上的校验值不一致,做包以后被改动过。请下级重新发送原文件。")
