"""A browser without a screen: the framework's own conversation over its websocket, and plain requests, for tests.

What a server sends can be looked at whole, and what no browser would ask can be asked.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pandas as pd
import pyarrow as pa
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from lvzhi.web.identity import COOKIE

_LONGEST, _PATIENCE = 64 * 2**20, 60.0


@dataclass(frozen=True)
class Shown:
    """What one run of a page sent: every text in it, and what can be pressed, by key."""

    texts: tuple[str, ...]
    frames: tuple[pd.DataFrame, ...]
    buttons: Mapping[str, str]
    files: Mapping[str, str]
    uploads: Mapping[str, str]
    inputs: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()  # what is sent only when it is unfolded
    faults: tuple[str, ...] = ()  # what the page says in red: it ended early, or something of the server's is amiss

    @property
    def said(self) -> str:
        """All of it, tables included."""
        return "\n".join([*self.texts, *(f.to_csv() for f in self.frames)])

    def file(self, key: str) -> str:
        """The number under which the file of a button can be asked for."""
        return next(number for held, number in self.files.items() if held.endswith(key))


@dataclass
class Talk:
    """One open tab: who it belongs to is in its cookie, as it was when the tab was opened."""

    socket: ClientConnection
    address: str
    token: str | None
    states: dict[str, Any] = field(default_factory=dict)
    session: str = ""
    refused: str = ""
    patience: float = _PATIENCE  # seconds

    def look(self, page: str = "", query: Mapping[str, str] | None = None, press: str | None = None,
             values: Mapping[str, Any] | None = None) -> Shown:
        """Let a page run, a button pressed or values given by the ids of their widgets; return what was sent."""
        self.states |= values or {}
        self._ask(page, query, press)
        return shown(self._until("script_finished"))

    def press(self, page: str, button: str) -> None:
        """Press a button and wait for no answer."""
        self._ask(page, None, button)

    def _ask(self, page: str, query: Mapping[str, str] | None, press: str | None) -> None:
        asked = BackMsg()
        state = asked.rerun_script
        state.page_name, state.query_string = page, urlencode(query or {})
        for name, value in self.states.items():
            setattr(state.widget_states.widgets.add(id=name), f"{kind_of(value)}_value", value)
        if press:
            state.widget_states.widgets.add(id=press, trigger_value=True)
        self._send(asked)

    def read(self, page: str, query: Mapping[str, str] | None = None) -> Shown:
        """Let a page run, unfold all that it folds, and return what was sent then."""
        folded = self.look(page, query)
        return self.look(page, query, values=dict.fromkeys(folded.folds, True)) if folded.folds else folded

    def take(self, number: str) -> str:
        """Press a download button and return the address of its file; '' when there is none."""
        asked = BackMsg()
        asked.backend_operation_request.request_id = number
        asked.backend_operation_request.session_id = self.session
        asked.backend_operation_request.deferred_file.file_id = number
        self._send(asked)
        *_, answer = self._until("backend_operation_response")
        self.refused = answer.backend_operation_response.error_msg
        return answer.backend_operation_response.deferred_file.url

    def put(self, page: str, uploader: str, name: str, data: bytes) -> Shown:
        """Drop a file into an uploader of the page and let the page run."""
        asked = BackMsg()
        asked.file_urls_request.request_id = name
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session
        self._send(asked)
        *_, answer = self._until("file_urls_response")
        [place] = answer.file_urls_response.file_urls
        status, _ = put(self.address, place.upload_url, self.token, data, name, self.patience)
        assert status == 204, status
        again = BackMsg()
        again.rerun_script.page_name = page
        held = again.rerun_script.widget_states.widgets.add(id=uploader).file_uploader_state_value
        held.uploaded_file_info.add(name=name, size=len(data), file_id=place.file_id, file_urls=place)
        self._send(again)
        return shown(self._until("script_finished"))

    def _send(self, asked: BackMsg) -> None:
        self.socket.send(asked.SerializeToString())

    def _until(self, last: str) -> list[ForwardMsg]:
        found = []
        while True:
            said = ForwardMsg()
            said.ParseFromString(bytes(self.socket.recv(self.patience)))  # type: ignore[arg-type]
            found.append(said)
            if said.HasField("new_session"):
                self.session = said.new_session.initialize.session_id
            # A page that goes on to another, or runs again, ends more than once.
            early = said.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN and last == "script_finished"
            if said.WhichOneof("type") == last and not early:
                return found


def kind_of(value: Any) -> str:
    return {bool: "bool", str: "string"}[type(value)]


@contextmanager
def talking(address: str, token: str | None, resume: str | None = None, patience: float = _PATIENCE,
            **headers: str) -> Iterator[Talk]:
    """Open a tab; `token`: of the login in its cookie; `resume`: the session of a tab that lost its connection.

    No answer is waited for longer than `patience` seconds. Like a browser it does not ask whether the server is there.
    """
    where = urlsplit(address)
    sent = {**headers, **({"Cookie": f"{COOKIE}={token}"} if token else {})}
    spoken: Any = ["streamlit", "none", *([resume] if resume else [])]
    with connect(f"ws://{where.netloc}/_stcore/stream", additional_headers=sent, max_size=_LONGEST, subprotocols=spoken,
                 open_timeout=patience, ping_interval=None) as socket:
        yield Talk(socket, address, token, patience=patience)


def shown(messages: list[ForwardMsg]) -> Shown:
    """Read what was sent."""
    texts: list[str] = []
    frames: list[pd.DataFrame] = []
    buttons: dict[str, str] = {}
    files: dict[str, str] = {}
    uploads: dict[str, str] = {}
    inputs: list[str] = []
    folds: list[str] = []
    faults: list[str] = []
    for message in messages:
        for part in _parts(message):
            name = part.DESCRIPTOR.name
            texts += [v for f, v in part.ListFields() if isinstance(v, str)]
            texts += [v for f, vs in part.ListFields() if f.is_repeated for v in vs if isinstance(v, str)]
            if name == "Button":
                buttons[part.id] = part.label
            elif name == "DownloadButton":
                files[part.id] = part.deferred_file_id or part.url
            elif name == "FileUploader":
                uploads[part.id] = part.label
            elif name == "Exception" or (name == "Alert" and part.format == part.ERROR):
                faults.append(part.message if name == "Exception" else part.body)
            elif name == "Expandable" and part.id:
                folds.append(part.id)
            elif "id" in part.DESCRIPTOR.fields_by_name and str(part.id).startswith("$$ID"):
                inputs.append(part.id)
            for _, value in part.ListFields():
                if isinstance(value, bytes) and value[:4] == b"\xff\xff\xff\xff":
                    with pa.ipc.open_stream(value) as stream:
                        frames.append(stream.read_pandas())
    return Shown(tuple(texts), tuple(frames), buttons, files, uploads, tuple(inputs), tuple(folds),
                 tuple(faults))


def _parts(message: Message) -> Iterator[Any]:
    yield message
    for f, value in message.ListFields():
        if isinstance(value, Message):
            yield from _parts(value)
        elif f.type == f.TYPE_MESSAGE:
            for one in value.values() if hasattr(value, "values") else value:
                if isinstance(one, Message):
                    yield from _parts(one)


def put(address: str, path: str, token: str | None, data: bytes, name: str = "f",
        patience: float = _PATIENCE) -> tuple[int, bytes]:
    """Send a file to an upload address as a browser does, with the framework's own token against forged requests."""
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.netloc, timeout=patience)
    connection.request("GET", "/_stcore/health")
    answer = connection.getresponse()
    xsrf = SimpleCookie(answer.headers["set-cookie"])["_streamlit_xsrf"].value
    connection.close()
    head = f'--b\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + b"\r\n--b--\r\n"
    return ask(address, path, token, "PUT", body, patience, cookie=f"_streamlit_xsrf={xsrf}", x_xsrftoken=xsrf,
               content_type="multipart/form-data; boundary=b")


def ask(address: str, path: str, token: str | None, method: str = "GET", body: bytes | None = None,
        patience: float = _PATIENCE, **headers: str) -> tuple[int, bytes]:
    """Ask for an address with the cookie of a login, or none; follow nothing."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=patience)
    cookies = headers.pop("cookie", "")
    sent = {k.replace("_", "-"): v for k, v in headers.items()}
    sent |= {"cookie": "; ".join(filter(None, (f"{COOKIE}={token}" if token else "", cookies)))}
    try:
        connection.request(method, quote(path, safe="/?=&%.+~:"), body, sent)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
