from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from synthesis.effects import counts, means
from synthesis.effects.escalc import RESULT, escalc
from synthesis.errors import NumbersError, UnknownTermError

MEANS = {"m1i": 5.0, "sd1i": 2.0, "n1i": 20, "m2i": 4.0, "sd2i": 2.0, "n2i": 20}


def one(measure: str = "SMD", /, options: dict | None = None, **numbers: object) -> pd.Series:
    return escalc(pd.DataFrame([numbers]), measure, **(options or {})).iloc[0]


def test_result_is_the_data_with_six_columns() -> None:
    data = pd.DataFrame([MEANS | {"study": "a"}, MEANS | {"study": "b", "m1i": 6}], index=["x", "y"])
    result = escalc(data)
    assert list(result.columns) == [*data.columns, *RESULT]
    pd.testing.assert_frame_equal(result[data.columns], data)
    effects = means.smd(*[data[name] for name in MEANS])
    np.testing.assert_array_equal(result["yi"], effects.yi)
    np.testing.assert_array_equal(result["sei"], np.sqrt(effects.vi))
    assert result["measure"].tolist() == ["SMD", "SMD"]
    assert result["how"].iloc[0] == (
        "SMD, exact small-sample correction, variance LS; from m1i, sd1i, n1i, m2i, sd2i, n2i"
    )
    assert result["note"].tolist() == ["", ""]


def test_data_are_not_changed() -> None:
    data = pd.DataFrame([MEANS])
    before = data.copy(deep=True)
    escalc(data)
    pd.testing.assert_frame_equal(data, before)


def test_both_spellings_of_everything() -> None:
    data = pd.DataFrame([MEANS])
    for measure, vtype in (("SMD", "LS2"), ("standardised-mean-difference", "borenstein")):
        assert escalc(data, measure, vtype=vtype)["vi"].iloc[0] == pytest.approx(
            0.0990635662876709, rel=1e-12
        )


def test_rows_without_an_effect_stay_and_say_why() -> None:
    rows = [
        MEANS,
        MEANS | {"sd2i": np.nan},
        MEANS | {"sd2i": -1},
        dict.fromkeys(MEANS, np.nan),
        {"n1i": 20, "n2i": 20},
        MEANS | {"n1i": 1},
    ]
    result = escalc(pd.DataFrame(rows))
    assert len(result) == len(rows)
    assert result["yi"].notna().tolist() == [True, False, False, False, False, False]
    assert result["note"].tolist() == [
        "",
        "missing: sd2i",
        "a standard deviation is negative",
        "no numbers that SMD can be computed from",
        "no numbers that SMD can be computed from",
        "too few people",
    ]
    assert (result["how"] == "").tolist() == [False, True, True, True, True, True]


def test_no_warning_leaks() -> None:
    rows = [MEANS | {"m1i": 1e308, "m2i": -1e308}, MEANS | {"sd1i": 0, "sd2i": 0}, MEANS | {"n1i": 0}]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for measure in ("SMD", "SMDH", "SMD1", "MD", "ROM", "VR", "CVR", "AUCN"):
            result = escalc(pd.DataFrame(rows), measure)
            assert np.isfinite(result[["yi", "vi"]].dropna()).all(axis=None)


def test_columns_may_be_arrow_text_or_whole_numbers() -> None:
    plain = escalc(pd.DataFrame([MEANS]))
    arrow = pd.DataFrame([MEANS]).convert_dtypes(dtype_backend="pyarrow")
    text = pd.DataFrame([{name: str(value) for name, value in MEANS.items()}])
    for data in (arrow, text):
        assert escalc(data)["yi"].iloc[0] == plain["yi"].iloc[0]


def test_columns_that_hold_words_are_refused() -> None:
    data = pd.DataFrame([MEANS, MEANS | {"sd1i": "2,1"}], index=["a", "b"])
    with pytest.raises(NumbersError, match="sd1i: row 'b' holds '2,1'"):
        escalc(data)


def test_data_without_any_column_are_refused() -> None:
    with pytest.raises(NumbersError, match="needed: ai, bi, ci, di"):
        escalc(pd.DataFrame([MEANS]).drop(columns=["n1i", "n2i"]), "OR")


def test_unknown_words_are_refused() -> None:
    with pytest.raises(UnknownTermError):
        escalc(pd.DataFrame([MEANS]), "hazard ratio")
    with pytest.raises(UnknownTermError):
        escalc(pd.DataFrame([MEANS]), vtype="LS9")


def test_columns_of_the_user_are_not_overwritten() -> None:
    with pytest.raises(NumbersError, match="already have a column 'note'"):
        escalc(pd.DataFrame([MEANS | {"note": "mine"}]))
    again = escalc(escalc(pd.DataFrame([MEANS])), "MD")
    assert again["measure"].iloc[0] == "MD"
    assert list(again.columns).count("yi") == 1


def test_doubled_columns_are_refused() -> None:
    data = pd.DataFrame([[*MEANS.values(), 9.0]], columns=[*MEANS, "m1i"])
    with pytest.raises(NumbersError, match="m1i: there is more than one column"):
        escalc(data)


def test_an_empty_frame_gives_an_empty_frame() -> None:
    result = escalc(pd.DataFrame(columns=list(MEANS), dtype=float))
    assert len(result) == 0
    assert list(result.columns)[-6:] == list(RESULT)


def test_every_column_is_accounted_for() -> None:
    row = MEANS | {"se1i": 2 / np.sqrt(20), "ti": 1.6, "med1i": 5.1, "study": "a"}
    result = escalc(pd.DataFrame([row]))
    account = result.attrs["escalc"]
    assert account == {
        "used": ["m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"],
        "compared": ["se1i", "ti"],
        "not used": ["med1i"],
        "not looked at": ["study"],
    }
    assert result["note"].iloc[0] == "not used: med1i"


def test_large_differences_ask_for_the_spread() -> None:
    assert "is a spread a standard error?" in one(**(MEANS | {"sd1i": 0.4, "sd2i": 0.4}))["note"]
    assert one(**MEANS)["note"] == ""


def test_a_bounded_p_gives_no_effect_but_a_bound() -> None:
    row = one(pi=0.05, p_relation="<", n1i=20, n2i=20)
    assert np.isnan(row["yi"])
    assert row["note"] == (
        "the p value is only a bound; p < 0.05 means a difference of at least 0.64 standard deviations"
    )


def test_a_bounded_p_that_contradicts_the_effect_is_noted() -> None:
    row = one(**MEANS, pi=0.001, p_relation="<")
    assert row["yi"] == pytest.approx(0.490055201065475)
    assert (
        row["note"]
        == "p < 0.001 means a difference of at least 1.13 standard deviations, but the effect is 0.49"
    )
    assert one(**MEANS, pi=0.2, p_relation="<")["note"] == ""
    assert "at most 0.20" in one(**MEANS, pi=0.53, p_relation=">")["note"]


def test_zero_cells_are_noted() -> None:
    table = {"ai": 0, "n1i": 20, "ci": 3, "n2i": 20}
    row = one("OR", **table)
    assert row["note"] == "0.5 added to each cell, as one is zero"
    assert row["yi"] == counts.odds_ratio(0, 20, 3, 17).yi
    assert one("OR", {"to": "none"}, **table)["note"] == "a cell is zero, and nothing was added to it"
    assert one("PETO", **table)["note"] == ""
    dropped = one("OR", {"drop00": True}, **(table | {"ci": 0}))
    assert dropped["note"] == "nobody, or everybody, has the outcome in both groups"
    assert one("IRR", x1i=0, t1i=5, x2i=3, t2i=6)["note"] == "0.5 added to each cell, as one is zero"


def test_batch_rows_are_single_rows() -> None:
    rng = np.random.default_rng(7)
    rows = pd.DataFrame(
        {
            "m1i": rng.normal(5, 1, 40),
            "sd1i": 2.0,
            "n1i": 20,
            "m2i": 4.0,
            "sd2i": rng.uniform(1, 3, 40),
            "n2i": 9,
        }
    )
    whole = escalc(rows)
    for position in (0, 17, 39):
        alone = escalc(rows.iloc[[position]])
        # the last bit of squares differs between arrays and single numbers
        assert alone["yi"].iloc[0] == pytest.approx(whole["yi"].iloc[position], rel=1e-15)
        assert alone["how"].iloc[0] == whole["how"].iloc[position]
