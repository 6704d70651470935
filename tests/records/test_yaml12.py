"""YAML 1.2 to data with places: against PyYAML where both versions agree, and by hand where they differ."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.records.yaml12 import Path, YamlError, parse

# Plain words that PyYAML writes without quotes because YAML 1.1 reads them as text, and 1.2 does not.
_NUMBERS_OF_1_2_ONLY = re.compile(r"[-+]?(\d+[eE][-+]?\d+|\d+\.\d*[eE]\d+|\.\d+[eE]\d+|0o[0-7]+)\Z")

_words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=12
).filter(lambda text: not _NUMBERS_OF_1_2_ONLY.match(text))
_keys = _words.filter(lambda text: len(text) < 12)
_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | _words
)
_data = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(_keys, _data, min_size=1, max_size=4), st.sampled_from([None, True, False]))
def test_reads_back_what_pyyaml_writes(data: dict[str, Any], flow: bool | None) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    assert parse(text).data == data


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    last_line = len(text.splitlines()) + 1
    try:
        parse(text)
    except YamlError as error:
        place = (error.line, error.column)
    else:
        place = (1, 1)
    assert (1, 1) <= place <= (last_line, len(text) + 1)


@settings(deadline=None)
@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.integers(0, 99), min_size=1, max_size=8)
)
def test_places_are_exact(data: dict[str, int]) -> None:
    """Every value is found where it was written, with comments and blank lines between."""
    lines, places = ["# a comment"], {}
    for number, (key, value) in enumerate(data.items()):
        lines += [""] * (number % 3)
        lines.append(f"{key}:   {value} # {key}")
        places[key] = (len(lines), len(key) + 5)
    document = parse("\n".join(lines))
    for key, (line, column) in places.items():
        assert document.place((key,)) == (line, column)
        assert document.key_place((key,)) == (line, 1)


NESTED = """\
# comment
slug: a
findings:
  - id: one
    sources:
      - kind: x
        ref:
      - {kind: y, ref: z}
    p: {printed: '0.05', value: 0.05}
  - id: two
"""


@pytest.mark.parametrize(
    ("path", "place", "key_place"),
    [
        ((), (2, 1), (2, 1)),
        (("slug",), (2, 7), (2, 1)),
        (("findings",), (4, 3), (3, 1)),
        (("findings", 0), (4, 5), (4, 5)),
        (("findings", 0, "sources", 0, "ref"), (7, 9), (7, 9)),  # an empty value has the place of its key
        (("findings", 0, "sources", 1, "ref"), (8, 24), (8, 19)),
        (("findings", 0, "p", "value"), (9, 33), (9, 26)),
        (("findings", 1, "marker"), (10, 5), (10, 5)),  # missing: the record that lacks it
        (("findings", 7, "marker"), (4, 3), (3, 1)),
        (("nothing", "at", "all"), (2, 1), (2, 1)),
    ],
)
def test_place_and_key_place(path: Path, place: tuple[int, int], key_place: tuple[int, int]) -> None:
    document = parse(NESTED)
    assert document.place(path) == place
    assert document.key_place(path) == key_place


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("012", 12),
        ("0o12", 10),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2026-01-31", "2026-01-31"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5E-2", -0.015),
        ("+3", 3),
        ("~", None),
        ("Null", None),
        ("TRUE", True),
        ("False", False),
        ("tRUE", "tRUE"),
        (".inf", math.inf),
        ("-.Inf", -math.inf),
        ("'0.050'", "0.050"),
        ('"true"', "true"),
        ("=", "="),
        ("<<", "<<"),
        ("9" * 40, 1e40),
    ],
)
def test_plain_words_follow_the_core_schema_of_1_2(text: str, value: object) -> None:
    found = parse(f"key: {text}").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_read() -> None:
    assert math.isnan(parse("key: .NaN").data["key"])


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "the file is empty"),
        ("# only a comment\n", 1, 1, "the file is empty"),
        ("a: 1\na: 2", 2, 1, "the key 'a' stands twice"),
        ("a:\n  b: 1\n  b: 1", 3, 3, "the key 'b' stands twice"),
        ("a: !!int 3", 1, 4, "the tag 'tag:yaml.org,2002:int' is not used here"),
        ("[a]: 1", 1, 1, "a key must be a word"),
        ("a: &x 1\nb: *x", 1, 4, "an alias (*name) repeats this value"),
        ("a: &x [*x]", 1, 4, "an alias (*name) repeats this value"),
        ("a: 1\n---\nb: 2", 2, 1, "not readable as YAML"),
        ("a: [1, 2\nb: 3", 2, 2, "not readable as YAML"),
        ('é: "äö"\nb: "\x01"', 2, 1, "not readable as YAML"),
        ("x: 1\na: " + "[" * 200 + "]" * 200, 2, 104, "nested too deeply"),
        ("x: 1\na: " + "[" * 50_000, 2, 4, "nested too deeply"),
        ("- " * 50_000, 1, 1, "nested too deeply"),
    ],
)
def test_refuses_with_the_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(YamlError, match=re.escape(message)) as refused:
        parse(text)
    assert (refused.value.line, refused.value.column) == (line, column)


def test_a_long_flat_list_is_not_deep() -> None:
    assert parse("a: [" + "[1], " * 3000 + "]").data["a"] == [[1]] * 3000
