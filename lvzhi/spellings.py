"""Spellings that can mean one thing only: the correction a refused cell is offered, None where it could mean two.

A day without its year, 6/5/2015, a number with 约 or 左右, a short name of two units: none of these has one here.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress

from lvzhi.findings import Refused
from lvzhi.values import INVISIBLE, parse_date, squeeze

_DIGITS = "〇一二三四五六七八九"
_YEAR = str.maketrans("零○Ｏ" + _DIGITS, "000" + "0123456789")
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟两", "一二三四五六七八九十百千二")
_NUMERAL = "[零〇一二三四五六七八九十百千]"
_DAY = re.compile(
    rf"(?:公元)?(?P<year>\d{{4}}|\d{{2}}(?=年)|[零○〇一二三四五六七八九]{{4}}(?=年))(?P<s1>年|[.\-/、,_·~\\\s]+)"
    rf"(?P<month>\d{{1,2}}|{_NUMERAL}{{1,3}})(?P<s2>月份?|[.\-/、,_·~\\\s]+)"
    rf"(?P<day>\d{{1,2}}|{_NUMERAL}{{1,3}})\s*[日号]?"
    r"\s*(?:\(?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])\)?)?"
    r"[\sT]*(?:上午|下午|早上|晚上|晚|凌晨|中午)?\s*(?:\d{1,2}[:时点](?:\d{1,2})?分?(?::\d{1,2}(?:\.0+)?)?)?"
)
_MONTH = re.compile(rf"(?:公元)?(?P<year>\d{{4}}|\d{{2}}|[零○〇一二三四五六七八九]{{4}})[年.\-/]"
                    rf"(?P<month>\d{{1,2}}|{_NUMERAL}{{1,3}})月份?")
_WEEKDAYS = {name: day for day, names in enumerate(("一", "二", "三", "四", "五", "六", "日天")) for name in names}
_QUOTES = " \t\n'\"`“”‘’「」『』《》〈〉【】[]()。.,,;;、::!!*★√✓✔☑■●○"
_ORDINAL = re.compile(r"^(?:[\(\[]?(?:\d{1,2}|[A-Za-z])[\)\].、::]|[①-⑳])\s*")
_AROUND = "'\"“”‘’。;*"
_TITLES = ("同志", "副局长", "局长", "副书记", "书记", "副主任", "主任", "副组长", "组长")


def _folded(text: str) -> str:
    parts = re.split(r"([①-⑳])", INVISIBLE.sub("", text))
    return "".join(p if n % 2 else unicodedata.normalize("NFKC", p) for n, p in enumerate(parts)).strip()


def certain_day(text: str, years: range) -> dt.date | None:
    """Return the day a text can only mean; a year of two digits counts where 年 follows and it is one of `years`.

    >>> certain_day("二〇一五年六月五日(周五)", range(2015, 2016))
    datetime.date(2015, 6, 5)
    >>> certain_day("2015年6月5日(周一)", range(2015, 2016)), certain_day("6月5日", range(2015, 2016))
    (None, None)
    """
    match = _DAY.fullmatch(_folded(text).strip(_QUOTES.replace("(", "").replace(")", "")))
    if match is None or not _same_hand(match):
        return None
    year, month, day = _year(match["year"], years), _small(match["month"]), _small(match["day"])
    if None in (year, month, day):
        return None
    with suppress(Refused):
        found = parse_date(f"{year}年{month}月{day}日")
        if match["weekday"] is None or _WEEKDAYS[match["weekday"]] == found.weekday():
            return found
    return None


def _same_hand(match: re.Match[str]) -> bool:
    """Blanks part a day by themselves or not at all: in 2015.1 15 one could be a slip inside a number."""
    first, second = match["s1"].strip(), match["s2"].strip()
    return bool(first) == bool(second)


def certain_month(text: str, years: range) -> str | None:
    """Return the month, as 2015-06, that a text can only mean.

    >>> certain_month("2015.6月", range(2015, 2016)), certain_month("2015.1", range(2015, 2016))
    ('2015-06', None)
    """
    match = _MONTH.fullmatch(_folded(text).strip(_QUOTES))
    if match is None:
        return None
    year, month = _year(match["year"], years), _small(match["month"])
    return f"{year}-{month:02d}" if year and month and month <= 12 else None


def _year(text: str, years: range) -> int | None:
    digits = text.translate(_YEAR)
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if 2000 + int(digits) in years else None


def _small(text: str) -> int | None:
    return int(text) if text.isdigit() and text.isascii() else numeral(text)


def numeral(text: str) -> int | None:
    """Return the number written in Chinese up to 9999, where it is written in full.

    >>> numeral("二十三"), numeral("一百二"), numeral("一百零二"), numeral("两")
    (23, None, 102, 2)
    """
    plain = text.translate(_FORMAL).replace("零", "〇")
    found = _summed(plain)
    if found is None:
        return None
    spelt = _spelt(found)
    return found if plain in (spelt, spelt.removeprefix("一") if spelt.startswith("一十") else spelt) else None


def _summed(text: str) -> int | None:
    total, digit = 0, None
    for sign in text:
        if sign in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
        elif sign in _DIGITS:
            digit = _DIGITS.index(sign)
        else:
            return None
    return total + (digit or 0) if text else None


def _spelt(number: int) -> str:
    """The one full spelling of a number below ten thousand: 102 is 一百〇二."""
    if number == 0:
        return "〇"
    words, gap = "", False
    for value, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit:
            words += ("〇" if gap and words else "") + _DIGITS[digit] + name
        gap = not digit
    return words


def certain_number(text: str, unit: str) -> str | None:
    """Return the figures alone where a text is a number with its column's own unit, or in words.

    >>> certain_number("12份", "份"), certain_number("12人", "份"), certain_number("约12份", "份")
    ('12', None, None)
    >>> certain_number("2000万元整", "万元"), certain_number("3500元", "万元"), certain_number("3万-5万", "万元")
    ('2000', '0.35', None)
    """
    bare = re.sub(r"\s+", "", _folded(text)).strip(_AROUND)
    if unit == "万元":
        return _money(bare.removeprefix("¥").removeprefix("人民币"))
    if unit == "%" and bare.startswith("百分之"):
        return _figures(bare.removeprefix("百分之"))
    return _figures(bare.removesuffix(unit) if unit else bare)


def _figures(text: str) -> str | None:
    if re.fullmatch(r"\+?\d{1,12}(\.\d+)?\.?", text) or re.fullmatch(r"\+?\d{1,3}(,\d{3})+(\.\d+)?", text):
        return text.replace(",", "").lstrip("+").removesuffix(".")
    found = numeral(text)
    return None if found is None else str(found)


def _money(text: str) -> str | None:
    match = re.fullmatch(r"(?P<number>.+?)(?P<unit>万元?|元)?整?", text)
    figures = _figures(match["number"]) if match else None
    if match is None or figures is None:
        return None
    if match["unit"] != "元":
        return figures
    tenths = float(figures) / 10_000
    # Two decimals of 万元 are kept: what they cannot hold is no certain correction.
    return f"{tenths:.2f}".rstrip("0").rstrip(".") if abs(tenths - round(tenths, 2)) < 1e-9 else None


def certain_entry(text: str, entries: Iterable[str]) -> str | None:
    """Return the entry of a list that a text is but for quotes, ticks, a number before it or a full stop behind.

    >>> certain_entry("3.“依法行政”。", ["依法行政", "服务民生"])
    '依法行政'
    >>> certain_entry("依法", ["依法行政", "服务民生"])
    """
    known = {squeeze(e): e for e in entries}
    bare = _folded(text).strip(_QUOTES)
    tries = (bare, _ORDINAL.sub("", _folded(text)).strip(_QUOTES), _ORDINAL.sub("", bare).strip(_QUOTES))
    found = {known[squeeze(t)] for t in tries if squeeze(t) in known}
    return found.pop() if len(found) == 1 else None


def certain_person(text: str, names: Iterable[str]) -> str | None:
    """Return the name of a list that a text is but for a title: 刘俊同志.

    >>> certain_person("刘俊副局长", ["刘俊", "陈跃"]), certain_person("刘局长", ["刘俊", "陈跃"])
    ('刘俊', None)
    """
    known = tuple(names)
    bare = squeeze(text).strip(_QUOTES)
    title = next((t for t in _TITLES if bare.endswith(t)), "")
    return certain_entry(text, known) or certain_entry(bare.removesuffix(title), known)


_CLAUSE = re.compile(r"第?(\d|[一二三四五六七八九十]+)[、.\-部分]*[(]?(\d|[一二三四五六七八九十]+)[)]?[、.\-款]*"
                     r"第?(\d{1,2}|[一二三四五六七八九十]+)[项条]?(?:[、.\-]?([①-⑩]|\(\d\)))?(.*)")


def certain_clause(text: str, clauses: Iterable[str]) -> str | None:
    """Return the clause, as the plan writes it, that a text names in other figures or signs.

    >>> certain_clause("3(2)3", ["三(二)3"]), certain_clause("三、(二)第3项", ["三(二)3"])
    ('三(二)3', '三(二)3')
    """
    known = set(clauses)
    match = _CLAUSE.fullmatch(re.sub(r"\s+", "", _folded(text)).strip("“”‘’'\"。"))
    if match is None:
        return None
    first, second, third, part, words = match.groups()
    numbers = [n if (n := _small(g)) is not None else 0 for g in (first, second, third)]
    circled = part if part in (None, "") or not part.startswith("(") else chr(0x2460 + int(part[1]) - 1)
    found = f"{_plain(numbers[0])}({_plain(numbers[1])}){numbers[2]}{circled or ''}"
    return found if found in known and not words else None


def _plain(number: int) -> str:
    return _spelt(number).removeprefix("一") if 10 <= number < 20 else _spelt(number)


def certain_code(text: str, marks: Iterable[str], known: Iterable[str]) -> str | None:
    """Return the known row number that a text is but for its hyphens and leading zeros: 园林问题3.

    >>> certain_code("园林问题3", ["问题"], ["园林-问题-003"]), certain_code("园林问题9", ["问题"], ["园林-问题-003"])
    ('园林-问题-003', None)
    """
    bare = re.sub(r"[\s\-—–_.·#()]", "", _folded(text)).removesuffix("号").strip(_QUOTES)
    numbers = set(known)
    found = {
        number
        for mark in marks
        if (match := re.fullmatch(rf"(.+?){re.escape(mark)}0*(\d+)", bare))
        for number in numbers
        if number.rpartition("-")[::2] in ((f"{match[1]}-{mark}", match[2].zfill(n)) for n in range(3, 7))
    }
    return found.pop() if len(found) == 1 else None
