"""The consolidated workbook (汇总表): what it says of itself, the main figures, the lists, one sheet per form."""

from lvzhi.books.consolidated.book import write

__all__ = ["write"]
