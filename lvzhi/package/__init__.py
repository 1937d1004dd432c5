"""上报包: what one bureau sends to the level above, read there by the same program (docs/decisions/0015-package.md)."""
