"""Where a paper is written: measures are asked here, and every number, name and quotation remembers which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

import duckdb

from lvzhi import measures
from lvzhi.kinds import day_words
from lvzhi.lazy import lazy_property
from lvzhi.papers.blocks import Ask, Kind, Piece, Source, Words
from lvzhi.plan import Plan
from lvzhi.viewer import Viewer

_UNITS = frozenset({"unit", "filer", "subject", "lead_unit", "handling_unit", "not_covered"})
_LEADERS = frozenset({"leader", "lead_leader", "approver"})
# What tells a row from its neighbours, in the order in which it is looked for.
_KEYS = ("unit", "filer", "leader", "group", "stage", "type", "period", "batch", "kind", "subject", "respondents",
         "dimension", "problem_no", "assignment_no", "commitment_no", "visit_no", "case_no", "pilot_no", "item_no",
         "topic_no", "complaint_no", "version")
NONE = "–"
# Patterns are written like the rest of the code; an official paper has full-width signs.
_SIGNS = str.maketrans(",:;()?", "\uff0c\uff1a\uff1b\uff08\uff09\uff1f")


@dataclass(frozen=True)
class Answer:
    """A row of a measure, or its totals: figures by name. `ask` is the question it answers."""

    ask: int
    values: Mapping[str, Any]
    row: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass
class Desk:
    """What a paper is written from: the measures as of an instant, seen with the eyes of whom the paper is for.

    `whose`: code of the unit or group, or name of the leader, it is made for. `scope`: filters of all questions.
    """

    cursor: duckdb.DuckDBPyConnection
    plan: Plan
    as_of: dt.datetime
    viewer: Viewer | None
    whose: str | None
    titles: Mapping[str, str]
    scope: Mapping[str, Any] = field(default_factory=dict)
    asks: list[Ask] = field(default_factory=list)

    @property
    def day(self) -> dt.date:
        """The as-of day."""
        return self.as_of.date()

    def totals(self, name: str, as_of: dt.datetime | None = None, own: Mapping[str, Any] | None = None,
               **filters: Any) -> Answer:
        """Ask for a measure's totals, as of another instant where one is given; `own` as for `rows`."""
        ask = self._asked(name, "totals", (), filters, as_of, own or {})
        return Answer(ask.no, ask.rows[0])

    def by(self, name: str, key: str, **filters: Any) -> tuple[Answer, ...]:
        """Ask for the totals' figures for each value of a key."""
        return _answers(self._asked(name, "by", (key,), filters, None, {}))

    def by_group(self, name: str, **filters: Any) -> tuple[Answer, ...]:
        """Return a measure's rows, one per leader, with each group once: its leaders share its figures."""
        found: dict[str, Answer] = {}
        for answer in self.rows(name, **filters):
            found.setdefault(answer["group"], answer)
        return tuple(found.values())

    def rows(self, name: str, statement: str = "rows", own: Mapping[str, Any] | None = None,
             **filters: Any) -> tuple[Answer, ...]:
        """Ask for the rows of a statement; `own` are the measure's own parameters."""
        return _answers(self._asked(name, statement, (), filters, None, own or {}))

    def _asked(self, name: str, statement: str, by: tuple[str, ...], filters: Mapping[str, Any],
               as_of: dt.datetime | None, own: Mapping[str, Any]) -> Ask:
        """Put a question to its measure; one asked before keeps its number and its answer."""
        at = measures.instant(as_of or self.as_of, self.plan)
        question = (name, statement, by, {**self.scope, **filters}, at, dict(own))
        same = next((a for a in self.asks if _question(a) == question), None)
        if same is not None:
            return same
        ask = Ask(len(self.asks) + 1, name, measures.measure(name).title, *question[1:], self._found(*question))
        self.asks.append(ask)
        return ask

    def _found(self, name: str, statement: str, by: tuple[str, ...], filters: Mapping[str, Any], at: dt.datetime,
               own: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
        given = (self.cursor, self.plan, name)
        if by:
            return tuple(measures.records(measures.parted(*given, by, at, filters, self.viewer)))
        titles = {"titles": dict(self.titles)} if name == "reporting" else {}
        found = measures.detail(*given, statement, at, filters, self.viewer, **{**titles, **own})
        return tuple(measures.records(found))

    # --- in words ----------------------------------------------------------------------------------

    def say(self, pattern: str, **given: Answer | Words | str | dt.date) -> Words:
        """Return a pattern's words with its fields filled in.

        `{p.closed}` is a figure of the answer p; `{p.closed/base}` two as n/N, with `:closure_rate` behind it the
        percentage too, where N is large enough; `{p.rate:%}` a rate; `{p.due:d}` a day without a year; `{x}` words, or
        a plain word, given as x.
        """
        pieces: list[Piece] = []
        for text, name, spec, _ in Formatter().parse(pattern):
            if text:
                pieces.append(Piece(text.translate(_SIGNS)))
            if name is not None:
                pieces += self._field(name, spec or "", given)
        return tuple(pieces)

    def _field(self, name: str, spec: str, given: Mapping[str, Any]) -> Iterable[Piece]:
        alias, _, figure = name.partition(".")
        value = given[alias]
        if not figure:
            return value if isinstance(value, tuple) else (Piece(_plain(value)),)
        if "/" in figure:
            part, whole = figure.split("/")
            return self._share(value, part, whole, spec)
        return (self._piece(value, figure, spec),)

    def _share(self, of: Answer, part: str, whole: str, rate: str) -> Iterable[Piece]:
        """n/N; of nothing there is no share: –."""
        if not of[whole]:
            yield Piece(NONE, "figure", Source(of.ask, whole, of[whole], of.row))
            return
        yield self._piece(of, part)
        yield Piece("/")
        yield self._piece(of, whole)
        enough = (of[whole] or 0) >= self.plan.settings.small_denominator
        if rate and enough and of[rate] is not None:
            yield Piece("(".translate(_SIGNS))
            yield self._piece(of, rate, "%")
            yield Piece(")".translate(_SIGNS))

    def _piece(self, of: Answer, figure: str, spec: str = "") -> Piece:
        value = of[figure]
        text, kind = self._printed(figure, value, spec)
        return Piece(text, kind, Source(of.ask, figure, value, of.row))

    def _printed(self, figure: str, value: Any, spec: str) -> tuple[str, Kind]:
        if value is None:
            return NONE, "figure"
        if isinstance(value, list | tuple):
            return "、".join(self._printed(figure, v, spec)[0] for v in value), self._printed(figure, "", spec)[1]
        if isinstance(value, dt.datetime | dt.date):
            return (f"{value.month}月{value.day}日" if spec == "d" else day_words(value)), "figure"
        if isinstance(value, int | float) and not isinstance(value, bool):
            return (f"{value * 100:.1f}%" if spec == "%" else _number(value)), "figure"
        return self.named(figure, str(value))

    def named(self, figure: str, value: str) -> tuple[str, Kind]:
        """Return what is printed for a word of a column, and of which kind it is: units by the name on their seal."""
        if figure in _UNITS:
            filer = self.plan.find_filer(value)
            return (filer.seal_name if filer else value), "name"
        if figure in _LEADERS:
            return value, "name"
        known = self._names.get(figure)
        return (value, "quote") if known is None else (known.get(value, value), "name")

    @lazy_property
    def _names(self) -> Mapping[str, Mapping[str, str]]:
        """The names of codes, by the column they stand in."""
        return {
            "group": {g.code: g.name for g in self.plan.groups}, "stage": {s.id: s.name for s in self.plan.stages},
            "type": self.plan.unit_types, "period": {p.id: p.label for p in self.plan.periods},
        }

    def listed(self, answers: Iterable[Answer], pattern: str, between: str = "、") -> Words:
        """Return the words of a pattern for each answer (its alias is r), parted by a sign."""
        pieces: list[Piece] = []
        for answer in answers:
            pieces += [Piece(between)] if pieces else []
            pieces += self.say(pattern, r=answer)
        return tuple(pieces)

    def cells(self, answers: Iterable[Answer], *patterns: str) -> tuple[tuple[Words, ...], ...]:
        """Return table rows: one per answer, one cell per pattern."""
        return tuple(tuple(self.say(p, r=a) for p in patterns) for a in answers)


def holding(answers: Iterable[Answer], test: Callable[[Answer], bool]) -> tuple[Answer, ...]:
    """Return the answers of which a test holds, in their order."""
    return tuple(a for a in answers if test(a))


def _answers(ask: Ask) -> tuple[Answer, ...]:
    return tuple(Answer(ask.no, r, tuple((k, r[k]) for k in _KEYS if k in r)) for r in ask.rows)


def _question(ask: Ask) -> tuple[Any, ...]:
    return ask.measure, ask.statement, ask.by, ask.filters, ask.as_of, ask.own


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{int(value)}"


def _plain(value: Any) -> str:
    return day_words(value) if isinstance(value, dt.date) else official(str(value))


def official(text: str) -> str:
    """Return a sentence with the full-width signs of an official paper."""
    return text.translate(_SIGNS)


def as_of_words(as_of: dt.datetime) -> str:
    """Return an instant in words: the end of a day as 24时.

    >>> as_of_words(dt.datetime(2015, 10, 20, 23, 59, 59, 999999)), as_of_words(dt.datetime(2015, 10, 20, 9, 5))
    ('2015年10月20日24时', '2015年10月20日9时5分')
    """
    if as_of.time().replace(microsecond=0, tzinfo=None) == dt.time(23, 59, 59):
        return f"{day_words(as_of)}24时"
    return f"{day_words(as_of)}{as_of.hour}时" + (f"{as_of.minute}分" if as_of.minute else "")
