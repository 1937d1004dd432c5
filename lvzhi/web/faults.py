"""When a page breaks: a sentence and a number for its reader, an entry under that number in the server's log."""

from __future__ import annotations

import logging
import secrets
import traceback

import streamlit as st

_LOG = logging.getLogger("lvzhi.web")


def tell(fault: Exception) -> bool:
    """Say that the page did not open and under which number the server has noted why; True: nothing else is shown.

    The log has where it happened and what sort of fault it was, not its text, which may quote a cell.
    """
    number = secrets.token_hex(3).upper()
    _LOG.error("page fault %s: %s\n%s", number, type(fault).__name__, "".join(traceback.format_tb(fault.__traceback__)))
    st.error(f"这一页没有打开,原因已记下。请刷新一次;仍不行,请把编号 {number} 告诉局履职办。")
    return True
