from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.replication import sceptical_p, sum_rule, two_trials_rule
from synthesis.errors import NumbersError

Z = st.floats(-8, 8).filter(lambda z: abs(z) > 1e-3)


@pytest.mark.parametrize(("name", "sides"), [("sceptical-1", 2), ("sceptical-2", 1)])
def test_sceptical(worked, name, sides):
    entry = worked(name)
    given_ = entry["inputs"]
    got = sceptical_p(given_["zo"], given_["zr"], given_["c"], sides=sides)
    assert got.p.item() == pytest.approx(entry["expected"]["p"], abs=entry["tolerance"]["p"])


def test_sceptical_z(worked):
    entry = worked("sceptical-z")
    first, second, c = np.array(entry["inputs"]["cases"], dtype=float).T
    assert sceptical_p(first, second, c).z == pytest.approx(
        entry["expected"]["z"], abs=entry["tolerance"]["abs"]
    )


def test_sum_bound(worked):
    entry = worked("edgington2")
    got = sum_rule(0.01, 0.01, entry["inputs"]["alpha"])
    assert got.bound == pytest.approx(entry["expected"]["sum_bound"], abs=entry["tolerance"]["abs"])
    # Two uniforms add up to at most the bound with probability bound^2 / 2 = alpha^2.
    assert got.bound**2 / 2 == pytest.approx(entry["inputs"]["alpha"] ** 2, rel=1e-12)


@given(Z, Z, st.floats(0.1, 10))
def test_sceptical_is_no_more_convinced_than_either_study(first, second, c):
    got = sceptical_p(first, second, c)
    assert got.z.item() <= min(abs(first), abs(second)) + 1e-9
    assert got.same_direction.item() == (first * second > 0)
    if first * second < 0:
        assert got.p.item() >= 0.5


@given(Z, Z)
def test_no_step_at_equal_variances(first, second):
    # At c = 1 the published formula divides 0 by 0; its limit is half the harmonic mean.
    near, at = sceptical_p(first, second, 1 + 1e-9), sceptical_p(first, second, 1.0)
    assert near.z.item() == pytest.approx(at.z.item(), rel=1e-7)
    harmonic = 2 / (1 / first**2 + 1 / second**2)
    assert at.z.item() ** 2 == pytest.approx(harmonic / 2, rel=1e-9)


def test_rules_include_their_bound_and_leave_missing_unmet():
    assert two_trials_rule([0.025, 0.026, np.nan], 0.025).met.tolist() == [True, False, False]
    assert sum_rule([0.0001, np.nan], 0.035).met.tolist() == [True, False]
    assert not two_trials_rule(0.0001, 0.035).met.item()


def test_a_null_study_convinces_nobody():
    assert sceptical_p(0.0, 3.0).p.item() == 0.5
    assert sceptical_p(0.0, 0.0).z.item() == 0.0


def test_wrong_input():
    with pytest.raises(NumbersError, match="variance_ratio"):
        sceptical_p(1.0, 1.0, 0.0)
    with pytest.raises(NumbersError, match="p_first"):
        two_trials_rule(1.5, 0.5)
    with pytest.raises(NumbersError, match="alpha"):
        sum_rule(0.5, 0.5, alpha=0.7)
