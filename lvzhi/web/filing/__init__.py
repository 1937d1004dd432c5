"""The page for filing: what is due, the book, the file, the judgement, the receipt."""

from lvzhi.web.filing.attaching import attaching
from lvzhi.web.filing.desk import Desk, desk, desk_of, take_book, to_do
from lvzhi.web.filing.held import Held, drop, lay
from lvzhi.web.filing.judged import result
from lvzhi.web.filing.past import history
from lvzhi.web.filing.receipt import of_last as receipt_of_last

__all__ = ["Desk", "Held", "attaching", "desk", "desk_of", "drop", "history", "lay", "receipt_of_last", "result",
           "take_book", "to_do"]
