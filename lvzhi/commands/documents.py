"""docs: documents made from the declarations; --check says whether the committed ones are current."""

from __future__ import annotations

import argparse
from pathlib import Path

from lvzhi.catalogue import catalogues
from lvzhi.commands.context import FINE, REFUSED, Context, say
from lvzhi.docs import render


def add_docs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="仓库根目录")


def docs(args: argparse.Namespace, context: Context) -> int:
    """Write the generated documents, or say which are out of date."""
    rendered = {args.out / path: text for path, text in render(context.forms, catalogues()).items()}
    stale = [p for p, text in rendered.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    if args.check:
        say("\n".join(f"{p} 已过期,请运行 python -m lvzhi docs" for p in stale) or "文档都是新的。")
        return REFUSED if stale else FINE
    for path, text in rendered.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    say(f"写了 {len(rendered)} 份文档")
    return FINE
