"""How strongly, of what and in whose name a clause says it; and the statement in words of our own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from synthesis.audit.propose.lexicon import (
    HEDGES,
    MATRICES,
    QUANTIFIERS,
    REPORTING,
    SIGNIFICANT,
    SPECIMENS,
    Found,
    find,
)
from synthesis.vocabulary.claim import ClaimDirection, ClaimStrength, Modality
from synthesis.vocabulary.measurement import MatrixClass, Specimen

Meaning = TypeVar("Meaning")
_STUDIES = re.compile(r"\b(?:stud(?:y|ies)|cohorts|reports|papers)\b", re.IGNORECASE)
_RANKS = {cue.id: rank for rank, cue in enumerate(QUANTIFIERS)}
_SAID = {
    ClaimDirection.HIGHER: "higher in ME/CFS",
    ClaimDirection.LOWER: "lower in ME/CFS",
    ClaimDirection.ALTERED: "altered in ME/CFS",
    ClaimDirection.NO_DIFFERENCE: "not different in ME/CFS",
    ClaimDirection.PRESENT: "present in ME/CFS",
    ClaimDirection.MIXED: "mixed in ME/CFS",
}


@dataclass(frozen=True, slots=True)
class Slots:
    """What a clause says around its direction.

    Attributes
    ----------
    strength, modality, significant, specimens, matrix_classes
        Fields of the claim.
    found
        The cues they rest on, as rule, start and end in the masked sentence.
    """

    strength: ClaimStrength
    modality: Modality
    significant: bool
    specimens: tuple[Specimen, ...]
    matrix_classes: tuple[MatrixClass, ...]
    found: tuple[tuple[str, int, int], ...]


def slots(sentence: str, plain: str, start: int, end: int, around: tuple[int, int], *, cites: bool) -> Slots:
    """Read the slots of a clause.

    A hedge wins over every quantifier; of several quantifiers the one highest in the table stays.

    Parameters
    ----------
    sentence
        The masked sentence.
    plain
        The same with the markers' names in it, which may hold words such as "count".
    start, end
        The clause in it.
    around
        Range of the direction and its markers, within which a kind of measurement is looked for.
    cites
        Whether the sentence names a study.
    """
    hedges = find(HEDGES, sentence, start, end)
    quantifiers = sorted(find(QUANTIFIERS, sentence, start, end), key=lambda hit: _RANKS[hit.cue.id])
    reporting = find(REPORTING, sentence, start, end)
    specimens = find(SPECIMENS, sentence, start, end)
    matrices = find(MATRICES, plain, *around)
    significant = find((SIGNIFICANT,), sentence, start, end)
    strength = ClaimStrength.SINGLE_STUDY if cites else ClaimStrength.GENERIC
    if hedges:
        strength = ClaimStrength.HEDGED
    elif quantifiers:
        strength = quantifiers[0].cue.means
    spoken = quantifiers and _STUDIES.search(sentence[quantifiers[0].start : quantifiers[0].end]) is not None
    reported = bool(reporting) or cites or bool(spoken)
    return Slots(
        strength=strength,
        modality=Modality.HEDGED if hedges else Modality.REPORTED if reported else Modality.ASSERTED,
        significant=bool(significant),
        specimens=_one(specimens),
        matrix_classes=_one(matrices)[0] if len(_one(matrices)) == 1 else (),
        found=(
            *_rules(hedges),
            *_rules(quantifiers[:1]),
            *_rules(reporting[:1]),
            *_rules(significant),
            *(_rules(specimens) if _one(specimens) else ()),
            *(_rules(matrices) if _one(matrices) else ()),
        ),
    )


def statement(name: str, direction: ClaimDirection, strength: ClaimStrength) -> str:
    """Write a proposed statement in words of our own.

    Examples
    --------
    >>> statement("IL-6", ClaimDirection.HIGHER, ClaimStrength.REPEATED)
    'IL-6: higher in ME/CFS (several studies)'
    """
    return f"{name}: {_SAID[direction]} ({strength.label})"


def _one(hits: Sequence[Found[Meaning]]) -> tuple[Meaning, ...]:
    """Give the meaning of cues that all say the same; nothing when they differ."""
    meanings = {hit.cue.id: hit.cue.means for hit in hits}
    return tuple(meanings.values()) if len(meanings) == 1 else ()


def _rules(hits: Sequence[Found[Meaning]]) -> list[tuple[str, int, int]]:
    return [(hit.cue.id, hit.start, hit.end) for hit in hits]
