from __future__ import annotations

import numpy as np
import pytest

from synthesis.models.notes import FLAG_NOTES, Severity, of_flags
from synthesis.models.pooled import Flag
from synthesis.models.univariate import rma


def codes(fit):
    return {note.code for note in fit.notes}


def test_every_flag_has_words():
    assert set(FLAG_NOTES) == set(Flag)
    assert len({note.code for note in FLAG_NOTES.values()}) == len(Flag)


def test_few_studies_and_the_width_of_knapp_hartung():
    fit = rma([0.1, 0.6, 0.9], [0.02, 0.03, 0.02], test="knha")
    assert {"few-studies", "knha-wider", "i2-definition"} <= codes(fit)
    text = next(note.text for note in fit.notes if note.code == "knha-wider")
    ratio = (fit.ci_ub[0] - fit.ci_lb[0]) / 2 / 1.959963984540054 * np.sqrt((1 / (fit.vi + fit.tau2)).sum())
    assert f"{ratio:.1f} times" in text


def test_knapp_hartung_narrower_than_wald_is_a_caution():
    fit = rma([0.1, 0.11, 0.12, 0.1, 0.11], [0.1, 0.2, 0.1, 0.3, 0.2], test="knha")
    assert "knha-narrower" in codes(fit)
    assert "knha-narrower" not in codes(rma(fit.yi, fit.vi, test="adhoc"))


def test_a_study_that_dominates_is_named():
    fit = rma([0.1, 0.2, 0.3], [0.001, 0.2, 0.2], slab=["Alpha 2001", "Beta", "Gamma"], method="FE")
    assert any("Alpha 2001 carries 99%" in note.text for note in fit.notes)


def test_two_modes_are_a_warning_with_both_places():
    fit = rma([-0.75, -8.2, -0.16, 0.06, 0.1, 0.65], [0.71, 2.44, 1.24, 0.07, 0.06, 0.85])
    note = fit.notes[0]
    assert (note.code, note.severity) == ("two-modes", Severity.WARNING)
    assert "7.8413" in note.text
    assert fit.modes == 2


def test_other_advice(bcg):
    assert "fixed-but-different" in codes(rma(data=bcg, method="FE"))
    assert "knha-fixed" in codes(rma(data=bcg, method="FE", test="knha"))
    assert "few-per-coefficient" in codes(rma(mods="~ ablat + C(alloc)", data=bcg))
    assert "user-weights" in codes(rma(data=bcg, weights=np.ones(13)))
    assert "wald-narrow" in codes(rma(data=bcg[:8]))
    assert "wald-narrow" not in codes(rma(data=bcg[:8], test="knha"))


@pytest.mark.parametrize("how", ["g; from med1i, q11i, q31i, n1i", "log ratio; from m1i, min2i, max2i"])
def test_effects_from_medians_are_counted(bcg, how):
    data = bcg.assign(how=["g; from m1i, sd1i, n1i"] * 10 + [how] * 3)
    fit = rma(data=data)
    assert any(note.text.startswith("3 of 13 effects") for note in fit.notes if note.code == "from-medians")


def test_notes_come_gravest_first_and_as_a_frame(bcg):
    fit = rma(data=bcg[:3], method="FE", test="knha")
    order = [s.value for s in (Severity.WARNING, Severity.CAUTION, Severity.INFO)]
    severities = fit.advice()["severity"].tolist()
    assert severities == sorted(severities, key=order.index)
    assert fit.advice().columns.tolist() == ["severity", "code", "text"]


def test_flags_of_a_batch_in_words():
    assert [note.code for note in of_flags(int(Flag.BOUNDARY | Flag.MODES))] == ["tau2-zero", "two-modes"]
    assert of_flags(0) == ()
