"""Kinds of column: how each is read from a cell, typed, checked, stored, shown and offered in Excel."""

from lvzhi.kinds.base import SEPARATORS, Bounds, Kind, Reading, as_words
from lvzhi.kinds.choices import Area, CheckItem, Choice, Listed, yes_no
from lvzhi.kinds.days import ALWAYS, Date, DateClass, DayOrAlways, Month, day_words
from lvzhi.kinds.filers import Body, Leader, Unit, read_unit
from lvzhi.kinds.many import Many
from lvzhi.kinds.numbers import Count, Money, Percent
from lvzhi.kinds.texts import Code, LongText, Person, Phone, Ref, Text

__all__ = [
    "ALWAYS", "SEPARATORS", "Area", "Body", "Bounds", "CheckItem", "Choice", "Code", "Count", "Date",
    "DateClass", "DayOrAlways", "Kind", "Leader", "Listed", "LongText", "Many", "Money", "Month", "Percent",
    "Person", "Phone", "Reading", "Ref", "Text", "Unit", "as_words", "day_words", "read_unit", "yes_no",
]
