"""Records as flat text: one line a field, so that a change of one value is a change of one line.

A record begins with its name in brackets. A field is written as its path, an equals sign and its value as
JSON. Entries of a list that have an ``id`` are named by it, other entries by their number::

    [studies/brown-2015-cytokines]
    citation.year = 2015
    findings[il-6-plasma].n_cases = 24
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from synthesis.errors import ReplayError

#: Fields of a record by path, in the order of the record.
Fields = dict[str, Any]

_STEP = re.compile(r"\[(?P<entry>[^\]]*)\]|\.?(?P<name>[^.\[\]]+)")


def flatten(record: Mapping[str, Any]) -> Fields:
    """Turn nested fields into paths and plain values; an empty list or mapping is a value of its own.

    Examples
    --------
    >>> flatten({"year": 2015, "groups": [{"id": "cases", "n": 24}], "sites": ["Oslo"], "notes": []})
    {'year': 2015, 'groups[cases].id': 'cases', 'groups[cases].n': 24, 'sites[0]': 'Oslo', 'notes': []}
    """
    found: Fields = {}
    _walk("", record, found)
    return found


def _walk(path: str, value: object, found: Fields) -> None:
    if isinstance(value, Mapping) and (value or not path):
        for name, inner in value.items():
            _walk(f"{path}.{name}" if path else str(name), inner, found)
    elif isinstance(value, list) and value:
        for position, inner in enumerate(value):
            named = isinstance(inner, Mapping) and isinstance(inner.get("id"), str)
            _walk(f"{path}[{inner['id'] if named else position}]", inner, found)
    else:
        found[path] = value


def nest(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Turn paths and values back into nested fields; the inverse of `flatten`.

    Examples
    --------
    >>> record = {"year": 2015, "groups": [{"id": "cases", "n": 24}], "sites": ["Oslo"], "notes": []}
    >>> nest(flatten(record)) == record
    True
    """
    root: dict[str, Any] = {}
    for path, value in fields.items():
        *above, last = (m["name"] or f"[{m['entry']}" for m in _STEP.finditer(path))
        place = root
        for step in above:
            place = place.setdefault(step, {})
        place[last] = value
    return {name: _lists(value) for name, value in root.items()}


def _lists(value: object) -> Any:
    """Turn mappings whose keys are entries of a list into lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(part) for key, part in value.items()}
    if inner and all(key.startswith("[") for key in inner):
        return list(inner.values())
    return inner


def write(records: Mapping[str, Fields]) -> str:
    """Write records, sorted by name, as text."""
    parts = []
    for name in sorted(records):
        lines = [f"{path} = {_json(value)}" for path, value in records[name].items()]
        parts.append("\n".join([f"[{name}]", *lines]))
    return "\n\n".join(parts) + "\n"


def read(text: str, *, where: str) -> dict[str, Fields]:
    """Read what `write` wrote.

    Raises
    ------
    ReplayError
        With the number of the first line that is not of this form.
    """
    records: dict[str, Fields] = {}
    fields: Fields | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line:
            continue
        if line.startswith("["):
            fields = records.setdefault(line[1:-1], {})
            continue
        path, _, value = line.partition(" = ")
        try:
            parsed = json.loads(value)
        except ValueError:
            parsed = None
        if fields is None or parsed is None:
            raise ReplayError(
                f"line {number} is not 'path = value'",
                where=where,
                hint="restore the lock from version control, or write it anew with `synthesis accept`",
            )
        fields[path] = parsed
    return records


def changed_paths(old: Fields, new: Fields) -> Iterable[str]:
    """Name the paths whose values differ, in the order of the old record and then of the new one."""
    for path in dict.fromkeys((*old, *new)):
        if path not in old or path not in new or _json(old[path]) != _json(new[path]):
            yield path


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
