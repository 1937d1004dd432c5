"""The web application: `streamlit run app.py`, or any ASGI server with `app:app`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from lvzhi.web.document import ChineseDocument

app = st.App(Path(__file__).parent / "lvzhi" / "web" / "menu.py", middleware=[Middleware(ChineseDocument)])
