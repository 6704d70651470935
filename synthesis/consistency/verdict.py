"""`verdict`: what the findings on one question agree on, and everything that judgement rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthesis import provenance
from synthesis.consistency.badges import (
    Badge,
    Cap,
    Certainty,
    Facts,
    badges,
    caps,
    certainty,
    detectable,
)
from synthesis.consistency.ballots import Ballots
from synthesis.consistency.censored import CensoredFit, rules_out
from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.decide import Cells, tally
from synthesis.consistency.frames import Row, as_rows, frame_of
from synthesis.consistency.gaps import Gap, gaps
from synthesis.consistency.labels import Label
from synthesis.consistency.ladder import ladder
from synthesis.consistency.questions import Identity, Question
from synthesis.consistency.rules import RULES, RULESET, judge
from synthesis.consistency.statement import swim_box
from synthesis.consistency.summary import COLUMNS, Summary, summarise
from synthesis.consistency.tally import ABSENT, Measures, one
from synthesis.consistency.thresholds import DEFAULT, Thresholds
from synthesis.consistency.vote_frames import left_out_frame, vote_frame
from synthesis.consistency.votes import asked
from synthesis.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas


@dataclass(frozen=True, slots=True)
class Origin:
    """What verdicts were computed from and with.

    Attributes
    ----------
    atlas_digest
        Digest of the records.
    filters
        Filters of the atlas, in words.
    identity, choices
        How findings were counted.
    thresholds
        Where the rules drew their lines.
    ruleset, version
        Versions of the rules and of this package.
    """

    atlas_digest: str
    filters: tuple[str, ...]
    identity: Identity
    choices: Choices
    thresholds: Thresholds
    ruleset: str
    version: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Verdict(Summary):
    """The verdict on one question: the row of `Summary`, and what stands behind it.

    Attributes
    ----------
    kind
        The label without its direction.
    badges, caps
        What a reader must know; reasons to lower the label, with their state.
    certainty
        Certainty with the reasons of every step.
    next_label, why_not
        The next label up and the conditions it lacks; empty at the top.
    effect
        Interval-censored standardised mean difference on the grid of tau; None without a usable cohort.
    cohorts, left_out
        Frames as `votes` and `votes_left_out` give them.
    swim
        The nine SWiM items, filled.
    notes
        What else was decided on the way.
    origin
        What it was computed from and with.
    """

    kind: Label
    badges: tuple[Badge, ...]
    caps: tuple[Cap, ...]
    certainty: Certainty
    next_label: str
    why_not: tuple[Gap, ...]
    effect: CensoredFit | None
    cohorts: pd.DataFrame
    left_out: pd.DataFrame
    swim: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    origin: Origin

    def tidy(self) -> pd.DataFrame:
        """Give the verdict as one row, with the columns that `verdicts` has without the grid."""
        return frame_of([self.values()], COLUMNS)

    def __str__(self) -> str:
        from synthesis.consistency.show import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return f"<Verdict {self.marker} ({self.question}): {self.label}, k={self.k}>"

    def _repr_html_(self) -> str:
        from synthesis.consistency.show import as_html

        return as_html(self)


def verdict(
    atlas: Atlas,
    marker: str,
    question: str | None = None,
    *,
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
    thresholds: Thresholds = DEFAULT,
) -> Verdict:
    """Judge how consistent the findings on one question are.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    marker
        A marker by id, name or synonym.
    question
        Question key. When left out, the circulating level at rest of cases against controls; for a marker
        without such a finding the question with most cohorts.
    identity
        ``strict``: the marker alone; ``lenient``: under its wider entry.
    choices
        Which findings take part, and how they are read.
    thresholds
        Where the rules draw their lines.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.verdict import verdict
    >>> found = verdict(syn.load(), "NK cell cytotoxicity")
    >>> found.direction, found.higher + found.lower + found.silent + found.mixed == found.k
    ('lower', True)
    """
    ballots, cells, key = asked(atlas, marker, question, identity, choices)
    names = dict(zip(atlas.markers["marker"], atlas.markers["name"], strict=True))
    version = provenance.package_version()
    origin = Origin(atlas.digest, atlas.filters, identity, choices, thresholds, RULESET, version)
    return _build(ballots, cells, key, names, origin)


def _build(ballots: Ballots, cells: Cells, key: int, names: dict[str, str], origin: Origin) -> Verdict:
    """Put together the verdict on one question from its votes."""
    question = Question.parse(ballots.keys[key])
    name = names.get(question.marker, question.marker)
    counted = tally(ballots, cells).take([key])
    judged, m = judge(counted, origin.thresholds), Measures.of(counted)
    label = Label(one(judged.label))
    cohorts = vote_frame(ballots, cells, [key])
    left_out = left_out_frame(ballots, cells, origin.choices, [key])
    fitted = ladder(ballots, cells, np.array([key])).fit()
    rows = as_rows(cohorts)
    facts = facts_of(rows, m, label, bool(rules_out(fitted)[0]), detectable(rows))
    found, rated = badges(facts), certainty(facts, origin.thresholds.consistent_people)
    limits = caps(facts, origin.thresholds)
    next_label, lacking = gaps(counted, label, RULES[one(judged.rule)], limits, origin.thresholds)
    summary = summarise(question.key, name, judged, m, rows, facts, origin.thresholds)
    return Verdict(
        **summary.values(),
        kind=label,
        badges=found,
        caps=limits,
        certainty=rated,
        next_label=next_label,
        why_not=lacking,
        effect=fitted if fitted.cohorts[0] else None,
        cohorts=cohorts,
        left_out=left_out,
        swim=swim_box(
            asked=f"One question: {name}: {question.words}",
            choices=(*_identity_words(origin.identity), *origin.choices.words),
            ruleset=origin.ruleset,
            changed=origin.thresholds.changed,
            filters=origin.filters,
            cohorts=len(rows),
            publications=len({slug for row in rows for slug in row["studies"].split(";")}),
            left_out=len(left_out),
            certainty=rated.line,
            limits=[badge.text for badge in found],
        ),
        notes=_notes(ballots, cells, key),
        origin=origin,
    )


def facts_of(
    rows: list[Row], m: Measures, label: Label, moderate_ruled_out: bool, smallest: list[float]
) -> Facts:
    """Collect what badges look at, from the measures of a single question."""
    return Facts(
        rows=rows,
        label=label,
        sign=one(m.sign),
        majority=one(m.d),
        hits_for=one(m.s_d),
        hits_against=one(m.s_o),
        groups=one(m.groups),
        people=one(m.people),
        moderate_ruled_out=moderate_ruled_out,
        detectable=smallest,
    )


def _identity_words(identity: Identity) -> tuple[str, ...]:
    return ("marker identity: lenient",) if identity == "lenient" else ()


def _notes(ballots: Ballots, cells: Cells, key: int) -> tuple[str, ...]:
    """Say what was decided on the way and is not seen in the label."""
    mine = (ballots.key_of_cell == key) & (cells.kind != ABSENT)
    notes = []
    by_direction = cells.results.sum(axis=2)
    altered = int((mine & (by_direction[:, :3].sum(axis=1) == 0) & (by_direction[:, 3] > 0)).sum())
    if altered:
        notes.append(
            f"{count(altered, 'cohort')} with a difference whose direction is not stated: counted as mixed, "
            "against every direction, and not as a sign of no difference"
        )
    partial = int((mine & ~cells.whole & (by_direction.sum(axis=1) > 1)).sum())
    if partial:
        notes.append(
            f"{count(partial, 'cohort')} voted by several parts of the cases: significant only where 70 % of "
            "the parts are"
        )
    others = len(set(ballots.key_of_cell[cells.kind != ABSENT].tolist()) - {key})
    if others:
        notes.append(f"{count(others, 'other question')} on this marker have votes of their own")
    return tuple(notes)
