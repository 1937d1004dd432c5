"""Tables written in markdown, as lists of rows of words."""

from __future__ import annotations


def table(text: str) -> list[dict[str, str]]:
    """Read a markdown table: column -> words, by row.

    >>> table('| a | b |\\n|---|---|\\n| 1 | |')
    [{'a': '1', 'b': ''}]
    """
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.strip().splitlines()]
    head, _, *body = rows
    return [dict(zip(head, row, strict=True)) for row in body]
