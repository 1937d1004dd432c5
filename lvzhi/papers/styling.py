"""Styles, tables and lines of a Word document, where python-docx has no word for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from lvzhi.papers import looks
from lvzhi.papers.looks import LOOKS, Font, Look

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def element(name: str, attributes: Mapping[str, str] | None = None) -> Any:
    """Return a new element with its attributes, both with their prefixes."""
    made: Any = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), value)
    return made


class Printer:
    """Adds paragraphs and runs in named styles; python-docx would look each name up in the whole list again."""

    def __init__(self, document: Document) -> None:
        self.document = document
        for look in LOOKS.values():
            style(document, look)
        _character_styles(document)
        self._ids = {s.name: s.style_id for s in document.styles}

    def paragraph(self, look: str, text: str = "") -> Paragraph:
        """Add a paragraph in a look."""
        added = self.document.add_paragraph()
        self.dress(added, look)
        if text:
            added.add_run(text)
        return added

    def dress(self, paragraph: Paragraph, look: str) -> None:
        """Give a paragraph a look."""
        properties: Any = paragraph._p.get_or_add_pPr()
        properties.style = self._ids[LOOKS[look].name]

    def run(self, paragraph: Paragraph, text: str, style: str) -> None:
        """Add words in a character style."""
        properties: Any = paragraph.add_run(text)._r.get_or_add_rPr()
        properties.style = self._ids[style]

    def tie(self, paragraph: Paragraph) -> None:
        """Let what follows stand on the line of what stands before: a space a point high that no line breaks at."""
        paragraph.add_run("\u00a0").font.size = Pt(1)


def style(document: Document, look: Look) -> None:
    """Add a paragraph style, unless the document has one of its name."""
    if look.name in document.styles:
        return
    made: Any = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = None
    made.quick_style = True
    _fonts(made, look.font)
    made.font.size, made.font.bold = Pt(look.size), look.bold
    if look.tracking:
        tighter = element("w:spacing", {"w:val": str(round(look.tracking * 20))})
        made.element.get_or_add_rPr().find(qn("w:sz")).addprevious(tighter)  # the schema's order
    if look.colour:
        made.font.color.rgb = RGBColor.from_string(look.colour)
    shape = made.paragraph_format
    shape.alignment = _ALIGN[look.align]
    shape.space_before, shape.space_after = Pt(0), Pt(look.after)
    shape.keep_with_next = look.keep
    shape.widow_control = False
    if look.pitch is None:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.pitch)
    if look.pitch != looks.PITCH:  # else every line would take one of the page's 22
        made.element.get_or_add_pPr().append(element("w:snapToGrid", {"w:val": "0"}))
    shape.first_line_indent = Pt(look.indent * look.size)
    shape.right_indent = Pt(look.right * look.size)


def _fonts(made: Any, font: Font) -> None:
    """Chinese in its font; western figures and letters in theirs."""
    made.font.name = looks.FIGURES.name
    fonts = made.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font.name)
    fonts.set(qn("w:hint"), "eastAsia")
    # Chinese is drawn as the mainland prints (。 at the foot); figures are not: 7/11 would break at a line's end
    made.element.get_or_add_rPr().append(element("w:lang", {"w:val": "en-US", "w:eastAsia": "zh-CN"}))


def _character_styles(document: Document) -> None:
    if looks.FIGURE not in document.styles:
        document.styles.add_style(looks.FIGURE, WD_STYLE_TYPE.CHARACTER)
    if looks.MARK not in document.styles:
        made: Any = document.styles.add_style(looks.MARK, WD_STYLE_TYPE.CHARACTER)
        made.font.superscript = True
        made.font.color.rgb = RGBColor.from_string("7F7F7F")


def aside(paragraph: Paragraph, side: str, look: Look) -> None:
    """Put a paragraph at one side of the page, a character from its edge."""
    away = Pt(look.right * look.size)
    paragraph.alignment = _ALIGN[side]
    paragraph.paragraph_format.left_indent = away if side == "left" else Pt(0)
    paragraph.paragraph_format.right_indent = away if side == "right" else Pt(0)


def centred(paragraph: Paragraph, *, short: bool) -> None:
    """Short cells stand in the middle, long ones at the left."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if short else WD_ALIGN_PARAGRAPH.LEFT


def frame(table: Table, widths: Sequence[float]) -> list[list[Paragraph]]:
    """Rule a table, fix its columns (millimetres), repeat its head; a row is never cut by a page.

    Return the paragraph of each cell, row by row.
    """
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    properties = table._tbl.tblPr
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(f"w:{side}", {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "000000"}))
    properties.append(borders)
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", {"w:w": "57", "w:type": "dxa"}))
    properties.append(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    grid = []
    for n, row in enumerate(table.rows):
        cells = row.cells
        shape = row._tr.get_or_add_trPr()
        shape.append(element("w:cantSplit"))
        if n == 0:
            shape.append(element("w:tblHeader"))
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Mm(width)
            cell._tc.get_or_add_tcPr().append(element("w:vAlign", {"w:val": "center"}))
        grid.append([cell.paragraphs[0] for cell in cells])
    return grid


def ruled(paragraph: Paragraph, colour: str, width: float) -> None:
    """Draw a line below a paragraph, and let what follows a tab stand at the right, `width` millimetres away."""
    borders = element("w:pBdr")
    borders.append(element("w:bottom", {"w:val": "single", "w:sz": "18", "w:space": "4", "w:color": colour}))
    paragraph._p.get_or_add_pPr().append(borders)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
