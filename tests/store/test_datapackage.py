from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from synthesis.store.atlas import Atlas
from synthesis.store.columns import SCHEMA_VERSION, TABLES
from synthesis.vocabulary.measurement import Specimen


@pytest.fixture
def package(atlas: Atlas, tmp_path: Path) -> dict[str, Any]:
    folder = atlas.where(country="Norway").to_parquet(tmp_path / "atlas")
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def resource(package: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in package["resources"] if entry["name"] == name)


def field(package: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    return next(entry for entry in resource(package, table)["schema"]["fields"] if entry["name"] == name)


def test_it_says_which_records_and_filters(package: dict[str, Any]) -> None:
    assert package["synthesis"] == {
        "schema_version": SCHEMA_VERSION,
        "digest": "d" * 64,
        "filters": ["country: Norway"],
    }


def test_it_lists_every_file_with_size_and_hash(package: dict[str, Any], tmp_path: Path) -> None:
    assert [entry["name"] for entry in package["resources"]] == list(TABLES)
    for entry in package["resources"]:
        content = (tmp_path / "atlas" / entry["path"]).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_it_describes_every_column_in_order(package: dict[str, Any]) -> None:
    for table in TABLES.values():
        fields = resource(package, table.name)["schema"]["fields"]
        assert [(f["name"], f["description"]) for f in fields] == [(c.name, c.meaning) for c in table.columns]
        assert {f["type"] for f in fields} <= {"string", "integer", "number", "boolean"}


def test_keys_point_to_keys(package: dict[str, Any]) -> None:
    schema = resource(package, "findings")["schema"]
    assert schema["primaryKey"] == ["finding_id"]
    assert {"fields": ["slug"], "reference": {"resource": "studies", "fields": ["slug"]}} in schema[
        "foreignKeys"
    ]
    for entry in package["resources"]:
        for key in entry["schema"]["foreignKeys"]:
            target = resource(package, key["reference"]["resource"])["schema"]["primaryKey"]
            assert key["reference"]["fields"] == target


def test_words_of_a_vocabulary_are_listed_with_their_labels(package: dict[str, Any]) -> None:
    specimen = field(package, "findings", "specimen")
    assert specimen["constraints"] == {"enum": list(Specimen.values())}
    assert {"value": "csf", "label": "cerebrospinal fluid"} in specimen["categories"]


def test_a_list_in_one_cell_names_its_separator_and_has_no_enum(package: dict[str, Any]) -> None:
    definitions = field(package, "studies", "case_definitions")
    assert definitions["separator"] == ";"
    assert "constraints" not in definitions


def test_units_and_required_values(package: dict[str, Any]) -> None:
    assert field(package, "groups", "n")["unit"] == "people"
    assert field(package, "findings", "counted")["constraints"] == {"required": True}
    assert "constraints" not in field(package, "findings", "p_value")
