from __future__ import annotations

import inspect

import numpy as np
import pytest

from synthesis.effects.measures import MEASURES, Measure, find_measure
from synthesis.effects.options import VarianceType
from synthesis.errors import UnknownTermError

ALL = list(MEASURES.values())


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_registry_is_what_the_functions_take(measure: Measure) -> None:
    parameters = inspect.signature(measure.function).parameters
    positional = tuple(n for n, p in parameters.items() if p.kind is not p.KEYWORD_ONLY)
    options = {n for n, p in parameters.items() if p.kind is p.KEYWORD_ONLY}
    assert positional == measure.needs
    expected = {"vtype"} if len(measure.vtypes) > 1 else set()
    expected |= {"correct"} if measure.corrects else set()
    expected |= {"add", "to"} if measure.add is not None else set()
    expected |= {"drop00"} if measure.two_groups else set()
    assert options == expected
    if measure.add is not None:
        assert parameters["add"].default == measure.add


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_every_form_is_computed(measure: Measure) -> None:
    plausible = {
        "ai": 4, "bi": 9, "ci": 3, "di": 12, "xi": 4, "mi": 9, "ti": 30, "x1i": 4, "t1i": 30, "x2i": 7,
        "t2i": 28, "ri": 0.4, "r1i": 0.4, "r2i": 0.5, "ni": 20, "n1i": 20, "n2i": 25,
    }  # fmt: skip
    row = {name: plausible.get(name, 5 if name.startswith("m") else 2) for name in measure.needs}
    if measure.id in ("AUC", "CLES"):
        row["ai"] = 0.7
    for form in measure.vtypes:
        options = {"vtype": form} if len(measure.vtypes) > 1 else {}
        effects = measure.function(**row, **options)
        assert effects.reason == 0
        assert effects.vi > 0


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_forms_a_measure_lacks_are_refused(measure: Measure) -> None:
    lacking = [form for form in VarianceType if form not in measure.vtypes]
    if len(measure.vtypes) > 1:
        with pytest.raises(UnknownTermError, match="allowed"):
            measure.function(**dict.fromkeys(measure.needs, 1), vtype=lacking[0])


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_scales_go_back_and_forth(measure: Measure) -> None:
    scale = measure.scale
    if scale.back is None:
        assert scale.forward is None
        return
    natural = np.array([0.2, 0.5, 0.8])
    assert scale.forward is not None
    np.testing.assert_allclose(scale.back(scale.forward(natural)), natural, rtol=1e-13)
    if np.isfinite(scale.null) and scale.name.startswith("natural log"):
        assert scale.back(np.array(scale.null)) == 1


def test_measures_are_found_by_both_names() -> None:
    for measure in ALL:
        assert find_measure(measure.id) is measure
        assert find_measure(measure.spelling.replace("-", " ").upper()) is measure
    assert len({m.spelling for m in ALL}) == len(ALL)


def test_unknown_measures_are_refused() -> None:
    with pytest.raises(UnknownTermError, match="allowed: SMD, "):
        find_measure("HR")
