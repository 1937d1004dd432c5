"""The page for filing: what is due, the book, the file, the judgement, the receipt."""

from lvzhi.web.filing.desk import Desk, desk, drop, history, take_book, to_do
from lvzhi.web.filing.judged import receipt_of_last, result

__all__ = ["Desk", "desk", "drop", "history", "receipt_of_last", "result", "take_book", "to_do"]
