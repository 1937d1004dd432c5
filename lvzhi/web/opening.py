"""The campaign a server shows: its data directory, opened once and shared by all sessions."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import streamlit as st

from lvzhi.access.access import Access
from lvzhi.access.people import AT_THE_MACHINE, example_accounts, first_administrator
from lvzhi.datadir import NotADataDir, opened
from lvzhi.settings import data_path
from lvzhi.workspace import Workspace
from schemas import FORMS


def found() -> Workspace:
    """Return the server's campaign, level with its journal; raise `NotADataDir` when there is none."""
    held = _open(data_path(os.environ))
    held.refresh()
    return held


def access() -> Access:
    """Return the accounts of a campaign that a page has already asked for."""
    return _open(data_path(os.environ)).access


def begin() -> None:
    """Open the campaign as a server does that starts.

    After every run of a page the framework has the collector go through all there is: what stands now stays, and is
    set aside.
    """
    import_module("lvzhi.row_schema")  # the first book that comes need not wait for pandera
    found()
    gc.collect()
    gc.freeze()


def workspace() -> Workspace:
    """Return the server's campaign for a page; without one, say what to do and stop the page."""
    try:
        return found()
    except NotADataDir as fault:
        st.info(str(fault))
        st.stop()


@st.cache_resource(show_spinner=False, on_release=lambda held: held.close())
def _open(path: str) -> Workspace:
    held = Workspace(opened(Path(path)), FORMS)
    _people(held)
    return held


def _people(held: Workspace) -> None:
    """See that somebody can come in: the example has its accounts, a real campaign its first administrator."""
    access = held.access
    access.accounts.hasher.warm()
    if held.demo:
        example_accounts(held.plan, access.accounts, access.by(AT_THE_MACHINE))
    elif first := first_administrator(access.accounts, access.by(AT_THE_MACHINE)):
        sys.stdout.write(f"第一次启动:系统管理员的登录名 {first.account.login},一次性密码 {first.password}\n")
        sys.stdout.flush()
