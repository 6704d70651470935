from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthesis.models.univariate import rma

GOLDEN = Path(__file__).with_name("refit.R")


def table(path: Path) -> pd.DataFrame:
    """Read a file as R does: every digit, NA for missing."""
    return pd.read_csv(path, na_values=["NA"], keep_default_na=False)


def script(fit, folder: Path) -> str:
    return fit.to_metafor(folder).read_text(encoding="utf-8")


def lines_about(text: str, start: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(start)]


def test_the_script_is_the_one_that_was_read_and_run(bcg, tmp_path):
    fit = rma(mods="~ ablat + C(alloc)", data=bcg, test="knha", slab="trial")
    made = script(fit, tmp_path)
    version = lines_about(made, "# Made by ")[0]
    assert version == "# Made by " + ", ".join(f"{name} {version}" for name, version in fit.versions) + "."
    assert made.replace(version, "# Made by VERSIONS.").replace(fit.digest, "DIGEST") == GOLDEN.read_text()


def test_the_rows_read_back_to_the_same_bits(bcg, tmp_path):
    data = bcg.assign(w=bcg.vi**-0.5)
    data.loc[3, "vi"] = np.nan
    data.loc[5, "vi"] = np.inf
    data["name"] = [f"trial, “{i}”" for i in data.trial]
    fit = rma(mods="~ ablat + C(alloc)", data=data, weights="w", slab="name")
    fit.to_metafor(tmp_path)
    rows = table(tmp_path / "data.csv")
    assert rows["label"].tolist() == data["name"].tolist()
    np.testing.assert_array_equal(rows["yi"], data.yi)
    np.testing.assert_array_equal(rows["vi"], data.vi)
    np.testing.assert_array_equal(rows["weight"], data.w)
    np.testing.assert_array_equal(rows["used"], fit.studies.used)
    assert rows["reason"].tolist() == list(fit.studies.reasons)
    assert rows.loc[[3, 5], "reason"].tolist() == ["vi is missing", "vi is infinite: the study says nothing"]
    columns = [name for name in rows if name.startswith("x:")]
    assert columns == [f"x:{name}" for name in fit.names]
    np.testing.assert_array_equal(rows.loc[rows.used, columns], fit.design.x)
    assert rows.loc[~rows.used, columns].isna().all(axis=None)


def test_our_numbers_read_back_to_the_same_bits(bcg, tmp_path):
    fit = rma(data=bcg, test="knha")
    fit.to_metafor(tmp_path)
    ours = table(tmp_path / "ours.csv").set_index("quantity")["ours"]
    new, bounds = fit.predict(kind="riley").iloc[0], fit.tau2_interval("QP").loc["tau2"]
    wanted = {
        "beta": fit.beta[0], "se": fit.se[0], "ci_ub": fit.ci_ub[0], "tau2": fit.tau2, "I2": fit.I2,
        "QE": fit.QE, "R2": np.nan, "log_lik": fit.log_lik, "tau2_qp_lb": bounds.ci_lb,
        "pi_riley_ub": new.pi_ub,
    }  # fmt: skip
    np.testing.assert_array_equal(ours[list(wanted)], list(wanted.values()))


def test_the_same_fit_gives_the_same_bytes(bcg, tmp_path):
    for name in ("a", "b"):
        rma(data=bcg).to_metafor(tmp_path / name)
    for file in ("data.csv", "ours.csv", "refit.R"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@pytest.mark.parametrize(
    ("method", "tau2"),
    [
        ("FE", ["tau2 <- 0"]),
        ("REML", ["tau2 <- own$sigma2"]),
        ("PM", ['tau2 <- ours$ours[ours$quantity == "tau2"]']),
    ],
)
def test_through_the_origin_rma_mv_is_asked(bcg, tmp_path, method, tau2):
    made = script(rma(mods="~ 0 + ablat", data=bcg, method=method), tmp_path)
    assert lines_about(made, "plain <- several(") == ['plain <- several(method="FE")']
    assert lines_about(made, "tau2 <- ") == tau2
    assert "tau2=tau2, control=tight)" in lines_about(made, "fit <- ")[0]
    assert "QE=plain$QE" in made
    assert "logLik(own)" in made


def test_a_factor_without_a_constant_column_is_not_through_the_origin(bcg, tmp_path):
    made = script(rma(mods="~ 0 + C(alloc)", data=bcg), tmp_path)
    assert "rma.mv" not in made
    assert "btt=c(1, 2, 3)" in made


def test_each_option_reaches_the_script(bcg, tmp_path):
    weighted = script(rma(data=bcg, weights=bcg.vi**-0.5, method="GENQ", level=90), tmp_path)
    assert 'method="GENQ", test="z", level=90, weights=data$weight, control=tight)' in weighted
    assert "logLik" not in weighted  # weights that are not those of the likelihood
    known = script(rma(data=bcg, tau2=0.2), tmp_path)
    assert "tau2=0.2, control=tight)" in known
    assert "confint" not in known
    assert "Riley" not in known
    scaled = script(rma(mods="~ ablat", scale="~ ablat", data=bcg), tmp_path)
    assert "scale=Z" in scaled
    assert [name for name in table(tmp_path / "data.csv") if name.startswith("z:")] == [
        "z:intrcpt",
        "z:ablat",
    ]
    assert 'method="PM"' in script(rma(data=bcg, method="DLIT"), tmp_path)


def test_one_study_is_explained_and_undefined(tmp_path):
    made = script(rma([0.3], [0.1]), tmp_path)
    assert "# Of one study metafor says that tau2 and I2 are 0" in made
    assert table(tmp_path / "ours.csv").set_index("quantity")["ours"][["tau2", "I2", "QEp"]].isna().all()


def test_a_formula_over_several_lines_stays_one_comment(bcg, tmp_path):
    made = script(rma(mods="~ ablat +\n C(alloc)", data=bcg), tmp_path)
    assert lines_about(made, "# rma(") == [
        r"# rma(yi, vi, mods='~ ablat +\n C(alloc)', method='REML', test='z', level=95)"
    ]
