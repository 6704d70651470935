from __future__ import annotations

import pytest

from synthesis.models.options import Method, Prediction, Tau2Interval, Test


@pytest.mark.parametrize("vocabulary", [Method, Test, Prediction, Tau2Interval])
def test_every_spelling_names_one_choice(vocabulary):
    spellings = {}
    for member in vocabulary:
        for name in (member.value, member.label, *member.synonyms):
            assert vocabulary.parse(name) is member
            assert spellings.setdefault(name.casefold(), member) is member


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("EE", "FE"),
        ("Paule-Mandel", "PM"),
        ("sidik_jonkman", "SJ"),
        ("reml", "REML"),
        ("generalized q", "GENQ"),
    ],
)
def test_both_spellings_of_methods(said, meant):
    assert Method.parse(said).value == meant
