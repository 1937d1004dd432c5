"""What must fit together across a plan: names, references, obligations, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lvzhi.plan import Filer, Plan
from lvzhi.plan_carry import UNCONFIRMED
from lvzhi.plan_faults import Fault, Path
from lvzhi.plan_rows import filers
from lvzhi.plan_settings import OFF
from lvzhi.plan_tree import Tree
from lvzhi.values import squeeze

SEPARATORS = re.compile(r"[、,，;；]")
Rule = Callable[[Tree, Plan, Sequence[str]], Iterator[Fault]]


def check_rules(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    """Everything in which parts of a plan do not fit; `plan` is what the tree builds."""
    for rule in RULES:
        yield from rule(tree, plan, forms)


def _time_zone(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    try:
        ZoneInfo(plan.campaign.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault(("campaign", "timezone"), f"没有“{plan.campaign.timezone}”时区,请写如 Asia/Shanghai。")


def _classes(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    """Types are chosen by label, traits and ways of visiting are listed with 、: both must stay told apart."""
    labels = list(plan.unit_types.values())
    for n, (key, label) in enumerate(plan.unit_types.items()):
        if label in labels[:n]:
            yield Fault(("unit_types", key), f"单位类型“{label}”在前面已经用过,不能重复,请核对。")
    lists = [(("traits", t), t) for t in plan.traits]
    ways = [(("settings", "supervision", "on_site", n), w) for n, w in enumerate(plan.settings.on_site)]
    for path, word in (*lists, *ways):
        if SEPARATORS.search(word):
            yield Fault(path, f"“{word}”里不要用顿号、逗号、分号,请改写。")


# --- names -----------------------------------------------------------------------------------------


def _filer_paths(tree: Tree, plan: Plan) -> Iterator[tuple[Path, Tree, Filer]]:
    """Every filer's place and own part of the tree, in the order of `plan.filers`."""
    for (path, part), filer in zip(filers(tree), plan.filers, strict=True):
        yield path, part, filer


def _spellings(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    """A spelling belongs to one filer: a name read as two would merge them."""
    owner: dict[str, tuple[int, str]] = {}
    for n, (path, part, filer) in enumerate(_filer_paths(tree, plan)):
        for place, text in _spelled(path, part):
            first, name = owner.setdefault(squeeze(text), (n, filer.name))
            if first != n and place[-1] != "code":
                yield Fault(place, f"“{text}”已是“{name}”的名称、代号或别名,请改用别的。")


def _spelled(path: Path, part: Tree) -> Iterator[tuple[Path, str]]:
    for key in ("code", "name", "seal_name", "full_name"):
        if key in part:
            yield (*path, key), part[key]
    for n, alias in enumerate(part.get("aliases", ())):
        yield (*path, "aliases", n), alias


def _prefixes(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    """No code begins another: the numbers `园林-问题-003` are told apart by their beginning."""
    codes = {f.code for f in plan.filers}
    for path, _, filer in _filer_paths(tree, plan):
        begun = (filer.code[:n] for n in range(1, len(filer.code)))
        other = next((c for c in begun if c in codes), None)
        if other:
            yield Fault((*path, "code"), f"代号“{filer.code}”以另一代号“{other}”开头,请改用别的。")


def _never_merged(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    spelled = {squeeze(text): code for text, code in plan.filer_names.items()}
    for n, pair in enumerate(tree.get("never_merge", ())):
        found = [spelled.get(squeeze(name)) for name in pair]
        for k, (name, code) in enumerate(zip(pair, found, strict=True)):
            if code is None:
                yield Fault(("never_merge", n, k), f"没有名为“{name}”的填报单位,请核对名称。")
            elif code in found[:k]:
                yield Fault(("never_merge", n, k), f"“{name}”与前一个是同一单位,请核对。")


def _members(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    codes = {u.code for u in plan.units} | {plan.bureau.code}
    for g, group in enumerate(plan.groups):
        path = ("groups", g, "member_units")
        if group.member_units and len(group.member_units) != len(group.members):
            count = f"成员{len(group.members)}人,所在单位写了{len(group.member_units)}个"
            yield Fault(path, f"{count}。请按成员顺序逐一填写,或先都空着。")
        yield from _unknown(path, group.member_units, codes, "单位代号")


# --- references ------------------------------------------------------------------------------------


def _unknown(path: Path, names: Iterable[str], known: Collection[str], what: str) -> Iterator[Fault]:
    for n, name in enumerate(names):
        if name not in known:
            yield Fault((*path, n), f"“{name}”不是本方案的{what},请核对。")


def _references(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    senders, periods = {f.code for f in plan.filers}, {p.id for p in plan.periods}
    own = {f.code for f in (*plan.units, plan.bureau)}
    for s, stage in enumerate(plan.stages):
        for t, task in enumerate(stage.tasks):
            path: Path = ("stages", s, "tasks", t, "traits")
            yield from _unknown(path, task.traits, plan.traits, "单位特点")
    for n, item in enumerate(plan.check_items):
        path = ("check_items", n, "applies")
        yield from _unknown((*path, "traits"), item.traits, plan.traits, "单位特点")
        yield from _unknown((*path, "filers"), item.filers, own, "单位代号")
    for n, obligation in enumerate(plan.obligations):
        path = ("obligations", n)
        yield from _unknown((*path, "traits"), obligation.traits, plan.traits, "单位特点")
        yield from _unknown((*path, "filers"), obligation.filers, senders, "填报单位代号")
        for key in ("due", "event", "confirm"):
            yield from _unknown((*path, key), getattr(obligation, key), periods, "报告期")
    if plan.bureau_due_as not in plan.traits:
        yield Fault(("bureau_filer", "due_as"), f"“{plan.bureau_due_as}”不是本方案的单位特点,请核对。")


def _predecessors(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    """A unit came from others: which these were is known from an earlier plan, but it was not itself."""
    places = {part["code"]: path for path, part in filers(tree)}
    for unit in plan.units:
        if unit.code in unit.predecessors:
            said = f"“{unit.code}”是本单位自己的代号。更名不改代号,不用写原单位。"
            yield Fault((*places[unit.code], "predecessors"), said)


def _setting_references(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    settings = plan.settings
    own = {f.code for f in (*plan.units, plan.bureau)}
    periods, items = {p.id for p in plan.periods}, {i.id for i in plan.check_items}
    yield from _unknown(("settings", "none_found_periods"), settings.none_found_periods, periods, "报告期")
    yield from _unknown(("settings", "may_transfer_items"), settings.may_transfer_items, items, "检查项标识")
    yield from _unknown(("settings", "cross_verify"), settings.cross_verify, own, "单位代号")
    yield from _unknown(("settings", "confidential_to"), settings.confidential_to, own, "单位代号")
    path = ("settings", "prenumbered_rows")
    for form in settings.prenumbered_rows:
        if form not in ("default", *forms):
            yield Fault((*path, form), f"没有“{form}”这张表,请核对表的标识。")
    if "default" not in settings.prenumbered_rows:
        yield Fault(path, "还没有写“default”(其他各表预留的空行数),请补上。")


# --- obligations -----------------------------------------------------------------------------------


def _owed_once(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    """One form is owed once by one filer in one period: two duties would contradict each other."""
    owed: dict[tuple[str, str, str], int] = {}
    for n, obligation in enumerate(plan.obligations):
        months = (*obligation.due, *obligation.event, *obligation.confirm)
        again = sorted({m for m in months if months.count(m) > 1})
        if again:
            yield Fault(("obligations", n), f"“{'、'.join(again)}”在这一条里写了不止一次,请只留一处。")
        codes = [f.code for f in plan.filers if plan.obliges(obligation, f.code)]
        keys = [(obligation.form, code, m) for code in codes for m in dict.fromkeys(months)]
        twice = next((k for k in keys if k in owed), None)
        if twice:
            form, code, month = twice
            whose = f"{plan.filer(code).name}{month}期的“{form}”"
            yield Fault(("obligations", n), f"{whose}在第{owed[twice] + 1}条已写过,请只留一处。")
        for key in keys:
            owed.setdefault(key, n)


# --- settings --------------------------------------------------------------------------------------


def _days(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    settings = plan.settings
    for n, day in enumerate(settings.working_weekends):
        path: Path = ("settings", "working_weekends", n)
        if day.weekday() < 5:
            yield Fault(path, f"“{day}”不是周六、周日,不用列为调休上班日,请核对。")
        if day in settings.holidays:
            yield Fault(path, f"“{day}”已列为放假日,请核对。")
    if list(settings.ageing_days) != sorted(set(settings.ageing_days)):
        yield Fault(("settings", "ageing_days"), "天数请从小到大排列,不重复。")


def _complaint_days(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    for category, due in plan.settings.complaint_due_days.items():
        if len(due) != 1:
            path = ("settings", "complaint_due_days", category)
            yield Fault(path, f"“{category}”的办理期限请在自然日和工作日中只写一个。")


def _scoring(tree: Tree, plan: Plan, forms: Sequence[str]) -> Iterator[Fault]:
    """Only what a document orders is scored: it has its number, and takes nothing off for what was before it."""
    scoring, path = plan.settings.scoring, ("settings", "scoring")
    if scoring is None:
        return
    if scoring["doc_no"] in (OFF, UNCONFIRMED):
        yield Fault((*path, "doc_no"), "还没有考核办法的文号,不能计分。请填写文号;不计分的,计分各项都删去。")
    if scoring["since"] < scoring["doc_date"]:
        yield Fault((*path, "since"), f"计分起始日“{scoring['since']}”早于考核办法的发文日期,请核对。")
    for name, value in scoring.items():
        if isinstance(value, (int, float)) and value < 0:
            yield Fault((*path, name), "扣分和界限写成0或正数,请核对。")
    for name in ("praised_from", "named_below"):
        if scoring.get(name, 0) > 1:
            yield Fault((*path, name), "申报完成率的界限写成0至1之间的数,如 0.9。")
    if "red" in scoring and "red_after_days" not in scoring:
        yield Fault((*path, "red"), "写了红牌扣分,请一并写明逾期超过几天为红牌。")
    if scoring.get("named_below", 0) > scoring.get("praised_from", 1):
        yield Fault((*path, "named_below"), "通报的界限高于表扬的界限,请核对。")


RULES: tuple[Rule, ...] = (
    _time_zone, _classes, _spellings, _prefixes, _never_merged, _members, _references, _predecessors,
    _setting_references, _owed_once, _days, _complaint_days, _scoring,
)
