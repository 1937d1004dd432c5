"""accounts: who may come in, from the machine itself."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lvzhi.access.access import Access
from lvzhi.access.accounts import Handed, Wanted
from lvzhi.access.model import OF_ONE, ROLES, Account, AccountRefused, By
from lvzhi.access.people import AT_THE_MACHINE, create_one, hand_out, lacking, never_used, stands_for, state
from lvzhi.books.slips import slips
from lvzhi.commands.context import FINE, REFUSED, Context, WrongUse, print_json, say, table
from lvzhi.plan import Plan
from lvzhi.viewer import Role
from lvzhi.workspace import Workspace

_HEAD = ("登录名", "身份", "使用人", "状态", "最近登录")


def add_accounts(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="列出账号")
    listed.add_argument("--json", action="store_true")
    create = actions.add_parser("create", help="新建一个账号,打印一次性密码")
    create.add_argument("login", metavar="LOGIN")
    create.add_argument("--role", choices=tuple(ROLES), required=True)
    create.add_argument("--for", dest="whom", metavar="NAME", help="哪个单位、督办组或局领导")
    create.add_argument("--holder", metavar="NAME", help="使用人")
    bulk = actions.add_parser("bulk", help="为方案里还没有账号的单位、组、局领导和局履职办建账号,写出发放条")
    bulk.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
    bulk.add_argument("--again", action="store_true", help="没有用过的一次性密码也换新的,原来发放的作废")
    bulk.add_argument("--address", metavar="URL", help="印在发放条上的网址")
    for name, about in (("reset", "重置密码,打印一次性密码"), ("unlock", "解除输错密码后的等待"),
                        ("disable", "停用"), ("enable", "启用")):
        actions.add_parser(name, help=about).add_argument("login", metavar="LOGIN")
    role = actions.add_parser("role", help="变更身份")
    role.add_argument("login", metavar="LOGIN")
    role.add_argument("--role", choices=tuple(ROLES), required=True)
    role.add_argument("--for", dest="whom", metavar="NAME")
    hand_over = actions.add_parser("handover", help="换人:登记接手人,打印一次性密码")
    hand_over.add_argument("login", metavar="LOGIN")
    hand_over.add_argument("--holder", metavar="NAME", required=True)


def accounts(args: argparse.Namespace, context: Context) -> int:
    """Carry out one act on accounts."""
    act: Callable[[argparse.Namespace, Workspace, By], None] = _ACTIONS[args.action]
    with context.workspace() as workspace:
        try:
            act(args, workspace, at_the_machine(workspace.access))
        except AccountRefused as refused:
            say(str(refused))
            return REFUSED
    return FINE


def at_the_machine(access: Access) -> By:
    """Say who acts on the command line."""
    return access.by(actor())


def actor() -> str:
    """Name whoever is logged in to the machine as the journal does."""
    try:
        name = getpass.getuser()
    except (KeyError, ImportError, OSError):  # an account of the system without a name, as in a container
        name = "未具名"
    return f"{AT_THE_MACHINE}({name})"


def _list(args: argparse.Namespace, workspace: Workspace, by: By) -> None:
    found = workspace.access.accounts.all(by.at)
    if args.json:
        print_json([_as_json(a, workspace.plan) for a in found])
    else:
        waits = workspace.access.accounts.waiting(found, by.at)
        say(table([_HEAD, *(_row(a, workspace.plan, waits.get(a.login)) for a in found)]))


def _create(args: argparse.Namespace, workspace: Workspace, by: By) -> None:
    wanted = Wanted(args.login, args.role, whom(args.role, args.whom, workspace.plan), args.holder)
    _told(create_one(workspace.plan, workspace.access.accounts, wanted, by))


def _bulk(args: argparse.Namespace, workspace: Workspace, by: By) -> None:
    access, plan = workspace.access, workspace.plan
    if not lacking(plan, access.accounts, by) and not (args.again and never_used(access.accounts, by)):
        raise AccountRefused("方案里的单位、组、局领导和局履职办都有账号了。")
    with _new_file(args.out) as out:
        handed = hand_out(plan, access.accounts, by, args.again)
        out(slips(plan, handed, access.accounts.limits.first_until(by.at), args.address))
    say(f"已备好 {len(handed)} 个账号,发放条在 {args.out}。印好发放后请删去这个文件。")


@contextmanager
def _new_file(path: Path) -> Iterator[Callable[[bytes], object]]:
    """Open a new file of our own before anything is done: passwords that cannot be written are lost."""
    try:
        with path.open("xb") as out:
            path.chmod(0o600)
            yield out.write
    except FileExistsError as fault:
        raise WrongUse(f"“{path}”已经存在。请换一个文件名。") from fault
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _reset(args: argparse.Namespace, workspace: Workspace, by: By) -> None:
    _told(workspace.access.accounts.reset(args.login, by))


def _unlock(args: argparse.Namespace, workspace: Workspace, by: By) -> None:
    say(f"{workspace.access.accounts.unlock(args.login, by).login}:不再等待,可以登录。")


def _disable(args: argparse.Namespace, workspace: Workspace, by: By) -> None:
    say(f"{workspace.access.accounts.disable(args.login, by).login}:已停用。")


def _enable(args: argparse.Namespace, workspace: Workspace, by: By) -> None:
    say(f"{workspace.access.accounts.enable(args.login, by).login}:已启用。")


def _role(args: argparse.Namespace, workspace: Workspace, by: By) -> None:
    filer = whom(args.role, args.whom, workspace.plan)
    changed = workspace.access.accounts.change_role(args.login, args.role, filer, by)
    say(f"{changed.login}:{stands_for(changed.role, changed.filer, workspace.plan)}。")


def _handover(args: argparse.Namespace, workspace: Workspace, by: By) -> None:
    _told(workspace.access.accounts.hand_over(args.login, args.holder, by))


_ACTIONS: dict[str, Callable[[argparse.Namespace, Workspace, By], None]] = {
    "list": _list, "create": _create, "bulk": _bulk, "reset": _reset, "unlock": _unlock, "disable": _disable,
    "enable": _enable, "role": _role, "handover": _handover,
}


def whom(role: Role, text: str | None, plan: Plan) -> str | None:
    """Return the code or name an account of a role stands for; AccountRefused when the plan has none such."""
    if role not in OF_ONE:
        return text
    if role == "leader":
        if text in plan.leaders:
            return text
        raise AccountRefused(f"方案里没有局领导“{text or ''}”。")
    filer = plan.find_filer(text or "")
    kinds = ("group",) if role == "group" else ("unit", "bureau")
    if filer is None or filer.kind not in kinds:
        raise AccountRefused(f"方案里没有{ROLES[role]}“{text or ''}”。")
    return filer.code


def _told(handed: Handed) -> None:
    say(f"登录名 {handed.account.login}  一次性密码 {handed.password}")


def _row(account: Account, plan: Plan, waits: dt.datetime | None) -> tuple[str | None, ...]:
    last = account.last_login
    return (account.login, stands_for(account.role, account.filer, plan), account.holder, state(account, waits),
            f"{last:%Y-%m-%d %H:%M}" if last else None)


def _as_json(account: Account, plan: Plan) -> dict[str, object]:
    return {
        "login": account.login, "role": account.role, "filer": account.filer,
        "stands_for": stands_for(account.role, account.filer, plan), "holder": account.holder,
        "disabled": account.disabled, "must_change": account.must_change, "created": account.created.isoformat(),
        "last_login": account.last_login and account.last_login.isoformat(),
    }
