"""The sentences of the example campaign, filled with small numbers and invented places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

_FILE = Path(__file__).with_name("texts.yaml")


@dataclass(frozen=True)
class Words:
    """The sentences of texts.yaml by key."""

    held: Mapping[str, Any]

    @classmethod
    def read(cls) -> Words:
        return cls(yaml.safe_load(_FILE.read_text(encoding="utf-8")))

    def __getitem__(self, key: str) -> Any:
        return self.held[key]

    def fill(self, rng: Random, text: str, **known: Any) -> str:
        """Put small numbers and a place into a sentence."""
        drawn = {"a": rng.randint(2, 9), "b": rng.randint(2, 5), "c": rng.randint(6, 15)}
        return text.format_map({**drawn, "v": rng.choice(self.held["villages"]), **known})

    def say(self, rng: Random, key: str, **known: Any) -> str:
        """One of the sentences of a key, filled."""
        held = self.held[key]
        return self.fill(rng, held if isinstance(held, str) else rng.choice(held), **known)
