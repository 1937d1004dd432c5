"""What a server is told by its environment, read once; docs/accounts.md lists it for administrators."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_YES = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True)
class Settings:
    """`secure_cookie`: the login's cookie travels over TLS alone, even where the server itself sees plain HTTP.

    `user_header`: name of a request header in which a proxy in front puts the login name of somebody it has
    identified, believed only beside `proxy_secret`. `oidc_claim`: what of an identity provider's answer is the login
    name; the provider itself stands in the framework's `secrets.toml`. Each is off while it is empty.
    """

    secure_cookie: bool = False
    user_header: str = ""
    proxy_secret: str = ""
    oidc_claim: str = ""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings; what is not set is off.

    >>> read_settings({"LVZHI_TLS": "1"}).secure_cookie
    True
    """
    return Settings(
        secure_cookie=environment.get("LVZHI_TLS", "").lower() in _YES,
        user_header=environment.get("LVZHI_USER_HEADER", "").strip().lower(),
        proxy_secret=environment.get("LVZHI_PROXY_SECRET", "").strip(),
        oidc_claim=environment.get("LVZHI_OIDC_CLAIM", "").strip(),
    )


@cache
def settings() -> Settings:
    """Return the settings of this server."""
    return read_settings(os.environ)
