"""The JSON Schemas that editors use: up to date, valid, and of one mind with the record classes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from synthesis.records import yaml12
from synthesis.records.location import embedded_atlas
from synthesis.records.marker import Marker
from synthesis.records.schema import SCHEMAS, schema_text, write_schemas

SOUND = Path(__file__).parent / "sound_atlas"
FOLDERS = {
    "study": "studies",
    "topic": "topics",
    "article": "articles",
    "published": "published",
    "panel": "panels",
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_is_the_generated_one(name: str) -> None:
    published = embedded_atlas() / "schema" / f"{name}.schema.json"
    assert published.read_text(encoding="utf-8") == schema_text(SCHEMAS[name]), (
        "run: synthesis schema atlas_data/schema"
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_valid_and_accept_sound_files(name: str) -> None:
    schema = json.loads(schema_text(SCHEMAS[name]))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted((SOUND / FOLDERS[name]).glob("*.yaml"))
    assert files
    for file in files:
        assert list(validator.iter_errors(yaml12.parse(file.read_text(encoding="utf-8")).data)) == []


def test_schemas_refuse_what_the_reader_refuses() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_text(SCHEMAS["study"])))
    faulty = SOUND.parent / "faulty_atlas/studies/example-2002-fields.yaml"
    errors = validator.iter_errors(yaml12.parse(faulty.read_text(encoding="utf-8")).data)
    assert len(list(errors)) == 6


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_is_described(name: str) -> None:
    schema = json.loads(schema_text(SCHEMAS[name]))
    kinds = schema.get("$defs", {})
    for kind in (schema, *kinds.values()):
        for field, content in kind.get("properties", {}).items():
            # a field that has the description of its vocabulary does not repeat it
            described = content if "description" in content else kinds[content["$ref"].rpartition("/")[2]]
            description = described["description"]
            assert description.endswith((".", "…")), f"{kind['title']}.{field}: {description!r}"
            assert "`" not in description
            assert "\n" not in description


def test_every_column_of_the_registry_is_described() -> None:
    assert all(field.description for field in Marker.model_fields.values())


def test_words_carry_their_labels() -> None:
    specimen = json.loads(schema_text(SCHEMAS["study"]))["$defs"]["Specimen"]
    labels = dict(zip(specimen["enum"], specimen["enumDescriptions"], strict=True))
    assert labels["csf"] == "cerebrospinal fluid"


def test_no_schema_claims_an_address() -> None:
    assert all('"$id"' not in schema_text(kind) for kind in SCHEMAS.values())


def test_writing_replaces_whole_files(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "schema"
    written = write_schemas(folder)
    assert [path.name for path in written] == [f"{name}.schema.json" for name in SCHEMAS]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "study.schema.json").write_text("damaged")
    write_schemas(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_schemas(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("synthesis.atomic.os.replace", refuse)
    with pytest.raises(OSError, match="No space"):
        write_schemas(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
