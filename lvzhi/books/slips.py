"""One-time passwords on paper: a slip for each account to cut off and hand out, and a list to sign."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from lvzhi.access.accounts import Handed
from lvzhi.access.people import stands_for
from lvzhi.plan import Plan

_A4 = 9
_ACROSS, _DOWN = 2, 6  # slips on a page
_LINES = 6  # rows of a slip
_WIDTHS = (11, 31, 3)  # label, value, gap
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_DASHED = 3
_SIGNED = ("序号", "单位或姓名", "登录名", "领取人(签字)", "领取日期")


def slips(plan: Plan, handed: Sequence[Handed], until: dt.date, address: str | None = None) -> bytes:
    """Return a workbook: slips with dashed lines to cut along, in the order given, and the list to sign.

    `until`: the last day the passwords hold; `address`: what to type into the browser, where known.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                     "strings_to_numbers": False})
    _cut(book, plan, handed, until, address)
    _list(book, plan, handed)
    book.close()
    return out.getvalue()


def _cut(book: Any, plan: Plan, handed: Sequence[Handed], until: dt.date, address: str | None) -> None:
    sheet = book.add_worksheet("发放条")
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.5)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    for at in range(_ACROSS):
        for n, width in enumerate(_WIDTHS):
            sheet.set_column(at * 3 + n, at * 3 + n, width)
    styles = _styles(book)
    for n, one in enumerate(handed):
        row, across = divmod(n, _ACROSS)
        _slip(sheet, styles, row * (_LINES + 1), across * 3, _lines(plan, one, until, address))
    rows = -(-len(handed) // _ACROSS)
    for row in range(rows):
        sheet.set_row(row * (_LINES + 1) + _LINES, 9)
    sheet.set_h_pagebreaks([page * _DOWN * (_LINES + 1) for page in range(1, -(-rows // _DOWN))])
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(rows * (_LINES + 1) - 1, 0), _ACROSS * 3 - 2)


def _lines(plan: Plan, one: Handed, until: dt.date, address: str | None) -> tuple[tuple[str, str], ...]:
    account = one.account
    return (
        (plan.campaign.title, ""),
        ("账号", stands_for(account.role, account.filer, plan)),
        ("登录名", account.login),
        ("一次性密码", one.password),
        ("网址", address or ""),
        (f"首次登录时设定自己的密码。{until.year}年{until.month}月{until.day}日前有效,请勿转交他人。", ""),
    )


def _slip(sheet: Any, styles: dict[str, Any], top: int, left: int, lines: Sequence[tuple[str, str]]) -> None:
    for n, (label, value) in enumerate(lines):
        sheet.set_row(top + n, 20)
        if n in (0, len(lines) - 1):
            sheet.merge_range(top + n, left, top + n, left + 1, label, styles["head" if n == 0 else "foot"])
            continue
        sheet.write_string(top + n, left, label, styles["label"])
        sheet.write_string(top + n, left + 1, value, styles["secret" if label == "一次性密码" else "value"])


def _styles(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({**_FONT, "bold": True, "align": "center", "top": _DASHED, "left": _DASHED,
                                 "right": _DASHED, "shrink": True}),
        "label": book.add_format({**_FONT, "left": _DASHED, "indent": 1}),
        "value": book.add_format({**_FONT, "right": _DASHED, "bold": True, "shrink": True}),
        "secret": book.add_format({**_FONT, "right": _DASHED, "font_name": "Consolas", "font_size": 13, "bold": True}),
        "foot": book.add_format({**_FONT, "font_size": 9, "bottom": _DASHED, "left": _DASHED, "right": _DASHED,
                                 "indent": 1, "shrink": True}),
    }


def _list(book: Any, plan: Plan, handed: Sequence[Handed]) -> None:
    """Who took a slip; without the passwords, so that the list can lie on a desk."""
    sheet = book.add_worksheet("领取登记")
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    title = book.add_format({**_FONT, "font_name": "黑体", "font_size": 14, "align": "center"})
    head = book.add_format({**_FONT, "bold": True, "border": 1, "align": "center", "bg_color": "#E7E6E6"})
    cell = book.add_format({**_FONT, "border": 1})
    for n, width in enumerate((6, 34, 18, 18, 16)):
        sheet.set_column(n, n, width)
    sheet.merge_range(0, 0, 0, len(_SIGNED) - 1, f"{plan.campaign.title}账号领取登记", title)
    sheet.set_row(0, 30)
    sheet.write_row(1, 0, _SIGNED, head)
    for n, one in enumerate(handed, 1):
        whom = stands_for(one.account.role, one.account.filer, plan)
        sheet.set_row(n + 1, 20)
        sheet.write_number(n + 1, 0, n, cell)
        for column, text in enumerate((whom, one.account.login, "", ""), 1):
            sheet.write_string(n + 1, column, text, cell)
    sheet.freeze_panes(2, 0)
