"""The web application: `streamlit run app.py`, or any ASGI server with `app:app`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from lvzhi.web import faults, serving, sessions
from lvzhi.web.document import ChineseDocument
from lvzhi.web.door import Doors
from lvzhi.web.gate import Gate
from lvzhi.web.gatekeeper import Gatekeeper
from lvzhi.web.identity import account_behind
from lvzhi.web.ready import Opening, Ready
from lvzhi.web.whole import ToTheEnd

app = st.App(
    Path(__file__).parent / "lvzhi" / "web" / "menu.py",
    routes=[*Doors().routes(), *serving.Health().routes()],
    middleware=[
        Middleware(ToTheEnd),
        Middleware(Ready, campaign=Opening()),
        Middleware(
            Gatekeeper, holder=account_behind, files=sessions.of_file(account_behind),
            sessions=sessions.of_id(account_behind),
        ),
        Middleware(Gate),
        Middleware(ChineseDocument),
    ],
    lifespan=serving.lifespan,
    on_script_error=faults.tell,
)
