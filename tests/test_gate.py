"""The gate knows by content what it must not let in, and says how to save it right."""

import io
import re
import struct
import zipfile

import openpyxl
import pytest
from handmade import OLE, STRICT, lock_file, ole, packed, parts, with_parts, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from lvzhi.intake.gate import CATALOGUE, Limits, Refusal, examine

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LINK = "xl/externalLinks/externalLink1.xml"


def code(data: bytes, name: str = "园林.xlsx", **limits: int) -> str | None:
    refusal = examine(data, name, Limits(**limits))
    return refusal.code if refusal else None


def content_type(kind: str) -> dict[str, str]:
    return {"[Content_Types].xml": parts()["[Content_Types].xml"].replace(MAIN, kind)}


def by_openpyxl() -> bytes:
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


@pytest.mark.parametrize("data", [workbook(), workbook(namespace=STRICT), by_openpyxl()])
def test_lets_workbooks_in(data: bytes) -> None:
    assert examine(data, "园林.xlsx") is None
    assert examine(data, "园林.xls") is None


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.xlsx", "FILE-EMPTY"),
        (b"\x00", "a.xlsx", "FILE-OTHER"),
        (b"a", "a.xlsx", "FILE-OTHER"),
        (b"PK\x03\x04", "a.xlsx", "FILE-DAMAGED"),
        (workbook()[:-200], "a.xlsx", "FILE-DAMAGED"),
        (lock_file(), "~$园林.xlsx", "FILE-LOCK"),
        (lock_file(), "园林.xlsx", "FILE-LOCK"),
        (b",user,host;", "/tmp/.~lock.a.xlsx#", "FILE-LOCK"),
        (ole("EncryptionInfo", "EncryptedPackage"), "a.xlsx", "FILE-ENCRYPTED"),
        (ole("Workbook"), "a.xlsx", "FILE-XLS"),
        (ole("Book"), "a.xls", "FILE-XLS"),
        (ole("Workbook"), "报送簿.ET", "FILE-ET"),
        (ole("WordDocument"), "a.doc", "FILE-WORD"),
        (ole("PowerPoint Document"), "a.ppt", "FILE-SLIDES"),
        (ole("Something"), "a.xlsx", "FILE-OTHER"),
        ("单位,问题\n园林,无\n".encode(), "a.xlsx", "FILE-TEXT"),
        ("单位,问题\n园林,无\n".encode("gb18030"), "a.csv", "FILE-TEXT"),
        ("单位\t问题".encode("utf-16"), "a.xls", "FILE-TEXT"),
        (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "a.xls", "FILE-HTML"),
        (b"\r\n<!DOCTYPE html><html></html>", "a.xlsx", "FILE-HTML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a.xls", "FILE-HTML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "a.xls", "FILE-XML"),
        (b" <!-- a --> <!----><table>", "a.xls", "FILE-HTML"),
        (b"<!----> " * 500 + b"<", "a.xls", "FILE-TEXT"),  # at once, however many ways there are to match
        (b"%PDF-1.7\n", "a.xlsx", "FILE-PDF"),
        (b"\x89PNG\r\n\x1a\n0000", "a.xlsx", "FILE-IMAGE"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "FILE-IMAGE"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.xlsx", "FILE-IMAGE"),
        (b"\x00\x00\x00\x18ftypheic", "a.xlsx", "FILE-IMAGE"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00", "a.bmp", "FILE-IMAGE"),
        ("BM编码,内容".encode(), "a.csv", "FILE-TEXT"),
        (b"Rar!\x1a\x07\x01\x00", "a.xlsx", "FILE-ARCHIVE"),
        (b"7z\xbc\xaf\x27\x1c\x00", "a.xlsx", "FILE-ARCHIVE"),
        (bytes(range(256)), "a.xlsx", "FILE-OTHER"),
    ],
)
def test_recognises_what_is_no_package(data: bytes, name: str, expected: str) -> None:
    assert code(data, name) == expected


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "FILE-ODS"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}, "FILE-WORD"),
        ({"OFD.xml": "<a/>"}, "FILE-PDF"),
        ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}, "FILE-WORD"),
        ({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<a/>"}, "FILE-SLIDES"),
        ({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01"}, "FILE-XLSB"),
        ({"7月/园林.xlsx": workbook()}, "FILE-ARCHIVE"),
        ({"readme.txt": "x"}, "FILE-ARCHIVE"),
        ({"[Content_Types].xml": "<Types/>"}, "FILE-DAMAGED"),
    ],
)
def test_recognises_other_packages(named: dict[str, str | bytes], expected: str) -> None:
    assert code(packed(named)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"xl/vbaProject.bin": b"x"}, "FILE-MACRO"),
        ({"xl/macrosheets/sheet1.xml": "<a/>"}, "FILE-MACRO"),
        (content_type("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "FILE-MACRO"),
        (content_type(MAIN.replace("sheet.main", "template.main")), "FILE-TEMPLATE"),
        (
            {LINK: "<externalLink><externalBook/></externalLink>"},
            "FILE-LINKS",
        ),
        ({"xl/connections.xml": "<connections/>"}, "FILE-LINKS"),
        (
            {LINK: '<externalLink><ddeLink ddeService="cmd"/></externalLink>'},
            "FILE-DDE",
        ),
        ({"../../etc/passwd": "x"}, "FILE-PARTS"),
        ({"xl\\..\\..\\a.xml": "<a/>"}, "FILE-PARTS"),
        ({"C:/a.xml": "<a/>"}, "FILE-PARTS"),
        ({"XL/Workbook.xml": "<a/>"}, "FILE-PARTS"),
        ({"xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "FILE-PARTS"),
        ({"xl/workbook.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}, "FILE-PARTS"),
        (
            {"xl/styles.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")},
            "FILE-PARTS",
        ),
        ({"xl/styles.xml": f"<!--{'x' * 70000}--><!DOCTYPE a><a/>"}, "FILE-PARTS"),
        ({"xl/comments1.xml": "<a/>", "xl/media/image1.png": b"\x89PNG"}, None),
    ],
)
def test_looks_into_the_package(changes: dict[str, str | bytes], expected: str | None) -> None:
    assert code(with_parts(changes)) == expected


def test_refuses_the_same_part_twice() -> None:
    target = io.BytesIO(workbook())
    with zipfile.ZipFile(target, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("xl/workbook.xml", "<a/>")
    assert code(target.getvalue()) == "FILE-PARTS"


def test_refuses_encrypted_and_oddly_packed_entries() -> None:
    data = bytearray(workbook())
    first = data.index(b"PK\x01\x02")
    data[first + 8] |= 1
    assert code(bytes(data)) == "FILE-ENCRYPTED"
    assert code(packed(parts(), zipfile.ZIP_LZMA)) == "FILE-PARTS"


def test_measures_before_it_unpacks() -> None:
    data = workbook(after=" " * 300_000)
    assert code(data) is None
    assert examine(data, "a.xlsx", Limits(packed=1000)) == Refusal(
        "FILE-TOO-LARGE",
        "文件有0.0MB,超过0MB。请删去图片和多余的空白行、列,另存为“Excel工作簿(*.xlsx)”后再传。",
    )
    assert code(data, unpacked=300_000) == "FILE-TOO-LARGE"
    assert code(data, ratio=50, ratio_from=100_000) == "FILE-TOO-LARGE"
    assert code(data, ratio=50, ratio_from=1_000_000) is None
    assert code(data, entries=7) == "FILE-TOO-LARGE"


def test_refuses_a_bomb() -> None:
    assert code(with_parts({"xl/media/image1.bmp": bytes(30_000_000)})) == "FILE-TOO-LARGE"


def test_refuses_entries_that_share_bytes() -> None:
    """One packed block listed many times over unpacks to far more than the file holds."""
    data = bytearray(packed({**parts(), "a.bin": bytes(range(256)) * 40}, zipfile.ZIP_STORED))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    last = data.rindex(b"PK\x01\x02")
    copies = b"".join(bytes(data[last:end]).replace(b"a.bin", f"{n}.bin".encode()) for n in range(10))
    count = struct.unpack_from("<H", data, end + 10)[0] + 10
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, end - start + len(copies), start, 0)
    assert code(bytes(data[:end]) + copies + tail) == "FILE-PARTS"


def test_every_wording_helps() -> None:
    assert len({entry.code for entry in CATALOGUE}) == len(CATALOGUE)
    harsh = re.compile("错误|非法|无效|失败|禁止|您|[!!]")
    assert [entry.code for entry in CATALOGUE if harsh.search(entry.message)] == []
    assert [entry.code for entry in CATALOGUE if "请" not in entry.message] == []
    assert examine(ole("EncryptedPackage"), "a.xlsx") == Refusal(
        "FILE-ENCRYPTED", "文件设有打开密码,请在WPS中取消密码后再传。"
    )


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", OLE, b"<", b"\xff\xfe"]),
    st.text(max_size=9),
)
def test_any_bytes_are_answered_from_the_catalogue(data: bytes, magic: bytes, name: str) -> None:
    assert code(magic + data, name) in {entry.code for entry in CATALOGUE}
