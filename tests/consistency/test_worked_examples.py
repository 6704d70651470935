"""Every worked example is used, and none is a sentence."""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).parent


def examples() -> dict[str, list[dict[str, object]]]:
    return json.loads((HERE / "worked_examples" / "examples.json").read_text())


def test_every_method_example_is_named_in_a_test():
    written = "\n".join(path.read_text() for path in HERE.glob("test_*.py"))
    unused = [entry["id"] for entry in examples()["methods"] if f'"{entry["id"]}"' not in written]
    assert unused == []


def test_examples_carry_source_and_tolerance():
    for part in examples().values():
        for entry in part:
            assert set(entry) == {"id", "source", "provenance", "inputs", "expected", "tolerance"}
            assert entry["source"]
            assert entry["tolerance"]


def test_ids_are_unique():
    ids = [entry["id"] for part in examples().values() for entry in part]
    assert len(ids) == len(set(ids))
