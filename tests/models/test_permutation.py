from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import NumbersError
from synthesis.models.permutation import permutation_test
from synthesis.models.univariate import rma


@pytest.mark.parametrize("options", [{}, {"test": "knha"}, {"method": "FE"}, {"tau2": 0.2}])
def test_all_sign_flips_by_hand(bcg, options):
    data = bcg.iloc[:7]
    fit = rma(data=data, **options)
    by_hand = [
        rma(data=data.assign(yi=data.yi * np.array(signs)), **options).zval[0]
        for signs in product([1, -1], repeat=7)
    ]
    made = fit.permutation_test()
    assert made.exact
    assert made.permutations == 128
    np.testing.assert_allclose(np.sort(made.statistics[:, 0]), np.sort(by_hand), rtol=1e-8, atol=1e-10)
    expected = np.mean(np.abs(by_hand) >= abs(fit.zval[0]) - 1.5e-8)
    assert made.pval[0] == expected
    assert np.isnan(made.QMp)


@pytest.mark.parametrize("mods", ["~ ablat", "~ 0 + ablat", "~ ablat + year"])
def test_all_orders_by_hand(bcg, mods):
    data = bcg.iloc[:5].assign(year=[1, 2, 2, 4, 9])
    fit = rma(mods=mods, data=data, test="knha")
    columns = ["ablat", "year"]
    by_hand = []
    for order in permutations(range(5)):
        moved = data.copy()
        moved[columns] = data[columns].to_numpy()[list(order)]
        by_hand.append(rma(mods=mods, data=moved, test="knha"))
    made = fit.permutation_test()
    assert made.permutations == 120
    for i, name in enumerate(fit.names):
        sizes = np.abs([each.zval[i] for each in by_hand])
        np.testing.assert_allclose(np.sort(np.abs(made.statistics[:, i])), np.sort(sizes), rtol=1e-7)
        if name == "intrcpt":
            assert np.isnan(made.pval[i])
        else:
            assert made.pval[i] == np.mean(sizes >= abs(fit.zval[i]) - 1e-6)
    joint = np.array([each.QM for each in by_hand])
    assert made.QMp == np.mean(joint >= fit.QM - 1e-6)


def test_only_distinct_orders_are_tried(bcg):
    data = bcg.assign(group=[0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1])
    made = rma(mods="~ group", data=data, method="DL").permutation_test()
    assert made.exact
    assert made.permutations == 715  # 13 choose 4
    # a factor names the same groups: the same statistics up to sign
    other = rma(mods="~ C(group, contr.treatment(base=1))", data=data, method="DL").permutation_test()
    np.testing.assert_allclose(
        np.sort(np.abs(made.statistics[:, 1])), np.sort(np.abs(other.statistics[:, 1])), rtol=1e-9
    )
    assert made.pval[1] == other.pval[1]


def test_the_observed_data_come_first(bcg):
    for mods in (None, "~ ablat"):
        fit = rma(mods=mods, data=bcg)
        for options in ({"permutations": 300, "seed": 4}, {"permutations": 8192}):
            if mods and "seed" not in options:
                continue
            made = fit.permutation_test(**options)
            np.testing.assert_allclose(made.statistics[0], fit.zval, rtol=1e-9)
            assert made.pval[-1] > 0.0
    exact = rma(mods="~ ablat", data=bcg.iloc[:6]).permutation_test()
    np.testing.assert_allclose(exact.statistics[0], rma(mods="~ ablat", data=bcg.iloc[:6]).zval, rtol=1e-9)


def test_turning_all_effects_or_moving_the_moderator_changes_nothing(bcg):
    one = rma(data=bcg).permutation_test()
    other = rma(data=bcg.assign(yi=-bcg.yi)).permutation_test()
    assert one.pval[0] == other.pval[0]
    short = bcg.iloc[:7]
    moved = short.assign(ablat=5.0 - 2.0 * short.ablat)
    assert (
        rma(mods="~ ablat", data=short).permutation_test().QMp
        == rma(mods="~ ablat", data=moved).permutation_test().QMp
    )


def test_random_permutations_approach_the_exact_p(bcg):
    fit = rma(data=bcg.assign(yi=bcg.yi + 0.5), method="DL")
    exact = fit.permutation_test().pval[0]
    drawn = fit.permutation_test(permutations=4000, seed=2).pval[0]
    # four standard errors
    assert abs(drawn - exact) < 4 * np.sqrt(exact * (1 - exact) / 4000)
    short = rma(mods="~ ablat", data=bcg.iloc[:7], method="DL")
    exact = short.permutation_test().QMp
    drawn = short.permutation_test(permutations=2000, seed=2).QMp
    assert abs(drawn - exact) < 4 * np.sqrt(exact * (1 - exact) / 2000)


@pytest.mark.parametrize("mods", [None, "~ ablat"])
def test_a_seed_repeats_and_threads_change_no_bit(bcg, mods):
    fit = rma(mods=mods, data=bcg, method="DL")
    one = permutation_test(fit, permutations=1500, seed=9, threads=1)
    other = permutation_test(fit, permutations=1500, seed=9, threads=3)
    assert one.statistics.tobytes() == other.statistics.tobytes()
    assert one.joint_statistics.tobytes() == other.joint_statistics.tobytes()
    again = permutation_test(fit, permutations=1500, seed=10)
    assert one.statistics.tobytes() != again.statistics.tobytes()


def test_notes_tell_what_p_can_and_cannot_be(bcg):
    few = rma(data=bcg.iloc[:4]).permutation_test()
    assert few.notes[0].code == "least-p"
    assert "p cannot fall below 0.125" in few.notes[0].text
    assert rma(data=bcg.iloc[:6]).permutation_test().notes == ()
    drawn = rma(mods="~ ablat", data=bcg).permutation_test(permutations=200, seed=1)
    assert [note.code for note in drawn.notes] == ["random-permutations", "constant-not-tested"]


def test_one_study_has_two_signs_and_p_is_one():
    made = rma([0.3], [0.01]).permutation_test()
    assert made.permutations == 2
    assert made.pval.tolist() == [1.0]
    assert rma([0.0, 0.0, 0.0], [0.1, 0.2, 0.3]).permutation_test().pval.tolist() == [1.0]


def test_identical_studies_have_no_knapp_hartung_statistic():
    made = rma([0.3] * 6, [0.1] * 6, test="knha").permutation_test()
    assert np.isnan(made.pval[0])
    assert "observed-undefined" in [note.code for note in made.notes]
    assert rma([0.3] * 6, [0.1] * 6).permutation_test().pval[0] == 2 / 64


def test_rows_that_were_left_out_change_nothing(bcg):
    gaps = pd.concat([bcg.iloc[[0]].assign(yi=np.nan), bcg])
    assert rma(data=gaps).permutation_test().pval == rma(data=bcg).permutation_test().pval


def test_many_permutations_need_a_seed(bcg):
    with pytest.raises(NumbersError, match=r"permutations are more than 50,000; pass seed="):
        rma(mods="~ ablat", data=bcg).permutation_test()
    with pytest.raises(NumbersError, match="2 or more"):
        rma(data=bcg).permutation_test(permutations=1)
    with pytest.raises(NumbersError, match=r"10\^903 permutations"):
        rma(np.ones(3000), np.ones(3000), method="FE").permutation_test()


def test_it_reads_well(bcg):
    assert repr(rma(data=bcg).permutation_test()) == "<Permutation test, all 8,192 sign flips: p = 0.001>"
    made = rma(mods="~ ablat", data=bcg.iloc[:7]).permutation_test()
    assert repr(made).startswith(
        "<Permutation test, all 2,520 permutations of the moderators: all moderators p"
    )
    assert made.tidy().term.tolist() == ["intrcpt", "ablat", "all moderators"]
