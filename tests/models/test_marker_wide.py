"""`marker_wide`: labels, false discovery, and an account of every row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from synthesis.errors import NumbersError, UnknownTermError
from synthesis.models.marker_wide import GROUPS, marker_wide
from synthesis.models.options import Variances
from synthesis.store.load import load

PANEL = "walitt-2024-deep-phenotyping"


def table() -> pd.DataFrame:
    rows = [
        ("a", "female", "GA", 10, 2.0, 1.0, 10, 0.0, 1.0),
        ("a", "male", "GA", 5, 2.5, 1.0, 8, 0.0, 1.0),
        ("b", "female", "GB", 10, 1.0, 1.0, 10, 0.0, 1.0),
        ("b", "male", "GB", 5, -3.0, 1.0, 8, 0.0, 1.0),
        ("c", "female", "GC", 10, 0.1, 1.0, 10, 0.0, 1.0),
    ]
    names = ["analyte", "sex", "gene_symbol", *GROUPS]
    return pd.DataFrame(rows, columns=names).assign(specimen="plasma")


@pytest.fixture(scope="module")
def proteome() -> pd.DataFrame:
    return load().panel(PANEL)


def test_one_row_an_analyte_with_its_names() -> None:
    found = marker_wide(table())
    frame = found.frame.set_index("analyte")
    assert frame["gene_symbol"].to_dict() == {"a": "GA", "b": "GB", "c": "GC"}
    assert frame["strata"].to_dict() == {"a": 2, "b": 2, "c": 1}
    assert frame["df"].to_dict() == {"a": 29, "b": 29, "c": 18}
    assert frame["direction"].to_dict() == {"a": "higher", "b": "lower", "c": "higher"}
    assert frame["agreement"].fillna("").to_dict() == {"a": "same", "b": "opposite", "c": ""}
    assert frame.loc["a", ["estimate_female", "estimate_male"]].tolist() == [2.0, 2.5]
    assert frame["note"].to_dict() == {
        "a": "",
        "b": "strata differ, p < 0.001 uncorrected",
        "c": "female only",
    }
    weights = np.array([5.0, 40 / 13])
    assert frame.loc["a", "estimate"] == pytest.approx(np.average([2.0, 2.5], weights=weights), rel=1e-14)


def test_false_discovery_is_that_of_statsmodels(proteome: pd.DataFrame) -> None:
    frame = marker_wide(proteome).frame
    for column, method in (("q_bh", "fdr_bh"), ("q_by", "fdr_by")):
        reference = multipletests(frame["p_value"], method=method)[1]
        np.testing.assert_allclose(frame[column], reference, rtol=1e-12)


def test_every_row_is_used_or_excluded_with_a_reason() -> None:
    data = table()
    data.loc[0, "sd_cases"] = 0.0
    data.loc[1, "n_controls"] = 1
    data.loc[2, "mean_cases"] = np.nan
    data.loc[3, "sex"] = None
    found = marker_wide(data)
    assert found.frame["analyte"].tolist() == ["c"]
    assert found.excluded["reason"].tolist() == [
        "no standard deviation above 0 of cases",
        "fewer than two controls",
        "no mean of cases",
        "no stratum",
    ]
    assert len(found.excluded) + int(found.frame["strata"].sum()) == len(data)
    note = next(note for note in found.notes if note.code == "excluded")
    assert note.text.startswith("4 rows not used: 1 with")


def test_the_proteome_is_used_whole(proteome: pd.DataFrame) -> None:
    found = marker_wide(proteome)
    assert int(found.frame["strata"].sum()) == len(proteome) == 5194
    assert (found.frame["strata"] == 2).all()
    assert found.excluded.empty
    assert found.frame["specimen"].value_counts().to_dict() == {"plasma": 1299, "csf": 1298}


def test_rows_of_the_proteome_are_those_of_t_tests(proteome: pd.DataFrame) -> None:
    """One analyte by hand: estimate, error and degrees of freedom from its four groups."""
    frame = marker_wide(proteome).frame
    row = frame[(frame["analyte"] == "5019-16_2") & (frame["specimen"] == "plasma")].iloc[0]
    own = proteome[(proteome["analyte"] == "5019-16_2") & (proteome["specimen"] == "plasma")]
    n1, n2 = own["n_cases"].astype(float), own["n_controls"].astype(float)
    squares = ((n1 - 1) * own["sd_cases"] ** 2 + (n2 - 1) * own["sd_controls"] ** 2).sum()
    weight = n1 * n2 / (n1 + n2)
    estimate = (weight * (own["mean_cases"] - own["mean_controls"])).sum() / weight.sum()
    assert row["estimate"] == pytest.approx(estimate, rel=1e-12)
    assert row["se"] == pytest.approx(np.sqrt(squares / 29 / weight.sum()), rel=1e-12)
    assert row["df"] == 29


def test_order_of_rows_does_not_matter(proteome: pd.DataFrame) -> None:
    shuffled = proteome.sample(frac=1.0, random_state=3)
    pd.testing.assert_frame_equal(marker_wide(shuffled).frame, marker_wide(proteome).frame)


def test_groups_exchanged_change_the_sign_only() -> None:
    data = table()
    names = {name: name.replace("cases", "controls") for name in GROUPS if name.endswith("cases")}
    turned = data.rename(columns=names | {new: old for old, new in names.items()})
    one, other = marker_wide(data).frame, marker_wide(turned).frame
    np.testing.assert_allclose(other["estimate"], -one["estimate"])
    np.testing.assert_allclose(other["p_value"], one["p_value"])


def test_separate_variances_are_another_test() -> None:
    data = table().assign(sd_cases=2.0)
    equal, unequal = marker_wide(data).frame, marker_wide(data, variances="Welch").frame
    np.testing.assert_allclose(equal["estimate"], unequal["estimate"])
    assert (unequal["df"] < equal["df"]).all()
    assert marker_wide(data, variances="welch").variances is Variances.UNEQUAL


def test_notes_say_what_every_reader_must_know() -> None:
    found = marker_wide(table())
    assert [note.code for note in found.notes] == [
        "dependent-tests", "missing-strata", "common-effect", "variances",
    ]  # fmt: skip
    assert found.advice()["severity"].tolist() == ["caution", "caution", "info", "info"]
    assert "1 of 3" in found.notes[1].text
    assert "0 with a false discovery" not in repr(found)


def test_other_names_and_strata() -> None:
    data = table().rename(columns={"sex": "site", "analyte": "protein"})
    found = marker_wide(data, by="protein", stratum="site")
    assert found.frame["protein"].tolist() == ["a", "b", "c"]
    assert "specimen" in found.frame.columns  # the same in all rows
    assert found.digest == marker_wide(data.copy(), by="protein", stratum="site").digest


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        (table().drop(columns="sd_cases"), {}, "no column sd_cases"),
        (table(), {"by": ["sex"]}, "named twice"),
        (pd.concat([table(), table().iloc[:1]]), {}, "plasma and a stands twice in female"),
        (table().assign(n_cases=1), {}, "no row can be used; fewer than two cases"),
        (table().iloc[:0], {}, "no row can be used; the data have no rows"),
        (table(), {"level": 5}, "not a level"),
    ],
)
def test_what_cannot_be_taken_is_an_error(
    data: pd.DataFrame, options: dict[str, object], message: str
) -> None:
    with pytest.raises(NumbersError, match=message):
        marker_wide(data, **options)  # type: ignore[arg-type]  # options of several types


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(UnknownTermError):
        marker_wide(table(), variances="robust")
