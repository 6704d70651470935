from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.errors import SynthesisError
from synthesis.store.atlas import Atlas
from synthesis.tables import exclusions


def steps_balance(atlas: Atlas) -> None:
    rows = exclusions.rows(atlas)
    for _, flow in rows.groupby("flow"):
        left = 0
        for line in flow.sort_values("step").itertuples():
            if line.role == "in":
                left = line.n
            elif line.role == "out":
                left -= line.n
            elif line.role == "rest":
                assert left == line.n, line.text


def test_numbers_by_hand(atlas: Atlas) -> None:
    rows = exclusions.rows(atlas)
    lines = {(row.flow, row.text): row.n for row in rows.itertuples()}
    assert lines["studies", "studies recorded"] == 7
    assert lines["studies", "eligible studies"] == 5
    assert lines["studies", "no result for a marker recorded"] == 1  # Evans
    assert lines["studies", "studies with a finding that counts"] == 4
    assert lines["findings", "readings of a result in a source"] == 11  # one finding has two sources
    assert lines["findings", "findings that count as cases against controls"] == 7
    assert lines["findings", "different markers in these"] == 2
    assert lines["statements", "statements met in a source, but not turned into a finding"] == 1
    reasons = rows.dropna(subset="reason").set_index("reason")["n"].to_dict()
    assert reasons == {
        "review": 1, "treatment-change": 1, "study-excluded": 1, "case-vs-case": 1, "not-a-marker": 1,
    }  # fmt: skip


def test_steps_balance(atlas: Atlas) -> None:
    steps_balance(atlas)


@settings(max_examples=25, deadline=None)
@given(
    slugs=st.sets(
        st.sampled_from(["adams-2001", "baker-2003", "clark-2010", "davis-2015", "evans-2018", "frank-2012"]),
        min_size=1,
    )
)
def test_rows_in_are_rows_used_plus_excluded_in_every_part(atlas: Atlas, slugs: set[str]) -> None:
    part = atlas.where(slug=sorted(slugs))
    steps_balance(part)
    rows = exclusions.rows(part)
    assert rows.loc[rows["text"] == "studies recorded", "n"].tolist() == [len(slugs)]


def test_contradicting_frames_are_an_error(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = atlas.findings.assign(exclusion_reason=None)
    monkeypatch.setattr(Atlas, "findings", property(lambda _: broken))
    with pytest.raises(SynthesisError, match="findings: 10 rows go in, but 7 are used or excluded"):
        exclusions.rows(atlas)
