"""Proposed claims as the file of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import indent

import yaml

from synthesis.records.claim import Article, ArticleText, Claim

Fired = tuple[str, int, int]
_SCHEMA = "# yaml-language-server: $schema=../schema/article.schema.json"


def article_of(title: str, sha256: str, characters: int, claims: tuple[Claim, ...]) -> Article:
    """Make the record; its id is made from the title, for the person who saves it to change.

    Examples
    --------
    >>> article_of("NK cells: a test", "0" * 64, 16, ()).id
    'nk-cells-a-test'
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", title.casefold()))[:80].strip("-") or "article"
    text = ArticleText(sha256=sha256, characters=characters) if characters else None
    return Article(id=slug, title=title or "Article", text=text, claims=claims)


def to_yaml(article: Article, rules: Sequence[Sequence[Fired]], left: Sequence[Fired]) -> str:
    """Write an article file.

    Parameters
    ----------
    article
        The record.
    rules
        For each claim the rules that fired, with their places.
    left
        Reasons of abstentions, with their places.
    """
    return "\n".join(_lines(article, rules, left)) + "\n"


def _lines(article: Article, rules: Sequence[Sequence[Fired]], left: Sequence[Fired]) -> Iterator[str]:
    plain = article.model_dump(mode="json", exclude={"claims"}, exclude_none=True)
    yield _SCHEMA
    yield from (_dumped({name: value}, flow=False) for name, value in plain.items() if name != "text")
    if article.text is not None:
        yield _dumped({"text": plain["text"]}, flow=False)
    yield "claims:" if article.claims else "claims: []"
    for claim, fired in zip(article.claims, rules, strict=True):
        yield f"  # {_places(fired)}"
        data = claim.model_dump(mode="json", exclude_defaults=True)
        entry = indent(_dumped({"id": data.pop("id"), **data, "status": str(claim.status)}), "    ")
        yield f"  - {entry.lstrip()}"
    if left:
        yield "# left to a reader, by place in the text:"
        yield from (f"# {_places([item])}" for item in left)


def _places(fired: Sequence[Fired]) -> str:
    return ", ".join(f"{rule} {start}-{end}" for rule, start, end in fired)


def _dumped(data: object, *, flow: bool | None = None) -> str:
    """Dump as YAML; `flow` None keeps lists of words and places on one line."""
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110, default_flow_style=flow)
    return str(text).rstrip("\n")
