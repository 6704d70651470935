"""`specifications`: the votes on one question under every combination of the declared choices.

`multiverse` tells which direction class each combination gives; here each keeps its counts, so that the share
can be drawn as a specification curve.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

from synthesis.consistency.ballots import Ballots, about
from synthesis.consistency.choices import PRIMARY
from synthesis.consistency.decide import decide, tally
from synthesis.consistency.frames import TEXT, WHOLE, frame_of
from synthesis.consistency.labels import direction_class, label_text
from synthesis.consistency.multiverse import CHOICES
from synthesis.consistency.rules import judge
from synthesis.consistency.sensitivity import counterparts
from synthesis.consistency.tally import Measures, Tally
from synthesis.consistency.thresholds import DEFAULT, Thresholds
from synthesis.consistency.votes import asked

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: Columns behind those of the choices; one of the choices is called `silent` as well.
COUNTS = {f"cohorts{way}": WHOLE for way in ("", "_higher", "_lower", "_silent", "_mixed")}
VERDICT = {"label": TEXT, "direction_class": TEXT}


def specifications(
    atlas: Atlas, marker: str, question: str | None = None, *, thresholds: Thresholds = DEFAULT
) -> pd.DataFrame:
    """Count the votes on one question under every combination of the declared choices.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    marker, question
        One marker by id, name or synonym, and one of its questions by key; its first question when left out.
    thresholds
        Where the rules draw their lines.

    Returns
    -------
    pandas.DataFrame
        One row a combination, the primary analysis first: a column for each choice of
        `synthesis.consistency.multiverse.CHOICES`, then the `cohorts` that vote and those of them that are
        `cohorts_higher`, `cohorts_lower`, `cohorts_silent` and `cohorts_mixed`, the `label` and its
        `direction_class`.

    Raises
    ------
    FilterError
        When there is no such marker or question.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.specifications import specifications
    >>> every = specifications(syn.load(), "crp")
    >>> len(every), every["pem"].iloc[0], every["cohorts"].iloc[0] >= every["cohorts"].iloc[-1]
    (4608, 'any', True)
    """
    readings = _readings(atlas, marker, question)
    steps = [dict(zip(CHOICES, values, strict=True)) for values in product(*CHOICES.values())]
    votes = Tally.stack([_votes(readings[step["identity"]], step) for step in steps]).flat()
    judged, m = judge(votes, thresholds), Measures.of(votes)
    counts = zip(m.k, m.higher, m.lower, m.silent, m.mixed, strict=True)
    verdicts = zip(judged.label.tolist(), judged.sign.tolist(), strict=True)
    rows = [
        {name: _word(value) for name, value in step.items()}
        | {name: int(n) for name, n in zip(COUNTS, numbers, strict=True)}
        | {"label": label_text(label, sign), "direction_class": direction_class(label, sign)}
        for step, numbers, (label, sign) in zip(steps, counts, verdicts, strict=True)
    ]
    return frame_of(rows, dict.fromkeys(CHOICES, TEXT) | COUNTS | VERDICT)


def _readings(atlas: Atlas, marker: str, question: str | None) -> dict[str, Ballots | None]:
    """Read the findings on the question under each identity; None where it is not asked."""
    strict, _, key = asked(atlas, marker, question, "strict", PRIMARY)
    lenient = Ballots.of(atlas, "lenient", about(str(strict.findings["marker_group"].iloc[0])))
    place = int(counterparts(strict, lenient, "strict")[key])
    wider = Ballots.of(atlas, "lenient", lenient.keys[place].__eq__) if place >= 0 else None
    return {"strict": Ballots.of(atlas, "strict", strict.keys[key].__eq__), "lenient": wider}


def _votes(ballots: Ballots | None, step: dict[str, Any]) -> Tally:
    """Count the votes of one combination."""
    if ballots is None:
        return Tally.zeros(1)
    choices = replace(PRIMARY, **{name: value for name, value in step.items() if name != "identity"})
    return tally(ballots, decide(ballots, choices))


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
