"""What has changed since a page was last drawn: a click on what it showed then does nothing, and is told why."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st


def said(key: str, what: Hashable, version: Hashable, words: str) -> None:
    """Say `words` where `what` was last drawn under `key` in another version than now."""
    held = st.session_state.get(key)
    st.session_state[key] = (what, version)
    if held is not None and held[0] == what and held[1] != version:
        st.warning(words)
