"""The campaign a server shows: its data directory, opened once and shared by all sessions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from lvzhi.datadir import NotADataDir, opened
from lvzhi.workspace import Workspace
from schemas import FORMS

DEFAULT = "data/local"


def data_path(environment: Mapping[str, str]) -> str:
    """Return the data directory a server is told to show."""
    return environment.get("LVZHI_DATA") or DEFAULT


def workspace() -> Workspace:
    """Return the server's campaign, level with its journal; without one, say what to do and stop the page."""
    try:
        found = _open(data_path(os.environ))
    except NotADataDir as fault:
        st.info(str(fault))
        st.stop()
    found.refresh()
    return found


@st.cache_resource(show_spinner=False, on_release=lambda held: held.close())
def _open(path: str) -> Workspace:
    return Workspace(opened(Path(path)), FORMS)
