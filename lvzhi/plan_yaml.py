"""YAML text into a plain tree that knows its lines, and back; only what a plan needs of YAML is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.reader import Reader

from lvzhi.plan_faults import Fault, Path, Place, PlanProblem, PlanRefused, problems

LARGEST_BYTES = 4_000_000  # a plan of 5,200 units is 1.5 MB
DEEPEST = 12
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Repeated values are written out again: a plan file has no references.
_DUMPER: Any = type("PlainDumper", (yaml.SafeDumper,), {"ignore_aliases": lambda self, data: True})
_TAGS = frozenset(
    f"tag:yaml.org,2002:{t}" for t in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)


@dataclass(frozen=True)
class Located:
    """A plain tree of dicts, lists and scalars, and the line of everything in it."""

    tree: Any
    places: Mapping[Path, Place]


def parse(data: bytes) -> Located:
    """Read YAML safely, lines kept; PlanRefused for what cannot be read at all and for keys written twice."""
    text = _decode(data)
    try:
        _screen(text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as failed:
        mark = failed.problem_mark or failed.context_mark
        raise _refused(
            mark.line + 1 if mark else 1,
            "这一行读不出来。请检查缩进(只用空格)、引号和括号是否成对、冒号后是否空一格。",
        ) from failed
    if node is None:
        raise _refused(1, "文件里没有内容。请换用写好的方案文件。")
    return _located(node)


def to_yaml(tree: Any) -> bytes:
    """Write a tree as UTF-8 YAML that reads back equal."""
    text: str = yaml.dump(tree, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


def _decode(data: bytes) -> str:
    if len(data) > LARGEST_BYTES:
        size = f"{len(data) // 1000}KB,超过方案文件的上限{LARGEST_BYTES // 1000}KB"
        raise _refused(1, f"文件有{size},请核对是不是拿错了文件。")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failed:
        line = data[: failed.start].count(b"\n") + 1
        raise _refused(line, "这一行的文字编码读不出来。请把文件另存为UTF-8编码。") from failed
    strange = Reader.NON_PRINTABLE.search(text)
    if strange:
        line = text[: strange.start()].count("\n") + 1
        raise _refused(line, "这一行有看不见的控制字符,请删去后重新输入。")
    return text


def _screen(text: str) -> None:
    """Refuse references and deep nesting before a tree is made of them: both can blow up a small file."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "方案文件不用“&”“*”引用。请把内容原样写出;如是文字,请加引号。"
            raise _refused(event.start_mark.line + 1, message)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _refused(event.start_mark.line + 1, "这里层次太深,请核对括号和缩进。")


def _located(root: yaml.Node) -> Located:
    places: dict[Path, Place] = {(): Place(line=1)}
    faults: list[Fault] = []
    tree = _build(root, (), places, faults)
    if faults:
        raise PlanRefused(problems(faults, places))
    return Located(tree, places)


def _build(node: yaml.Node, path: Path, places: dict[Path, Place], faults: list[Fault]) -> Any:
    places.setdefault(path, Place(line=node.start_mark.line + 1))
    if node.tag not in _TAGS:
        faults.append(Fault(path, f"方案文件不用“{node.tag}”这样的标记,请删去标记。"))
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, n), places, faults) for n, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return dict(_entries(node, path, places, faults))
    return _scalar(node, path, faults)


def _entries(
    node: yaml.MappingNode, path: Path, places: dict[Path, Place], faults: list[Fault]
) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key, child in node.value:
        line = key.start_mark.line + 1
        name = str(key.value)
        if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
            faults.append(Fault((*path, f"line {line}"), "项目名应是一个词,请核对。"))
            places[(*path, f"line {line}")] = Place(line=line)
            continue
        if name in seen:
            faults.append(Fault((*path, name, "twice"), f"在第{seen[name]}行已写过一次。请只留一处。", name))
            places[(*path, name, "twice")] = Place(line=line)
            continue
        seen[name] = line
        places[(*path, name)] = Place(line=line)
        yield name, _build(child, (*path, name), places, faults)


def _scalar(node: yaml.Node, path: Path, faults: list[Fault]) -> Any:
    try:
        return SafeConstructor().construct_object(node)
    except (ValueError, OverflowError):
        faults.append(Fault(path, f"“{node.value}”不存在或读不出来,请核对;如是文字,请加引号。"))
        return None


def _refused(line: int, message: str) -> PlanRefused:
    return PlanRefused((PlanProblem(line, "", message),))
