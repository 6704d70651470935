from __future__ import annotations

import numpy as np

from synthesis.effects.choose import choose, compare, why_none
from synthesis.effects.options import Distribution
from synthesis.effects.outcome import Effects, Reason
from synthesis.effects.route import Route, keep_without_variance, plain_route
from synthesis.effects.sheet import Sheet

NAN = np.nan


def _sheet(blocked: tuple[str, ...] = ("", "", "", "")) -> Sheet:
    return Sheet(
        columns={"a": np.array([1.0, 1, NAN, 1]), "b": np.array([2.0, 2, 2, 2]), "pi": np.full(4, 0.04)},
        rows=4,
        distribution=[Distribution.AUTO] * 4,
        relation=["", "<", "", ""],
        blocked=list(blocked),
        notes=[[] for _ in range(4)],
    )


def _route(sheet: Sheet, name: str, yi: list, vi: list) -> Route:
    y, v = np.array(yi, dtype=float), np.array(vi, dtype=float)
    reason = np.where(np.isnan(y), Reason.MISSING, np.where(np.isnan(v), Reason.NO_VARIANCE, 0)).astype(
        np.int8
    )
    return plain_route(sheet, Effects(y, v, reason), (name,), own=name)


def test_a_whole_effect_comes_before_one_without_variance() -> None:
    sheet = _sheet(("", "", "", "blocked"))
    found = [
        _route(sheet, "a", [0.1, NAN, NAN, 0.1], [NAN, NAN, NAN, 1]),
        _route(sheet, "b", [0.2, 0.2, NAN, 0.2], [1, 1, NAN, 1]),
    ]
    chosen = choose(found, sheet)
    assert chosen.which.tolist() == [1, 1, -1, -1]
    assert sheet.used["b"].tolist() == [True, True, False, False]
    assert not sheet.used["a"].any()
    compare(found, chosen, sheet)
    assert sheet.notes[0] == []  # 0.1 against 0.2 with a standard error of 1
    assert sheet.checked["a"].tolist() == [True, False, False, False]


def test_far_effects_and_errors_are_noted() -> None:
    sheet = _sheet()
    found = [
        _route(sheet, "a", [1, 1, 1, 1], [0.04] * 4),
        _route(sheet, "b", [1.04, 1.06, 1, 1], [0.04, 0.04, 0.07, 0.05]),
    ]
    compare(found, choose(found, sheet), sheet)
    assert sheet.notes[0] == []
    assert sheet.notes[1] == ["the effect is 1.00 by a, but 1.06 by b"]
    assert sheet.notes[2][0].startswith("the standard error is 0.200 by")
    assert sheet.notes[3] == []


def test_the_first_way_begun_says_why_there_is_nothing() -> None:
    sheet = _sheet()
    found = [_route(sheet, "a", [NAN] * 4, [NAN] * 4), _route(sheet, "pi", [NAN] * 4, [NAN] * 4)]
    assert why_none(2, found, "SMD") == "a number is missing"
    assert why_none(1, found[1:], "SMD") == Reason.BOUNDED.text
    assert why_none(0, [], "SMD") == "no numbers that SMD can be computed from"


def test_only_a_missing_variance_leaves_the_effect() -> None:
    effects = Effects(np.array([NAN, NAN]), np.array([NAN, NAN]), np.array([16, 1], dtype=np.int8))
    kept = keep_without_variance(np.array([0.5, 0.5]), effects)
    np.testing.assert_array_equal(kept.yi, [0.5, NAN])
