from __future__ import annotations

import pytest

from synthesis.effects.options import Distribution, VarianceType, ZeroRule, variance_type
from synthesis.errors import UnknownTermError


@pytest.mark.parametrize(
    ("word", "form"),
    [("LS", "LS"), ("metafor", "LS"), ("Borenstein", "LS2"), ("revman", "RM"), ("h0", "H0"), ("ho", "HO")],
)
def test_forms_have_several_spellings(word: str, form: str) -> None:
    assert variance_type(word, tuple(VarianceType)) == form


def test_a_form_the_measure_lacks_is_refused() -> None:
    with pytest.raises(UnknownTermError, match="allowed: LS, UB"):
        variance_type("AV", (VarianceType.LS, VarianceType.UB))


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(UnknownTermError, match="allowed"):
        variance_type("exact", tuple(VarianceType))


def test_zero_rules_and_distributions_have_several_spellings() -> None:
    assert ZeroRule.parse("rows with zero") is ZeroRule.ONLY0
    assert Distribution.parse("lnorm") is Distribution.LOG_NORMAL
