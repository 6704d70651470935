"""TGF-beta, the worked illustration of the rule set, from the records as far as they go.

The illustration pools serum and plasma and takes the eight studies of a 2015 review, of which five were
significantly higher, together with three later cohorts: 6 higher, 5 silent, MOSTLY higher. The records differ
on purpose:

- analytes that platelets release keep serum and plasma apart, so there is no pooled question;
- the eight studies are counted only as far as each is recorded with a result of its own;
- most name no isoform, so the lenient question counts them with TGF-beta 1 and a cap applies.
"""

from __future__ import annotations

import numpy as np
import pytest

from synthesis.consistency.rules import judge
from synthesis.consistency.tally import Tally
from synthesis.consistency.verdict import verdict
from synthesis.consistency.votes import votes

KEY = "tgf-beta1 | circulating-protein:{} | rest | cases-vs-controls"


@pytest.fixture(scope="module")
def lenient(real):
    frame = votes(real, "TGF-β1", identity="lenient")
    return frame[frame["question_key"].str.startswith("tgf-beta1 | circulating-protein")]


def test_the_counts_of_the_illustration_give_its_label():
    assert judge(Tally.of_votes([[0] * 6 + [6] * 5], people=60)).rule.item() == 3


def test_serum_and_plasma_stay_apart(lenient):
    assert set(lenient["question_key"]) == {KEY.format(s) for s in ("plasma", "serum", "serum-or-plasma")}


def test_later_cohorts_of_the_illustration(lenient):
    """Montoya 2017 in serum, higher and significant; Roerink 2017 and cohort I of 2018 share their people."""
    montoya = lenient[lenient["studies"] == "montoya-2017-cytokine-signature"]
    assert montoya[["vote", "significance"]].to_numpy().tolist() == [["H", "H"]]
    roerink = lenient[lenient["studies"].str.contains("roerink")]
    assert set(roerink["vote"]) == {"U"}
    assert set(roerink["cohort_id"]) == {"anakinra-trial", "roerink-2018-cohort-2"}
    # the two reports of the first cohort name the specimen differently: no question counts it twice
    assert not roerink.duplicated(["question_key", "cohort_id"]).any()


def test_no_question_on_circulating_tgf_beta_is_called_consistent(real, lenient):
    for key in set(lenient["question_key"]):
        found = verdict(real, "TGF-β1", key, identity="lenient")
        assert found.direction_class in ("unclear", "too few", "no significant difference")
        assert not found.label.startswith(("CONSISTENT", "MOSTLY higher", "MOSTLY lower"))


def test_pooling_everything_would_still_not_be_consistent(lenient):
    """Even one vote per cohort over serum and plasma together leaves the lower bound below 60 %."""
    best = lenient.sort_values("vote").drop_duplicates("cohort_id")  # H before L, M, U
    higher = int((best["vote"] == "H").sum())
    assert higher / len(best) < 0.6
    kinds = [[{"H": 0, "L": 4, "U": 6, "M": 7}[vote] for vote in best["vote"]]]
    assert judge(Tally.of_votes(np.array(kinds), people=60)).rule.item() != 2
