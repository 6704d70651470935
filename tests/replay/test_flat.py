"""Records as flat text."""

from __future__ import annotations

import pytest

from synthesis.errors import ReplayError
from synthesis.records.folder import read_folder
from synthesis.records.location import embedded_atlas
from synthesis.replay import flat
from synthesis.replay.record_set import atlas_of, digest_of, of_records
from synthesis.store.load import load


def test_all_records_come_back_from_their_text() -> None:
    records = of_records(read_folder(embedded_atlas()))
    again = flat.read(flat.write(records), where="text")
    assert again == records
    atlas, whole = atlas_of(again, origin="text"), load()
    for name in ("studies", "findings", "markers", "topics", "claims", "published", "panels"):
        assert getattr(atlas, name).equals(getattr(whole, name)), name
    for panel in whole.panels["slug"]:
        assert atlas.panel(panel).equals(whole.panel(panel))


def test_one_changed_value_is_one_changed_line() -> None:
    records = of_records(read_folder(embedded_atlas()))
    before = flat.write(records).splitlines()
    name = next(name for name in sorted(records) if name.startswith("studies/"))
    changed = {**records, name: {**records[name], "citation.year": 1999}}
    after = flat.write(changed).splitlines()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert digest_of(changed) != digest_of(records)


@pytest.mark.parametrize("line", ["year: 2015", "year = ", "year = {", "year 2015"])
def test_a_line_that_is_not_a_field_is_named(line: str) -> None:
    with pytest.raises(ReplayError, match="line 3 is not 'path = value'"):
        flat.read(f'[studies/a]\nslug = "a"\n{line}\n', where="records.txt")


def test_a_field_before_any_record_is_refused() -> None:
    with pytest.raises(ReplayError, match="line 1"):
        flat.read("year = 2015\n", where="records.txt")
