"""`propose`: from the text of an article to proposed claims, by rules alone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from synthesis.audit.propose.cited import Authors
from synthesis.audit.propose.markers import Registry
from synthesis.audit.propose.normal import normalise
from synthesis.audit.propose.proposals import Abstention, Fired, Proposal, Proposals
from synthesis.audit.propose.segments import sentences, title
from synthesis.audit.propose.sentence import Draft, Reader
from synthesis.records.claim import CitedStudy, Claim, Place

if TYPE_CHECKING:
    from synthesis.audit.propose.normal import Normal
    from synthesis.store.atlas import Atlas


def propose(text: str, atlas: Atlas) -> Proposals:
    """Propose the claims that an article makes, and list what the rules cannot read.

    The same text and atlas give the same proposals. Offsets count code points of `text` as given. Proposals
    are for a person to confirm: the rules know no irony, and nothing of what a sentence leaves unsaid.

    Parameters
    ----------
    text
        The text, a paragraph or list item a line.
    atlas
        Its markers and studies are those that are looked for.

    Examples
    --------
    >>> import synthesis as syn
    >>> found = propose("Several studies found elevated levels of IL-6.", syn.load())
    >>> found.claims[0].claim
    'IL-6: higher in ME/CFS (several studies)'
    >>> [fired.rule for fired in found.rules]
    ['d-higher-elevated', 'l-before', 'm-name', 'q-repeated', 'r-studies']
    """
    normal = normalise(text)
    registry = Registry(atlas)
    reader = Reader(normal.text, registry.mentions(normal.text), Authors(atlas))
    items: list[Proposal] = []
    left: list[Abstention] = []
    for sentence in sentences(normal.text):
        reading = reader.read(sentence)
        first: str | None = None
        for draft in reading.drafts:
            made = _proposal(draft, f"P{len(items) + 1:03}", first, normal)
            items.append(made)
            first = first or (made.claim.id if made.claim.citation is not None else None)
        left += [Abstention(doubt, *normal.original(start, end)) for doubt, start, end in reading.left]
    return Proposals(
        title=title(normal.text),
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        characters=len(text),
        items=tuple(items),
        abstained=tuple(left),
        groups=tuple(sorted(registry.groups.items())),
    )


def _proposal(draft: Draft, name: str, first: str | None, normal: Normal) -> Proposal:
    sentence = draft.sentence
    start, end = normal.original(sentence.start, sentence.end)
    cited: CitedStudy | None = draft.citation
    if cited is not None and first is not None:
        cited = cited.model_copy(update={"inherits": first})
    claim = Claim(
        id=name,
        section=sentence.section,
        place=Place(paragraph=sentence.paragraph, sentence=sentence.sentence, start=start, end=end),
        claim=draft.claim,
        kind=draft.kind,
        markers=draft.markers,
        marker_kinds=draft.marker_kinds,
        reach=draft.reach,
        direction=draft.direction,
        strength=draft.strength,
        significant=draft.significant,
        modality=draft.modality,
        specimens=draft.specimens,
        matrix_classes=draft.matrix_classes,
        citation=cited,
    )
    rules = (Fired(rule, *normal.original(left, right)) for rule, left, right in draft.rules)
    return Proposal(claim, tuple(sorted(dict.fromkeys(rules), key=lambda fired: fired.rule)))
