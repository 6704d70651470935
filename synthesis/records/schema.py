"""JSON Schema of the record files, so that an editor completes and explains fields while they are typed."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from synthesis.atomic import write_all
from synthesis.records.base import Record
from synthesis.records.claim import Article
from synthesis.records.panel import Panel
from synthesis.records.published import PublishedResults
from synthesis.records.study import Study
from synthesis.records.topic import Topic

#: Record class of each kind of YAML file, by the name of its schema.
SCHEMAS: dict[str, type[Record]] = {
    "study": Study,
    "topic": Topic,
    "article": Article,
    "published": PublishedResults,
    "panel": Panel,
}


class _ForEditors(GenerateJsonSchema):
    """Adds the label of every word of a vocabulary, which editors show beside it."""

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        json_schema = super().enum_schema(schema)
        members: list[Enum] = schema["members"]
        labels = [getattr(member, "label", "") for member in members]
        return json_schema | {"enumDescriptions": labels} if any(labels) else json_schema


def schema_text(kind: type[Record]) -> str:
    """Write the JSON Schema (draft 2020-12) of a record file; the same class gives the same text.

    Examples
    --------
    >>> schema_text(Topic).splitlines()[1]
    '  "$schema": "https://json-schema.org/draft/2020-12/schema",'
    """
    schema: dict[str, Any] = kind.model_json_schema(schema_generator=_ForEditors)
    schema = {"$schema": GenerateJsonSchema.schema_dialect, **_one_line_texts(schema)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write_schemas(folder: str | Path) -> tuple[Path, ...]:
    """Write one schema file for each kind of record file.

    Parameters
    ----------
    folder
        Where to write; made if it does not exist. Each file is replaced whole.

    Returns
    -------
    tuple of Path
        The files, such as ``study.schema.json``.
    """
    root = Path(folder)
    texts = {root / f"{name}.schema.json": schema_text(kind).encode() for name, kind in SCHEMAS.items()}
    write_all(texts)
    return tuple(texts)


def _one_line_texts(schema: Any) -> Any:
    """Undo the line breaks and the mark-up of docstrings in descriptions."""
    if isinstance(schema, list):
        return [_one_line_texts(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: " ".join(part.replace("``", "").replace("`", "").split())
        if key == "description" and isinstance(part, str)
        else _one_line_texts(part)
        for key, part in schema.items()
    }
