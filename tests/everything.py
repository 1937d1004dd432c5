"""A workbook with whatever may stand in a package: what XlsxWriter writes, and parts put in by hand that it cannot."""

from __future__ import annotations

from collections.abc import Mapping

from tests import handmade
from tests.returned import parts_of, rich

THREAD = "E8"  # the cell of `SHEET` with a thread of comments
_SHEET, _BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = handmade.TRANSITIONAL
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_ID, _PERSON = "{6F1A9C70-0000-4000-8000-000000000001}", "{6F1A9C70-0000-4000-8000-0000000000AA}"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# part -> (what it holds, its content type, which part links to it, by which kind of relationship)
_PUT: Mapping[str, tuple[str | bytes, str | None, str | None, str]] = {
    "xl/printerSettings/printerSettings1.bin": (bytes(range(256)), None, _SHEET, f"{_OFFICE}/printerSettings"),
    "xl/threadedComments/threadedComment1.xml": (
        f'<ThreadedComments xmlns="{_THREADED}"><threadedComment ref="{THREAD}" dT="2015-08-01T10:00:00.00" '
        f'personId="{_PERSON}" id="{_ID}"><text>这里对吗</text></threadedComment></ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml", _SHEET,
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
    ),
    "xl/persons/person.xml": (
        f'<personList xmlns="{_THREADED}"><person displayName="张三" id="{_PERSON}" userId="张三" providerId="None"/>'
        "</personList>",
        "application/vnd.ms-excel.person+xml", _BOOK,
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
    ),
    "xl/pivotCache/pivotCacheDefinition1.xml": (
        f'<pivotCacheDefinition xmlns="{_MAIN}" refreshOnLoad="1" recordCount="0"><cacheSource type="worksheet">'
        '<worksheetSource ref="A1:A2" sheet="另表"/></cacheSource><cacheFields count="1"><cacheField name="不动">'
        "<sharedItems/></cacheField></cacheFields></pivotCacheDefinition>",
        f"{_TYPE}.pivotCacheDefinition+xml", _BOOK, f"{_OFFICE}/pivotCacheDefinition",
    ),
    "xl/pivotTables/pivotTable1.xml": (
        f'<pivotTableDefinition xmlns="{_MAIN}" name="透视表" cacheId="7" dataCaption="值"><location ref="F1:G2" '
        'firstHeaderRow="1" firstDataRow="1" firstDataCol="0"/></pivotTableDefinition>',
        f"{_TYPE}.pivotTable+xml", "xl/worksheets/sheet2.xml", f"{_OFFICE}/pivotTable",
    ),
    "xl/calcChain.xml": (
        f'<calcChain xmlns="{_MAIN}"><c r="D1" i="1"/><c r="D2" i="1"/></calcChain>',
        f"{_TYPE}.calcChain+xml", _BOOK, f"{_OFFICE}/calcChain",
    ),
    # What WPS makes of a picture put into a cell.
    "xl/cellimages.xml": (
        '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>',
        "application/vnd.wps-officedocument.cellimage+xml", _BOOK,
        "http://www.wps.cn/officeDocument/2020/cellImage",
    ),
    "customXml/item1.xml": ("<单位 编号='3'/>", None, _BOOK, f"{_OFFICE}/customXml"),
    "xl/future/thing1.dat": (b"\x00\xffnobody knows\r\n", "application/x-unknown", _SHEET, "urn:somebody:thing"),
    "docMetadata/LabelInfo.xml": ("<labels/>", None, None, ""),
}


def everything() -> bytes:
    """One package: see `rich` for its sheets; its first has a thread of comments and a printer's settings."""
    named: dict[str, bytes] = parts_of(rich(button=True, more=True))
    for part, (content, kind, source, relationship) in _PUT.items():
        named[part] = content if isinstance(content, bytes) else (_XML + content).encode()
        if kind:
            _said(named, "[Content_Types].xml", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')
        if source:
            folder, _, name = source.rpartition("/")
            link = f'<Relationship Id="put{len(named)}" Type="{relationship}" Target="/{part}"/></Relationships>'
            _said(named, f"{folder}/_rels/{name}.rels", link)
    _said(named, "[Content_Types].xml", '<Default Extension="bin" ContentType="application/octet-stream"/></Types>')
    _threaded(named)
    printer = _link(named, f"{_SHEET[:14]}_rels/sheet1.xml.rels", "printerSettings1")
    _replaced(named, _SHEET, "<headerFooter>", f'<pageSetup paperSize="9" r:id="{printer}"/><headerFooter>')
    _replaced(named, _SHEET, "<sheetData>", "<!-- 别的程序写的话 --><?it stays?><sheetData>")
    cache = _link(named, "xl/_rels/workbook.xml.rels", "pivotCacheDefinition1")
    _replaced(named, _BOOK, "</workbook>",
              f'<pivotCaches><pivotCache cacheId="7" r:id="{cache}"/></pivotCaches></workbook>')
    return handmade.packed(named)


def _threaded(named: dict[str, bytes]) -> None:
    """The comment that stands for the thread where programs know none, and its box."""
    comment = (
        f'<comment ref="{THREAD}" authorId="1"><text><t>[有讨论的批注] 这里对吗</t></text></comment></commentList>'
    )
    _replaced(named, "xl/comments1.xml", "</commentList>", comment)
    _replaced(named, "xl/comments1.xml", "</authors>", f"<author>tc={_ID}</author></authors>")
    box = (
        '<v:shape id="_x0000_s1099" type="#_x0000_t202"><x:ClientData ObjectType="Note"><x:Row>7</x:Row>'
        "<x:Column>4</x:Column></x:ClientData></v:shape></xml>"
    )
    _replaced(named, "xl/drawings/vmlDrawing1.vml", "</xml>", box)


def _said(named: dict[str, bytes], part: str, text: str) -> None:
    """Write behind all that stands in a list of a package."""
    end = text[text.rindex("</") :]
    _replaced(named, part, end, text)


def _link(named: Mapping[str, bytes], rels: str, part: str) -> str:
    before = named[rels].decode().split(part)[0]
    return before.rsplit('Id="', 1)[1].split('"')[0]


def _replaced(named: dict[str, bytes], part: str, old: str, new: str) -> None:
    text = named[part].decode()
    if text.count(old) != 1:
        raise ValueError(f"{part}: {old}")
    named[part] = text.replace(old, new).encode()
