"""`TopicData`: what the page of a topic, its `topic.json` and its data for machines say, gathered once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from synthesis.consistency.rules import RULESET
from synthesis.consistency.statement import swim_box
from synthesis.consistency.votes import votes, votes_left_out
from synthesis.reports.contents import address, table_folder
from synthesis.reports.limits import limits
from synthesis.reports.references.reference import Reference, references_of
from synthesis.store.tidy import Row, items, records
from synthesis.wording import count, integer, series

if TYPE_CHECKING:
    from synthesis.audit.audit import Audit, AuditedClaim
    from synthesis.reports.parts import Build
    from synthesis.store.atlas import Atlas

#: Levels of certainty, the highest first.
_LEVELS = ("moderate", "low", "very low")


@dataclass(frozen=True, slots=True)
class TopicData:
    """What is known about a topic.

    Attributes
    ----------
    topic, title, summary
        Key, title and what it covers.
    part
        The part of the atlas it is about.
    verdicts
        A row a question that three cohorts or more have tested, most cohorts first: the columns of the
        tables `consistency`, `summary_of_findings` and `tipping`.
    few
        Rows of the table `too_few`.
    gaps
        Rows of the table `unknown`.
    claims
        Audited claims of articles on its markers.
    counting, others
        References of the studies with a finding that counts, and of the other recorded ones.
    limits
        What the evidence cannot tell, in sentences.
    swim
        The nine items of SWiM, filled for the whole topic.
    """

    topic: str
    title: str
    summary: str
    part: Atlas
    verdicts: tuple[Row, ...]
    few: tuple[Row, ...]
    gaps: tuple[Row, ...]
    claims: tuple[AuditedClaim, ...]
    counting: tuple[Reference, ...]
    others: tuple[Reference, ...]
    limits: tuple[str, ...]
    swim: tuple[tuple[str, str], ...]

    @property
    def labels(self) -> Counter[str]:
        """Number of questions by label, too few included."""
        return Counter(row["label"] for row in (*self.verdicts, *self.few))

    @property
    def slugs(self) -> frozenset[str]:
        """Studies with a reference."""
        return frozenset(reference.slug for reference in self.references)

    @property
    def references(self) -> tuple[Reference, ...]:
        """All references, those of studies that count first."""
        return (*self.counting, *self.others)


def topic_data(build: Build, topic: str, audit: Audit) -> TopicData:
    """Gather what a topic's page says; its tables have been made before."""
    title, summary = build.topics[topic]
    part = build.part(topic)
    judged = [
        {**one, **sof, **tips}
        for one, sof, tips in zip(
            _rows(build, topic, "consistency"),
            _rows(build, topic, "summary_of_findings"),
            _rows(build, topic, "tipping"),
            strict=True,
        )
    ]
    studies = records(part.studies, ("slug", "findings_counted"))
    counting = references_of(part, [s["slug"] for s in studies if s["findings_counted"]])
    others = references_of(part, [s["slug"] for s in studies if not s["findings_counted"]])
    said = limits(part)
    return TopicData(
        topic=topic,
        title=title,
        summary=summary,
        part=part,
        verdicts=tuple(judged),
        few=_rows(build, topic, "too_few"),
        gaps=_rows(build, topic, "unknown"),
        claims=audit.of_topic(topic).claims,
        counting=counting,
        others=others,
        limits=said,
        swim=_swim(part, title, judged, said),
    )


def _rows(build: Build, topic: str, table: str) -> tuple[Row, ...]:
    path = build.folder / table_folder(topic) / f"{address(table)}.parquet"
    return tuple(pq.read_table(path).to_pylist())


def _swim(
    part: Atlas, title: str, judged: list[dict[str, Any]], said: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Fill the SWiM items for all questions of a topic together."""
    cast = records(votes(part), ("question_key", "cohort_id", "studies"))
    levels = Counter(row["certainty"] for row in judged)
    rated = [f"{level} in {integer(levels[level])}" for level in _LEVELS if levels[level]]
    # The filter that makes the topic is the question itself and no departure from it.
    filters = [words for words in part.filters if not words.startswith("topic: ")]
    asked = count(len({vote["question_key"] for vote in cast}), "question")
    return swim_box(
        asked=(
            f"{asked} of the topic {title}, each one marker, one kind of measurement, one state of the "
            f"sample and one comparison; {integer(len(judged))} with three cohorts or more have a verdict"
        ),
        choices=(),
        ruleset=RULESET,
        changed=(),
        filters=filters,
        cohorts=len({vote["cohort_id"] for vote in cast}),
        publications=len({slug for vote in cast for slug in items(vote["studies"])}),
        left_out=len(votes_left_out(part)),
        certainty=(
            f"Judged for each question by itself, from moderate downwards: {series(rated)} of "
            f"{count(len(judged), 'question')}"
            if rated
            else "No question has a verdict whose certainty could be judged"
        ),
        limits=[sentence.rstrip(".") for sentence in said],
    )
