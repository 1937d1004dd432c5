"""How one server is set up: each setting declared once, read from the environment, else from settings.toml.

settings.toml lies in the data directory and belongs to the machine: no backup carries it along.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from lvzhi.backups import Keep

FILE = "settings.toml"
PREFIX = "LVZHI_"
DATA = PREFIX + "DATA"
DEFAULT_DATA = "data/local"
_NIGHT = dt.time(2, 30)
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


class NotASetting(ValueError):
    """A setting that is unknown or says something it cannot mean."""


def data_path(environment: Mapping[str, str]) -> str:
    """Return the data directory a process is told to use; its place cannot stand in a file inside it."""
    return environment.get(DATA) or DEFAULT_DATA


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _switch(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError(text)
    return text.lower() in _YES


def _time(text: str) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


def _setting(default: Any, read: Callable[[str], Any], looks: str, about: str) -> Any:
    return field(default=default, metadata={"read": read, "looks": looks, "about": about})


@dataclass(frozen=True)
class Settings:
    """All settings; `declared` lists them with what they mean."""

    tls: bool = _setting(
        False, _switch, "1 或空",
        "写 1:登录凭证只走 HTTPS。前面有 nginx 做 HTTPS 时请写上。",
    )
    oidc_claim: str = _setting("", str, "名称", "统一身份认证返回的哪一项是登录名,见 accounts.md 第六节 1。")
    user_header: str = _setting("", str.lower, "名称", "代理在哪个请求头里写登录名,见 accounts.md 第六节 2。")
    proxy_secret: str = _setting("", str, "随机的长字符串", "代理证明自己的字符串,与上一项同时写才算。")
    backup_folder: str = _setting("", str, "文件夹", "备份放在哪里;不写则在数据目录的 backups 里。最好是另一块盘。")
    backup_at: dt.time | None = _setting(  # noqa: RUF009 -- a field like the others
        _NIGHT, _time, "时:分",
        "每天自动备份的时刻(方案的时区);写空则不自动备份。错过的(如关机),开机后补做。演示数据不自动备份。",
    )
    backup_keep_days: int = _setting(14, _whole, "整数", "保留最近几天的备份,每天最后一份。")
    backup_keep_weeks: int = _setting(8, _whole, "整数", "另保留最近几周的备份,每周最后一份。")
    backup_keep_months: int = _setting(12, _whole, "整数", "另保留最近几个月的备份,每月最后一份。")

    log_folder: str = _setting("", str, "文件夹", "运行日志放在哪里;不写则在数据目录的 logs 里。")
    log_megabytes: int = _setting(5, _whole, "MB", "运行日志写到多大换一个新文件。")
    log_files: int = _setting(10, _whole, "整数", "旧的运行日志保留几个。")
    free_megabytes: int = _setting(1024, _whole, "MB", "数据盘剩余空间少于多少时,健康检查报告不正常。")

    @property
    def keep(self) -> Keep:
        """Return how backups are thinned out."""
        return Keep(self.backup_keep_days, self.backup_keep_weeks, self.backup_keep_months)

    def backups_in(self, data: Path) -> Path:
        """Return the folder of backups of a data directory."""
        return Path(self.backup_folder) if self.backup_folder else data / "backups"

    def logs_in(self, data: Path) -> Path:
        """Return the folder of the server's own log."""
        return Path(self.log_folder) if self.log_folder else data / "logs"


@dataclass(frozen=True)
class Declared:
    """A setting as the documents list it; `default` as it would be typed."""

    name: str
    variable: str
    default: str
    looks: str
    about: str


def declared() -> Iterator[Declared]:
    """List every setting in the order of its declaration; the data directory's own place comes first."""
    yield Declared("", DATA, DEFAULT_DATA, "文件夹", "数据目录。只能写在环境变量里,或用 --data。")
    for one in fields(Settings):
        yield Declared(one.name, PREFIX + one.name.upper(), _typed(one.default), one.metadata["looks"],
                       one.metadata["about"])


def read_settings(environment: Mapping[str, str], data: Path) -> Settings:
    """Read the settings of a server; a variable that is set, even to nothing, goes before the file.

    Raises NotASetting, naming the setting, for one that is unknown or cannot be read.
    """
    filed = _filed(data / FILE)
    given = {}
    for one in fields(Settings):
        variable = PREFIX + one.name.upper()
        text = environment.get(variable, filed.get(one.name))
        if text is not None:
            where = variable if variable in environment else f"{FILE} 的 {one.name}"
            given[one.name] = _read(one.metadata, text, where)
    return Settings(**given)


def _filed(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except ValueError as fault:
        raise NotASetting(f"{FILE} 读不出来({fault})。请对照 docs/settings.md 改好。") from fault
    if unknown := sorted(content.keys() - {one.name for one in fields(Settings)}):
        raise NotASetting(f"{FILE} 里有不认识的项“{unknown[0]}”。可以写的项见 docs/settings.md。")
    return {name: _typed(value) for name, value in content.items()}


def _read(about: Mapping[str, Any], text: str, where: str) -> Any:
    try:
        return about["read"](text.strip())
    except ValueError as fault:
        raise NotASetting(f"{where} 写的是“{text}”,应为{about['looks']}。") from fault


def _typed(value: Any) -> str:
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return "" if value is None or value is False else str(value)
