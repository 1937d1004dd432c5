"""Debian's nginx on free loopback ports, with the configuration that is handed out: its names and ports alone differ."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.browser.server import ROOT, free_port

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
HANDED_OUT = ROOT / "deploy" / "nginx.conf"
_PATIENCE = 10
_AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/lvzhi.conf;
}}
"""


@dataclass(frozen=True)
class Front:
    """`plain` and `port` are the ports of HTTP and HTTPS; `ca` signs what is believed to be the server."""

    plain: int
    port: int
    ca: Path

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"


@contextmanager
def in_front_of(port: int, folder: Path) -> Iterator[Front]:
    """Run nginx in front of a port; its files lie in `folder`, and it is gone when the block ends."""
    folder.mkdir()
    front = Front(free_port(), free_port(), folder / "ca.pem")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(front.ca))
    certificate = authority.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(str(folder / "lvzhi.key"))
    certificate.cert_chain_pems[0].write_to_path(str(folder / "lvzhi.crt"))
    (folder / "lvzhi.conf").write_text(_for_here(front, port, folder), encoding="utf-8")
    # A worker of another name could not write into this test's folder.
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, user=user), encoding="utf-8")
    process = subprocess.Popen([str(NGINX), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")])
    try:
        _wait(front.port, process, folder / "error.log")
        yield front
    finally:
        process.terminate()
        process.wait(15)


def _for_here(front: Front, port: int, folder: Path) -> str:
    said = HANDED_OUT.read_text(encoding="utf-8")
    for there, here in (
        ("listen 80;", f"listen 127.0.0.1:{front.plain};"), ("listen 443 ssl;", f"listen 127.0.0.1:{front.port} ssl;"),
        ("lvzhi.example.gov.cn;", "localhost;"), ("/etc/nginx/lvzhi.", f"{folder}/lvzhi."),
        ("http://127.0.0.1:8501;", f"http://127.0.0.1:{port};"),
    ):
        assert there in said, there
        said = said.replace(there, here)
    return said


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nginx does not answer: {log.read_text()}")
