"""YAML 1.2 text to plain data, with the line and column of every key and value.

PyYAML's C parser reads the syntax, many times faster than a parser written in Python; what a plain scalar
means is decided here by the core schema of YAML 1.2 (section 10.3.2), because YAML 1.1 would turn the
marker ``NO`` into false and ``012`` into ten. A key that stands twice in one mapping is an error, not a
silent choice; so are tags and aliases, which a record file does not need.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from synthesis.errors import SynthesisError

# Longer numbers than any count are read as real numbers: Python refuses to convert thousands of digits.
_INTEGER = re.compile(r"[-+]?[0-9]{1,30}\Z")
_OCTAL = re.compile(r"0o[0-7]{1,30}\Z")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,30}\Z")
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}

#: Levels of lists and mappings a file may have; records need eight.
_DEEPEST = 100

_TAG_OF = {
    ScalarNode: "tag:yaml.org,2002:str",
    SequenceNode: "tag:yaml.org,2002:seq",
    MappingNode: "tag:yaml.org,2002:map",
}
_PLAIN_TAGS = frozenset(_TAG_OF.values())

#: A path into a document: keys of mappings and positions in sequences.
Path = tuple[str | int, ...]


class YamlError(SynthesisError, ValueError):
    """Text that is not YAML, or YAML that a record file may not use; `line` and `column` count from 1."""

    def __init__(self, message: str, *, line: int, column: int, hint: str = "") -> None:
        super().__init__(message, where=f"line {line}", hint=hint)
        self.line = line
        self.column = column


class _Loader(yaml.CBaseLoader):
    """PyYAML's C parser without its resolver, which takes a third of the time and decides nothing here."""

    def descend_resolver(self, _parent: Node | None, _index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass

    def resolve(self, kind: type[Node], _value: object, _implicit: object) -> str:
        return _TAG_OF[kind]


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data and the places it came from."""

    data: Any
    root: Node

    def place(self, path: Path) -> tuple[int, int]:
        r"""Line and column, from 1, of the value at `path`, or of the nearest thing above it that exists.

        Examples
        --------
        >>> parse("a: 1\nb: [x, y]").place(("b", 1))
        (2, 8)
        """
        key, value = self._find(path)
        # an empty value has the place of whatever follows; its key is the better place
        empty = value.start_mark.index == value.end_mark.index
        return _position(key if key is not None and empty else value)

    def key_place(self, path: Path) -> tuple[int, int]:
        r"""Line and column, from 1, of the key at `path`; the value's place where there is no key.

        Examples
        --------
        >>> parse("a: 1\nb: [x, y]").key_place(("b",))
        (2, 1)
        """
        key, value = self._find(path)
        return _position(value if key is None else key)

    def _find(self, path: Path) -> tuple[Node | None, Node]:
        key: Node | None = None
        node = self.root
        for step in path:
            found = next(((k, value) for name, k, value in _children(node) if name == step), None)
            if found is None:
                break
            key, node = found
        return key, node


def parse(text: str) -> Document:
    r"""Read one YAML document.

    Parameters
    ----------
    text
        The whole text of a file.

    Raises
    ------
    YamlError
        When the text is not YAML, holds no or several documents, a key twice, a key that is not text,
        a tag, an alias, or lists in lists without end.

    Examples
    --------
    >>> parse("marker: NO\nn: 12\np: '0.050'").data
    {'marker': 'NO', 'n': 12, 'p': '0.050'}
    """
    _refuse_depth(text)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _unreadable(str(error.problem), line, column) from None
    except yaml.reader.ReaderError as error:
        line = text.encode("utf-8", "surrogatepass").count(b"\n", 0, error.position) + 1  # counted in bytes
        raise _unreadable(error.reason, line, 1) from None
    if root is None:
        raise YamlError("the file is empty", line=1, column=1, hint="delete it or fill it in")
    return Document(_data(root, set(), 0), root)


def _unreadable(reason: str, line: int, column: int) -> YamlError:
    hint = "look at quotes, brackets, colons and indentation here and just above"
    return YamlError(f"not readable as YAML: {reason}", line=line, column=column, hint=hint)


def _data(node: Node, seen: set[int], depth: int) -> Any:
    if node.tag not in _PLAIN_TAGS:
        raise _refused(node, f"the tag {node.tag!r} is not used here", "remove it")
    if id(node) in seen:
        raise _refused(node, "an alias (*name) repeats this value", "write the value out each time")
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        return node.value if node.style else _scalar(node.value)
    if depth > _DEEPEST:
        raise _refused(node, "lists and mappings are nested too deeply", "write the record in fewer levels")
    if isinstance(node, SequenceNode):
        return [_data(item, seen, depth + 1) for item in node.value]
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            raise _refused(key, "a key must be a word", "write a field name before the colon")
        if key.value in mapping:
            raise _refused(key, f"the key {key.value!r} stands twice", "keep one of the two")
        mapping[key.value] = _data(value, seen, depth + 1)
    return mapping


def _refused(node: Node, message: str, hint: str) -> YamlError:
    line, column = _position(node)
    return YamlError(message, line=line, column=column, hint=hint)


def _refuse_depth(text: str) -> None:
    """Refuse thousands of opening brackets or dashes, on which the C parser would exhaust the stack."""
    for opening in re.finditer(r"(?:[\[{]\s*|[-?] +){1000}", text):
        line = text.count("\n", 0, opening.start()) + 1
        column = opening.start() - text.rfind("\n", 0, opening.start())
        raise YamlError("lists and mappings are nested too deeply", line=line, column=column)


def _scalar(text: str) -> str | bool | int | float | None:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _REAL.match(text):
        return float(text)
    if _OCTAL.match(text) or _HEXADECIMAL.match(text):
        return int(text, 0)
    return text


def _position(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _children(node: Node) -> Iterator[tuple[str | int, Node | None, Node]]:
    if isinstance(node, MappingNode):
        for key_node, value in node.value:
            yield key_node.value, key_node, value
    elif isinstance(node, SequenceNode):
        for position, item in enumerate(node.value):
            yield position, None, item
