"""Files made when a button is pressed, for whoever is still logged in then; each one taken is in the journal."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import duckdb
import streamlit as st

from lvzhi.access.model import By
from lvzhi.access.permitted import require
from lvzhi.books import consolidated as book
from lvzhi.books import upward as upward_book
from lvzhi.books.consolidated.parts import PER, Part, file_name, parts
from lvzhi.books.consolidated.parts import zipped as zipped_parts
from lvzhi.check_codes import code_now
from lvzhi.outgoing.archive import zipped
from lvzhi.outgoing.taking import taken_from
from lvzhi.package.sending import package as packaged
from lvzhi.permits import PERMITS, refusal
from lvzhi.web import identity
from lvzhi.web.head import Page
from lvzhi.web.sessions import handed

ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Ended(Exception):
    """The login behind the page has ended since it was shown."""


def offer(page: Page, what: str, label: str, make: Callable[[], bytes], name: str, key: str, mime: str = XLSX,
          look: Literal["primary", "secondary"] = "secondary", filer: str | None = None) -> None:
    """Offer a file under a name to who may have it: `what` of the exports in `permits`; `filer`: whose papers it is."""
    permit = PERMITS[f"export.{what}"].name
    by = page.by  # asked now: the button is answered outside the page's run
    if refusal(permit, by, filer):
        return

    def press() -> bytes:
        return handed(taken(page, permit, make, name, by, filer), mime, name, page.session.account.no)

    st.download_button(label, press, name, mime, type=look, key=key, on_click="ignore")


def goes_on(page: Page) -> bool:
    """Say whether the login behind a page still holds; where it does not, say so and lead to the login."""
    access = page.workspace.access
    if access.door.holds(page.session, access.now()):
        return True
    identity.send_to_login()
    return False


def taken(page: Page, permit: str, make: Callable[[], bytes], name: str, by: By, filer: str | None = None) -> bytes:
    """Make the file somebody pressed for, and note who took it; `Ended` when they are not logged in any more."""
    access = page.workspace.access
    if not access.door.holds(page.session, access.now()):
        raise Ended(name)
    require(page.workspace.journal, permit, by, filer)
    data = make()
    access.note_taken(name, data, replace(by, at=access.now()))
    return data


def consolidated(page: Page) -> None:
    """Offer the consolidated workbook of what the page shows."""
    name = f"{page.plan.campaign.title}汇总表-{page.day.isoformat()}.xlsx"
    offer(page, "consolidated", "下载汇总表", lambda: consolidated_bytes(page), name, "consolidated.download",
          look="primary")


def upward(page: Page) -> None:
    """Offer what the office reports upward: of the whole bureau, whatever the page's filters."""
    name = f"{page.plan.campaign.title}情况统计表-{page.day.isoformat()}.xlsx"
    offer(page, "upward", "下载上报版(统计表)", lambda: upward_bytes(page), name, "upward.download")


def archive(page: Page) -> None:
    """Offer the rows as data for other programs: of what the page shows."""
    name = f"{page.plan.campaign.title}归档-{page.day.isoformat()}.zip"
    offer(page, "archive", "下载归档(数据)", lambda: archive_bytes(page), name, "archive.download", ZIP)


def package(page: Page) -> None:
    """Offer what the level above takes in: of the whole bureau, whatever the page's filters."""
    name = f"{page.plan.campaign.bureau}上报包-{page.day.isoformat()}.zip"
    offer(page, "package", "下载上报包(报上一级)", lambda: packaged(page.workspace, page.as_of, {}), name,
          "package.download", ZIP)


def archive_bytes(page: Page) -> bytes:
    """Return the archive as of the page's instant, under its filters."""
    def made(cursor: duckdb.DuckDBPyConnection) -> bytes:
        taking = taken_from(page.workspace, cursor, page.as_of, page.only(*page.shown))
        return zipped(taking, page.workspace.journal, page.workspace.vault)

    return page.workspace.store.at_rest(made)


def upward_bytes(page: Page) -> bytes:
    """Return the workbook to report upward as of the page's instant, of what has come in until now."""
    def made(cursor: duckdb.DuckDBPyConnection) -> bytes:
        out = io.BytesIO()
        upward_book.write(out, cursor, page.workspace.forms, page.plan, page.as_of, demo=page.workspace.demo,
                         code=code_now(page.workspace))
        return out.getvalue()

    return page.workspace.store.at_rest(made)


def consolidated_bytes(page: Page) -> bytes:
    """Return the consolidated workbook as of the page's instant, of what has come in until now, under its filters."""
    return _consolidated(page, page.only(*page.shown))


def _consolidated(page: Page, chosen: Mapping[str, str]) -> bytes:
    def made(cursor: duckdb.DuckDBPyConnection) -> bytes:
        out = io.BytesIO()
        book.write(out, cursor, page.workspace.forms, page.plan, page.as_of, chosen, page.viewer,
                   demo=page.workspace.demo, code=code_now(page.workspace))
        return out.getvalue()

    return page.workspace.store.at_rest(made)


def parted(page: Page) -> None:
    """Offer a workbook for each group, unit or stage, in one zip."""
    if not page.may("export.consolidated_parts"):
        return
    per = st.segmented_control("分开下载:每个", list(PER), format_func=lambda k: PER[k], default="group", required=True,
                               key="consolidated.per") or "group"
    found = parts(page.plan, per, page.day, page.only(*page.shown))
    if not found:
        st.caption(f"这样筛选,没有要做汇总表的{PER[per]}。")
        return
    name = f"{page.plan.campaign.title}汇总表-每个{PER[per]}一份-{page.day.isoformat()}.zip"
    offer(page, "consolidated_parts", f"下载 {len(found)} 份汇总表(压缩包)", lambda: parted_bytes(page, found), name,
          "consolidated.parts", ZIP)
    st.caption(f"每份要几秒钟,{len(found)} 份一起做好才开始下载,请等一等,不要重复点。")


def parted_bytes(page: Page, found: Sequence[Part]) -> bytes:
    """Return the workbooks of parts as one zip."""
    return zipped_parts(
        (file_name(page.plan, part, page.day), partial(_consolidated, page, part.filters)) for part in found
    )
