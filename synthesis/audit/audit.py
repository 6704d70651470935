"""`audit`: every confirmed claim of an article, held against the records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING, Any

from synthesis import provenance
from synthesis.audit.books import Vote
from synthesis.audit.cells import RULESET
from synthesis.audit.claims import confirmed
from synthesis.audit.judge import Judge, Judged
from synthesis.audit.library import Library
from synthesis.audit.margin import margin
from synthesis.audit.modifiers import context, modifiers
from synthesis.audit.moved import Move, accepted_of, move
from synthesis.audit.suggest import reason, suggested, topic_of
from synthesis.errors import FilterError
from synthesis.records.claim import Accepted, Claim
from synthesis.store.nearest import nearest
from synthesis.store.tidy import records
from synthesis.vocabulary.claim import (
    AuditLabel,
    Checkable,
    CitationLabel,
    ClaimDirection,
    ClaimKind,
    HandVerdict,
)

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas


@dataclass(frozen=True, slots=True)
class AuditedClaim:
    """One claim with its label, and everything that the label rests on.

    Attributes
    ----------
    article, claim_id
        Article; key of the claim in the atlas (article, slash, id).
    section, claim
        Section of the article; what is stated, in our own words.
    markers
        Markers it is about, by id; for a statement about a class those that are recorded.
    direction, strength, kind, checkable
        What it asserts, rung of the ladder (``S5`` to ``S1``), sort of statement, whether records can bear
        on it.
    label, remark, rule
        Label; a short remark that belongs to it, such as "weakly" or "for 2 of 22 markers"; and the cell of
        the audit table that gave it.
    modifiers
        What a reader must know beside the label; each text starts with what it is about.
    citation, citation_note, cited_study
        Outcome of the citation axis (None when nothing is cited), what was found, and the study meant.
    questions
        Question keys that the label rests on.
    verdict
        Their verdicts in words, joined with semicolons.
    cohorts_for, cohorts_against, cohorts_other
        Cohorts in the claimed direction, in the opposite one, and all others that tested it; a cohort once.
    studies_for, studies_against, studies_other
        Slugs of the publications behind them.
    margin
        What would flip the label, in words.
    context
        Cohorts later than the cited study, with their votes.
    suggested
        Wording that the record does bear; empty where no votes were looked at.
    reason
        Why the label was given, in one sentence.
    hand_verdict
        A reader's own judgement; None without one.
    accepted
        What the audit said when it was last accepted; None when it never was.
    found
        What it says now, in the same form.
    moved
        Set when the accepted label no longer holds.
    """

    article: str
    claim_id: str
    section: str
    claim: str
    markers: tuple[str, ...]
    direction: ClaimDirection | None
    strength: str
    kind: ClaimKind
    checkable: Checkable
    label: AuditLabel
    remark: str
    rule: str
    modifiers: tuple[str, ...]
    citation: CitationLabel | None
    citation_note: str
    cited_study: str
    questions: tuple[str, ...]
    verdict: str
    cohorts_for: tuple[str, ...]
    cohorts_against: tuple[str, ...]
    cohorts_other: tuple[str, ...]
    studies_for: tuple[str, ...]
    studies_against: tuple[str, ...]
    studies_other: tuple[str, ...]
    margin: str
    context: str
    suggested: str
    reason: str
    hand_verdict: HandVerdict | None
    accepted: Accepted | None
    found: Accepted
    moved: Move | None

    @property
    def label_text(self) -> str:
        """Label as it is printed, with its remark."""
        return f"{self.label.label} ({self.remark})" if self.remark else self.label.label


@dataclass(frozen=True, slots=True, repr=False)
class Audit:
    """The audited claims, and what they were computed from.

    Attributes
    ----------
    claims
        One a confirmed claim, in the order of the articles.
    atlas_digest, filters
        Digest of the records; filters of the atlas, in words.
    ruleset, version
        Version of the audit's rules; of this package.
    topics
        Marker ids of each topic page.
    """

    claims: tuple[AuditedClaim, ...]
    atlas_digest: str
    filters: tuple[str, ...]
    ruleset: str
    version: str
    topics: tuple[tuple[str, frozenset[str]], ...]

    @property
    def data(self) -> pd.DataFrame:
        """One row a claim; `modifiers`, `questions`, `markers` and the cohorts are lists.

        The columns are the attributes of `AuditedClaim` without `accepted` and `found`; `n_for`, `n_against`
        and `n_other` count cohorts; `label`, `citation` and the other words of a vocabulary are its stored
        spellings, with the printed label and its remark in `label_text`; what is not known is missing.
        """
        return _frame(self.claims, joined=False)

    def tidy(self) -> pd.DataFrame:
        """Give the same rows with lists joined by semicolons, for files and digests."""
        return _frame(self.claims, joined=True)

    @property
    def moved(self) -> tuple[Move, ...]:
        """Claims whose accepted label no longer holds."""
        return tuple(claim.moved for claim in self.claims if claim.moved is not None)

    @property
    def digest(self) -> str:
        """SHA-256 of every claim with its label, the votes behind it and the rules."""
        found = [[claim.claim_id, claim.found.model_dump(mode="json")] for claim in self.claims]
        canonical = json.dumps([self.ruleset, found], ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def provenance(self) -> str:
        """Say in one line what the audit was computed from."""
        parts = (
            f"records {provenance.short(self.atlas_digest)}",
            f"audit {provenance.short(self.digest)}",
            f"rules {self.ruleset}",
            f"mecfs-synthesis {self.version}",
            *self.filters,
        )
        return " · ".join(parts)

    def of_topic(self, topic: str) -> Audit:
        """Keep the claims with a marker that a topic page shows.

        A statement about a whole class stays when the page shows the marker it rests on.

        Raises
        ------
        FilterError
            When there is no such topic.
        """
        topics = dict(self.topics)
        if topic not in topics:
            raise FilterError(f"there is no topic {topic!r}", where="topic", hint=nearest(topic, set(topics)))
        return self._keep(tuple(claim for claim in self.claims if _shown(claim, topics[topic])))

    def of_article(self, article: str) -> Audit:
        """Keep the claims of one article."""
        return self._keep(tuple(claim for claim in self.claims if claim.article == article))

    def _keep(self, claims: tuple[AuditedClaim, ...]) -> Audit:
        return Audit(claims, self.atlas_digest, self.filters, self.ruleset, self.version, self.topics)

    def __len__(self) -> int:
        return len(self.claims)

    def __repr__(self) -> str:
        return f"<Audit of {len(self.claims)} claims, {self.provenance}>"

    def _repr_html_(self) -> str:
        shown = (
            "claim_id",
            "claim",
            "strength",
            "label",
            "verdict",
            "n_for",
            "n_against",
            "n_other",
            "reason",
        )
        head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in shown)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(row[name]))}</td>" for name in shown) + "</tr>"
            for row in (_row(claim, joined=True) for claim in self.claims)
        )
        caption = escape(f"Claim audit: {self.provenance}")
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def audit(atlas: Atlas, article: str | None = None) -> Audit:
    """Hold the confirmed claims of articles against the records.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    article
        Key of one article; all when left out.

    Raises
    ------
    FilterError
        When there is no such article.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.audit.audit import audit
    >>> found = audit(syn.load(), "immune-dysregulation")
    >>> tgf = next(c for c in found.claims if c.claim_id.endswith("/T08"))
    >>> tgf.strength, tgf.label.label
    ('S5', 'OVERSTATED')
    """
    library = Library(atlas)
    judge = Judge(library)
    items = confirmed(atlas, article)
    families: dict[tuple[str, str], list[Claim]] = {}
    for item in items:
        families.setdefault((item.article, _root(item.claim)), []).append(item.claim)
    judged = [judge.judge(item, families[item.article, _root(item.claim)]) for item in items]
    topics = {
        topic: frozenset(atlas.topic_findings(topic)["marker"]) | frozenset(of_topic)
        for topic, of_topic in _listed(atlas).items()
    }
    return Audit(
        claims=tuple(_audited(found, library, judge) for found in judged),
        atlas_digest=atlas.digest,
        filters=atlas.filters,
        ruleset=RULESET,
        version=provenance.package_version(),
        topics=tuple(topics.items()),
    )


def _listed(atlas: Atlas) -> dict[str, list[str]]:
    """Give the markers that each topic page lists by name."""
    listed: dict[str, list[str]] = {}
    for row in records(atlas.topics, ("topic", "marker")):
        listed.setdefault(row["topic"], []).extend([row["marker"]] if row["marker"] else [])
    return listed


def _root(claim: Claim) -> str:
    """Name the claim whose sentence cites the study that this one rests on."""
    return (claim.citation.inherits if claim.citation is not None else None) or claim.id


def _audited(judged: Judged, library: Library, judge: Judge) -> AuditedClaim:
    claim, sides, citation = judged.claim, judged.votes(), judged.citation
    return AuditedClaim(
        article=judged.item.article,
        claim_id=judged.item.id,
        section=claim.section,
        claim=claim.claim,
        markers=claim.markers or tuple(marker.marker for marker in judged.markers),
        direction=claim.direction,
        strength=claim.strength.level,
        kind=claim.kind,
        checkable=claim.checkable,
        label=judged.outcome.label,
        remark=judged.outcome.remark,
        rule=judged.rule,
        modifiers=modifiers(judged, library),
        citation=None if citation is None else citation.label,
        citation_note="" if citation is None else citation.note,
        cited_study="" if citation is None else citation.study,
        questions=tuple(answer.key for answer in judged.answers),
        verdict="; ".join(f"{topic_of(a)}: {a.verdict} ({a.k})" for a in judged.answers),
        cohorts_for=_cohorts(sides["for"]),
        cohorts_against=_cohorts(sides["against"]),
        cohorts_other=_cohorts(sides["other"]),
        studies_for=_studies(sides["for"]),
        studies_against=_studies(sides["against"]),
        studies_other=_studies(sides["other"]),
        margin=margin(judged, library),
        context=context(judged, library, judge.shelf),
        suggested=suggested(judged),
        reason=reason(judged),
        hand_verdict=claim.hand_verdict,
        accepted=claim.accepted,
        found=accepted_of(judged),
        moved=move(judged),
    )


def _cohorts(votes: list[Vote]) -> tuple[str, ...]:
    return tuple(vote.cohort for vote in votes)


def _studies(votes: list[Vote]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slug for vote in votes for slug in vote.studies))


def _shown(claim: AuditedClaim, markers: frozenset[str]) -> bool:
    about = {question.partition(" | ")[0] for question in claim.questions} or set(claim.markers)
    return not markers.isdisjoint(about)


_LEFT_OUT = ("accepted", "found", "moved")
_LISTS = frozenset(
    {
        "markers", "modifiers", "questions", "cohorts_for", "cohorts_against", "cohorts_other",
        "studies_for", "studies_against", "studies_other",
    }
)  # fmt: skip
_COUNTS = ("n_for", "n_against", "n_other")
_TRUTHS = ("moved",)
_COLUMNS = (
    *(field.name for field in fields(AuditedClaim) if field.name not in _LEFT_OUT),
    "label_text",
    *_COUNTS,
    *_TRUTHS,
)


def _row(claim: AuditedClaim, *, joined: bool) -> dict[str, Any]:
    row = {field.name: getattr(claim, field.name) for field in fields(AuditedClaim)}
    row |= {name: "; ".join(row[name]) if joined else list(row[name]) for name in _LISTS}
    row |= {
        "label_text": claim.label_text,
        "n_for": len(claim.cohorts_for),
        "n_against": len(claim.cohorts_against),
        "n_other": len(claim.cohorts_other),
        "moved": claim.moved is not None,
    }
    return {name: None if row[name] == "" else row[name] for name in _COLUMNS}


def _frame(claims: tuple[AuditedClaim, ...], *, joined: bool) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    def kind(name: str) -> pa.DataType:
        if name in _COUNTS:
            return pa.int64()
        if name in _TRUTHS:
            return pa.bool_()
        return pa.list_(pa.string()) if name in _LISTS and not joined else pa.string()

    rows = [_row(claim, joined=joined) for claim in claims]
    columns = {
        name: pd.Series([_plain(row[name]) for row in rows], dtype=pd.ArrowDtype(kind(name)))
        for name in _COLUMNS
    }
    return pd.DataFrame(columns)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _cell(value: object) -> str:
    return "" if value is None else str(value)
