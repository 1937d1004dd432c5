"""Forms, wordings, settings -> the generated documents: data dictionary, catalogue of findings, list of settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter

from lvzhi.conditions import When
from lvzhi.findings import Severity, Wording
from lvzhi.form import Column, Form
from lvzhi.intake.gate import STANDARD
from lvzhi.kinds import Choice, Kind, Many, Ref
from lvzhi.plan import BOOK_TITLES
from lvzhi.settings import FILE, declared

DICTIONARY = "docs/data-dictionary.md"
FINDINGS = "docs/findings.md"
SETTINGS = "docs/settings.md"
_LIKE = ("log_megabytes = 10", 'backup_at = "03:00"')  # lines of a settings file
MADE = "由各表的声明生成,用 `python -m lvzhi docs` 更新,不要手工修改。"

# What the kinds of column say; their own wording names the cell's value, the list or the range.
KINDS = (
    Wording("GEN-CHOICE", Severity.ERROR, "“{value}”不在可选内容之内。请点下拉箭头,从{list}中选一项。", "选项列"),
    Wording("GEN-UNIT", Severity.ERROR, "“{value}”可能是{one},也可能是{other}。请从下拉列表中选定。", "单位列"),
    Wording("GEN-LEADER", Severity.ERROR, "“{value}”不在方案所列局领导之内,请核对。", "局领导列"),
    Wording("GEN-DATE", Severity.ERROR, "“{value}”没有写年份。请写全,如“{example}”。", "日期列、月份列"),
    Wording("GEN-DATE-RANGE", Severity.ERROR, "{column}“{value}”在报送日({day})之后,请核对。", "日期列"),
    Wording("GEN-NUMBER", Severity.ERROR, "本格填{unit}数,应为0或正整数,现为“{value}”,请核对。", "数字列"),
    Wording("GEN-LENGTH", Severity.ERROR, "本格要求{span}字,现有{length}字,请调整。", "文字列、姓名列、多值列"),
    Wording("GEN-CODE", Severity.ERROR, "“{value}”的写法应为{looks},请核对。", "编号列、电话列"),
)


def render(forms: Sequence[Form], catalogues: Mapping[str, Sequence[Wording]]) -> dict[str, str]:
    """Make every generated document; `catalogues`: heading -> wordings that belong to no single form."""
    return {DICTIONARY: dictionary(forms), FINDINGS: findings(forms, catalogues), SETTINGS: settings()}


# --- the data dictionary ---------------------------------------------------------------------------


def dictionary(forms: Sequence[Form]) -> str:
    """Every form with its columns and rules."""
    titles = {form.id: form.title for form in forms}
    parts = [
        "# 数据字典", MADE,
        "必填:★ 必填,◇ 在所列情形下必填,○ 选填,系统 由系统填写并锁定。"
        "标记:限 不进入汇总、图表、日志和提示,交 交办来的行由交办单位填写并锁定。"
        "规则里的〔 〕是该行的内容,×× 是查到的内容;⇄ 表示要对照其他行、其他表或已接收的内容。",
        _contents(forms),
        *(_form(form, titles) for form in forms),
    ]
    return "\n\n".join(parts) + "\n"


def _contents(forms: Sequence[Form]) -> str:
    rows = [
        (
            form.title, f"`{form.id}`", _books(form), str(len(form.all_columns)),
            str(sum(c.typed for c in form.all_columns)), str(len(form.required_columns())),
            form.mark or "–", _kept(form),
        )
        for form in forms
    ]
    return markdown(("表", "标识", "报送簿", "列数", "填报列", "必填列", "编号", "保存方式"), rows)


def _form(form: Form, titles: Mapping[str, str]) -> str:
    head = ("列名", "标识", "类型", "必填", "填写说明", "标记")
    parts = [
        f"## {form.title} `{form.id}`",
        "\n".join(f"- {line}" for line in _about(form)),
        markdown(head, (_column(form, column, titles) for column in form.all_columns)),
    ]
    if rules := list(_rules(form)):
        parts.append(markdown(("规则", "处理", "列", "提示内容"), rules))
    return "\n\n".join(parts)


def _about(form: Form) -> Iterator[str]:
    yield f"报送簿:{_books(form)}"
    yield f"每行的标识:{' × '.join(form.labels[k] for k in form.key)}" + (
        f",样式“单位-{form.mark}-001”" if form.mark else ""
    )
    yield f"保存方式:{_kept(form)}"
    yield f"下期预列:{_relisted(form)}"
    yield f"计量单位:{form.measure_unit}"
    yield f"打印:{'、'.join(form.labels[c] for c in form.prints) or '整页'}"
    if form.note:
        yield form.note


def _books(form: Form) -> str:
    return "、".join(BOOK_TITLES[book] for book in form.books)


def _kept(form: Form) -> str:
    return "台账,逐期累计" if form.kept == "cumulative" else "按报告期"


def _relisted(form: Form) -> str:
    if form.fixed_rows or form.standing_rows:
        return "固定行"
    if isinstance(form.relist, When):
        return f"{form.relist.words(form.labels)} 的行"
    return {"all": "全部", "none": "不预列"}[form.relist]


def _column(form: Form, column: Column, titles: Mapping[str, str]) -> tuple[str, ...]:
    return (
        column.label, f"`{column.id}`", kind_words(column.kind, titles), _required(form, column),
        column.help or "–", marks_of(form, column),
    )


def kind_words(kind: Kind, titles: Mapping[str, str]) -> str:
    """The kind in words; a reference also names the forms it may point to."""
    inner = kind.of if isinstance(kind, Many) else kind
    if not isinstance(inner, Ref):
        return kind.describe()
    return f"{kind.describe()} → {'、'.join(titles.get(form, form) for form in inner.forms)}"


def _required(form: Form, column: Column) -> str:
    if column.system:
        return "系统"
    if isinstance(column.required, When):
        by_plan = "(方案不要求的除外)" if column.asked_if else ""
        return f"◇ {column.required.words(form.labels)}{by_plan}"
    return "★" if column.required else "○"


def marks_of(form: Form, column: Column) -> str:
    """Return a column's marks in words: 限, 交, the books that alone have it."""
    marks = []
    if isinstance(column.restricted, When):
        marks.append(f"限({column.restricted.words(form.labels)})")
    elif column.restricted:
        marks.append("限")
    if column.assigned:
        marks.append("交")
    if column.books is not None:
        marks.append("只在" + "、".join(BOOK_TITLES[book] for book in column.books))
    return " ".join(marks) or "–"


# --- rules -----------------------------------------------------------------------------------------


def _rules(form: Form) -> Iterator[tuple[str, ...]]:
    """(code, severity, where, wording) of everything the form itself can say."""
    for column in form.columns:
        for code, text in _redirects(column.kind):
            yield code, Severity.ERROR.label, column.label, readable(text, form.labels)
    for rule in form.rules:
        yield rule.code, rule.severity.label, form.labels[rule.on[0]], readable(rule.message, form.labels)
    for cross in form.cross_rules:
        yield f"{cross.code} ⇄", cross.severity.label, "–", readable(cross.message, form.labels)


def _redirects(kind: Kind) -> Iterator[tuple[str, str]]:
    refused = (kind.redirects or {}).values() if isinstance(kind, Choice) else ()
    yield from dict.fromkeys((r.code, r.message) for r in refused)


def readable(message: str, labels: Mapping[str, str]) -> str:
    """The wording with 〔列名〕 for a column of the row and ×× for whatever else is filled in.

    >>> readable("收回{collected}份,原为{was}份", {"collected": "收回"})
    '收回〔收回〕份,原为××份'
    """
    return "".join(
        text + ("" if name is None else f"〔{labels[name]}〕" if name in labels else "××")
        for text, name, _, _ in Formatter().parse(message)
    )


# --- the catalogue of findings ---------------------------------------------------------------------


def findings(forms: Sequence[Form], catalogues: Mapping[str, Sequence[Wording]]) -> str:
    """Every code that a check can give, with its wording."""
    head = ("代码", "处理", "提示内容", "说明")
    general = {**catalogues, "各表通用:类型": KINDS}
    parts = [
        "# 校验提示目录", MADE,
        "须改正:改正后才能接收。需说明:写一句原因(说明表或页面)后接收。提示:照常接收,供核对。",
        *(f"## {heading}\n\n{markdown(head, map(_wording, said))}" for heading, said in general.items()),
    ]
    for form in forms:
        if rows := list(_rules(form)):
            body = markdown(("代码", "处理", "列", "提示内容"), rows)
            parts.append(f"## {form.title}\n\n{body}")
    return "\n\n".join(parts) + "\n"


def _wording(said: Wording) -> tuple[str, ...]:
    return said.code, said.severity.label, readable(said.text, {}), said.about or "–"


# --- the settings of a server ----------------------------------------------------------------------


def settings() -> str:
    """Every setting of a server, its variable, its default."""
    rows = [
        (f"`{d.variable}`", f"`{d.name}`".replace("``", "–"), d.looks, f"`{d.default}`".replace("``", "(空)"), d.about)
        for d in declared()
    ]
    parts = [
        "# 运行设置", MADE.replace("各表", "各项设置"),
        f"每项设置写成环境变量,或者写在数据目录的 `{FILE}` 里({'、'.join(f'`{line}`' for line in _LIKE)});"
        f"两处都写时以环境变量为准。`{FILE}` 只管这一台机器,不进备份。改后重启服务生效。",
        markdown(("环境变量", f"{FILE} 中的名称", "写法", "默认", "说明"), rows),
        f"固定不变的:一份报送簿不超过 {STANDARD.packed // 2**20} MB,读一份不超过 {STANDARD.seconds} 秒、"
        f"{STANDARD.memory // 2**30} GiB 内存(内存限制只在 Linux 上有)。",
    ]
    return "\n\n".join(parts) + "\n"


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(c) for c in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
