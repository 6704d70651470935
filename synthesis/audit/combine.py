"""How several questions and several markers give one label.

The rule is conservative: it concludes question by question and never adds votes across questions.

1. *Questions of one marker.* A claim about some studies or some patients (S2, one study, mixed) needs one
   instance, so the question that bears it best decides. Every other claim must hold wherever it was looked
   at, so the question that bears it least decides. Questions with one or two cohorts can give an instance;
   beyond that they decide only where no question has more.
2. *Markers.* Said of each marker, the marker that bears it least decides, and a marker without records
   keeps the claim from being supported. Said of some markers or a class, the marker that bears it best
   decides, and how many bear it is said beside the label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.audit.readings import Reading, nothing_recorded
from synthesis.vocabulary.claim import AuditLabel, ClaimReach, ClaimStrength

#: Labels from the one that bears a claim least to the one that bears it best.
FROM_WORST = (
    AuditLabel.CONTRADICTED,
    AuditLabel.NOT_BORNE_OUT,
    AuditLabel.DISPUTED,
    AuditLabel.OVERSTATED,
    AuditLabel.UNSETTLED,
    AuditLabel.TOO_FEW_STUDIES,
    AuditLabel.NOT_IN_RECORD,
    AuditLabel.NOT_CONTRADICTED,
    AuditLabel.SUPPORTED,
)
#: Strengths that one instance bears out.
ONE_INSTANCE = (ClaimStrength.EXISTENTIAL, ClaimStrength.SINGLE_STUDY, ClaimStrength.MIXED)


@dataclass(frozen=True, slots=True, eq=False)
class MarkerReading:
    """What the records say about a claim for one of its markers.

    Attributes
    ----------
    marker, name
        The marker.
    readings
        One a question; at least one, which may be without an answer.
    decisive
        The one that decides.
    rolled
        Whether the marker is counted as the wider entry of others.
    """

    marker: str
    name: str
    readings: tuple[Reading, ...]
    decisive: Reading
    rolled: bool = False

    @classmethod
    def of(
        cls,
        marker: str,
        name: str,
        readings: Sequence[Reading],
        strength: ClaimStrength,
        *,
        rolled: bool = False,
    ) -> MarkerReading:
        """Let the readings of one marker decide; without one, nothing is recorded."""
        found = tuple(readings) or (nothing_recorded(strength),)
        return cls(marker, name, found, over_questions(found, strength), rolled)

    @property
    def label(self) -> AuditLabel:
        """Label for this marker."""
        return self.decisive.outcome.label


def over_questions(readings: Sequence[Reading], strength: ClaimStrength) -> Reading:
    """Choose the question that decides for one marker."""
    recorded = [reading for reading in readings if reading.answer is not None] or readings
    deciding = [reading for reading in readings if reading.decides] or recorded
    if strength not in ONE_INSTANCE:
        return _worst(deciding)
    best = _best(recorded)
    return best if best.outcome.label is AuditLabel.SUPPORTED else _best(deciding)


def over_markers(markers: Sequence[MarkerReading], reach: ClaimReach) -> MarkerReading:
    """Choose the marker that decides for the claim."""
    readings = [marker.decisive for marker in markers]
    if reach is ClaimReach.EACH:
        return markers[readings.index(_worst(readings))]
    recorded = [reading for reading in readings if reading.answer is not None]
    return markers[readings.index(_best(recorded or readings))]


def _best(readings: Sequence[Reading]) -> Reading:
    """Choose what bears a claim best: by label, significant cohorts, share, cohorts; ties go to the key."""
    merits = [_merit(reading) for reading in readings]
    order = min(range(len(merits)), key=lambda i: (*(-part for part in merits[i][:4]), merits[i][4]))
    return readings[order]


def _worst(readings: Sequence[Reading]) -> Reading:
    """Choose what bears a claim least: by label, share, then the one with more cohorts; ties by key."""
    merits = [_merit(reading) for reading in readings]
    order = min(range(len(merits)), key=lambda i: (merits[i][0], merits[i][2], -merits[i][3], merits[i][4]))
    return readings[order]


def _merit(reading: Reading) -> tuple[int, int, float, int, str]:
    """Measure how well a reading bears its claim: label, significant cohorts, share, cohorts, key."""
    step = FROM_WORST.index(reading.outcome.label)
    if reading.answer is None:
        return step, 0, 0.0, 0, ""
    k, found = reading.answer.k, len(reading.sides.supporting)
    hits = sum(vote.mark == "*" for vote in reading.sides.supporting)
    return step, hits, found / k, k, reading.answer.key
