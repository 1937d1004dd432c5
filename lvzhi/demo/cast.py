"""Invented people: names nobody of the plan bears, each given once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import product
from random import Random

_FAMILY = (
    "丁万于方毛牛邓左石史卢叶田白包冯吉汤江纪许邢严苏杜李吴何余邹"
    "沈宋张陆陈罗周郑孟赵胡柯柳钟俞施姚秦袁夏顾徐高郭唐梁彭"
)
_GIVEN = (
    "安邦彬昌诚春德栋凡芳飞峰刚光桂海涵浩恒华辉慧佳健洁金静娟军凯兰乐磊丽林玲龙敏明娜"
    "宁鹏平萍琴青荣瑞珊胜婷伟文霞晓欣秀旭雪亚燕扬洋怡艺英永宇玉云泽芝志忠"
)


class Cast:
    """Names in an order the seed settles; none twice, none of those to avoid."""

    def __init__(self, rng: Random, avoid: Collection[str]) -> None:
        given = [*_GIVEN, *("".join(pair) for pair in product(_GIVEN, _GIVEN))]
        self._family = rng.sample(_FAMILY, len(_FAMILY))
        self._given = rng.sample(given, len(given))
        self._avoid = frozenset(avoid)
        self._next = 0

    def name(self) -> str:
        """Return the next name."""
        while True:
            n, self._next = self._next, self._next + 1
            name: str = self._family[n % len(self._family)] + self._given[n % len(self._given)]
            if name not in self._avoid:
                return name


@dataclass(frozen=True)
class Staff:
    """The people of one unit as they stand on its sheets."""

    head: str
    leader: str
    clerk: str
    reviewer: str
    handlers: tuple[str, ...]
    phone: str


def staff(cast: Cast, number: int) -> Staff:
    """Hire a unit's people; the telephone number belongs to nobody."""
    head, leader, clerk, reviewer = (cast.name() for _ in range(4))
    return Staff(head, leader, clerk, reviewer, tuple(cast.name() for _ in range(3)), f"0000-600{number:04d}")
