"""Reading gives every non-empty cell once, where it stands, as what it is."""

import datetime as dt
import pickle

import pytest
from handmade import FORMATS, STRICT, TRANSITIONAL, packed, parts, row, with_parts, workbook

from lvzhi.intake import sheetpart
from lvzhi.intake.cells import ErrorValue, NoValue, Sheet, Value, Workbook, address
from lvzhi.intake.reading import Unreadable, read

Cells = dict[tuple[int, int], Value]


def cells(rows: str, **options: object) -> Cells:
    return read(workbook(rows, **options)).sheets[0].cells


def code(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.message.endswith("。")
    return caught.value.code


def styled(value: object, style: str, properties: str = "") -> Value:
    rows = row(1, f'<c r="A1" s="{FORMATS[style]}"><v>{value}</v></c>')
    return cells(rows, properties=properties)[1, 1]


# What stands in a cell


def test_reads_numbers_and_truth_values() -> None:
    row_of_all = row(
        1,
        '<c r="A1"><v>7</v></c>',
        '<c r="B1"><v>0.30000000000000004</v></c>',
        '<c r="C1"><v>-2.0</v></c>',
        '<c r="D1"><v>1E3</v></c>',
        '<c r="E1"><v>1E300</v></c>',
        '<c r="F1"><v>4.2050219800101E+17</v></c>',
        '<c r="G1" t="b"><v>1</v></c>',
        '<c r="H1" t="b"><v>0</v></c>',
        '<c r="I1"><v>1<!-- -->2</v></c>',
        '<c r="J1"><v>0</v></c>',
    )
    found = list(cells(row_of_all).values())
    assert found == [7, 0.30000000000000004, -2, 1000, 1e300, 420502198001010000, True, False, 12, 0]
    assert [type(value) for value in found] == [int, float, int, int, float, int, bool, bool, int, int]


@pytest.mark.parametrize("text", ["甲", "NaN", "inf", "1_000", "１２", "1,5", "0x1F"])
def test_text_in_a_number_cell_stays_text(text: str) -> None:
    assert cells(row(1, f'<c r="A1"><v>{text}</v></c>')) == {(1, 1): text}


def test_a_number_too_large_is_an_error() -> None:
    assert cells(row(1, '<c r="A1"><v>1e999</v></c>')) == {(1, 1): ErrorValue("#NUM!")}


def test_text_stays_as_it_is() -> None:
    texts = {
        "<t>0012</t>": "0012",
        "<t>　１２年</t>": "　１２年",
        "<t>行1\n行2</t>": "行1\n行2",
        '<t xml:space="preserve"> 前后 </t>': " 前后 ",
        "<t> </t>": " ",
        "<r><t>红</t></r><r><rPr><b/></rPr><t>字</t></r><rPh sb='0' eb='1'><t>ホ</t></rPh>": "红字",
        "<t>一_x000D_\n二_x005F_x000D_三_x0000_</t>": "一\r\n二_x000D_三_x0000_",
        "<t>&lt;b&gt;&amp;<![CDATA[<c>]]></t>": "<b>&<c>",
        "<t>=1+1</t>": "=1+1",
        "<t>#REF!</t>": "#REF!",
    }
    shared = row(1, *(f'<c r="{address(1, n)}" t="s"><v>{n - 1}</v></c>' for n in range(1, len(texts) + 1)))
    assert list(cells(shared, texts=list(texts)).values()) == list(texts.values())
    inline = row(1, *(f'<c r="{address(1, n)}" t="inlineStr"><is>{text}</is></c>' for n, text in enumerate(texts, 1)))
    assert list(cells(inline).values()) == list(texts.values())


def test_empty_text_is_no_cell() -> None:
    rows = row(
        1,
        '<c r="A1" t="s"><v>0</v></c>',
        '<c r="B1" t="s"><v>1</v></c>',
        '<c r="C1" t="inlineStr"><is><t></t></is></c>',
        '<c r="D1" t="str"><f>IF(A1="","",1)</f><v></v></c>',
        '<c r="E1" s="3"/>',
        '<c r="F1"><v/></c>',
    )
    sheet = read(workbook(rows, texts=["<t/>", ""])).sheets[0]
    assert sheet.cells == {}
    assert sheet.formulas == {(1, 4)}


def test_an_error_cell_is_an_error() -> None:
    rows = row(1, '<c r="A1" t="e"><v>#REF!</v></c>', '<c r="B1" t="e"><f>NA()</f><v>#N/A</v></c>')
    assert cells(rows) == {(1, 1): ErrorValue("#REF!"), (1, 2): ErrorValue("#N/A")}
    assert cells(row(1, '<c r="A1" t="e"><v/></c>')) == {(1, 1): ErrorValue("#VALUE!")}


def test_a_formula_without_a_result_says_so() -> None:
    rows = row(
        1,
        '<c r="A1"><f>SUM(B1:C1)</f></c>',
        '<c r="B1"><f>1+1</f><v></v></c>',
        '<c r="C1"><f>1+1</f><v>2</v></c>',
        '<c r="D1" t="str"><f>"字"</f><v>字</v></c>',
        '<c r="E1"><f t="shared" ref="E1:F1" si="0">A1*2</f></c>',
        '<c r="F1"><f t="shared" si="0"/></c>',
    )
    sheet = read(workbook(rows)).sheets[0]
    assert sheet.cells == {
        (1, 1): NoValue("=SUM(B1:C1)"),
        (1, 2): NoValue("=1+1"),
        (1, 3): 2,
        (1, 4): "字",
        (1, 5): NoValue("=A1*2"),
        (1, 6): NoValue("=A1*2"),
    }
    assert sheet.formulas == {(1, n) for n in range(1, 7)}


def test_a_bar_in_quotes_calls_no_program() -> None:
    formulas = ['A1&"|"&B1', "'甲|乙'!A1", "表[甲|乙]"]
    rows = row(1, *(f"<c><f>{text.replace('&', '&amp;')}</f><v>1</v></c>" for text in formulas))
    assert cells(rows) == {(1, 1): 1, (1, 2): 1, (1, 3): 1}


# Dates

DAY = dt.date(2015, 6, 5)
NOON = dt.datetime(2015, 6, 5, 12)


@pytest.mark.parametrize("style", ["day", "moment", "time", "chinese_day", "chinese_month", "own_day"])
def test_a_date_format_makes_a_date(style: str) -> None:
    assert styled(42160, style) == DAY
    assert type(styled(42160, style)) is dt.date
    assert styled(42160.5, style) == NOON
    assert styled(42160.430902777778, style) == dt.datetime(2015, 6, 5, 10, 20, 30)
    assert styled(0.25, style) == dt.time(6)


@pytest.mark.parametrize("style", ["general", "elapsed", "own_number"])
def test_no_date_format_no_date(style: str) -> None:
    assert styled(42160, style) == 42160
    assert styled(1.5, style) == 1.5


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        (1, dt.date(1900, 1, 1)),
        (59, dt.date(1900, 2, 28)),
        (60, 60),  # 29 February 1900, which never was
        (61, dt.date(1900, 3, 1)),
        (-1, -1),
        (2958465, dt.date(9999, 12, 31)),
        (2958466, 2958466),
        (99999999, 99999999),
        (0.999999999, dt.time(23, 59, 59, 999000)),
        (42160.9999999999, dt.date(2015, 6, 6)),
        (2958465.9999999999, 2958466),
    ],
)
def test_the_edges_of_the_calendar(serial: float, expected: Value) -> None:
    assert styled(serial, "day") == expected


@pytest.mark.parametrize("flag", ["1", "true"])
def test_the_calendar_of_1904(flag: str) -> None:
    properties = f'<workbookPr date1904="{flag}"/>'
    assert styled(40698, "day", properties) == DAY
    assert styled(0.25, "time", properties) == dt.time(6)
    assert styled(60, "day", properties) == dt.date(1904, 3, 1)


def test_iso_dates_of_strict_workbooks() -> None:
    texts = ["2015-06-05", "2015-06-05T12:00:00", "2015-06-05T12:00:00Z", "12:30:00", "六月五日"]
    rows = row(1, *(f'<c r="{address(1, n)}" t="d"><v>{text}</v></c>' for n, text in enumerate(texts, 1)))
    found = list(cells(rows, namespace=STRICT).values())
    assert found == [DAY, NOON, NOON, dt.time(12, 30), "六月五日"]
    assert type(found[0]) is dt.date


# Where it stands


def test_addresses_are_true() -> None:
    assert cells(row(5, '<c r="C5"><v>1</v></c>')) == {(5, 3): 1}
    assert cells("<row><c><v>1</v></c></row><row r='4'><c r='D4'><v>2</v></c><c><v>3</v></c></row>") == {
        (1, 1): 1,
        (4, 4): 2,
        (4, 5): 3,
    }
    out_of_order = row(2, '<c r="B2"><v>1</v></c>', '<c r="a2"><v>2</v></c>') + row(1, '<c r="A1"><v>3</v></c>')
    assert cells(out_of_order) == {(2, 2): 1, (2, 1): 2, (1, 1): 3}


@pytest.mark.parametrize("dimension", ["A1", "XFD1:XFD1", "A1:XFD1048576", "nonsense"])
def test_the_dimension_is_not_believed(dimension: str) -> None:
    rows = row(1, '<c r="A1"><v>1</v></c>') + row(3, '<c r="C3"><v>2</v></c>')
    assert cells(rows, before=f'<dimension ref="{dimension}"/>') == {(1, 1): 1, (3, 3): 2}


def test_a_cell_in_the_far_corner_costs_nothing() -> None:
    rows = row(1, '<c r="A1"><v>1</v></c>') + row(1048576, '<c r="XFD1048576"><v>2</v></c>')
    assert cells(rows) == {(1, 1): 1, (1048576, 16384): 2}


def test_ghost_rows_and_cells_are_no_cells() -> None:
    ghosts = "".join(row(n, f'<c r="A{n}" s="1"/><c r="Z{n}" s="2"/>') for n in range(2, 20_000))
    assert cells(row(1, '<c r="A1"><v>1</v></c>') + ghosts) == {(1, 1): 1}


def test_a_cell_without_an_address_follows_a_blank_one() -> None:
    assert cells('<row r="1"><c r="C1" s="1"/><c><v>4</v></c><c/><c><v>6</v></c></row>') == {(1, 4): 4, (1, 6): 6}


def test_a_long_part_is_read_in_pieces_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(row(n, f'<c r="B{n}" s="1"/><c><v>{n}</v></c>') for n in range(1, 4000))
    data = workbook(rows, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    whole = read(data)
    monkeypatch.setattr(sheetpart, "_WHOLE", 1000)
    assert read(data) == whole
    assert whole.sheets[0].cells == {(n, 3): n for n in range(1, 4000)}


def test_what_is_hidden_and_merged() -> None:
    rows = (
        row(1, '<c r="A1"><v>1</v></c>')
        + '<row r="2" hidden="1"><c r="A2"><v>2</v></c></row><row r="3" hidden="true"><c r="A3"><v>3</v></c></row>'
        + '<row r="4" ht="0" customHeight="1"><c r="A4"><v>4</v></c></row>'
        + '<row r="5" ht="15.5" hidden="0"><c r="A5"><v>5</v></c></row><row r="6" hidden="1"/>'
    )
    before = '<cols><col min="2" max="3" width="9" hidden="1"/><col min="5" max="5" width="0"/>'
    sheet = read(
        workbook(
            rows,
            before=before + '<col min="6" max="16384" width="9"/></cols>',
            after='<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="D12:D15"/></mergeCells>',
        )
    ).sheets[0]
    assert sheet.cells == {(n, 1): n for n in range(1, 6)}
    assert sheet.hidden_rows == {2, 3, 4}
    assert sheet.hidden_columns == {2, 3, 5}
    assert sheet.merged == ((1, 1, 1, 3), (12, 4, 15, 4))


def test_sheets_in_workbook_order_with_their_states() -> None:
    found = read(
        workbook(
            row(1, '<c r="A1"><v>1</v></c>'),
            sheets=[("封面", "visible"), ("字典", "hidden"), ("_meta", "veryHidden")],
        )
    )
    assert found == Workbook(
        (Sheet("封面", "visible", {(1, 1): 1}), Sheet("字典", "hidden"), Sheet("_meta", "veryHidden")),
        "WPS 表格",
    )
    assert pickle.loads(pickle.dumps(found)) == found


def test_other_makers_of_packages() -> None:
    """Prefixes, absolute and escaped targets, back-slashes and another case of names."""
    named = parts(row(1, '<c r="A1"><v>1</v></c>'))
    sheet = named.pop("xl/worksheets/sheet1.xml")
    prefixed = sheet.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    named["xl\\worksheets\\Sheet 1.XML"] = f'<?xml version="1.0" standalone="yes"?>\n{prefixed}'
    rels = "xl/_rels/workbook.xml.rels"
    named[rels] = named[rels].replace('"worksheets/sheet1.xml"', '"/xl/worksheets/sheet%201.xml"')
    assert read(packed(named)).sheets[0].cells == {(1, 1): 1}


def test_a_chart_sheet_keeps_its_place() -> None:
    named = parts(sheets=[("表", "visible"), ("图", "visible")])
    rels = "xl/_rels/workbook.xml.rels"
    named[rels] = named[rels].replace('worksheet" Target="worksheets/sheet2', 'chartsheet" Target="chartsheets/sheet2')
    assert [sheet.name for sheet in read(packed(named)).sheets] == ["表", "图"]


# What is broken


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (row(1, '<c r="A1"><v>1</v></c>', '<c r="A1"><v>2</v></c>'), "FILE-PARTS"),
        (row(1, '<c r="A1"><v>1</v></c>') + row(1, '<c r="A1"><v>1</v></c>'), "FILE-PARTS"),
        (row(1, '<c r="A1" t="s"><v>5</v></c>'), "FILE-DAMAGED"),
        (row(1, '<c r="A1" t="s"><v>-1</v></c>'), "FILE-DAMAGED"),
        (row(1, '<c r="$A$1"><v>1</v></c>'), "FILE-DAMAGED"),
        (row(1, '<c r="XFE1"><v>1</v></c>'), "FILE-DAMAGED"),
        (row(1, '<c r="A1048577"><v>1</v></c>'), "FILE-DAMAGED"),
        (row(1, '<c r="A0"><v>1</v></c>'), "FILE-DAMAGED"),
        (row(0), "FILE-DAMAGED"),
        ("<row>", "FILE-DAMAGED"),
        (row(1, "<c r=\"A1\"><f>cmd|' /C calc'!A0</f><v>1</v></c>"), "FILE-DDE"),
        (row(1, "<c><f>1+IF(A1,'a'!B1,cmd|'x'!A0)</f><v>1</v></c>"), "FILE-DDE"),
        ("<row r='1048576'/><row/>", "FILE-DAMAGED"),
        (row(1, "<c r='XFD1'/><c><v>1</v></c>"), "FILE-DAMAGED"),
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused(rows: str, expected: str) -> None:
    assert code(workbook(rows)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"xl/workbook.xml": "<workbook/>"}, "FILE-DAMAGED"),
        ({"_rels/.rels": "<Relationships/>"}, "FILE-DAMAGED"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>"}, "FILE-DAMAGED"),
        ({"xl/worksheets/sheet1.xml": b"\xff\xfe\x00"}, "FILE-DAMAGED"),
        ({"xl/worksheets/sheet1.xml": b""}, "FILE-DAMAGED"),
        ({"xl/styles.xml": '<?xml version="1.0" encoding="gb2312"?><a/>'}, "FILE-DAMAGED"),
        ({"xl/styles.xml": '<?xml version="1.0" encoding="nonsense"?><a/>'}, "FILE-DAMAGED"),
        ({"xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><sst/>'}, "FILE-PARTS"),
    ],
)
def test_a_package_that_contradicts_itself_is_refused(changes: dict[str, str | bytes], expected: str) -> None:
    assert code(with_parts(changes)) == expected


def test_sheets_of_one_name_or_without_a_part_are_refused() -> None:
    assert code(workbook(sheets=[("表a", "visible"), ("表A", "visible")])) == "FILE-DAMAGED"
    named = parts()
    del named["xl/worksheets/sheet1.xml"]
    assert code(packed(named)) == "FILE-DAMAGED"


def test_a_size_that_lies_is_found() -> None:
    data = bytearray(workbook(row(1, '<c r="A1"><v>1</v></c>'), after=" " * 1000))
    name = data.rindex(b"xl/worksheets/sheet1.xml")  # in the directory, the size stands 22 bytes before it
    data[name - 22 : name - 18] = (200).to_bytes(4, "little")
    assert code(bytes(data)) == "FILE-DAMAGED"


def test_namespaces_are_the_two_there_are() -> None:
    rows = row(1, '<c r="A1" t="s"><v>0</v></c>')
    for namespace in (TRANSITIONAL, STRICT):
        assert cells(rows, texts=["<t>甲</t>"], namespace=namespace) == {(1, 1): "甲"}
    assert code(workbook(rows, namespace="urn:other")) == "FILE-DAMAGED"
