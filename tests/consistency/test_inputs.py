from __future__ import annotations

import numpy as np
import pytest

from synthesis.consistency.inputs import positive, strictly_inside, whole_counts, within
from synthesis.errors import NumbersError


def test_a_message_says_where_what_and_how():
    with pytest.raises(NumbersError) as caught:
        whole_counts([1, 2.5], "higher")
    assert str(caught.value) == "higher: 2.5 is not a count; give whole numbers of 0 or more"


def test_missing_passes_where_it_may():
    assert np.isnan(within([np.nan], "p", 0, 1)[0])
    assert np.isnan(positive([np.nan], "ntilde")[0])
    with pytest.raises(NumbersError):
        whole_counts([np.nan], "higher")


@pytest.mark.parametrize("bad", [0.0, -1.0, np.inf])
def test_positive(bad):
    with pytest.raises(NumbersError, match="ntilde"):
        positive([1.0, bad], "ntilde")


@pytest.mark.parametrize("bad", [0.0, 1.0, float("nan")])
def test_strictly_inside(bad):
    with pytest.raises(NumbersError, match="level"):
        strictly_inside(bad, "level", 0, 1)
