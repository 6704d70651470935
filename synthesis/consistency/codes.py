"""Give the codes of umbrella reviews and older summaries, as columns for comparison.

None of these is a verdict of this package. Sources: umbrella classes in the Ioannidis and Fusar-Poli
tradition (variants: the appraisal table of BMC Medicine 2021, s12916-021-02020-6; R metaumbrella
1.1.0); Sallis, Prochaska and Taylor 2000 as applied in PMC7077823; best-evidence synthesis of the
Institute for Work and Health (OEM 155820 and 169515) and the three-quarters rule (BJSM 109087, 106013);
GRADE without a pooled estimate, Murad 2017 (PMC5502230). Shares are compared as exact fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from synthesis.consistency.inputs import BoolArray, whole_counts
from synthesis.errors import NumbersError

UmbrellaVariant = Literal["appraisal-2021", "metaumbrella"]
UmbrellaClass = Literal["I", "II", "III", "IV", "NS"]
EvidenceLevel = Literal["strong", "moderate", "limited", "mixed", "insufficient"]

_BIAS_LEVEL = {"appraisal-2021": 0.10, "metaumbrella": 0.05}


@dataclass(frozen=True, slots=True)
class UmbrellaEvidence:
    """What the umbrella classes ask of one meta-analysis; None where it is not known.

    Attributes
    ----------
    p
        Two-sided p of the random-effects mean.
    cases, participants
        Cases; all persons (the alternative for continuous outcomes, above 20,000).
    i2
        I-squared, 0 to 100.
    prediction_excludes_null, largest_significant
        Whether the 95 % prediction interval excludes the null; whether the largest study is
        significant at 0.05.
    small_study_p, excess_p
        p of the small-study effects (Egger) and excess significance tests.
    """

    p: float
    cases: int
    participants: int | None = None
    i2: float | None = None
    prediction_excludes_null: bool | None = None
    largest_significant: bool | None = None
    small_study_p: float | None = None
    excess_p: float | None = None


@dataclass(frozen=True, slots=True)
class UmbrellaResult:
    """An umbrella class with what kept it from the class above.

    Attributes
    ----------
    label
        I convincing, II highly suggestive, III suggestive, IV weak, NS not significant.
    variant
        Which published set of rules.
    missed
        Conditions of the next class up that fail or are unknown.
    """

    label: UmbrellaClass
    variant: UmbrellaVariant
    missed: tuple[str, ...]


def umbrella_class(evidence: UmbrellaEvidence, variant: UmbrellaVariant = "appraisal-2021") -> UmbrellaResult:
    """Give the umbrella-review class; an unknown condition counts as not met.

    Parameters
    ----------
    evidence
        Figures of one meta-analysis.
    variant
        "appraisal-2021": class I also asks that the largest study is significant, and bias tests
        above 0.10. "metaumbrella": bias tests above 0.05, nothing of the largest study in class I.

    Raises
    ------
    NumbersError
        When p lies outside 0 to 1 or the cases are negative.

    Examples
    --------
    >>> umbrella_class(UmbrellaEvidence(p=1e-7, cases=600))
    UmbrellaResult(label='IV', variant='appraisal-2021', missed=('more than 1000 cases',))
    """
    if not 0 <= evidence.p <= 1:
        raise NumbersError(f"{evidence.p!r} is no p-value", where="p", hint="give a number from 0 to 1")
    if evidence.cases < 0:
        raise NumbersError(f"{evidence.cases} cases", where="cases", hint="give 0 or more")
    many = evidence.cases > 1000 or (evidence.participants or 0) > 20_000
    level = _BIAS_LEVEL[variant]
    largest = evidence.largest_significant is True
    clean = [
        ("I2 below 50 %", evidence.i2 is not None and evidence.i2 < 50),
        ("prediction interval excludes the null", evidence.prediction_excludes_null is True),
        (f"small-study test above {level:g}", (evidence.small_study_p or 0) > level),
        (f"excess significance test above {level:g}", (evidence.excess_p or 0) > level),
    ]
    if variant == "appraisal-2021":
        clean.append(("largest study significant", largest))
    size = ("more than 1000 cases", many)
    ladder: list[tuple[UmbrellaClass, list[tuple[str, bool]]]] = [
        ("I", [("p below 1e-6", evidence.p < 1e-6), size, *clean]),
        ("II", [("p below 1e-6", evidence.p < 1e-6), size, ("largest study significant", largest)]),
        ("III", [("p below 1e-3", evidence.p < 1e-3), size]),
        ("IV", [("p below 0.05", evidence.p < 0.05)]),
    ]
    missed: tuple[str, ...] = ()
    for label, conditions in ladder:
        failed = tuple(name for name, met in conditions if not met)
        if not failed:
            return UmbrellaResult(label, variant, missed)
        missed = failed
    return UmbrellaResult("NS", variant, missed)


def sallis_code(
    supporting: int,
    total: int,
    sign: Literal["+", "-"] = "+",
    double_from: int = 3,
    triple_from: int | None = 5,
) -> str:
    """Give the Sallis code of a share of studies that found an association.

    Up to 33 % "0", 34 to 59 % "?", 60 % and more the sign; written twice from `double_from` studies
    and three times from `triple_from`; "?" is never repeated. One third counts as 33 %.

    Parameters
    ----------
    supporting, total
        Studies with a significant association in one direction; all studies.
    sign
        Direction of the association.
    double_from, triple_from
        Numbers of studies; (3, 5) in PMC7077823, (4, None) elsewhere.

    Raises
    ------
    NumbersError
        When there are no studies or more support than there are.

    Examples
    --------
    >>> sallis_code(3, 4), sallis_code(1, 3), sallis_code(1, 2)
    ('++', '00', '?')
    """
    if not 0 <= supporting <= total or total == 0:
        raise NumbersError(
            f"{supporting} of {total} studies", where="supporting", hint="give 0 up to all of 1 or more"
        )
    share = Fraction(supporting, total)
    if Fraction(34, 100) <= share < Fraction(60, 100):
        return "?"
    code = sign if share >= Fraction(60, 100) else "0"
    if triple_from is not None and total >= triple_from:
        return code * 3
    return code * 2 if total >= double_from else code


def findings_consistent(agreeing: int, total: int) -> bool:
    """Tell whether three quarters or more of the studies found the same (best-evidence synthesis).

    Raises
    ------
    NumbersError
        When there are no studies or more agree than there are.

    Examples
    --------
    >>> findings_consistent(3, 4), findings_consistent(2, 3)
    (True, False)
    """
    if not 0 <= agreeing <= total or total == 0:
        raise NumbersError(
            f"{agreeing} of {total} studies", where="agreeing", hint="give 0 up to all of 1 or more"
        )
    return Fraction(agreeing, total) >= Fraction(3, 4)


def evidence_level(high_agreeing: int, high: int, medium_agreeing: int, medium: int) -> EvidenceLevel:
    """Give the level of a best-evidence synthesis (Institute for Work and Health).

    Strong: three high-quality studies agree, and three quarters of all. Moderate: two high, or two
    medium and one high, agree, and two thirds of all. Limited: two of any kind agree, more than half
    of all; or a single high-quality study. Mixed: two or more that contradict. Else insufficient.
    The published tables differ in "two thirds or more" and "more than two thirds"; the former is used.

    Parameters
    ----------
    high_agreeing, high
        High-quality studies with the majority finding; all high-quality studies.
    medium_agreeing, medium
        The same for medium quality. Low quality does not count.

    Raises
    ------
    NumbersError
        When more agree than there are, or a count is negative.

    Examples
    --------
    >>> evidence_level(3, 3, 0, 1), evidence_level(2, 2, 0, 1), evidence_level(1, 2, 0, 0)
    ('strong', 'moderate', 'mixed')
    """
    if not (0 <= high_agreeing <= high and 0 <= medium_agreeing <= medium):
        raise NumbersError(
            "more studies agree than there are", where="agreeing", hint="count each study once"
        )
    agreeing, total = high_agreeing + medium_agreeing, high + medium
    if total == 0:
        return "insufficient"
    share = Fraction(agreeing, total)
    if high_agreeing >= 3 and share >= Fraction(3, 4):
        return "strong"
    two_high = high_agreeing >= 2 or (medium_agreeing >= 2 and high_agreeing >= 1)
    if two_high and share >= Fraction(2, 3):
        return "moderate"
    if (agreeing >= 2 and share > Fraction(1, 2)) or (high == 1 and medium == 0 and agreeing == 1):
        return "limited"
    return "mixed" if total >= 2 else "insufficient"


def few_participants(participants: ArrayLike) -> BoolArray:
    """Flag imprecision when nothing is pooled: 400 participants in all or fewer (Murad 2017).

    Raises
    ------
    NumbersError
        When a number is negative or not whole.

    Examples
    --------
    >>> few_participants([400, 401])
    array([ True, False])
    """
    return np.asarray(whole_counts(participants, "participants") <= 400)
