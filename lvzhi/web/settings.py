"""The settings of the server that is running, read once."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from lvzhi.settings import Settings, data_path, read_settings


@cache
def settings() -> Settings:
    """Return the settings of this server; raises NotASetting as `read_settings` does."""
    return read_settings(os.environ, Path(data_path(os.environ)))
