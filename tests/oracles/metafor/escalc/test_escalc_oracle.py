"""Effects and variances against metafor, and completeness of the grid of calls."""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.special import gammaln

from synthesis.effects import from_tests, means
from synthesis.effects.hedges import j
from synthesis.effects.measures import MEASURES
from synthesis.effects.outcome import Effects, Reason

HERE = Path(__file__).parent
REFERENCE = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))
CALLS = list(csv.DictReader((HERE / "calls.csv").read_text(encoding="utf-8").splitlines()))

#: Closed forms of fewer than 20 operations in double precision: some ten units in the last place, and a
#: factor of 100 for the difference of two logarithms that nearly cancel.
RELATIVE = 1e-12
ABSOLUTE = 1e-15
EPS = np.finfo(float).eps

STANDARDISED = ("SMD", "SMDH", "SMD1", "SMCC", "SMCR")


def _grid() -> ModuleType:
    spec = importlib.util.spec_from_file_location("escalc_grid", HERE / "grid.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GRID = _grid()


def _array(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _data(call: dict[str, str]) -> dict[str, np.ndarray]:
    return {name: _array(values) for name, values in REFERENCE["data"][call["data"]].items()}


def _ours(call: dict[str, str], data: dict[str, np.ndarray]) -> Effects:
    measure = MEASURES[call["measure"]]
    options: dict[str, object] = {}
    if len(measure.vtypes) > 1:
        options["vtype"] = call["vtype"]
    if call["add"]:
        options |= {"add": float(call["add"]), "to": call["to"]}
    elif measure.id == "PETO":
        options["add"] = 0.5  # metafor's default; ours adds nothing
    if call["drop00"] and measure.two_groups:
        options["drop00"] = call["drop00"] == "TRUE"
    if measure.id in ("ROM", "ROMC"):
        options["correct"] = False  # metafor corrects since 5.0
    if call["data"] == "d":
        return means.smd_from_d(data["di"], data["n1i"], data["n2i"], **options)
    if call["data"] == "t":
        d = from_tests.d_from_t(data["ti"], data["n1i"], data["n2i"])
        return means.smd_from_d(d, data["n1i"], data["n2i"], **options)
    return measure.function(**{name: data[name] for name in measure.needs}, **options)


def _as_metafor_3_8(call: dict[str, str], data: dict[str, np.ndarray], ours: Effects) -> Effects:
    """Undo what metafor changed after 3.8-1, so that each such change is accounted for in full."""
    yi, vi, reason = ours
    if call["measure"] == "SMDH":  # until 4.6 the variance had a further J²
        vi = vi * j(data["n1i"] + data["n2i"] - 2) ** 2
    if call["measure"] == "CVR":  # since 5.0 the bias of log mean is removed, too
        own = [(data[f"sd{g}i"] / data[f"m{g}i"]) ** 2 / data[f"n{g}i"] for g in (1, 2)]
        yi = yi + (own[0] - own[1]) / 2
    return Effects(yi, vi, reason)


def _room(call: dict[str, str], data: dict[str, np.ndarray], yi: np.ndarray, vi: np.ndarray) -> np.ndarray:
    """How far apart numbers may be, relative; where it is more than `RELATIVE`, metafor loses digits.

    It takes J as a difference of log-gammas, each right to EPS of its own size; the unbiased forms take 1
    minus almost 1. Ours are compared with exact decimals in tests/effects.
    """
    room = np.full(yi.shape, RELATIVE)
    if call["measure"] in STANDARDISED:
        people = data["n1i"] + data["n2i"] if "n1i" in data else data["ni"]
        of_j = 2 * EPS * gammaln(np.maximum(people, 4) / 2)
        room = np.maximum(room, 2 * of_j)  # J² has it twice
        if call["vtype"] == "UB":
            room = np.maximum(room, (2 * of_j + 8 * EPS) * yi**2 / vi)
    if call["measure"] == "UCOR" and call["vtype"] == "UB":
        room = np.maximum(room, 1000 * EPS / np.abs(vi))  # gsl gives the function to some 500 EPS
    return room


@pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c['call']}-{c['measure']}-{c['vtype']}-{c['data']}")
def test_effects_and_variances_are_those_of_metafor(call: dict[str, str]) -> None:
    data = _data(call)
    reference = REFERENCE["calls"][call["call"]]
    yi, vi = _array(reference["yi"]), _array(reference["vi"])
    ours = _ours(call, data)
    theirs_defined = (
        np.isfinite(yi) & np.isfinite(vi) & (vi != 0)
    )  # no weight can be given to a variance of 0
    np.testing.assert_array_equal(ours.reason == Reason.DEFINED, theirs_defined)
    assert np.isin(ours.reason[vi == 0], Reason.ZERO_VARIANCE).all()
    ours = _as_metafor_3_8(call, data, ours)
    room = _room(call, data, yi, vi)[theirs_defined]
    for mine, other in ((ours.yi, yi), (ours.vi, vi)):
        apart = np.abs(mine - other)[theirs_defined]
        assert (apart <= np.maximum(room * np.abs(other[theirs_defined]), ABSOLUTE)).all(), apart.max()


def test_files_hold_the_grid() -> None:
    for name, text in (
        ("calls.csv", GRID.calls_csv()),
        ("cases.csv", GRID.cases_csv()),
        ("real.csv", GRID.real_csv()),
    ):
        assert (HERE / name).read_text(encoding="utf-8") == text, f"run grid.py, then run.R: {name} is old"


def test_every_call_has_numbers_from_metafor() -> None:
    assert set(REFERENCE["calls"]) == {call["call"] for call in CALLS}
    assert not [number for number, result in REFERENCE["calls"].items() if "error" in result]
    assert set(REFERENCE["data"]) == set(GRID.MADE) | set(GRID.REAL)
    assert set(REFERENCE["versions"]) == {"R", "metafor", "metadat"}


def test_reference_data_are_the_made_cases() -> None:
    for name, (columns, rows) in GRID.MADE.items():
        for position, column in enumerate(columns.split()):
            assert REFERENCE["data"][name][column] == [row[position] for row in rows]


def test_every_measure_and_form_is_in_the_grid_or_checked_elsewhere() -> None:
    compared = {(call["measure"], call["vtype"]) for call in CALLS}
    exist = {(measure.id, form.value) for measure in MEASURES.values() for form in measure.vtypes}
    assert compared | set(GRID.ELSEWHERE) == exist
    assert not compared & set(GRID.ELSEWHERE)


def test_every_zero_rule_is_in_the_grid() -> None:
    with_cells = {m.id for m in MEASURES.values() if m.add is not None}
    for rule in ("only0", "if0all", "all", "none"):
        assert {call["measure"] for call in CALLS if call["to"] == rule} == with_cells


@pytest.mark.parametrize(
    ("measure", "numbers", "yi", "vi"),
    [
        ("SMD", (5, 2, 20, 4, 2, 20), 0.490055201065475, 0.103001926251142),
        ("SMDH", (5, 2, 20, 4, 3, 25), 0.38534426243639, 0.09193363085059),
        ("ROM", (5, 2, 20, 4, 3, 25), 0.2158935513142, 0.0305),
        ("CVR", (5, 2, 20, 4, 3, 25), -0.61587620328202, 0.07764912280702),
    ],
)
def test_numbers_of_metafor_5(measure: str, numbers: tuple[float, ...], yi: float, vi: float) -> None:
    """Printed by metafor 5.1-12 with 13 to 15 digits, hence the tolerance."""
    effects = MEASURES[measure].function(*numbers)
    assert effects.yi == pytest.approx(yi, rel=1e-12)
    assert effects.vi == pytest.approx(vi, rel=5e-13)


@pytest.mark.parametrize(("form", "vi"), [("LS2", 0.0990635662876709), ("UB", 0.103311994828165)])
def test_further_forms_of_metafor_5(form: str, vi: float) -> None:
    assert means.smd(5, 2, 20, 4, 2, 20, vtype=form).vi == pytest.approx(vi, rel=1e-13)
