"""Unified login: somebody a proxy or an identity provider vouches for, by the name of their account here.

Both are off unless the settings name them. A proxy proves itself by a secret it sends along, so that a request that
reaches the port by another way is nobody's; the provider's answer is the framework's signed cookie, used once.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from streamlit.web.server.starlette import starlette_auth_routes as framework
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from lvzhi.settings import Settings
from lvzhi.web.origin import way_back

SECRET_HEADER = "x-lvzhi-proxy"
START = "/oidc"  # the page that sends a browser to the provider
PROVIDER = (START, "/auth/login", "/oauth2callback")  # addresses that must be reached without a login
_BACK, _BACK_LASTS = "lvzhi_back", 600


@dataclass(frozen=True)
class Vouched:
    """A name somebody is vouched for by, and by what: the journal's word for it."""

    name: str
    how: str


def vouched(request: Request, settings: Settings) -> Vouched | None:
    """Return whom a request is vouched for; None where nothing is switched on or proved."""
    if name := _by_proxy(request, settings):
        return Vouched(name, "proxy")
    name = _by_provider(request, settings)
    return Vouched(name, "oidc") if name else None


def _by_proxy(request: Request, settings: Settings) -> str | None:
    if not settings.user_header or not settings.proxy_secret:
        return None
    proof = request.headers.get(SECRET_HEADER, "")
    if not hmac.compare_digest(proof.encode("utf-8", "replace"), settings.proxy_secret.encode()):
        return None
    named = request.headers.get(settings.user_header, "")
    try:
        return named.encode("latin-1").decode("utf-8").strip()  # a header's bytes; Chinese names arrive as UTF-8
    except UnicodeError:
        return None


def _by_provider(request: Request, settings: Settings) -> str | None:
    if not settings.oidc_claim:
        return None
    told = framework._get_cookie_value_from_request(request, USER_COOKIE_NAME)
    if told is None:
        return None
    said = json.loads(told)
    if not said.get("is_logged_in") or said.get("origin") != framework._get_origin_from_secrets():
        return None
    return str(said.get(settings.oidc_claim) or "") or None


def used(answer: Response, request: Request) -> None:
    """Take the provider's answer and the way back from the browser: the login that follows ends by our own rules."""
    framework._clear_auth_cookie(answer, request)
    answer.delete_cookie(_BACK)


def remember(answer: Response, back: str) -> None:
    """Keep the way back while the browser is at the provider's."""
    answer.set_cookie(_BACK, back, max_age=_BACK_LASTS, httponly=True, samesite="lax")


def back_from(request: Request, asked: str) -> str:
    """Return the way back: what is asked for now, else what was kept."""
    return asked if asked != "/" else way_back(request.cookies.get(_BACK))
