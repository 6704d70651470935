"""The marker registry: cells to fields, and every way a table can be broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.records.csv_reader import ReadRows, read_csv
from synthesis.records.marker import Marker, MatrixPolicy

HEADER = "marker_id,name,kind,synonyms,panel,matrix_policy"


def _read(folder: Path, text: str | bytes) -> ReadRows[Marker]:
    path = folder / "markers.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_csv(path, Marker, root=folder, key="marker_id")


def _problems(folder: Path, text: str) -> list[tuple[int, str, str, str]]:
    return [(p.line, p.record, p.field, p.rule) for p in _read(folder, text).problems]


def test_cells_become_fields(tmp_path: Path) -> None:
    read = _read(tmp_path, f'{HEADER}\na,"A, first",cytokine,one; two,yes,split\n\nb,B,imaging,,no,\n')
    assert read.problems == ()
    assert read.lines == {"a": 2, "b": 4}
    a, b = read.records["a"], read.records["b"]
    assert (a.name, a.synonyms, a.panel, a.matrix_policy) == (
        "A, first",
        ("one", "two"),
        True,
        MatrixPolicy.SPLIT,
    )
    assert (b.synonyms, b.panel, b.immune) == ((), False, True)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_endings_and_byte_order_mark(tmp_path: Path, ending: str, mark: bytes) -> None:
    read = _read(tmp_path, mark + ending.join((HEADER, "a,A,cytokine,,,", "b,B,cytokin,,,")).encode())
    assert list(read.records) == ["a"]
    assert [(p.line, p.rule) for p in read.problems] == [(3, "unknown-term")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{HEADER}\na,A,cytokine,,\n", [(2, "a", "", "ragged-row")]),
        (f"{HEADER}\na,A,cytokine,,,,\nb,B,cytokine,,,\n", [(2, "a", "", "ragged-row")]),
        (f"{HEADER},colour\na,A,cytokine,,,,red\n", [(1, "", "colour", "unknown-field")]),
        ("marker_id,name\na,A\nb,B\n", [(1, "", "kind", "missing-field")]),
        ("name,kind\nA,cytokine\n", [(1, "", "marker_id", "missing-field")]),
        ("", [(1, "", column, "missing-field") for column in ("kind", "marker_id", "name")]),
        ("marker_id,name,kind,name\na,A,cytokine,B\n", [(1, "", "name", "repeated-id")]),
        (f"{HEADER}\na,A,cytokine,,,\na,B,cytokine,,,\n", [(3, "a", "marker_id", "repeated-id")]),
        (f"{HEADER}\na,,cytokine,,,\n", [(2, "a", "name", "missing-field")]),
        (f"{HEADER}\na b,A,cytokine,,,\n", [(2, "a b", "marker_id", "wrong-form")]),
        (f"{HEADER}\na,A,cytokine,one;;two,,\n", [(2, "a", "synonyms[1]", "wrong-form")]),
        (f"{HEADER}\na,A,cytokine,,maybe,\n", [(2, "a", "panel", "wrong-type")]),
        (f"{HEADER}\na,A,cytokine,,,both\n", [(2, "a", "matrix_policy", "unknown-term")]),
        (
            f'{HEADER}\na,"A\nB",cytokine,,,\nb,B,cytokine,\n',
            [(2, "a", "name", "wrong-form"), (4, "b", "", "ragged-row")],
        ),
        (f'{HEADER}\na,A,cytokine,,,\nb,"B,cytokine,,,\n', [(3, "", "", "csv")]),
    ],
)
def test_problems_have_line_record_and_column(
    tmp_path: Path, text: str, found: list[tuple[int, str, str, str]]
) -> None:
    assert _problems(tmp_path, text) == found


def test_words_fit_a_table(tmp_path: Path) -> None:
    (column,) = _read(tmp_path, f"{HEADER},synonym\na,A,cytokine,,,,x\n").problems
    assert (column.message, column.fix) == ("there is no such column", "did you mean synonyms?")
    (truth,) = _read(tmp_path, f"{HEADER}\na,A,cytokine,,true,\n").problems
    assert (truth.message, truth.fix) == ("must be yes or no", "write yes or no, or leave the cell empty")
    (policy,) = _read(tmp_path, f"{HEADER}\na,A,cytokine,,,both\n").problems
    assert policy.allowed == "'pool' or 'split'"
    (row,) = _read(tmp_path, f"{HEADER}\na,A\n").problems
    assert row.message == "the row has 2 cells, the header 6"


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (problem,) = _read(tmp_path, HEADER.encode() + b"\na,\xff,cytokine,,,\n").problems
    assert (problem.line, problem.rule) == (2, "encoding")
