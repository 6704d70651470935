from __future__ import annotations

import numpy as np
import pytest

from synthesis.consistency.tally import KINDS, VOTE_KINDS, Measures, Tally, kind_of, one
from synthesis.errors import NumbersError


def test_counts_people_and_groups_by_hand():
    votes = Tally.of_votes(
        [[0, 2, 3, 6, -1], [7, 8, -1, -1, -1]],
        people=[[10, 20, 30, 40, 50], [1, 2, 3, 4, 5]],
        groups=[[0, 0, 0, 1, 2], [0, 1, 2, 3, 4]],
    )
    assert votes.counts.tolist() == [[1, 0, 1, 1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0, 0, 1, 1]]
    assert votes.people.tolist() == [100, 3]
    assert votes.groups_higher.tolist() == [1, 0]
    assert votes.groups_lower.tolist() == [1, 0]


def test_a_tie_goes_to_the_side_with_more_significant_cohorts_but_has_no_sign():
    m = Measures.of(Tally.of_votes([[2, 2, 3, 5]]))
    assert (one(m.sign), one(m.s_d), one(m.s_o)) == (0, 1, 0)


def test_kinds_have_names_and_unknown_ones_are_refused():
    assert [kind_of(*kind) for kind in VOTE_KINDS] == list(range(KINDS))
    with pytest.raises(NumbersError, match="no vote U significant"):
        kind_of("U", "significant")
    with pytest.raises(NumbersError, match="kind of vote"):
        Tally.of_votes([[KINDS]])


def test_parts_of_a_batch():
    votes = Tally.of_votes([[0, 0, 6], [3, 3, 3]], people=10)
    assert votes.take([1]).counts[0, 3] == 3
    assert votes.where(np.array([True, False])).counts.sum(axis=1).tolist() == [3, 0]
    assert Tally.zeros(2).counts.shape == (2, KINDS)
    assert Tally.stack([votes, votes]).flat().counts.shape == (4, KINDS)
    assert Tally.of_votes(np.zeros((3, 0), dtype=int)).counts.sum() == 0
