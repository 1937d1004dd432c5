"""All kinds together."""

from tests.hostile import books, contents, packages, strangers

KINDS = (*strangers.KINDS, *packages.KINDS, *contents.KINDS, *books.KINDS)
