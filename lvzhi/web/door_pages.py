"""The documents of the door: login, own password, logout. Plain HTML, no script, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lvzhi.access.people import WHO_RESETS

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: #f4f6f9; color: #1f2933; line-height: 1.6;
  font: 16px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif; }
main { max-width: 27rem; margin: 0 auto; padding: 9vh 1rem 2rem; }
h1 { font-size: 1.35rem; letter-spacing: .04em; margin: 0 0 1.4rem; text-align: center; font-weight: 600;
  text-wrap: balance; }
section { background: #fff; border: 1px solid #d5dae1; border-radius: 4px; padding: 1.4rem 1.5rem; margin: 0 0 1rem; }
h2 { font-size: 1.05rem; margin: 0 0 .9rem; font-weight: 600; }
label { display: block; margin: 0 0 .9rem; }
label span { display: block; font-size: .92rem; margin-bottom: .2rem; }
input, select { width: 100%; font: inherit; padding: .5rem .6rem; border: 1px solid #aab3bf; border-radius: 3px;
  background: #fff; color: inherit; }
input:focus, select:focus, button:focus, a:focus { outline: 2px solid #1f4e8c; outline-offset: 1px; }
button { width: 100%; font: inherit; padding: .55rem; border: 1px solid #1f4e8c; border-radius: 3px; cursor: pointer;
  background: #1f4e8c; color: #fff; }
button.plain { background: #fff; color: #1f4e8c; }
p { margin: 0 0 .8rem; } p:last-child { margin: 0; }
.small { font-size: .9rem; color: #4c5866; }
.say { border-left: 4px solid #b7791f; background: #fdf6e7; padding: .6rem .8rem; }
.done { border-left-color: #2e7d4f; background: #eef6f0; }
.quick { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin: 0 0 1rem; }
a { color: #1f4e8c; }
"""
_COUNTED = re.compile(r"(?<=\d)(?=[^\x00-\x7f])")
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True)
class Example:
    """The accounts of an example campaign, for whoever looks: sections of (login name, words), one password."""

    password: str
    first: Sequence[tuple[str, str]]
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]]


def login(title: str, back: str, say: str = "", login_name: str = "", example: Example | None = None,
          other_way: str | None = None) -> str:
    """The login form; `say` is what became of the last try, `other_way` where unified login begins."""
    unified = f'<p class="small"><a href="{escape(other_way)}">用统一身份登录</a></p>' if other_way else ""
    form = f"""
<section>
<h2>登录</h2>
{_said(say)}
<form method="post" action="/login">
<input type="hidden" name="next" value="{escape(back)}">
<label><span>登录名</span>
<input name="login" value="{escape(login_name)}" autocomplete="username" autocapitalize="none" required
autofocus></label>
<label><span>密码</span>
<input name="password" type="password" autocomplete="current-password" required></label>
<button type="submit">登录</button>
</form>
</section>
<p class="small">登录名是单位简称、全称或领导姓名,首次登录用发放的一次性密码。忘记密码的,{WHO_RESETS}。</p>
{unified}"""
    return _document(title, form + (_example(example, back) if example else ""))


def password(title: str, back: str, first: bool, say: str = "") -> str:
    """The form for an own password; `first`: after a one-time password, which then is not asked for again."""
    why = '<p>现在用的是一次性密码。请设定自己的密码,之后再开始工作。</p>' if first else ""
    old = "" if first else """
<label><span>现在的密码</span>
<input name="old" type="password" autocomplete="current-password" required></label>"""
    return _document(title, f"""
<section>
<h2>设定密码</h2>
{why}{_said(say)}
<form method="post" action="/password">
<input type="hidden" name="next" value="{escape(back)}">{old}
<label><span>新密码(至少8位,同时有字母和数字)</span>
<input name="new" type="password" autocomplete="new-password" minlength="8" required></label>
<label><span>再输一次</span>
<input name="again" type="password" autocomplete="new-password" minlength="8" required></label>
<button type="submit">保存</button>
</form>
</section>
<p class="small">保存后,这个账号在别处的登录都会结束。</p>""")


def logout(title: str) -> str:
    """Ask whether to log out: a link alone must not do it."""
    return _document(title, """
<section>
<h2>退出登录</h2>
<form method="post" action="/logout"><button type="submit">退出</button></form>
</section>
<p class="small"><a href="/">不退出,回到首页</a></p>""")


def notice(title: str, say: str) -> str:
    """One sentence and the way to the login."""
    return _document(title, f'<section>{_said(say)}<p><a href="/login">去登录页</a></p></section>')


def again(title: str, where: str) -> str:
    """Ask the browser to come again by itself: a link from another site arrives without our cookie."""
    refresh = f'<meta http-equiv="refresh" content="0;url={escape(where)}">'
    return _document(title, f'<p class="small"><a href="{escape(where)}">继续</a></p>', refresh)


def waiting(title: str, say: str) -> str:
    """One sentence, and the page asks again by itself."""
    return _document(title, f"<section>{_said(say)}</section>", '<meta http-equiv="refresh" content="3">')


def _said(say: str) -> str:
    return f'<p class="say" role="alert">{escape(say)}</p>' if say else ""


def _example(example: Example, back: str) -> str:
    # Each is the ordinary login with the public password filled in.
    hidden = (f'<input type="hidden" name="next" value="{escape(back)}">'
              f'<input type="hidden" name="password" value="{escape(example.password)}">')
    quick = "".join(
        f'<button class="plain" name="login" value="{escape(name)}">{escape(words)}</button>'
        for name, words in example.first
    )
    options = "".join(
        f'<optgroup label="{escape(label)}">'
        + "".join(f'<option value="{escape(name)}">{escape(words)}</option>' for name, words in accounts)
        + "</optgroup>"
        for label, accounts in example.sections
    )
    return f"""
<section>
<h2>演示账号</h2>
<p class="small">这里是演示数据,人员和内容都是虚构的。点一下就进入;也可以在上面输入登录名,密码都是
<code>{escape(example.password)}</code>。</p>
<form method="post" action="/login">{hidden}<div class="quick">{quick}</div></form>
<form method="post" action="/login">{hidden}
<label><span>其他账号</span><select name="login">{options}</select></label>
<button class="plain" type="submit">以这个账号进入</button></form>
</section>"""


def _heading(title: str) -> str:
    """A title that may be broken into lines, but not between a number and what it counts: 2015年."""
    return _COUNTED.sub("\u2060", escape(title))


def _document(title: str, body: str, head: str = "") -> str:
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">{head}
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{_heading(title)}</h1>{body}
</main>
</body>
</html>
"""
