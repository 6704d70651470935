"""YAML 1.2 text to plain data, with the line and column of every key and value.

PyYAML's C parser reads the syntax, many times faster than a parser written in Python; what a plain scalar
means is decided here by the core schema of YAML 1.2 (section 10.3.2), because YAML 1.1 would turn the
marker ``NO`` into false and ``012`` into ten. A key that stands twice in one mapping is an error, not a
silent choice.
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

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}

_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))

#: A path into a document: keys of mappings and positions in sequences.
Path = tuple[str | int, ...]


class YamlError(SynthesisError, ValueError):
    """Text that is not YAML, or YAML that a record file may not use; `line` and `column` count from 1."""

    def __init__(self, message: str, *, line: int, column: int, hint: str = "") -> None:
        super().__init__(message, where=f"line {line}", hint=hint)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data and the places it came from."""

    data: Any
    root: Node

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the value at `path`, or of the nearest thing above it that exists.

        Examples
        --------
        >>> parse("a: 1\\nb: [x, y]").place(("b", 1))
        (2, 8)
        """
        node, mark = self.root, self.root.start_mark
        for step in path:
            for key, key_node, value in _children(node):
                if key == step:
                    node = value
                    # an empty value has the place of whatever follows; its key is the better place
                    empty = value.start_mark.index == value.end_mark.index
                    mark = (key_node if key_node is not None and empty else value).start_mark
                    break
            else:
                break
        return mark.line + 1, mark.column + 1


def parse(text: str) -> Document:
    """Read one YAML document.

    Parameters
    ----------
    text
        The whole text of a file.

    Raises
    ------
    YamlError
        When the text is not YAML, holds no or several documents, a key twice, a key that is not text,
        or a tag.

    Examples
    --------
    >>> parse("marker: NO\\nn: 12\\np: '0.050'").data
    {'marker': 'NO', 'n': 12, 'p': '0.050'}
    """
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlError(f"not readable as YAML: {error.problem}", line=line, column=column) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlError(f"not readable as YAML: {error.reason}", line=line, column=1) from None
    if root is None:
        raise YamlError("the file is empty", line=1, column=1, hint="delete it or fill it in")
    return Document(_data(root), root)


def _data(node: Node) -> Any:
    if node.tag not in _PLAIN_TAGS:
        mark = node.start_mark
        raise YamlError(f"the tag {node.tag!r} is not used here", line=mark.line + 1, column=mark.column + 1)
    if isinstance(node, ScalarNode):
        return node.value if node.style else _scalar(node.value)
    if isinstance(node, SequenceNode):
        return [_data(item) for item in node.value]
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        mark = key_node.start_mark
        if not isinstance(key_node, ScalarNode):
            raise YamlError("a key must be a word", line=mark.line + 1, column=mark.column + 1)
        if key_node.value in mapping:
            raise YamlError(
                f"the key {key_node.value!r} stands twice",
                line=mark.line + 1,
                column=mark.column + 1,
                hint="keep one of the two",
            )
        mapping[key_node.value] = _data(value_node)
    return mapping


def _scalar(text: str) -> str | bool | int | float | None:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _REAL.match(text):
        return float(text)
    return text


def _children(node: Node) -> Iterator[tuple[str | int, Node | None, Node]]:
    if isinstance(node, MappingNode):
        for key_node, value in node.value:
            yield key_node.value, key_node, value
    elif isinstance(node, SequenceNode):
        for position, item in enumerate(node.value):
            yield position, None, item
