from __future__ import annotations

import pytest

from synthesis.effects.choices import Choices
from synthesis.effects.measures import find_measure
from synthesis.errors import NumbersError, UnknownTermError

DEFAULT = {
    "vtype": "LS", "correct": True, "add": None, "to": "only0", "drop00": False, "level": 95, "dist": "auto",
}  # fmt: skip


def test_words_say_which_effect() -> None:
    def words(measure: str, **options: object) -> str:
        return Choices.of(find_measure(measure), **(DEFAULT | options)).words()

    assert words("SMD") == "SMD, exact small-sample correction, variance LS"
    assert words("SMD", vtype="revman") == "SMD, RevMan's small-sample correction, variance RM"
    assert words("ROM", correct=False) == "ROM, no small-sample correction, variance LS"
    assert words("OR") == "OR, variance LS"


@pytest.mark.parametrize(
    ("measure", "options", "where"),
    [
        ("OR", {"correct": False}, "correct"),
        ("SMD", {"add": 0.5}, "add"),
        ("OR", {"add": -1}, "add"),
        ("OR", {"add": float("nan")}, "add"),
        ("PR", {"drop00": True}, "drop00"),
        ("SMD", {"level": 0.95e3}, "level"),
        ("SMD", {"level": 0}, "level"),
    ],
)
def test_options_that_do_not_fit_are_refused(measure: str, options: dict, where: str) -> None:
    with pytest.raises(NumbersError) as caught:
        Choices.of(find_measure(measure), **(DEFAULT | options))
    assert caught.value.where == where
    assert caught.value.hint


@pytest.mark.parametrize("options", [{"vtype": "HO"}, {"to": "never mind"}, {"dist": "gamma"}])
def test_unknown_words_are_refused(options: dict) -> None:
    with pytest.raises(UnknownTermError):
        Choices.of(find_measure("SMD"), **(DEFAULT | options))
