from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import NumbersError
from synthesis.models.radial import radial
from synthesis.models.univariate import rma

Y = [0.1, 0.6, -0.2, 0.45, 0.9]
V = [0.02, 0.1, 0.05, 0.01, 0.2]


@pytest.mark.parametrize("method", ["EE", "DL", "REML"])
def test_the_line_is_the_weighted_regression_through_the_origin(method: str) -> None:
    fit = rma(Y, V, method=method)
    made = radial(fit)
    slope = (made.precision * made.z).sum() / (made.precision**2).sum()
    assert made.slope == pytest.approx(slope, rel=1e-12)  # two orders of one sum
    np.testing.assert_allclose(made.distance, made.z - made.slope * made.precision, atol=1e-12)


def test_squared_distances_add_up_to_q() -> None:
    fit = rma(Y, V, method="EE")
    assert (radial(fit).distance ** 2).sum() == pytest.approx(fit.QE, rel=1e-12)


def test_tau2_is_in_the_precision() -> None:
    fit = rma(Y, V, method="DL")
    assert fit.tau2 > 0
    np.testing.assert_allclose(radial(fit).precision, 1 / np.sqrt(np.array(V) + fit.tau2), rtol=1e-14)


def test_the_frame_says_who_lies_outside() -> None:
    frame = radial(rma([0.0, 0.0, 5.0], [0.1, 0.1, 0.1], method="EE", level=95)).tidy()
    assert frame["inside"].tolist() == [False, False, False]
    assert radial(rma(Y, V)).tidy()["inside"].all()


def test_moderators_are_an_error() -> None:
    data = pd.DataFrame({"yi": Y, "vi": V, "x": range(5)})
    with pytest.raises(NumbersError, match="mean alone"):
        radial(rma(data=data, mods="~ x"))
