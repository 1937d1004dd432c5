"""Papers as PDF and as a picture for a phone: every word as it stands in the blocks, the page measured in the file."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import struct
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lvzhi.papers import looks, typeset
from lvzhi.papers.blocks import Break, Content, Masthead, Para, Piece, Source, Table
from lvzhi.papers.packing import NoFonts
from lvzhi.papers.typeset import WIDE, Fonts, machine_fonts, no_fonts, one_below_another

FONTS = machine_fonts()
SOURCE = Source(1, "n", 5)
LONG = "民" * 28 * 60  # more than two pages of them


def content(*blocks: Para | Table | Masthead | Break, **more: object) -> Content:
    made = Content("x", "通知", None, dt.datetime(2015, 10, 20), False, False, False, "局履职办", blocks, ())
    return replace(made, **more)  # type: ignore[arg-type]


def pdf(made: Content) -> bytes:
    return typeset.pdf(made, "0" * 8, signed=True, fonts=FONTS)


def text(data: bytes, tmp_path: Path, *options: str) -> str:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    run = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True, text=True)
    return run.stdout


def pages(boxed: str) -> list[tuple[int, ...]]:
    """Width and height of each page in millimetres."""
    found = re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', boxed)
    return [tuple(round(float(side) / 72 * 25.4) for side in page) for page in found]


def squeezed(words: str) -> str:
    return re.sub(r"[\s\u2060]", "", words)


HOSTILE = ("#set page(width: 1cm)", "$ x^2 $", "*粗* _斜_ `码`", "= 标题", "<a> @b", "\\u{41} \\", "// 注 /* 注 */", "#{panic()}",
           "https://example.org", "\"引\" 'x' --- ...", "低保金\x0b\x00到账晚\uffff9天")


def test_what_was_filed_is_never_markup(tmp_path: Path) -> None:
    words = tuple(Para((Piece(t, "quote", SOURCE),)) for t in HOSTILE)
    cells = tuple((((Piece(t, "quote", SOURCE),)),) for t in HOSTILE)
    data = pdf(content(*words, Table(("栏#",), cells, (150,)), Masthead("#a", "$b$", "*c*", "_d_")))
    seen = squeezed(text(data, tmp_path))
    wanted = [squeezed(re.sub("[\x00\x0b\uffff]", "", t)) for t in HOSTILE]
    assert [t for t in wanted if seen.count(t) < 2] == []
    assert [t for t in ("栏#", "#a", "$b$", "*c*", "_d_") if t not in seen] == []
    assert [word for word in (b"/URI", b"/JavaScript", b"/Launch") if word in data] == []


def test_the_page_is_that_of_the_standard(tmp_path: Path) -> None:
    """22 lines of 28 characters in 156 × 225 mm, 37 mm below the head, 28 mm beside the binding edge."""
    data = pdf(content(Para((Piece(LONG),))))
    lines = text(data, tmp_path, "-layout").replace("\u3000", "").split("\f")[0].splitlines()
    printed = [line.strip() for line in lines if "民" in line]
    assert [len(line) for line in printed] == [26, *[28] * 21]
    boxed = text(data, tmp_path, "-bbox-layout")
    assert pages(boxed)[0] == (210, 297)
    places = [[float(n) for n in m] for m in re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">民+</word>', boxed.split("</page>")[0])]
    tops = [p[1] for p in places]
    apart = Counter(round(b - a, 1) for a, b in itertools.pairwise(tops))
    assert apart == {28.0: 21}
    millimetres = 25.4 / 72
    assert min(p[0] for p in places[1:]) * millimetres == pytest.approx(28, abs=0.5)
    assert max(p[2] for p in places) * millimetres == pytest.approx(210 - 26, abs=1)
    middle = (places[0][1] + places[0][3]) / 2 * millimetres
    assert middle == pytest.approx(37 + 14 * millimetres, abs=1.5)


def test_page_numbers_stand_between_dashes_outside(tmp_path: Path) -> None:
    boxed = text(pdf(content(Para((Piece(LONG),)))), tmp_path, "-bbox-layout").split("</page>")[:3]
    at = []
    for number, page in enumerate(boxed, 1):
        found = re.findall(rf'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"[^>]*>{number}</word>', page)
        at.append([float(n) * 25.4 / 72 for n in found[0]])
    assert [x < 50 for x, *_ in at] == [False, True, False]
    assert [x > 160 for x, *_ in at] == [True, False, True]
    assert all(297 - 35 + 5 < y < 297 - 35 + 14 for _, y, _ in at)


def test_a_wide_paper_is_turned_and_a_sheet_has_less_head(tmp_path: Path) -> None:
    wide = text(pdf(content(Para((Piece("字"),)), landscape=True)), tmp_path, "-bbox-layout")
    assert pages(wide) == [(297, 210)]
    tops = [
        float(re.findall(r'yMin="([\d.]+)"[^>]*>字</word>', text(pdf(made), tmp_path, "-bbox-layout"))[0])
        for made in (content(Para((Piece("字"),))), content(Para((Piece("字"),)), one_page=True))
    ]
    assert tops[0] - tops[1] == pytest.approx((looks.TOP - looks.SHEET) / 25.4 * 72, abs=0.1)


@pytest.mark.parametrize("before", range(20, 34))
def test_a_mark_never_stands_at_the_head_of_a_line(before: int, tmp_path: Path) -> None:
    made = content(Para((Piece("民" * before), Piece("5", "figure", SOURCE), Piece("个。"))))
    lines = [line.strip() for line in text(pdf(made), tmp_path).splitlines()]
    assert "〔1〕" in squeezed("".join(lines))
    assert [line for line in lines if re.match("[\u2060]?〔1", line)] == []


def test_the_same_content_gives_the_same_bytes() -> None:
    made = content(Para((Piece("通知"),), "title"), Para((Piece("民"),)))
    for write in (typeset.pdf, typeset.picture):
        first, second = (write(made, "0" * 8, signed=False, fonts=FONTS) for _ in range(2))
        assert first == second
        assert first != write(made, "1" * 8, signed=False, fonts=FONTS)


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_picture_is_as_wide_as_a_phone_and_as_long_as_it_takes() -> None:
    short, longer = (
        size(typeset.picture(content(*[Para((Piece("督办一页纸"),))] * n), "0" * 8, signed=True, fonts=FONTS))
        for n in (3, 30)
    )
    assert (short[0], longer[0]) == (WIDE, WIDE)
    assert longer[1] > short[1] + 27 * 60


def test_without_a_chinese_font_a_sentence_and_no_boxes() -> None:
    with pytest.raises(NoFonts, match=r"没有中文字体.*Word"):
        typeset.pdf(content(Para((Piece("民"),))), "0" * 8, signed=True, fonts=no_fonts())
    assert typeset.trouble(FONTS) is None


def test_fonts_that_stand_in_are_named() -> None:
    office = Fonts({n.lower(): n for n in ("FZXiaoBiaoSong-B05S", "FangSong", "SimHei", "KaiTi", "SimSun")}, FONTS.files)
    assert office.stand_ins() == ""
    poorer = Fonts({n.lower(): n for n in ("FangSong", "SimHei", "SimSun")}, FONTS.files)
    assert "方正小标宋简体用 SimSun 代替" in poorer.stand_ins() and "楷体用 FangSong 代替" in poorer.stand_ins()
    assert "黑体" not in poorer.stand_ins()
    assert (poorer.chosen(looks.BODY), poorer.chosen(looks.HEADING)) == ("FangSong", "SimHei")


def test_on_a_phone_those_who_sign_stand_one_below_the_other() -> None:
    runs = [{"kind": "text", "text": "单位负责人(签字):　　　　　　　　"}, {"kind": "figure", "text": "局履职办"},
            {"kind": "text", "text": "(盖章):"}]
    parts = list(one_below_another({"kind": "para", "look": "plain", "runs": runs}))
    assert ["".join(r["text"] for r in p["runs"]) for p in parts] == ["单位负责人(签字):", "局履职办(盖章):"]
    plain = {"kind": "para", "look": "body", "runs": [{"kind": "text", "text": "　　正文空两格"}]}
    assert list(one_below_another(plain)) == [plain]
    assert list(one_below_another({"kind": "break"})) == [{"kind": "break"}]
