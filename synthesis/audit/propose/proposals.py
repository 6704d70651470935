"""`Proposals`: what the rules propose, what they leave to a reader, and where in the text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synthesis.audit.propose.lexicon import Doubt
from synthesis.audit.propose.written import article_of, to_yaml
from synthesis.records.claim import Article, Claim
from synthesis.store.tidy import Schema, frame

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS: Schema = {
    "claim_id": "string",
    "section": "string",
    "paragraph": "int64",
    "sentence": "int64",
    "start": "int64",
    "end": "int64",
    "claim": "string",
    "kind": "string",
    "markers": "string",
    "marker_kinds": "string",
    "direction": "string",
    "strength": "string",
    "modality": "string",
    "rules": "string",
    "doubt": "string",
}


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired, and the words it fired on: ``text[start:end]`` of the original text."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed claim and the rules that led to it; its place is the whole sentence."""

    claim: Claim
    rules: tuple[Fired, ...]


@dataclass(frozen=True, slots=True)
class Abstention:
    """Words that the rules do not read, by their place in the original text, and why."""

    doubt: Doubt
    start: int
    end: int


@dataclass(frozen=True, slots=True, repr=False)
class Proposals:
    """Proposed claims of one text.

    Attributes
    ----------
    title
        First line of the text.
    sha256, characters
        Digest of the text in UTF-8; its length in code points.
    items
        Proposals in the order of the text, each with the rules that fired.
    abstained
        What a reader has to look at, in the order of the text.
    groups
        Wider marker of each marker that has one, for comparisons with a curated list.
    """

    title: str
    sha256: str
    characters: int
    items: tuple[Proposal, ...]
    abstained: tuple[Abstention, ...]
    groups: tuple[tuple[str, str], ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The proposed claims; all are in the state proposed."""
        return tuple(item.claim for item in self.items)

    @property
    def rules(self) -> tuple[Fired, ...]:
        """Every rule that fired, a claim at a time."""
        return tuple(rule for item in self.items for rule in item.rules)

    @property
    def article(self) -> Article:
        """An article record that holds the proposed claims."""
        return article_of(self.title, self.sha256, self.characters, self.claims)

    @property
    def digest(self) -> str:
        """SHA-256 of everything proposed and left out."""
        return hashlib.sha256(self.to_yaml().encode()).hexdigest()

    def tidy(self) -> pd.DataFrame:
        """Give one row a proposal or abstention; `doubt` is set for abstentions, lists are joined."""
        return frame(
            [*(_row(item) for item in self.items), *(_left(left) for left in self.abstained)], _COLUMNS
        )

    def to_yaml(self) -> str:
        """Write the file of an article: proposed claims with their rules as comments, then what was left."""
        rules = [[(fired.rule, fired.start, fired.end) for fired in item.rules] for item in self.items]
        left = [(str(item.doubt), item.start, item.end) for item in self.abstained]
        return to_yaml(self.article, rules, left)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"<Proposals: {len(self.items)} proposed, {len(self.abstained)} left to a reader>"


def _row(item: Proposal) -> dict[str, object]:
    claim = item.claim
    place = claim.place
    return {
        "claim_id": claim.id,
        "section": claim.section,
        "paragraph": place.paragraph if place else None,
        "sentence": place.sentence if place else None,
        "start": place.start if place else None,
        "end": place.end if place else None,
        "claim": claim.claim,
        "kind": str(claim.kind),
        "markers": ";".join(claim.markers),
        "marker_kinds": ";".join(claim.marker_kinds),
        "direction": None if claim.direction is None else str(claim.direction),
        "strength": claim.strength.level,
        "modality": str(claim.modality),
        "rules": ";".join(f"{fired.rule}@{fired.start}-{fired.end}" for fired in item.rules),
        "doubt": None,
    }


def _left(item: Abstention) -> dict[str, object]:
    return {**dict.fromkeys(_COLUMNS), "start": item.start, "end": item.end, "doubt": str(item.doubt)}
