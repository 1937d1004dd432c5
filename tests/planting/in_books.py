"""Faults of the book as a whole: whose it is, of which month and plan, and which sheets it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lvzhi.books import meta
from lvzhi.intake.cells import Sheet
from tests.planting.drafts import FIRST, HEADER, Draft, Part
from tests.planting.faults import Fault
from tests.planting.judging import Desk
from tests.planting.structure import tables


def _meta(draft: Draft, key: str, value: str) -> None:
    """What the hidden sheet says of the book."""
    sheet = next(s for s in draft.workbook.sheets if s.name == meta.SHEET)
    row = next(r for (r, c), v in sheet.cells.items() if c == 1 and v == key)
    cells = {**sheet.cells, (row, 2): value}
    cells = {at: v for at, v in cells.items() if v != ""}
    _replace(draft, sheet, replace(sheet, cells=cells))


def _replace(draft: Draft, old: Sheet, *new: Sheet) -> None:
    sheets = [n for s in draft.workbook.sheets for n in (new if s.name == old.name else (s,))]
    draft.workbook = replace(draft.workbook, sheets=tuple(sheets))


def _instead(draft: Draft, code: str) -> bool:
    """The book is refused as a whole: nothing else is found in it."""
    draft.expected.clear()
    draft.expect(code)
    return True


def said(code: str, key: str, value: Callable[[Draft], str | None], also: bool = False) -> Fault:
    """The hidden sheet says something else; `also`: beside all that is found anyway."""

    def plant(draft: Draft) -> bool:
        given = value(draft)
        if given is None:
            return False
        _meta(draft, key, given)
        if also:
            draft.expect(code)
            return True
        return _instead(draft, code)

    return Fault(code, plant, alone=True)


def another_filer(draft: Draft) -> str:
    mine = draft.world.filer
    return next(f.code for f in draft.world.plan.filers if f.code != mine.code)


def later(draft: Draft) -> str | None:
    """A month that has not begun."""
    day = draft.world.chance.received_on
    return next((p.id for p in draft.world.plan.periods if p.first_day > day), None)


def not_owed(draft: Draft) -> str | None:
    plan, filer = draft.world.plan, draft.world.filer
    return next((p.id for p in plan.periods if p.id < draft.world.chance.period and not plan.owed(filer.code, p.id)), None)


def something_else(draft: Draft) -> bool:
    draft.workbook = replace(draft.workbook, sheets=(Sheet("Sheet1", cells={(1, 1): "通讯录", (2, 1): "张三"}),))
    draft.parts.clear()
    return _instead(draft, "BOOK-UNKNOWN")


def nobody_named(draft: Draft) -> bool:
    """Neither the hidden sheet nor a head line says whose book it is, and whoever files did not."""
    for part in draft.parts.values():
        for at, value in part.sheet.cells.items():
            if at[0] < HEADER and str(value).startswith("填报单位"):
                part.sheet.cells[at] = "填报单位(盖章):"
    draft.put("cover", FIRST, "unit", None)
    left = tuple(s for s in draft.workbook.sheets if s.name != meta.SHEET)
    draft.workbook = replace(draft.workbook, sheets=left)
    draft.desk = Desk(knows_filer=False)
    return _instead(draft, "BOOK-NO-FILER")


def arriving(code: str, desk: Desk) -> Fault:
    """A good book at a desk that does not take it."""

    def plant(draft: Draft) -> bool:
        draft.desk = desk
        return _instead(draft, code)

    return Fault(code, plant, alone=True)


# --- sheets ----------------------------------------------------------------------------------------------


def renamed_sheet(draft: Draft) -> bool:
    """Another name on the tab, the title still there: read, and said."""
    part = tables(draft)[0]
    name = f"{part.sheet.name}(新)"
    _replace(draft, part.sheet, replace(part.sheet, name=name))
    part.sheet = replace(part.sheet, name=name)
    draft.expect("BOOK-SHEET-RENAMED", name)
    return True


def moved_sheets(draft: Draft) -> bool:
    """Two sheets in each other's place."""
    one, two = draft.world.chance.random.sample(tables(draft), 2)
    names = {one.sheet.name: two.sheet.name, two.sheet.name: one.sheet.name}
    by_name = {s.name: s for s in draft.workbook.sheets}
    sheets = tuple(by_name[names.get(s.name, s.name)] for s in draft.workbook.sheets)
    draft.workbook = replace(draft.workbook, sheets=sheets)
    draft.expect("BOOK-SHEET-MOVED")
    return True


def _without(draft: Draft, part: Part) -> None:
    draft.workbook = replace(
        draft.workbook, sheets=tuple(s for s in draft.workbook.sheets if s.name != part.sheet.name)
    )
    del draft.parts[part.form.id]


def _untouched(draft: Draft) -> list[tuple[str | None, Part]]:
    """Sheets nothing is expected in, with their duty."""
    world = draft.world
    return [
        (world.plan.duty(p.form.id, world.filer.code, world.chance.period), p)
        for p in tables(draft)
        if not any(f == p.form.id for _, f, _, _ in draft.expected)
    ]


def deleted_sheet(draft: Draft) -> bool:
    part = next((p for duty, p in _untouched(draft) if duty in ("due", "confirm")), None)
    if part is None:
        return False
    _without(draft, part)
    draft.expect("BOOK-SHEET-MISSING")
    return True


def left_out(wanted: bool) -> Callable[[Draft], bool]:
    """A sheet that is not due is gone, with rows listed again or without."""

    def plant(draft: Draft) -> bool:
        for duty, part in _untouched(draft):
            form = part.form
            again = any(not row.blank for row in part.printed)
            # What refers to new rows would miss them as well.
            fresh = any(part.printed[row - FIRST].blank for row in draft.filled(form.id))
            theirs = form.fixed_rows is not None or form.standing_rows is not None
            if duty == "event" and not theirs and not fresh and again == wanted:
                _without(draft, part)
                draft.expect("BOOK-SHEET-LEFT-OUT")
                return True
        return False

    return plant


def added_sheet(draft: Draft) -> bool:
    own = Sheet("草稿", cells={(1, 1): "备忘"})
    draft.workbook = replace(draft.workbook, sheets=(*draft.workbook.sheets, own))
    draft.expect("BOOK-SHEET-EXTRA", "草稿")
    return True


def lost_meta(draft: Draft) -> bool:
    left = tuple(s for s in draft.workbook.sheets if s.name != meta.SHEET)
    draft.workbook = replace(draft.workbook, sheets=left)
    draft.expect("BOOK-LOST-META")
    return True


FAULTS = (
    said("BOOK-OTHER-FILER", "filer", another_filer),
    said("BOOK-OTHER-CAMPAIGN", "campaign", lambda d: "lvzhi-2014"),
    said("BOOK-DEMO", "demo", lambda d: "1"),
    said("BOOK-NO-PERIOD", "period", lambda d: "2014-12"),
    said("BOOK-PERIOD-AHEAD", "period", later),
    said("BOOK-NOT-OWED", "period", not_owed),
    Fault("BOOK-NO-FILER", nobody_named, alone=True),
    arriving("BOOK-NOT-DEMO", Desk(demo=True)),
    arriving("BOOK-LOCKED", Desk(approved=True)),
    said("BOOK-OLD-VERSION", "plan_version", lambda d: "0", also=True),
    Fault("BOOK-UNKNOWN", something_else, alone=True),
    Fault("BOOK-SHEET-RENAMED", renamed_sheet, alone=True),
    Fault("BOOK-SHEET-MOVED", moved_sheets),
    Fault("BOOK-SHEET-MISSING", deleted_sheet, alone=True),
    Fault("BOOK-SHEET-LEFT-OUT rows", left_out(True), alone=True),
    Fault("BOOK-SHEET-LEFT-OUT", left_out(False), alone=True),
    Fault("BOOK-SHEET-EXTRA", added_sheet),
    Fault("BOOK-LOST-META", lost_meta),
)
