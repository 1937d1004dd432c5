"""A paper as a Word file: the same content gives the same bytes.

The office may put a template of its own in the data directory: its page, header and footer are used, and those of its
styles that bear the names of `looks.LOOKS`; the styles it lacks are added.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from lvzhi.papers import looks, packing, styling
from lvzhi.papers.blocks import Ask, Block, Content, Masthead, Para, Piece, Table, Words
from lvzhi.papers.desk import as_of_words
from lvzhi.papers.looks import LOOKS
from lvzhi.papers.packing import NotATemplate
from lvzhi.papers.styling import Printer, element

DRAFT = "草稿(未签发)"
_SHORT = 14  # characters of a cell that stand in its middle
_CLAUSE_ENDS = "\uff0c\u3002\uff1b"  # the full-width comma, stop, semicolon


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
    words = " ".join(w for w in ("" if signed else DRAFT, "演示数据" if content.demo else "", f"校验码 {code}") if w)
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
    """Print pieces; the mark of a question stands behind the last of its pieces, where the clause ends."""
    asked = [piece.source.ask if piece.source else None for piece in words]
    due: list[int] = []
    for n, piece in enumerate(words):
        text = packing.printable(piece.text)
        if piece.source is None:
            at = next((i for i, sign in enumerate(text) if sign in _CLAUSE_ENDS), len(text)) if due else 0
            paragraph.add_run(text[:at])
            if at < len(text):
                _marks(printer, paragraph, due)
                paragraph.add_run(text[at:])
            continue
        printer.run(paragraph, text, looks.FIGURE)
        following = next((ask for ask in asked[n + 1:] if ask is not None), None)
        if marked and following != piece.source.ask:
            due.append(piece.source.ask)
    _marks(printer, paragraph, due)


def _marks(printer: Printer, paragraph: Paragraph, due: list[int]) -> None:
    for ask in due:
        printer.run(paragraph, f"〔{ask}〕", looks.MARK)
    due.clear()


def _table(printer: Printer, block: Table) -> None:
    table = printer.document.add_table(rows=1 + len(block.rows), cols=len(block.headings))
    grid = styling.frame(table, block.widths)
    for cell, text in zip(grid[0], block.headings, strict=True):
        printer.dress(cell, "head")
        cell.add_run(text)
    for cells, row in zip(grid[1:], block.rows, strict=True):
        for cell, words in zip(cells, row, strict=True):
            printer.dress(cell, "cell")
            styling.centred(cell, short=_short(words))
            _words(printer, cell, words, marked=False)
    if block.asks:
        printer.paragraph("note", f"本表出处:{marks(block.asks)}")


def _short(words: Sequence[Piece]) -> bool:
    return sum(len(p.text) for p in words) <= _SHORT and all(p.kind != "quote" for p in words)


def _masthead(printer: Printer, block: Masthead) -> None:
    printer.paragraph("masthead", block.title)
    printer.paragraph("below", block.below)
    line = printer.paragraph("to", f"{block.left}\t{block.right}")
    styling.ruled(line, LOOKS["masthead"].colour or "000000", looks.PAGE[0] - looks.LEFT - looks.RIGHT)


# --- what stands behind -----------------------------------------------------------------------------


def _sources(printer: Printer, content: Content, signed: bool) -> None:
    """At the end: what each mark means; on a draft also what the office has to know before it signs."""
    if content.asks:
        listed = ";".join(f"{marks(numbers)}{words}" for words, numbers in _grouped(content).items())
        when = as_of_words(content.as_of)
        printer.paragraph("note", f"数据出处(未注明的截至{when};逐项见同名数据底稿):{listed}。")
    if not signed:
        for text in (*content.notes, looks.fonts_note()):
            printer.paragraph("note", f"草稿说明:{text}")


def _grouped(content: Content) -> dict[str, list[int]]:
    """Questions by what is said of them, in the order asked."""
    found: dict[str, list[int]] = {}
    for ask in content.asks:
        found.setdefault(_said(ask, content), []).append(ask.no)
    return found


def _said(ask: Ask, content: Content) -> str:
    """Say what a question asks: the measure, how it is parted, as of when if not as of the paper's instant."""
    by = f"(按{'、'.join(_KEYS.get(k, k) for k in ask.by)})" if ask.by else ""
    return f"{ask.title}{by}" + ("" if ask.as_of == content.as_of else f"(截至{as_of_words(ask.as_of)})")


_KEYS = {"unit": "单位", "group": "工作组", "leader": "局领导", "stage": "阶段", "type": "单位类别"}


def marks(numbers: Sequence[int]) -> str:
    """Return marks, three and more in a row as from and to.

    >>> marks([1, 3, 4, 5, 6, 8])
    '〔1〕〔3〕至〔6〕〔8〕'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "".join(
        f"〔{run[0]}〕至〔{run[-1]}〕" if len(run) > 2 else "".join(f"〔{n}〕" for n in run) for run in runs
    )


def _about(document: Document, content: Content) -> None:
    """What the file says of itself; the instants are the paper's own, so that the bytes are."""
    properties: Any = document.core_properties
    when = content.as_of.replace(tzinfo=None, microsecond=0)
    properties.title, properties.author, properties.last_modified_by = content.title, content.author, content.author
    properties.created = properties.modified = when
    properties.comments, properties.keywords, properties.revision = "", "", 1
