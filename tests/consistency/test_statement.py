from __future__ import annotations

import pytest

from synthesis.consistency.statement import statement
from synthesis.consistency.tally import Measures, Tally

SENTENCES = {
    (): "No cohort gives a vote on X.",
    (0, 0, 0): "3 of the 3 cohorts that gave a direction found X higher in cases; 3 cohorts tested it.",
    (3, 6): (
        "1 of the 1 cohort that gave a direction found X lower in cases; 2 cohorts tested it, and 1 of them "
        "reported no significant difference, without its direction. If this one went the other way it would "
        "be 1 of 2 (50%)."
    ),
    (0, 3): "1 cohort found X higher in cases and 1 lower; 2 cohorts tested it.",
    (0, 0, 5, 5, 6): (
        "2 cohorts found X higher in cases and 2 lower; 5 cohorts tested it. "
        "1 cohort reported no significant difference, without its direction, and could tip it either way."
    ),
    (0, 0, 8): (
        "2 of the 2 cohorts that gave a direction found X higher in cases; "
        "1 cohort found it mixed, or different without a direction; 3 cohorts tested it."
    ),
    (7, 7): (
        "None of the 2 cohorts that tested X gave a clear direction; "
        "2 cohorts found it mixed, or different without a direction. "
        "No significant difference is not the same as no difference."
    ),
}


@pytest.mark.parametrize("kinds", SENTENCES, ids=str)
def test_sentence(kinds):
    assert statement("X", Measures.of(Tally.of_votes([list(kinds)]))) == SENTENCES[kinds]
