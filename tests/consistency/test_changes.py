"""What would change a label: fragility, thresholds, history, further cohorts."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from synthesis.consistency.flips import flips
from synthesis.consistency.fragility import fragility, tipping_points
from synthesis.consistency.history import history
from synthesis.consistency.labels import Label
from synthesis.consistency.power import cohort_power
from synthesis.consistency.rules import judge
from synthesis.consistency.settle import settle, settle_votes
from synthesis.consistency.tally import Tally
from synthesis.consistency.thresholds import Thresholds
from synthesis.consistency.verdict import verdict
from synthesis.errors import NumbersError


@pytest.mark.parametrize(
    ("kinds", "n", "expected"),
    [
        # as worked out for fixtures B, D and L of the rule set
        ([0] * 5 + [6] * 3, 60, [(2, "CONFLICTING"), (3, "LEANING higher"), (1, "CONSISTENT higher")]),
        ([3] * 11, 60, [(3, "MOSTLY lower"), (7, "MOSTLY lower"), (None, "")]),
        ([0] * 3 + [2] * 3, 100, [(1, "CONFLICTING"), (4, "MOSTLY higher"), (None, "")]),
    ],
)
def test_fragility_of_the_fixtures(kinds, n, expected):
    found = tipping_points(Tally.of_votes([kinds], people=n))
    assert [(t.cohorts, t.label) for t in found] == expected


def test_fragility_is_the_first_change(real):
    for tipping in fragility(real, "CRP", limit=30):
        assert str(tipping).startswith(tipping.what)
        assert tipping.cohorts is None or 1 <= tipping.cohorts <= 30
    with pytest.raises(NumbersError):
        fragility(real, "CRP", limit=0)


def test_without_a_direction_opposite_means_lower():
    tie = Tally.of_votes([[0, 0, 3, 3, 6]], people=100)
    opposite = tipping_points(tie)[0]
    more = judge(tie.plus(3, [opposite.cohorts], 100))
    assert more.label.item() != judge(tie).label.item()


def test_flips_name_the_rules(real):
    changed = flips(real, Thresholds(null_share=0))
    assert set(changed["before"]) == {"MOSTLY NO SIGNIFICANT DIFFERENCE"}
    assert set(changed["rule_before"]) == {"R4-mostly-null"}
    assert "R4-mostly-null" not in set(changed["rule_after"])
    assert flips(real, Thresholds()).empty


def test_history_by_hand(make):
    atlas = make.atlas(
        make.publication("a", 2001, make.result("higher", "significant")),
        make.publication("b", 2001, make.result("higher", "significant")),
        make.publication("c", 2004, make.result("higher", "significant")),
        make.publication("d", 2009, make.result("lower", "significant")),
        make.publication("e", None, make.result("no-difference")),
    )
    by_year = history(atlas, "il-6").astype(object).where(lambda f: f.notna(), None)
    assert by_year[["year", "k", "label", "changed"]].to_numpy().tolist() == [
        [2001, 2, "TOO FEW", False],
        [2004, 3, "LEANING higher", True],
        [2009, 4, "CONFLICTING", True],
        [None, 5, "CONFLICTING", False],
    ]
    assert history(atlas).equals(history(atlas, "il-6"))


def test_history_ends_with_the_verdict(real):
    for marker in ("CRP", "NK cell cytotoxicity", "IL-6"):
        last = history(real, marker).iloc[-1]
        assert (last["label"], last["k"]) == (verdict(real, marker).label, verdict(real, marker).k)


def test_settling_against_counting_by_hand():
    """With one kind of cohort each way the multinomial is a binomial that can be summed directly."""
    start = Tally.of_votes([[0, 0, 0, 2, 2]], people=100)
    found = settle_votes(start, smd=[0.0], limit=3, per_arm=50, print_direction=False)
    hit = 0.025
    for more in range(4):
        direct = 0.0
        for up in range(more + 1):
            for down in range(more + 1 - up):
                silent = more - up - down
                ways = comb(more, up) * comb(more - up, down)
                chance = ways * hit**up * hit**down * (1 - 2 * hit) ** silent
                after = judge(start.plus(0, [up], 100).plus(3, [down], 100).plus(6, [silent], 100))
                direct += chance * (after.label.item() == Label.CONSISTENT)
        assert found.consistent[0, more] == pytest.approx(direct, abs=1e-12)  # sums of at most ten terms


def test_settling_against_simulation():
    """Exact probabilities lie within four Monte Carlo standard errors of simulated ones."""
    start = Tally.of_votes([[0, 0, 6, 6, 6]], people=100)
    smd, per_arm, more, runs = 0.5, 40, 8, 40_000
    found = settle_votes(start, smd=[smd], limit=more, per_arm=per_arm)
    chance = cohort_power(smd, per_arm, per_arm)
    right, wrong, sign = (float(x) for x in (chance.right, chance.wrong, chance.right_sign))
    draws = np.random.default_rng(7).choice(
        [0, 2, 5, 3], p=[right, sign - right, 1 - sign - wrong, wrong], size=(runs, more)
    )
    votes = np.concatenate([np.tile([0, 0, 6, 6, 6], (runs, 1)), draws], axis=1)
    people = np.concatenate([np.full((runs, 5), 100), np.full((runs, more), 2 * per_arm)], axis=1)
    share = np.mean(judge(Tally.of_votes(votes, people)).label == Label.CONSISTENT)
    expected = found.consistent[0, more]
    assert abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / runs)


def test_settling_in_words(real):
    found = settle(real, "CRP", limit=5, smd=[0.0, 0.8])
    assert found.consistent.shape == (2, 6)
    assert str(found).count("\n") == 4
    lower = settle(real, "NK cell cytotoxicity", limit=2)
    assert (lower.direction, lower.soonest_consistent, lower.soonest_null) == (-1, 0, None)


@pytest.mark.parametrize(
    "wrong", [{"per_arm": 1}, {"smd": []}, {"smd": [-0.2]}, {"limit": 41}, {"wanted": 1.0}]
)
def test_impossible_further_cohorts_are_refused(wrong):
    with pytest.raises(NumbersError):
        settle_votes(Tally.of_votes([[0, 0, 0]]), **wrong)
