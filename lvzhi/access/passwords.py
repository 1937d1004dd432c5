"""Passwords: hashed with Argon2id, one-time ones drawn at random, new ones judged before they are taken."""

from __future__ import annotations

import secrets
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

SHORTEST, LONGEST = 8, 128  # characters
# Without letters and figures that are taken for one another when read aloud or from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 3, 4
_COMMON = frozenset({
    "12345678", "123456789", "1234567890", "87654321", "88888888", "66666666", "11111111", "00000000", "abcd1234",
    "abc12345", "a1234567", "a12345678", "1234abcd", "password1", "passw0rd", "qwer1234", "1qaz2wsx", "q1w2e3r4",
    "asdf1234", "admin123", "admin1234", "woaini1314", "aa123456", "a123456789", "qq123456", "abc123456",
})


class Hasher:
    """Argon2id with the parameters of RFC 9106's second recommendation, unless others are given."""

    def __init__(self, argon: PasswordHasher | None = None) -> None:
        self._argon = argon or PasswordHasher()

    def hash(self, password: str) -> str:
        """Return what is kept in place of a password."""
        return self._argon.hash(password)

    def fits(self, secret: str | None, password: str) -> bool:
        """Say whether a password is the one kept; takes the same time when there is none to compare with."""
        try:
            return self._argon.verify(secret or self._nobody, password) and secret is not None
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    @cached_property
    def _nobody(self) -> str:
        return self._argon.hash(secrets.token_urlsafe())

    def warm(self) -> None:
        """Make what an unknown name is compared with, so that the first of them takes no longer than others."""
        _ = self._nobody


def one_time() -> str:
    """Draw a password to be told by phone or printed: three groups of four, about 59 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def unfit(password: str, login: str) -> str | None:
    """Say why a new password is not taken; None when it is.

    >>> unfit("yuanlin2015", "园林")
    >>> unfit("abc", "园林")
    '新密码至少8位,现在是3位。'
    """
    if len(password) < SHORTEST:
        return f"新密码至少{SHORTEST}位,现在是{len(password)}位。"
    if len(password) > LONGEST:
        return f"新密码最多{LONGEST}位。"
    if password.isdigit() or password.isalpha():
        return "新密码里请同时有字母和数字。"
    if password.lower() in _COMMON or len(set(password)) < 4:
        return "这个密码很常见,容易被猜到。请换一个。"
    if login.lower() in password.lower():
        return "新密码里请不要包含登录名。"
    return None
