"""The routes of the door: login, own password, logout; each POST from our own pages alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from lvzhi.access.login import Answer, Caller
from lvzhi.access.model import ROLES, AccountRefused, By, Session
from lvzhi.access.people import ADMIN, EXAMPLE_PASSWORD, WHO_RESETS, login_named
from lvzhi.web import door_pages, opening, unified
from lvzhi.web.door_pages import HEADERS, Example
from lvzhi.web.identity import COOKIE, LOGIN, LOGOUT, PASSWORD, session_of
from lvzhi.web.origin import is_ours, way_back
from lvzhi.web.settings import settings
from lvzhi.web.trouble import in_its_place
from lvzhi.web.under_way import UnderWay
from lvzhi.web.unified import Vouched
from lvzhi.workspace import Workspace

_LARGEST = 16 * 1024  # bytes of a form
_AT_ONCE = 2  # passwords judged at a time: each takes 64 MiB for a moment
_SAYS = {
    "wrong": "登录名或密码不对,请再核对一次。",
    "waiting": f"密码试的次数较多。请过15分钟再试;急用的,{WHO_RESETS}。",
    "many": "同一处正在登录的较多,请稍候再试。",
    "foreign": "这次提交不是从本系统的页面发出的。请回到登录页再试。",
}


class Doors:
    """The routes' handlers; a few logins are judged at a time, the rest wait their turn."""

    def __init__(self) -> None:
        self._under_way = UnderWay()
        self._judging = CapacityLimiter(_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(path, in_its_place(handler), methods=[method])
            for path, method, handler in (
                (LOGIN, "GET", self.show_login), (LOGIN, "POST", self.log_in),
                (PASSWORD, "GET", self.show_password), (PASSWORD, "POST", self.change_password),
                (LOGOUT, "GET", self.show_logout), (LOGOUT, "POST", self.log_out),
            )
        ]

    async def show_login(self, request: Request) -> Response:
        """Show the form; who is in already goes on."""
        back = way_back(request.query_params.get("next"))
        workspace = await _workspace()
        if await _session(request, workspace):
            return _to(back)
        if request.headers.get("sec-fetch-site") == "cross-site" and "again" not in request.query_params:
            where = f"{LOGIN}?{urlencode({'next': back, 'again': '1'})}"
            return _page(door_pages.again(_title(workspace), where))
        if given := unified.vouched(request, settings()):
            return await self._let_in(request, workspace, given, unified.back_from(request, back))
        page = _login_page(workspace, back)
        if settings().oidc_claim:
            unified.remember(page, back)
        return page

    async def _let_in(self, request: Request, workspace: Workspace, given: Vouched, back: str) -> Response:
        name = login_named(given.name, workspace.plan)
        answer = await to_thread.run_sync(
            workspace.access.door.log_in_vouched, name, given.how, _caller(request, workspace)
        )
        if answer.token is None:
            say = f"统一身份“{given.name}”在这里没有可用的账号。请联系系统管理员,或用登录名和密码登录。"
            page = _login_page(workspace, back, say, status=403)
        else:
            page = _with_cookie(_to(back), answer.token, request)
        unified.used(page, request)
        return page

    async def log_in(self, request: Request) -> Response:
        """Judge a login; the address of many wrong passwords waits, and is never turned away for good."""
        workspace = await _workspace()
        if not is_ours(request.headers):
            return _page(door_pages.notice(_title(workspace), _SAYS["foreign"]), 403)
        form = await _form(request)
        back, typed = way_back(form.get("next")), form.get("login", "")
        address = caller_address(request)
        with self._under_way.one_more(address, typed) as room:
            if not room:
                return _login_page(workspace, back, _SAYS["many"], typed, 429)
            answer = await self._judged(request, workspace, typed, form.get("password", ""))
        if answer.token is None:
            status = 429 if answer.verdict == "waiting" else 401
            return _login_page(workspace, back, _SAYS[answer.verdict], typed, status)
        first = answer.account is not None and answer.account.must_change
        return _with_cookie(_to(_password_first(back) if first else back), answer.token, request)

    async def _judged(self, request: Request, workspace: Workspace, typed: str, password: str) -> Answer:
        door, caller = workspace.access.door, _caller(request, workspace)
        await asyncio.sleep((await to_thread.run_sync(door.delay, caller)).total_seconds())
        before = await _session(request, workspace)
        answer = await to_thread.run_sync(
            door.log_in, login_named(typed, workspace.plan), password, _caller(request, workspace),
            limiter=self._judging,
        )
        if answer.token and before:  # one browser, one login
            await to_thread.run_sync(door.log_out, before, _by(request, workspace, before))
        return answer

    async def show_password(self, request: Request) -> Response:
        """Show the form for an own password."""
        found = await _inside(request)
        if isinstance(found, Response):
            return found
        workspace, session = found
        back = way_back(request.query_params.get("next"))
        return _page(door_pages.password(_title(workspace), back, session.account.must_change))

    async def change_password(self, request: Request) -> Response:
        """Set an own password; other logins of the account end, this browser gets a new one."""
        found = await _inside(request)
        if isinstance(found, Response):
            return found
        workspace, session = found
        form = await _form(request)
        back, first = way_back(form.get("next")), session.account.must_change
        try:
            if form.get("new") != form.get("again"):
                raise AccountRefused("两次输入的新密码不一样,请重新输入。")
            await to_thread.run_sync(
                workspace.access.accounts.change_password, session.account, form.get("old"), form.get("new", ""),
                _by(request, workspace, session), limiter=self._judging,
            )
        except AccountRefused as refused:
            return _page(door_pages.password(_title(workspace), back, first, str(refused)), 400)
        token = await to_thread.run_sync(
            workspace.access.door.admit, session.account, _caller(request, workspace), "change_password"
        )
        return _with_cookie(_to(back), token, request)

    async def show_logout(self, request: Request) -> Response:
        """Ask whether to log out."""
        found = await _inside(request)
        return found if isinstance(found, Response) else _page(door_pages.logout(_title(found[0])))

    async def log_out(self, request: Request) -> Response:
        """End this browser's login."""
        found = await _inside(request)
        if isinstance(found, Response):
            return found
        workspace, session = found
        await to_thread.run_sync(workspace.access.door.log_out, session, _by(request, workspace, session))
        answer = _to(LOGIN)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict", secure=_secure(request))
        return answer


def caller_address(request: Request) -> str | None:
    """Return the address a request comes from; a proxy on the same machine is believed by the server itself."""
    return request.client.host if request.client else None


async def _workspace() -> Workspace:
    return await to_thread.run_sync(opening.found)


async def _session(request: Request, workspace: Workspace) -> Session | None:
    return await to_thread.run_sync(session_of, request.cookies, workspace.access)


async def _inside(request: Request) -> tuple[Workspace, Session] | Response:
    """Return the campaign and the login of a request; a form from elsewhere or no login is answered here."""
    workspace = await _workspace()
    if request.method == "POST" and not is_ours(request.headers):
        return _page(door_pages.notice(_title(workspace), _SAYS["foreign"]), 403)
    session = await _session(request, workspace)
    if session is None:
        return _to(f"{LOGIN}?{urlencode({'next': way_back(request.query_params.get('next'))})}")
    return workspace, session


async def _form(request: Request) -> Mapping[str, str]:
    """Read a small form; of one that is too large only the beginning, which then fits nothing."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            return {}
    read = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[-1] for name, values in read.items()}


def _login_page(workspace: Workspace, back: str, say: str = "", typed: str = "", status: int = 200) -> Response:
    example = _example(workspace) if workspace.demo else None
    way = unified.START if settings().oidc_claim else None
    return _page(door_pages.login(_title(workspace), back, say, typed, example, way), status)


def _example(workspace: Workspace) -> Example:
    plan = workspace.plan
    unit, group, leader = plan.units[0], plan.groups[0], plan.leaders[0]
    held = workspace.access.accounts.all(workspace.access.now())
    words = {f.code: f.name for f in plan.filers} | {g.code: g.label for g in plan.groups}
    sections = [
        (label, [(a.login, words.get(a.login, a.login)) for a in held if a.role == role])
        for role, label in ROLES.items()
    ]
    first = [(unit.code, unit.name), (group.code, group.name), (leader, f"局领导 {leader}"),
             (plan.office.code, plan.office.name), (ADMIN, ROLES["admin"])]
    return Example(EXAMPLE_PASSWORD, first, sections)


def _title(workspace: Workspace) -> str:
    return workspace.plan.campaign.title


def _page(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, HEADERS)


def _to(where: str) -> Response:
    return RedirectResponse(where, 303, {"cache-control": "no-store"})


def _password_first(back: str) -> str:
    return f"{PASSWORD}?{urlencode({'next': back})}"


def _with_cookie(answer: Response, token: str, request: Request) -> Response:
    answer.set_cookie(COOKIE, token, path="/", httponly=True, samesite="strict", secure=_secure(request))
    return answer


def _secure(request: Request) -> bool:
    return settings().tls or request.url.scheme == "https"


def _caller(request: Request, workspace: Workspace) -> Caller:
    return Caller(caller_address(request), request.headers.get("user-agent"), workspace.access.now())


def _by(request: Request, workspace: Workspace, session: Session) -> By:
    return workspace.access.by(session.account.login, caller_address(request), session.viewer)
