"""Write one table sheet of a book: headers, pre-filled and answered rows, head line, foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lvzhi.books import styles
from lvzhi.books.answers import Typed
from lvzhi.books.entry import as_typed, centred, number_format, put, validation
from lvzhi.books.layout import (
    FILED_ON,
    FIRST_ROW,
    HEAD_ROW,
    HEADER_ROW,
    NIL,
    NIL_YES,
    REPEATED,
    SERIAL,
    SIGNATURES,
    TITLE_ROW,
    Head,
    SheetPlan,
    Slot,
    first_page,
    head,
    pages_across,
    slots,
)
from lvzhi.books.sheet import DEMO, Book, header_style, merged, page_setup, protect, title_words
from lvzhi.form import Column

_SIGNATURE_WIDTH = 19.0  # room for 单位负责人(签字) and a name
Looks = Mapping[tuple[int, bool, bool], Format]
_CHANGE_HERE = "已列内容如有变化,在此修改"


@dataclass(frozen=True)
class Ledger:
    """A table sheet about to be written; rows are counted from 0 in what follows."""

    book: Book
    plan: SheetPlan
    columns: tuple[Slot, ...]
    rows: tuple[Typed, ...]

    @property
    def head(self) -> Head:
        return head(self.columns, with_nil=self.plan.has_nil)

    @property
    def first(self) -> int:
        return FIRST_ROW - 1

    @property
    def last(self) -> int:
        """The last data row; a sheet without rows keeps one place for the frame."""
        return self.first + max(len(self.rows), 1) - 1


def ledger(book: Book, plan: SheetPlan, rows: tuple[Typed, ...]) -> Ledger:
    return Ledger(book, plan, slots(plan.form, book.book, plan.rows), rows)


def write(sheet: Worksheet, made: Ledger, nil: Any) -> None:
    """Write the whole sheet; `nil` is what stands in its 本期无 cell."""
    _columns(sheet, made)
    _top(sheet, made, nil)
    _headers(sheet, made)
    looks = _looks(made)
    for at, typed in enumerate(made.rows):
        _row(sheet, made, looks, made.first + at, at + 1, typed)
    _offers(sheet, made)
    _foot(sheet, made)
    _paper(sheet, made)


def _columns(sheet: Worksheet, made: Ledger) -> None:
    for slot in made.columns:
        options = {"level": 1, "hidden": slot.folded} if not slot.printed else {}
        sheet.set_column(slot.at, slot.at, slot.width, None, options)


def _top(sheet: Worksheet, made: Ledger, nil: Any) -> None:
    book, places = made.book, made.head
    page = first_page(made.columns)
    sheet.set_row(TITLE_ROW - 1, 36)
    sheet.set_row(HEAD_ROW - 1, 24)
    title = title_words(book, made.plan.form)
    merged(sheet, TITLE_ROW - 1, (page[0].at, page[-1].at), title, book.styles.get(styles.TITLE))
    left = book.styles.get(styles.HEAD)
    merged(sheet, HEAD_ROW - 1, places.unit, book.unit_words, left)
    merged(sheet, HEAD_ROW - 1, places.period, book.period_words, left)
    merged(sheet, HEAD_ROW - 1, places.measure, _measure_words(made), left)
    if places.nil is not None and places.nil_label is not None:
        right = book.styles.get(styles.HEAD, align="right")
        sheet.write_string(HEAD_ROW - 1, places.nil_label, NIL, right)
        put(sheet, HEAD_ROW - 1, places.nil, nil, book.styles.get(styles.HEADER, locked=False))
        sheet.data_validation(HEAD_ROW - 1, places.nil, HEAD_ROW - 1, places.nil, _nil_offer(made.plan))


def _nil_offer(plan: SheetPlan) -> Mapping[str, Any]:
    told = "本表本期没有新增、没有变化的选“是”;封面已选零报告的不必再选。"
    return {
        "validate": "list", "source": [NIL_YES], "error_type": "warning", "error_title": "请核对",
        "error_message": "本期没有新增、没有变化的选“是”;有内容的留空。", "input_title": NIL,
        "input_message": told if plan.may_be_nil else "本表各行由方案列出,请逐行填写,本格留空。",
    }


def _measure_words(made: Ledger) -> str:
    return f"计量单位:{made.plan.form.measure_unit}{f'({DEMO})' if made.book.demo else ''}"


def _headers(sheet: Worksheet, made: Ledger) -> None:
    sheet.set_row(HEADER_ROW - 1, 36)
    for slot in made.columns:
        label = slot.column.label if slot.column else SERIAL
        sheet.write_string(HEADER_ROW - 1, slot.at, label, header_style(made.book, slot.column))


# --- rows ---------------------------------------------------------------------------------------------------


def _row(sheet: Worksheet, made: Ledger, looks: Looks, at: int, serial: int, typed: Typed) -> None:
    shown = [(slot, _shown(made, slot.column, typed)) for slot in made.columns if slot.column]
    # A row without content keeps Excel's own height, which grows with what is typed.
    if not (typed.row.blank and not typed.typed):
        sheet.set_row(at, _height(shown))
    sheet.write_number(at, 0, serial, looks[0, True, True])
    muted = made.plan.form.read_only_relist and not typed.row.blank
    for slot, value in shown:
        assert slot.column
        locked = slot.column.id in typed.row.locked
        put(sheet, at, slot.at, value, looks[slot.at, locked, locked or muted])


def _shown(made: Ledger, column: Column, typed: Typed) -> Any:
    plan = made.book.plan
    if column.id in typed.typed:
        return as_typed(typed.typed[column.id], column, plan)
    value = typed.row.values.get(column.id)
    if column.prefill == "filer" and made.book.filer and value == made.book.filer.code:
        return made.book.filer.name
    return None if value is None else column.kind.to_type(value, plan)


def _looks(made: Ledger) -> Looks:
    """The formats of each column's cells: (column, locked, shaded)."""
    ways = ((False, False), (False, True), (True, True))
    return {
        (slot.at, locked, shaded): _body(made, slot.column, locked=locked, shaded=shaded)
        for slot in made.columns for locked, shaded in ways
    }


def _body(made: Ledger, column: Column | None, *, locked: bool, shaded: bool) -> Format:
    fill = {"bg_color": styles.PALE} if shaded else {}
    middle = column is None or centred(column.kind)
    number = {} if column is None else {"num_format": number_format(column.kind)}
    return made.book.styles.get(
        styles.BODY, locked=locked, align="center" if middle else "left", **number, **fill
    )


def _height(shown: Sequence[tuple[Slot, Any]]) -> float:
    """Room for the longest text: a Chinese character is two units wide."""
    return styles.height((value, slot.width) for slot, value in shown if isinstance(value, str) and not slot.folded)


# --- what the sheet offers ------------------------------------------------------------------------------------


def _offers(sheet: Worksheet, made: Ledger) -> None:
    book, form = made.book, made.plan.form
    for slot in made.columns:
        if slot.column and not slot.column.system:
            offer = validation(slot.column, form, book.plan, book.filer, book.lists)
            sheet.data_validation(made.first, slot.at, made.last, slot.at, offer)
    _tint(sheet, made)
    last = made.columns[-1].letter
    sheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW}:{last}{made.last + 1}"})


def _tint(sheet: Worksheet, made: Ledger) -> None:
    """Colour ★ cells left empty in rows that hold more than what was printed in them."""
    asked = [s for s in made.columns if s.column and s.column.required is True and not s.column.system]
    if not asked or not made.rows:
        return
    printed = min(len(t.row.values) for t in made.rows)
    top, first, last = FIRST_ROW, made.columns[1].letter, made.columns[-1].letter
    sheet.conditional_format(made.first, asked[0].at, made.last, asked[0].at, {
        "type": "formula",
        "criteria": f"=AND(LEN({asked[0].letter}{top})=0,COUNTA(${first}{top}:${last}{top})>{printed})",
        "format": made.book.styles.get({"bg_color": styles.TINT}),
        "multi_range": " ".join(f"{s.letter}{top}:{s.letter}{made.last + 1}" for s in asked),
    })


def _foot(sheet: Worksheet, made: Ledger) -> None:
    """The signature line two rows below the last row: plain text in single cells, nothing merged."""
    at = made.last + 2
    words = [f"{label}:{made.book.signatures.get(name, '')}" for name, label in SIGNATURES
             if name != "head" or made.book.book == "unit"] + [f"{FILED_ON}:"]
    page = first_page(made.columns)
    style = made.book.styles.get(styles.SIGNATURE)
    sheet.set_row(at, 30)
    for place, text in _spaced(page, words):
        sheet.write_string(at, place, text, style)
    if made.plan.form.read_only_relist and any(not t.row.blank for t in made.rows):
        sheet.write_string(at + 1, page[0].at, _CHANGE_HERE, style)


def _spaced(page: Sequence[Slot], words: Sequence[str]) -> list[tuple[int, str]]:
    """Give each text a column of the page, as far apart as can be; the last cell takes those left without one."""
    share = sum(s.width for s in page) / len(words)
    steps = (max(_SIGNATURE_WIDTH, share * (1 - n / 10)) for n in range(10))
    found = max((_anchors(page, gap)[: len(words)] for gap in steps), key=len)
    rest = words[len(found) :]
    texts = [*words[: len(found) - 1], "    ".join((words[len(found) - 1], *rest))]
    return list(zip(found, texts, strict=True))


def _anchors(page: Sequence[Slot], gap: float) -> list[int]:
    """Columns whose left edges are at least so far apart, from the left."""
    found: list[int] = []
    left, free = 0.0, 0.0
    for slot in page:
        if left >= free:
            found.append(slot.at)
            free = left + gap
        left += slot.width
    return found


def _paper(sheet: Worksheet, made: Ledger) -> None:
    form, last = made.plan.form, made.columns[-1].at
    pages = pages_across(made.columns)
    page_setup(sheet, made.book, pages)
    sheet.repeat_rows(TITLE_ROW - 1, HEADER_ROW - 1)
    if pages > 1:
        sheet.repeat_columns(0, REPEATED - 1)
    sheet.print_area(0, 0, made.last + 3, last)
    sheet.freeze_panes(HEADER_ROW, 2 if form.numbered else 1)
    sheet.set_default_row(styles.ROW_HEIGHT)
    if made.rows:
        sheet.autofilter(HEADER_ROW - 1, 0, made.last, last)
    protect(sheet, may_insert=not form.numbered and form.fixed_rows is None)
