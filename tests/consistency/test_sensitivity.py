from __future__ import annotations

import pytest

from synthesis.consistency.grid import GRID
from synthesis.consistency.leave_out import leave_one_out
from synthesis.consistency.sensitivity import sensitivity
from synthesis.consistency.verdict import verdict
from synthesis.consistency.verdicts import verdicts
from synthesis.errors import FilterError


@pytest.fixture(scope="module")
def eight(make):
    """Five significantly higher (serum), three silent (plasma, one of them implied, one on a page alone)."""
    hits = [
        make.publication(
            f"h{i}",
            2000 + 3 * i,
            make.result("higher", "significant", assay={"family": "elisa"}),
            cases=30 + 15 * i,
            controls=50,
            authors=("Ace, A", f"Last, {i}") if i < 2 else (f"First, {i}", f"Last, {i}"),
            case_selection={"all_of": ["ccc-2003"]} if i > 2 else {},
        )
        for i in range(5)
    ]
    nulls = [
        make.publication("n0", 2011, make.result("no-difference", specimen="plasma")),
        make.publication("n1", 2013, make.result("no-difference", specimen="plasma", inferred=True)),
        make.publication(
            "n2",
            2017,
            make.result("no-difference", specimen="plasma", source="page"),
            citation={"identified": False},
        ),
    ]
    return make.atlas(*hits, *nulls)


def test_all_rows_are_always_there(eight):
    grid = sensitivity(eight, "il-6")
    frame = grid.frame.set_index("row")
    assert list(frame.index) == [row.id for row in GRID]
    found = {
        row.Index: (row.k if row.k is not None else None, row.label, row.comparison)
        for row in frame.astype(object).where(frame.notna(), None).itertuples()
    }
    assert found == {
        "1-primary": (8, "MOSTLY higher", "same"),
        "2-pem": (2, "TOO FEW", "too few"),
        "3-large": (6, "LEANING higher", "weaker"),
        "4-serum": (5, "MOSTLY higher", "same"),
        "5-plasma": (3, "UNRESOLVED", "weaker"),
        "6a-to-2004": (2, "TOO FEW", "too few"),
        "6b-2005-2014": (5, "LEANING higher", "weaker"),
        "6c-from-2015": (1, "TOO FEW", "too few"),
        "7a-elisa": (5, "MOSTLY higher", "same"),
        "7b-bead": (0, "TOO FEW", "too few"),
        "7c-other": (0, "TOO FEW", "too few"),
        "8-matched": (None, "not recorded", "not recorded"),
        "9-risk-of-bias": (None, "not recorded", "not recorded"),
        "10-corrected": (8, "LEANING higher", "weaker"),
        "11-no-implied": (7, "MOSTLY higher", "same"),
        "12-identity": (8, "MOSTLY higher", "same"),
        "13a-worst": (8, "LEANING higher", "weaker"),
        "13b-best": (8, "CONSISTENT higher", "stronger"),
        "14-cohort": (7, "MOSTLY higher", "same"),
        "15-group": (6, "MOSTLY higher (6 of 7) and LEANING higher (1 of 7)", "weaker"),
        "16-identified": (7, "MOSTLY higher", "same"),
        "17-no-pages": (7, "MOSTLY higher", "same"),
    }


def test_the_line_counts_what_can_be_compared(eight):
    grid = sensitivity(eight, "il-6")
    rows = grid.frame[(grid.frame["k"] > 2).fillna(False).to_numpy(bool)].iloc[1:]
    assert grid.checks == len(rows)
    assert grid.stability == f"holds in {grid.kept} of {grid.checks} checks"
    frame = verdicts(eight)
    assert frame["stability"].item() == grid.stability
    assert (frame["checks"].item(), frame["checks_kept"].item()) == (grid.checks, grid.kept)


def test_the_grid_of_all_is_the_grid_of_each(real):
    everything = verdicts(real)
    for row in everything.head(12).itertuples(index=False):
        alone = sensitivity(real, row.marker, row.question_key)
        assert (alone.checks, alone.kept, alone.stability) == (row.checks, row.checks_kept, row.stability)
        assert alone.label == row.label


def test_identity_row_is_the_verdict_under_the_other_identity(real):
    for marker in ("IL-12p70", "TGF-β1"):
        row = sensitivity(real, marker).frame.set_index("row").loc["12-identity"]
        other = verdict(real, marker, verdict(real, marker).question_key, identity="lenient")
        assert (row["k"], row["label"]) == (other.k, other.label)
        back = sensitivity(real, marker, other.question_key, identity="lenient").frame.set_index("row")
        strict = verdict(real, marker, other.question_key)
        assert back.loc["12-identity", "k"] == strict.k


def test_too_few_has_no_stability(make):
    grid = sensitivity(make.atlas(make.publication("adams", 2001, make.result("higher"))), "il-6")
    assert (grid.checks, grid.stability) == (0, "too few cohorts to check")
    assert "too few cohorts to check" in str(grid)
    assert "too few cohorts to check" in grid._repr_html_()
    assert grid.tidy().equals(grid.frame)


def test_leave_one_out_by_hand(eight):
    without = leave_one_out(eight, "il-6").set_index("left_out")
    assert set(without["k"]) == {7}
    assert without.loc["h0", ["higher", "silent"]].tolist() == [4, 3]
    assert without.loc["n0", ["higher", "silent"]].tolist() == [5, 2]
    groups = leave_one_out(eight, "il-6", by="group").set_index("left_out")
    assert groups.loc["ace a", ["k", "higher"]].tolist() == [6, 3]
    assert groups.loc["ace a", "label"] == "LEANING higher"
    assert len(groups) == 7


def test_leaving_out_is_the_verdict_on_the_rest(real):
    """Every row equals a verdict on an atlas without that cohort."""
    marker = "CRP"
    for row in leave_one_out(real, marker).itertuples(index=False):
        rest = real.studies[real.studies["cohorts"] != row.left_out]["slug"].tolist()
        found = verdict(real.where(slug=rest), marker)
        assert (found.k, found.label, found.low) == (row.k, row.label, row.low)


def test_only_cohorts_and_groups_can_be_left_out(eight):
    with pytest.raises(FilterError, match="'cohort' or 'group'"):
        leave_one_out(eight, "il-6", by="study")
