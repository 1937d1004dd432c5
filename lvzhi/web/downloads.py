"""Workbooks made when a button is pressed."""

from __future__ import annotations

import io

import streamlit as st

from lvzhi.books import consolidated as book
from lvzhi.web.head import Page
from lvzhi.web.rows import XLSX


def consolidated(page: Page) -> None:
    """Offer the consolidated workbook of what the page shows."""
    name = f"{page.plan.campaign.title}汇总表-{page.day.isoformat()}.xlsx"
    st.download_button("下载汇总表", lambda: consolidated_bytes(page), name, XLSX, type="primary",
                       key="consolidated.download", on_click="ignore")


def consolidated_bytes(page: Page) -> bytes:
    """Return the consolidated workbook as of the page's instant, under its filters."""
    out = io.BytesIO()
    with page.workspace.store.cursor() as cursor:
        book.write(out, cursor, page.workspace.forms, page.plan, page.as_of, page.only(*page.shown), page.viewer,
                   demo=page.workspace.demo)
    return out.getvalue()
