"""A property worked out when first asked for and kept with its object."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    lazy_property = cached_property
else:

    class lazy_property(cached_property):  # stands where functools' own does
        """As `functools.cached_property` is from Python 3.12 on: without a lock.

        In 3.11 one lock serves a property of all objects of its class, and is held while the value is worked out:
        sixty sessions that judged sixty books waited for one another. For values only: two threads may work one out
        twice.
        """

        def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
            if instance is None:
                return self
            held = instance.__dict__
            if self.attrname not in held:
                held[self.attrname] = self.func(instance)
            return held[self.attrname]
