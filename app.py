"""The web application: `streamlit run app.py`, or any ASGI server with `app:app`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from lvzhi.web.document import ChineseDocument
from lvzhi.web.door import Doors
from lvzhi.web.gate import Gate

app = st.App(
    Path(__file__).parent / "lvzhi" / "web" / "menu.py",
    routes=Doors().routes(),
    middleware=[Middleware(Gate), Middleware(ChineseDocument)],
)
