"""`topic.json`: a topic for programs that make pages of their own, and the JSON Schema it keeps to.

The classes below are the schema: `topic.schema.json` is written from them, and every `topic.json` is one of
them written out, so neither can say what the other does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from synthesis.consistency.rules import RULESET
from synthesis.provenance import versions
from synthesis.reports.contents import TABLES, address
from synthesis.reports.licence import NAME as LICENCE_NAME
from synthesis.reports.licence import SPDX, URL
from synthesis.reports.references.formatted import plain, snapshot
from synthesis.store.tidy import Row, items
from synthesis.tables.unknown import GAPS

if TYPE_CHECKING:
    from synthesis.audit.audit import AuditedClaim
    from synthesis.reports.parts import Build
    from synthesis.reports.pieces import Piece
    from synthesis.reports.references.reference import Reference
    from synthesis.reports.topic_data import TopicData

#: Raised by one whenever a field is removed, renamed or given another meaning.
FORMAT = 1
#: Names of the two files in a bundle.
TOPIC_FILE, SCHEMA_FILE = "topic.json", "topic.schema.json"

Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    """A part of the file; fields that are not named here are not allowed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Licence(_Part):
    """Terms under which figures, tables and texts may be used."""

    name: str
    spdx: str
    url: str


class MadeFrom(_Part):
    """What the bundle was made from and with."""

    atlas_digest: str = Field(description="Content digest of all records of the atlas")
    filters: tuple[str, ...] = Field(description="Filters of the atlas in words, the topic among them")
    ruleset: str = Field(description="Version of the rules that give labels")
    versions: Mapping[str, str] = Field(description="Versions of what computed the numbers")


class Votes(_Part):
    """Votes of the cohorts that tested a question."""

    cohorts: Amount
    higher: Amount
    lower: Amount
    silent: Amount = Field(description="No significant difference, direction not given")
    mixed: Amount = Field(description="Both ways, or different without a direction")


class Pooled(_Part):
    """Standardised mean difference of the cohorts that print numbers; above 0 means higher in cases."""

    smd: float
    low: float
    high: float
    cohorts: Annotated[int, Field(ge=2)]


class Tip(_Part):
    """The fewest new cohorts of a kind that would change a label."""

    new_cohorts: Annotated[int, Field(ge=1)] | None = Field(description="None when none that was tried does")
    label: str | None


class Change(_Part):
    """What would change a label."""

    opposite: Tip = Field(description="New cohorts that are significant the other way")
    silent: Tip = Field(description="New cohorts without a significant difference or a direction")
    agreeing: Tip = Field(description="New cohorts that agree and are not significant")
    hangs_on: tuple[str, ...] = Field(description="Cohorts without which the label would be another")
    next_label: str | None
    lacking: str = Field(description="What is missing for the next label up")


class Verdict(_Part):
    """How far the reports on one question agree."""

    question_key: str
    marker: str
    marker_name: str
    question: str = Field(description="The question without its marker, in words")
    label: str
    direction_class: str
    rule: str
    sentence: str
    votes: Votes
    share_low: Share = Field(
        description="Share of the leading direction if every silent cohort went against it"
    )
    share_high: Share = Field(description="The same if every silent cohort went along")
    participants_known: Amount
    certainty: str
    certainty_reasons: str
    pooled: Pooled | None
    change: Change


class TooFew(_Part):
    """A question that one or two cohorts have tested."""

    question_key: str
    marker: str
    marker_name: str
    question: str
    votes: Votes


class Gap(_Part):
    """Something that is not known."""

    gap: str
    meaning: str
    marker: str | None
    about: str = Field(description="Name of the marker or the study")
    cohorts: Amount | None


class Claim(_Part):
    """A statement of an article, in our own words, held against the records."""

    claim_id: str
    claim: str
    label: str
    rule: str
    reason: str
    verdict: str = Field(description="Verdicts on the questions it is about; empty for none")
    cohorts_for: tuple[str, ...]
    cohorts_against: tuple[str, ...]
    cohorts_other: tuple[str, ...]
    modifiers: tuple[str, ...]
    citation: str | None
    margin: str = Field(description="What would flip the label")
    suggested: str = Field(description="Wording that the records bear; empty where there is none")


class File(_Part):
    """A figure or a table with its files, by kind; places are relative to this file."""

    name: str
    title: str
    answers: str = Field(description="What it says or answers, in a sentence")
    rows: Amount
    files: Mapping[str, str]


class Cited(_Part):
    """A publication behind the topic."""

    slug: str
    name: str
    counts: bool = Field(description="Whether a finding of it counts here")
    text: str
    doi: str | None
    pmid: str | None
    url: str | None
    atlas_page: str = Field(description="Line that cites its page in the source atlas; empty without one")


class TopicFile(_Part):
    """One topic of the atlas: verdicts, gaps, files and references, as its page shows them."""

    schema_: str = Field(alias="$schema")
    format: int
    topic: str
    title: str
    summary: str
    licence: Licence
    made_from: MadeFrom
    limits: tuple[str, ...] = Field(description="What the evidence cannot tell; belongs beside any number")
    labels: Mapping[str, Amount] = Field(description="Number of questions by label")
    verdicts: tuple[Verdict, ...]
    too_few: tuple[TooFew, ...]
    unknown: tuple[Gap, ...]
    claims: tuple[Claim, ...]
    methods: tuple[str, ...]
    swim: Mapping[str, str]
    figures: tuple[File, ...]
    tables: tuple[File, ...]
    references: tuple[Cited, ...]


def schema_text() -> str:
    """Write the JSON Schema of `topic.json`.

    Examples
    --------
    >>> json.loads(schema_text())["title"]
    'Topic of an atlas of immune markers'
    """
    schema = TopicFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Topic of an atlas of immune markers"
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def topic_text(build: Build, data: TopicData, methods: tuple[str, ...]) -> str:
    """Write `topic.json` of a topic whose figures and tables have been made."""
    content = TopicFile.model_validate(
        {
            "$schema": SCHEMA_FILE,
            "format": FORMAT,
            "topic": data.topic,
            "title": data.title,
            "summary": data.summary,
            "licence": Licence(name=LICENCE_NAME, spdx=SPDX, url=URL),
            "made_from": MadeFrom(
                atlas_digest=data.part.digest,
                filters=data.part.filters,
                ruleset=RULESET,
                versions=versions(),
            ),
            "limits": data.limits,
            "labels": dict(sorted(data.labels.items())),
            "verdicts": tuple(map(_verdict, data.verdicts)),
            "too_few": tuple(map(_too_few, data.few)),
            "unknown": tuple(map(_gap, data.gaps)),
            "claims": tuple(map(_claim, data.claims)),
            "methods": methods,
            "swim": dict(data.swim),
            "figures": _figures(build, data.topic),
            "tables": _tables(build, data.topic),
            "references": tuple(_cited(reference, data) for reference in data.references),
        }
    )
    return content.model_dump_json(by_alias=True, indent=2) + "\n"


def _votes(row: Row) -> Votes:
    return Votes(
        cohorts=row["k"],
        higher=row["higher"],
        lower=row["lower"],
        silent=row["silent"],
        mixed=row["mixed"],
    )


def _verdict(row: Row) -> Verdict:
    pooled = None
    if row["smd"] is not None:
        pooled = Pooled(smd=row["smd"], low=row["smd_low"], high=row["smd_high"], cohorts=row["effects"])
    tips = {
        kind: Tip(new_cohorts=row[f"{kind}_cohorts"], label=row[f"{kind}_label"])
        for kind in ("opposite", "silent", "agreeing")
    }
    return Verdict(
        question_key=row["question_key"],
        marker=row["marker"],
        marker_name=row["marker_name"],
        question=row["question"],
        label=row["label"],
        direction_class=row["direction_class"],
        rule=row["rule_id"],
        sentence=row["sentence"],
        votes=_votes(row),
        share_low=row["low"],
        share_high=row["high"],
        participants_known=row["people"],
        certainty=row["certainty"],
        certainty_reasons=row["reasons"],
        pooled=pooled,
        change=Change(
            **tips,
            hangs_on=items(row["hinges"]),
            next_label=row["next_label"],
            lacking=row["lacking"],
        ),
    )


def _too_few(row: Row) -> TooFew:
    same = {name: row[name] for name in ("question_key", "marker", "marker_name", "question")}
    return TooFew(**same, votes=_votes(row))


def _gap(row: Row) -> Gap:
    return Gap(
        gap=row["gap"],
        meaning=GAPS[row["gap"]][1],
        marker=row["marker"],
        about=row["marker_name"] or row["label"],
        cohorts=row["cohorts"],
    )


def _claim(claim: AuditedClaim) -> Claim:
    same = (
        "claim_id", "claim", "rule", "reason", "verdict", "cohorts_for", "cohorts_against", "cohorts_other",
        "modifiers", "margin", "suggested",
    )  # fmt: skip
    values: dict[str, Any] = {name: getattr(claim, name) for name in same}
    citation = None if claim.citation is None else claim.citation.label
    return Claim(**values, label=claim.label_text, citation=citation)


def _figures(build: Build, topic: str) -> tuple[File, ...]:
    kinds = ("svg", "narrow.svg", "png", "pdf", "csv", "json")
    return tuple(
        _file(piece, piece.subtitle, "figures", kinds)
        for (kind, scope, _), piece in build.pieces.items()
        if kind == "figure" and scope == topic and piece.html
    )


def _tables(build: Build, topic: str) -> tuple[File, ...]:
    return tuple(
        _file(piece, TABLES[piece.task.name], "tables", ("html", "csv", "parquet"))
        for (kind, scope, _), piece in build.pieces.items()
        if kind == "table" and scope == topic
    )


def _file(piece: Piece, answers: str, folder: str, kinds: tuple[str, ...]) -> File:
    name = address(piece.task.name)
    return File(
        name=name,
        title=piece.title,
        answers=answers,
        rows=piece.rows,
        files={kind: f"{folder}/{name}.{kind}" for kind in kinds},
    )


def _cited(reference: Reference, data: TopicData) -> Cited:
    values: dict[str, Any] = {
        name: getattr(reference, name) for name in ("slug", "name", "doi", "pmid", "url")
    }
    return Cited(
        **values,
        counts=reference in data.counting,
        text=plain(reference),
        atlas_page=snapshot(reference),
    )
