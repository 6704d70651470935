"""Questions: what is judged, when two markers count as one, and which question a marker is first asked.

A question is a marker, the kind of measurement, the state and the comparison, written as its key
``marker | matrix | state | contrast`` (`synthesis.records.use.question_key`). Findings are never counted
across keys. Two things are added to the key of the records here:

- a comparison with people who have another illness or another fatigue is a question of its own: the
  contrast then names the comparison group, as in ``cases-vs-controls:other-fatigued``;
- under lenient identity the marker is replaced by its wider entry (`marker_group`, one step). The rest of
  the key stays, so analytes that platelets release keep serum and plasma apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from synthesis.errors import FilterError
from synthesis.store.nearest import nearest
from synthesis.vocabulary.measurement import MatrixClass, Specimen, State
from synthesis.vocabulary.result import Contrast
from synthesis.vocabulary.study import Comparator

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Whether each marker stands alone, or is counted under its wider entry.
Identity = Literal["strict", "lenient"]

#: Comparison groups that make a question of their own. An unclear one stays in the main question.
OWN_QUESTION = (
    Comparator.OTHER_DISEASE,
    Comparator.OTHER_FATIGUED,
    Comparator.WITHIN_PATIENT,
    Comparator.PLACEBO,
    Comparator.NONE,
)
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class Question:
    """One question key, taken apart.

    Attributes
    ----------
    marker
        Marker id.
    matrix
        Kind of measurement, where needed with the specimen or the cells after a colon.
    state
        State, where there is a stimulus with it after a colon.
    contrast
        Comparison, where it is not with healthy or unclear controls with the group after a colon.
    """

    marker: str
    matrix: str
    state: str
    contrast: str

    @classmethod
    def parse(cls, key: str) -> Question:
        """Take a key apart.

        Raises
        ------
        FilterError
            When the text does not have four parts.

        Examples
        --------
        >>> Question.parse("il-6 | circulating-protein | rest | cases-vs-controls").matrix
        'circulating-protein'
        """
        parts = key.split(_BETWEEN)
        if len(parts) != 4:
            raise FilterError(
                f"{key!r} is not a question key",
                where="question",
                hint="write: marker | matrix | state | contrast",
            )
        return cls(*parts)

    @property
    def key(self) -> str:
        """The key as it stands in frames."""
        return _BETWEEN.join((self.marker, self.matrix, self.state, self.contrast))

    @property
    def is_default(self) -> bool:
        """Whether it asks for the circulating level at rest of cases against controls."""
        return (
            self.matrix.partition(":")[0] == MatrixClass.CIRCULATING
            and self.state == State.REST
            and self.contrast == Contrast.CASES_VS_CONTROLS
        )

    @property
    def words(self) -> str:
        """The question without its marker, in words.

        Examples
        --------
        >>> Question.parse("tgf-beta1 | circulating-protein:plasma | rest | cases-vs-controls").words
        'circulating level (plasma), at rest, cases against controls'
        """
        matrix, _, detail = self.matrix.partition(":")
        known = detail in Specimen.values()
        about = f" ({Specimen(detail).label if known else detail})" if detail else ""
        state, _, stimulus = self.state.partition(":")
        under = f" ({stimulus})" if stimulus else ""
        contrast, _, group = self.contrast.partition(":")
        against = f" ({Comparator(group).label})" if group else ""
        measured, given = f"{MatrixClass(matrix).label}{about}", f"{State(state).label}{under}"
        return f"{measured}, {given}, {Contrast(contrast).label}{against}"


def question_keys(
    keys: Sequence[str], groups: Sequence[str], comparators: Sequence[str], identity: Identity
) -> list[str]:
    """Write the question of each finding.

    Parameters
    ----------
    keys, groups, comparators
        Columns `question_key`, `marker_group` and `comparator` of the findings frame.
    identity
        ``strict`` keeps the marker, ``lenient`` puts its wider entry in its place.

    Raises
    ------
    FilterError
        When there is no such identity.

    Examples
    --------
    >>> key = "il-12-form-not-stated | circulating-protein | rest | cases-vs-controls"
    >>> question_keys([key], ["il-12p70"], ["other-fatigued"], "lenient")
    ['il-12p70 | circulating-protein | rest | cases-vs-controls:other-fatigued']
    """
    if identity not in get_args(Identity):
        raise FilterError(f"{identity!r} is not known", where="identity", hint="give 'strict' or 'lenient'")
    own = set(OWN_QUESTION)
    written = []
    for key, group, comparator in zip(keys, groups, comparators, strict=True):
        if identity == "lenient":
            key = group + key[key.index(_BETWEEN) :]
        if comparator in own and key.endswith(_BETWEEN + Contrast.CASES_VS_CONTROLS):
            key = f"{key}:{comparator}"
        written.append(key)
    return written


def default_question(answered: Iterable[tuple[str, str]]) -> str:
    """Choose the question a marker is asked first.

    The circulating level at rest of cases against controls; where serum and plasma are kept apart, the one
    with more cohorts. Without such a key the one with most cohorts; ties go to the first by alphabet.

    Parameters
    ----------
    answered
        Question key and cohort id, once or more for every cohort that answers the question.

    Raises
    ------
    FilterError
        When no cohort answers any question.

    Examples
    --------
    >>> level = "il-6 | circulating-protein | rest | cases-vs-controls"
    >>> csf = "il-6 | csf-protein | rest | cases-vs-controls"
    >>> default_question([(level, "a"), (csf, "a"), (csf, "b")]) == level
    True
    """
    cohorts = Counter(key for key, _ in set(answered))
    if not cohorts:
        raise FilterError("no finding of this marker counts", where="question", hint="look at votes_left_out")
    defaults = {key for key in cohorts if Question.parse(key).is_default}
    return min(defaults or cohorts, key=lambda key: (-cohorts[key], key))


def marker_id(atlas: Atlas, marker: str) -> str:
    """Find one marker by id, name or synonym.

    Raises
    ------
    FilterError
        When no marker, or more than one, has that name, or no finding is about it.
    """
    found = sorted(set(atlas.where(marker=marker).findings["marker"]))
    if not found:
        known = sorted(set(atlas.findings["marker"]))
        raise FilterError(f"no finding is about {marker!r}", where="marker", hint=nearest(marker, known))
    if len(found) > 1:
        raise FilterError(
            f"{marker!r} names several markers", where="marker", hint=f"name one of: {', '.join(found)}"
        )
    return str(found[0])
