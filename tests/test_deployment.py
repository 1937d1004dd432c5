"""What is handed out for a server agrees with what the program asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import streamlit as st

from lvzhi.__main__ import COMMANDS
from lvzhi.intake.gate import STANDARD
from lvzhi.settings import Settings, declared

ROOT = Path(__file__).resolve().parents[1]
NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "lvzhi.service").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")


def test_a_book_as_large_as_may_be_gets_through_nginx() -> None:
    [room] = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert int(room) * 2**20 > STANDARD.packed
    assert int(room) > config["server"]["maxUploadSize"]
    assert f"上传最大 {room} MB" in MANUAL


def test_no_click_begins_a_second_run_beside_one_that_is_acting() -> None:
    """As the framework reads it: an option that it does not know would be passed over."""
    assert st.get_option("runner.fastReruns") is False


def test_the_unit_sets_what_there_is_and_listens_where_nginx_asks() -> None:
    assert set(re.findall(r"\bLVZHI_\w+", UNIT + MANUAL)) <= {d.variable for d in declared()}
    address, port = re.findall(r"--server.address (\S+) --server.port (\d+)", UNIT)[0]
    assert f"proxy_pass http://{address}:{port};" in NGINX


def test_the_manual_names_commands_and_defaults_there_are() -> None:
    named = set(re.findall(r"(?:`|^ {4})lvzhi (\w+)", MANUAL, re.MULTILINE))
    assert named >= {"health", "backup", "restore", "accounts"}
    assert named <= {c.name for c in COMMANDS}
    keep, at = Settings().keep, Settings().backup_at
    assert f"每天 {at:%-H:%M} 自动备份" in MANUAL
    assert f"最近 {keep.days} 天、{keep.weeks} 周、{keep.months} 个月" in MANUAL
