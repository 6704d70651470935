from __future__ import annotations

from itertools import product

import pytest

from synthesis.consistency.choices import Choices
from synthesis.consistency.multiverse import CHOICES, multiverse
from synthesis.consistency.verdict import verdict
from synthesis.errors import FilterError

SMALL = {
    "identity": ("strict", "lenient"),
    "specimen": ("pooled", "serum"),
    "implied_nulls": (True, False),
    "unstated": ("unknown", "significant"),
}


def test_every_combination_is_the_verdict_under_its_choices(real):
    for marker in ("IL-12p70", "IL-6", "TNF-alpha"):
        found = multiverse(real, marker, choices=SMALL)
        curve = found.curve()
        question = verdict(real, marker).question_key
        for row, combination in zip(curve["direction_class"], product(*SMALL.values()), strict=True):
            step = dict(zip(SMALL, combination, strict=True))
            identity = step.pop("identity")
            alone = verdict(real, marker, question, identity=identity, choices=Choices(**step))
            assert row == alone.direction_class, (marker, combination)


def test_the_summary_counts_the_curve(real):
    found = multiverse(real, "IL-6", choices=SMALL)
    row, classes = found.frame.iloc[0], found.curve()["direction_class"].tolist()
    assert row["combinations"] == len(classes) == 16
    assert row["too_few"] == classes.count("too few")
    assert row["kept"] == classes.count(row["direction_class"])
    assert row["share_kept"] == row["kept"] / (16 - row["too_few"])
    singles = found.combinations[(found.combinations != found.combinations.iloc[0]).sum(axis=1) == 1]
    flipped = [
        f"{name}={single[name]}"
        for (_, single), code in zip(singles.iterrows(), found.codes[0][singles.index], strict=True)
        for name in SMALL
        if single[name] != found.combinations.iloc[0][name] and code not in (found.codes[0][0], -1)
    ]
    assert row["flipped_by"] == "; ".join(flipped)


def test_all_questions_with_progress(real):
    seen: list[tuple[int, int]] = []
    found = multiverse(real, choices=SMALL, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (16, 16)
    assert (found.frame["k"] > 2).all()
    alone = multiverse(real, "IL-6", choices=SMALL).frame
    together = found.frame[found.frame["question_key"] == alone["question_key"].item()].reset_index(drop=True)
    assert together.equals(alone)
    assert found.tidy().equals(found.frame)
    assert "16 combinations" in repr(found)
    assert "share_kept" in found._repr_html_()
    with pytest.raises(FilterError, match="several"):
        found.curve()
    with pytest.raises(FilterError, match="was not asked"):
        found.curve("il-6")


def test_the_first_values_are_the_primary_analysis():
    primary = {name: values[0] for name, values in CHOICES.items()}
    assert primary.pop("identity") == "strict"
    assert Choices(**primary) == Choices()


@pytest.mark.parametrize("wrong", [{"colour": ("red",)}, {"pem": ("sometimes",)}, {"pem": ()}])
def test_undeclared_choices_are_refused(real, wrong):
    with pytest.raises(FilterError):
        multiverse(real, "IL-6", choices=wrong)
