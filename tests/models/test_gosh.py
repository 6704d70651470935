from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from synthesis.errors import NumbersError
from synthesis.models.gosh import _random, gosh
from synthesis.models.univariate import rma

ARRAYS = ("subsets", "size", "estimate", "tau2", "I2", "H2", "Q")


@pytest.mark.parametrize("mods", [None, "~ ablat"])
@pytest.mark.parametrize("options", [{"method": "FE"}, {"method": "DL"}, {}, {"tau2": 0.1}])
def test_each_subset_is_rma_on_its_rows(bcg, mods, options):
    data = bcg.iloc[:6]
    made = rma(mods=mods, data=data, **options).gosh()
    members = made.members()
    p = made.estimate.shape[1]
    wanted = {chosen for size in range(p, 7) for chosen in combinations(range(6), size)}
    assert {tuple(np.flatnonzero(row)) for row in members} == wanted
    assert len(members) == len(wanted)
    for row in range(5, len(members), 9):
        alone = rma(mods=mods, data=data[members[row]], **options)
        assert made.size[row] == alone.k
        np.testing.assert_allclose(made.estimate[row], alone.beta, rtol=1e-8, atol=1e-10)
        for name, value in (("tau2", alone.tau2), ("I2", alone.I2), ("H2", alone.H2), ("Q", alone.QE)):
            np.testing.assert_allclose(getattr(made, name)[row], value, rtol=1e-8, atol=1e-8, err_msg=name)


def test_the_whole_set_is_the_last_subset(bcg):
    fit = rma(data=bcg)
    made = fit.gosh()
    assert made.members()[-1].all()
    np.testing.assert_allclose(made.estimate[-1], fit.beta, rtol=1e-9)
    np.testing.assert_allclose(made.Q[-1], fit.QE, rtol=1e-12)


def test_single_studies_are_themselves(bcg):
    made = rma(data=bcg).gosh()
    alone = made.size == 1
    np.testing.assert_array_equal(np.sort(made.estimate[alone, 0]), np.sort(bcg.yi))
    assert np.isnan(made.tau2[alone]).all()
    assert np.isfinite(made.tau2[~alone]).all()
    assert [note.code for note in made.notes] == ["tau2-undefined"]
    assert made.notes[0].text.startswith("13 subsets")


@pytest.mark.parametrize("options", [{"subsets": 500, "seed": 3}, {}])
def test_threads_change_no_bit_and_a_seed_repeats(bcg, options):
    fit = rma(mods="~ ablat", data=bcg, method="DL")
    one = gosh(fit, threads=1, **options)
    for other in (gosh(fit, threads=3, **options), gosh(fit, **options)):
        for name in ARRAYS:
            assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def test_another_seed_is_another_sample(bcg):
    fit = rma(data=bcg)
    one, other = (fit.gosh(subsets=500, seed=seed) for seed in (1, 2))
    assert one.subsets.tobytes() != other.subsets.tobytes()
    assert "500 random subsets of 8,191 possible ones, drawn with seed 1" in one.notes[0].text


def test_random_subsets_are_equally_likely():
    """All 57 subsets of 2 or more of 6 studies come up alike: chi-squared below its 0.999 quantile."""
    packed = np.concatenate(list(_random(6, 2, 57_000, seed=11)))
    counts = np.unique(packed[:, 0], return_counts=True)[1]
    assert counts.size == 57
    assert ((counts - 1000.0) ** 2 / 1000.0).sum() < 94.5


def test_random_subsets_hold_enough_studies_for_the_moderators():
    x = np.arange(6.0)
    made = rma(0.1 * x, np.full(6, 0.1), mods=x, method="FE").gosh(subsets=56, seed=1)
    assert made.size.min() == 2
    assert np.isfinite(made.estimate).all()


@pytest.mark.parametrize("k", [8, 9, 40, 70])
def test_bits_name_the_members(k):
    rng = np.random.default_rng(1)
    yi, vi = rng.normal(size=k), rng.uniform(0.1, 1.0, k)
    made = rma(yi, vi, method="FE").gosh(subsets=200, seed=5)
    members = made.members()
    assert members.shape == (200, k)
    assert made.subsets.shape == (200, (k + 7) // 8)
    np.testing.assert_array_equal(members.sum(axis=1), made.size)
    w = members / vi
    np.testing.assert_allclose(made.estimate[:, 0], (w @ yi) / w.sum(axis=1), rtol=1e-10, atol=1e-12)
    for study in (0, k - 1):
        np.testing.assert_array_equal(made.contains(study), members[:, study])
        np.testing.assert_array_equal(made.contains(f"study {study + 1}"), members[:, study])


def test_medians_with_and_without_a_study():
    fit = rma([0.1, 0.2, 0.15, 1.9], [0.02, 0.03, 0.05, 0.03], method="DL", slab=list("ABCD"))
    made = fit.gosh()
    rows = made.by_study().set_index("label")
    inside = made.contains("D")
    assert rows.n_with["D"] == 8
    assert rows.n_without["D"] == 7
    assert rows.estimate_with["D"] == np.median(made.estimate[inside, 0])
    assert rows.estimate_without["D"] == np.median(made.estimate[~inside, 0])
    assert rows.tau2_without["D"] == np.nanmedian(made.tau2[~inside])
    assert rows.I2_with["D"] == np.nanmedian(made.I2[inside])
    assert rows.estimate_with["D"] - rows.estimate_without["D"] > 0.5


def test_rank_deficient_subsets_are_nan_with_a_note(bcg):
    made = rma(mods="~ C(alloc)", data=bcg).gosh()
    missing = np.isnan(made.estimate).any(axis=1)
    alloc = bcg.alloc.to_numpy()
    lacks = np.array([len(set(alloc[row])) < 3 for row in made.members()])
    np.testing.assert_array_equal(missing, lacks)
    assert "rank" in [note.code for note in made.notes]
    assert made.tidy().shape == (len(made.size), 8)


def test_identical_studies_and_one_study():
    made = rma([0.3] * 5, [0.1] * 5).gosh()
    np.testing.assert_allclose(made.estimate, 0.3)
    assert np.nanmax(made.tau2) == 0.0
    assert repr(made) == "<Gosh REML, all 31 subsets of 5 studies: median 0.3000, 0.3000 to 0.3000>"
    one = rma([0.3], [0.1]).gosh()
    assert one.estimate.tolist() == [[0.3]]
    assert np.isnan(one.by_study().estimate_without).all()


def test_many_studies_need_a_seed_and_labels_must_be_clear(bcg):
    rng = np.random.default_rng(1)
    with pytest.raises(NumbersError, match=r"10\^301 subsets of 1000 studies .* pass seed="):
        rma(rng.normal(size=1000), np.ones(1000), method="FE").gosh()
    with pytest.raises(NumbersError, match="2 or more"):
        rma(data=bcg).gosh(subsets=1)
    made = rma(data=bcg, slab=["same"] * 13).gosh(subsets=100, seed=1)
    with pytest.raises(NumbersError, match="13 studies are labelled 'same'"):
        made.contains("same")
    with pytest.raises(NumbersError, match="there is no study 13"):
        made.contains(13)


def test_weights_given_go_with_their_studies(bcg):
    data = bcg.iloc[:5]
    weights = data.vi.to_numpy() ** -0.5
    made = rma(data=data, weights=weights, method="GENQ").gosh()
    for row in (6, 12, 22, 30):
        here = made.members()[row]
        alone = rma(data=data[here], weights=weights[here], method="GENQ")
        np.testing.assert_allclose(made.estimate[row], alone.beta, rtol=1e-12)
        np.testing.assert_allclose(made.tau2[row], alone.tau2, rtol=1e-10, atol=1e-12)
