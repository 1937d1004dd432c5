"""A paper as a Word file: the same content gives the same bytes.

The office may put a template of its own in the data directory: its page, header and footer are used, and those of its
styles that bear the names of `looks.LOOKS`; the styles it lacks are added.
"""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from lvzhi.papers import looks, marking, packing, styling
from lvzhi.papers.blocks import Block, Content, Masthead, Para, Table, Words
from lvzhi.papers.looks import LOOKS
from lvzhi.papers.packing import NotATemplate
from lvzhi.papers.styling import Printer, element


def write(content: Content, code: str, *, signed: bool, template: bytes | None = None) -> bytes:
    """Return a paper as a .docx; `code` is its 校验码, unless `signed` every page says that it is a draft."""
    document = _opened(template)
    if template is None:
        _page(document)
        _page_numbers(document)
    _fit(document, content)
    printer = Printer(document)
    _margin(printer, content, code, signed)
    for n, block in enumerate(content.blocks):
        made = _block(printer, block)
        if made and any(isinstance(b, Para) and b.style == "sign" for b in content.blocks[n + 1:n + 3]):
            made.paragraph_format.keep_with_next = True  # a signature never stands on a page without text
    _sources(printer, content, signed)
    _about(document, content)
    return _packed(document, own_fonts=template is None)


def blank_template() -> bytes:
    """Return the built-in template as a file: page, footer and every style, for the office to change."""
    document = docx.Document()
    _page(document)
    _page_numbers(document)
    printer = Printer(document)
    for name, look in LOOKS.items():
        printer.paragraph(name, f"{look.name}:{look.font.name}")
    return _packed(document, own_fonts=True)


def _packed(document: Document, *, own_fonts: bool) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return packing.repacked(out.getvalue(), own_fonts=own_fonts)


def _opened(template: bytes | None) -> Document:
    if template is None:
        return docx.Document()
    try:
        packing.refuse_strange(template)
        document = docx.Document(io.BytesIO(template))
    except Exception as fault:
        raise NotATemplate("公文模板打不开。请用 Word 或 WPS 另存为不带宏的 .docx,再放回数据目录。") from fault
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    return document


# --- the page ---------------------------------------------------------------------------------------


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in looks.PAGE)
    section.top_margin, section.bottom_margin = Mm(looks.TOP), Mm(looks.BOTTOM)
    section.left_margin, section.right_margin = Mm(looks.LEFT), Mm(looks.RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Mm(looks.FOOT)
    grid = element("w:docGrid", {"w:type": "lines", "w:linePitch": str(int(looks.PITCH * 20))})
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)


def _fit(document: Document, content: Content) -> None:
    """Turn the page for a wide table, narrow its head and foot for a sheet that has to stay on it; anybody's page."""
    section: Any = document.sections[0]
    if content.landscape and section.page_width < section.page_height:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        # Turned to the left, the binding edge of the sheet is its head.
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
            section.left_margin, section.top_margin, section.right_margin, section.bottom_margin)
    if content.one_page:
        section.top_margin, section.bottom_margin = (
            min(side, Mm(looks.SHEET)) for side in (section.top_margin, section.bottom_margin))
    room = min(section.top_margin, section.bottom_margin) - Mm(8)
    section.header_distance, section.footer_distance = (
        min(side, room) for side in (section.header_distance, section.footer_distance))


def _page_numbers(document: Document) -> None:
    """— 1 — below the text: at the right on odd pages, at the left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    look = LOOKS["page"]
    styling.style(document, look)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles[look.name]
        styling.aside(paragraph, side, look)
        paragraph.add_run("— ")
        _field(paragraph, "PAGE")
        paragraph.add_run(" —")


def _field(paragraph: Paragraph, name: str) -> None:
    for kind in ("begin", "instr", "separate", "shown", "end"):
        run = paragraph.add_run("1" if kind == "shown" else "")
        if kind == "instr":
            text = element("w:instrText")
            text.text = name
            run._r.append(text)
        elif kind != "shown":
            run._r.append(element("w:fldChar", {"w:fldCharType": kind}))


def _margin(printer: Printer, content: Content, code: str, signed: bool) -> None:
    """The line at the head of every page: draft or not, invented or not, 校验码."""
    words = marking.margin(content, code, signed=signed)
    section = printer.document.sections[0]
    headers = [section.header]
    if printer.document.settings.odd_and_even_pages_header_footer:
        headers.append(section.even_page_header)
    for header in headers:
        paragraph = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
        printer.dress(paragraph, "margin")
        paragraph.add_run(words)


# --- blocks -----------------------------------------------------------------------------------------


def _block(printer: Printer, block: Block) -> Paragraph | None:
    """Print a block; return its paragraph where it is one."""
    if isinstance(block, Para):
        made = printer.paragraph(block.style)
        _words(printer, made, block.words, marked=True)
        return made
    if isinstance(block, Table):
        _table(printer, block)
    elif isinstance(block, Masthead):
        _masthead(printer, block)
    else:
        # The next words begin a page; an empty paragraph of full height would take a line of it.
        printer.paragraph("break").paragraph_format.page_break_before = True
    return None


def _words(printer: Printer, paragraph: Paragraph, words: Words, *, marked: bool) -> None:
    for run in marking.runs(words, marked=marked):
        if run.kind == "text":
            paragraph.add_run(run.text)
        elif run.kind == "figure":
            printer.run(paragraph, run.text, looks.FIGURE)
        else:
            printer.tie(paragraph)
            printer.run(paragraph, run.text, looks.MARK)


def _table(printer: Printer, block: Table) -> None:
    table = printer.document.add_table(rows=1 + len(block.rows), cols=len(block.headings))
    grid = styling.frame(table, block.widths)
    for cell, text in zip(grid[0], block.headings, strict=True):
        printer.dress(cell, "head")
        cell.add_run(text)
    for cells, row in zip(grid[1:], block.rows, strict=True):
        for cell, words in zip(cells, row, strict=True):
            printer.dress(cell, "cell")
            styling.centred(cell, short=marking.short(words))
            _words(printer, cell, words, marked=False)
    if block.asks:
        printer.paragraph("note", marking.of_table(block))


def _masthead(printer: Printer, block: Masthead) -> None:
    printer.paragraph("masthead", block.title)
    printer.paragraph("below", block.below)
    line = printer.paragraph("to", f"{block.left}\t{block.right}")
    styling.ruled(line, LOOKS["masthead"].colour or "000000", looks.PAGE[0] - looks.LEFT - looks.RIGHT)


# --- what stands behind -----------------------------------------------------------------------------


def _sources(printer: Printer, content: Content, signed: bool) -> None:
    for text in marking.closing(content, looks.fonts_note(), signed=signed):
        printer.paragraph("note", text)


def _about(document: Document, content: Content) -> None:
    """What the file says of itself; the instants are the paper's own, so that the bytes are."""
    properties: Any = document.core_properties
    when = content.as_of.replace(tzinfo=None, microsecond=0)
    properties.title, properties.author, properties.last_modified_by = content.title, content.author, content.author
    properties.created = properties.modified = when
    properties.comments, properties.keywords, properties.revision = "", "", 1
