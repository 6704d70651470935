"""One sentence to drafts of claims and to what is left to a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from synthesis.audit.propose.cited import Authors, Cited
from synthesis.audit.propose.clauses import Clause, blanked, clauses
from synthesis.audit.propose.doubts import about_clause, about_marker, joined_opposite, taken_back
from synthesis.audit.propose.lexicon import (
    ANAPHORA,
    DIRECTIONS,
    DOUBTS,
    EXHAUSTION,
    NEGATIONS,
    QUANTIFIERS,
    REPLICATION,
    Doubt,
    Found,
    find,
)
from synthesis.audit.propose.links import CLASS, MARKER, Link, is_closed, link, masked
from synthesis.audit.propose.markers import Mention
from synthesis.audit.propose.segments import Sentence
from synthesis.audit.propose.slots import slots, statement
from synthesis.records.claim import CitedStudy
from synthesis.vocabulary.claim import ClaimDirection, ClaimKind, ClaimReach, ClaimStrength, Modality
from synthesis.vocabulary.measurement import MarkerKind, MatrixClass, Specimen
from synthesis.wording import series

#: A rule or a doubt, and its range in the normalised text.
Fired = tuple[str, int, int]
Left = tuple[Doubt, int, int]
_BRACKET = re.compile(r"\s*\([^()]*\)")
_ONLY_A_NAME = 60
#: How far around a marker and its direction words such as "numbers of" or "counts" belong to it.
_BEFORE, _BEHIND = 16, 12


@dataclass(frozen=True, slots=True)
class Draft:
    """Fields of a proposed claim, with ranges in the normalised text."""

    sentence: Sentence
    claim: str
    rules: tuple[Fired, ...]
    kind: ClaimKind = ClaimKind.DIFFERENCE
    markers: tuple[str, ...] = ()
    marker_kinds: tuple[MarkerKind, ...] = ()
    reach: ClaimReach = ClaimReach.EACH
    direction: ClaimDirection | None = None
    strength: ClaimStrength = ClaimStrength.GENERIC
    significant: bool = False
    modality: Modality = Modality.ASSERTED
    specimens: tuple[Specimen, ...] = ()
    matrix_classes: tuple[MatrixClass, ...] = ()
    citation: CitedStudy | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """Say what it is about: markers, or kinds of marker."""
        return self.markers or tuple(str(kind) for kind in self.marker_kinds)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence gives."""

    drafts: tuple[Draft, ...]
    left: tuple[Left, ...]


class Reader:
    """Reads sentences in the order of the text, because lists and "this" lean on what was said before."""

    def __init__(self, text: str, mentions: Sequence[Mention], authors: Authors) -> None:
        self._text = text
        self._mentions = mentions
        self._authors = authors
        self._leads: dict[tuple[int, int], tuple[Draft, ...]] = {}
        self._before: tuple[Sentence, tuple[Draft, ...]] | None = None

    def read(self, sentence: Sentence) -> Reading:
        """Read one sentence."""
        view = _View(self._text, sentence, self._mentions, self._authors)
        drafts = list(_without_contradictions(view, list(view.drafts())))
        drafts += self._from_lead(view, drafts)
        drafts += self._from_before(view, drafts)
        if view.cited and not drafts:
            drafts = [_citation(sentence, cited) for cited in view.cited]
        view.leave_the_rest(drafts)
        self._leads[sentence.start, sentence.end] = tuple(drafts)
        self._before = (sentence, tuple(drafts))
        return Reading(tuple(drafts), tuple(sorted(view.left, key=lambda left: (left[1], left[2]))))

    def _from_lead(self, view: _View, drafts: Sequence[Draft]) -> Iterator[Draft]:
        """Give the markers that head a list item what the lead-in says of their class."""
        sentence = view.sentence
        if sentence.lead is None or sentence.sentence != 1:
            return
        led = self._leads.get(sentence.lead, ())
        heads = view.heads()
        if len(led) != 1 or led[0].markers or not heads:
            return
        own = [
            hit
            for hit in find(DIRECTIONS, view.part, view.body)
            if hit.cue.means is not ClaimDirection.PRESENT
        ]
        doubts = find(DOUBTS, view.part, view.body)
        if own or doubts or find(NEGATIONS, view.part, view.body):
            return
        for head in heads:
            known = any(
                head.marker in draft.markers and draft.direction is led[0].direction for draft in drafts
            )
            if head.kind in led[0].marker_kinds and not known and led[0].direction is not None:
                yield replace(
                    led[0],
                    sentence=sentence,
                    claim=statement(head.name, led[0].direction, led[0].strength),
                    markers=(head.marker,),
                    marker_kinds=(),
                    reach=ClaimReach.EACH,
                    rules=(*led[0].rules, ("s-lead-in", *sentence.lead), (head.rule, head.start, head.end)),
                )

    def _from_before(self, view: _View, drafts: Sequence[Draft]) -> Iterator[Draft]:
        """Read "This is one of the most replicated findings" of the one claim of the sentence before it."""
        this = find((ANAPHORA,), view.part)
        if drafts or not this or this[0].start != 0 or self._before is None:
            return
        before, claims = self._before
        follows = (before.section, before.paragraph, before.sentence + 1)
        sentence = view.sentence
        if len(claims) != 1 or follows != (sentence.section, sentence.paragraph, sentence.sentence):
            return
        replicated = find((REPLICATION,), view.part)
        how = [hit for hit in find(QUANTIFIERS, view.part) if hit.cue.means is ClaimStrength.UNIVERSAL]
        if not replicated or not how or find(NEGATIONS, view.part) or claims[0].direction is None:
            return
        yield replace(
            claims[0],
            sentence=sentence,
            kind=ClaimKind.REPLICATION,
            claim=f"{claims[0].claim}; well replicated",
            strength=ClaimStrength.UNIVERSAL,
            citation=None,
            rules=(*claims[0].rules, *(view.fired(hit) for hit in (this[0], replicated[0], how[0]))),
        )


class _View:
    """A sentence with its mentions masked, and what was left of it so far."""

    def __init__(self, text: str, sentence: Sentence, mentions: Sequence[Mention], authors: Authors) -> None:
        self.sentence = sentence
        self.text = text
        self.start = sentence.start
        self.body = sentence.body - sentence.start
        self.mentions = tuple(
            mention for mention in mentions if sentence.start <= mention.start and mention.end <= sentence.end
        )
        self.plain = blanked(text, sentence.start, sentence.end)
        self.part = masked(self.plain, self.start, self.mentions)
        self.cited = authors.cited(text, sentence.start, sentence.end)
        self.left: list[Left] = []

    def fired(self, hit: Found[object]) -> Fired:
        """Give a cue of this sentence as a rule with its place in the text."""
        return hit.cue.id, hit.start + self.start, hit.end + self.start

    def heads(self) -> tuple[Mention, ...]:
        """Give the markers that head a list item, each once: those of its label, or a bare name's."""
        last = self.sentence.body if self.body else self.sentence.end
        if not self.body and last - self.start > _ONLY_A_NAME:
            return ()
        found = {
            m.marker: m for m in reversed(self.mentions) if m.end <= last and m.marker and m.doubt is None
        }
        return tuple(sorted(found.values(), key=lambda mention: mention.start))

    def drafts(self) -> Iterator[Draft]:
        """Read every clause after the label; a question is left as it is."""
        if self.part.endswith("?"):
            self.left += [(Doubt.QUESTION, *self.fired(hit)[1:]) for hit in find(DIRECTIONS, self.part)]
            return
        for clause in clauses(self.part):
            if clause.start < self.body <= clause.end:
                clause = Clause(self.body, clause.end)
            if clause.end > self.body:
                yield from self._clause(clause)

    def _clause(self, clause: Clause) -> Iterator[Draft]:
        cues = find(DIRECTIONS, self.part, clause.start, clause.end)
        links: list[Link] = list(self._exhaustion(clause))
        for cue in cues:
            made = link(self.part, clause.start, clause.end, self.start, cue, self.mentions)
            made = made or self._labelled(clause, cue)
            if made is None or not made.mentions:
                doubt = Doubt.NO_MARKER if made is None or made.doubt is None else made.doubt
                self.left.append((doubt, cue.start + self.start, cue.end + self.start))
            else:
                links.append(made)
        for made in links:
            why_not = self._doubt(clause, made, cues)
            around = [m for m in self.mentions if clause.start <= m.start - self.start < clause.end]
            around = [m for m in around if all(m not in other.mentions for other in links)]
            for mention in made.mentions:
                why = about_marker(self.text, mention, made, around) or why_not
                if why is not None:
                    self.left.append((why, mention.start, mention.end))
                else:
                    yield self._draft(clause, made, mention)

    def _doubt(self, clause: Clause, made: Link, cues: Sequence[Found[ClaimDirection]]) -> Doubt | None:
        if joined_opposite(self.part, cues, made.cue):
            return Doubt.CONTRADICTORY
        doubt = about_clause(self.part, clause.start, clause.end, made)
        if doubt is None and self._mixed(clause) is None:
            return taken_back(self.part, clause.end, made)
        return doubt

    def _labelled(self, clause: Clause, cue: Found[ClaimDirection]) -> Link | None:
        """Read "Marker: present in a subset" as if it were one clause."""
        if not self.body or cue.start != self.body or not is_closed(self.part, cue.end, clause.end):
            return None
        heads = self.heads()
        return Link("s-label-subject", cue, heads) if len(heads) == 1 else None

    def _exhaustion(self, clause: Clause) -> Iterator[Link]:
        """Read "show markers of T cell exhaustion (PD-1)": exhaustion is more, not less, of what is named."""
        for hit in find((EXHAUSTION,), self.part, clause.start, clause.end):
            named = re.match(rf"\s+{MARKER}+", self.part[hit.end : clause.end])
            if named is None:
                continue
            last = self.start + hit.end + named.end()
            bracket = _BRACKET.match(self.text, last)
            inside = (last, bracket.end()) if bracket else (last, last)
            cells = [m for m in self.mentions if m.end == last and "exhaust" in m.name.casefold()]
            receptors = [
                m
                for m in self.mentions
                if inside[0] <= m.start and m.end <= inside[1] and m.kind is MarkerKind.RECEPTOR_EXPRESSION
            ]
            if cells:
                yield Link("l-exhaustion", hit, (*cells, *receptors))

    def _draft(self, clause: Clause, made: Link, mention: Mention) -> Draft:
        own = [m for m in made.mentions if m.start - self.start >= clause.start]
        first = min(made.cue.start, *(m.start - self.start for m in own), clause.end)
        last = max(made.cue.end, *(m.end - self.start for m in own), clause.start)
        around = (max(clause.start, first - _BEFORE), min(clause.end, last + _BEHIND))
        said = slots(self.part, self.plain, clause.start, clause.end, around, cites=bool(self.cited))
        strength = said.strength
        extra: tuple[Fired, ...] = ()
        mixed = self._mixed(clause)
        if mixed is not None and strength is not ClaimStrength.HEDGED:
            strength, extra = ClaimStrength.MIXED, (self.fired(mixed),)
        present = made.cue.cue.means is ClaimDirection.PRESENT
        name = mention.name or f"Any {series([kind.label for kind in mention.classes], 'or')}"
        return Draft(
            sentence=self.sentence,
            claim=statement(name, made.cue.cue.means, strength),
            rules=(
                self.fired(made.cue),
                (made.rule, first + self.start, last + self.start),
                (mention.rule, mention.start, mention.end),
                *extra,
                *((cited.rule, cited.start, cited.end) for cited in self.cited),
                *((rule, left + self.start, right + self.start) for rule, left, right in said.found),
            ),
            kind=ClaimKind.PREVALENCE if present else ClaimKind.DIFFERENCE,
            markers=(mention.marker,) if mention.marker else (),
            marker_kinds=mention.classes,
            reach=ClaimReach.ANY if mention.classes else ClaimReach.EACH,
            direction=made.cue.cue.means,
            strength=strength,
            significant=said.significant,
            modality=said.modality,
            specimens=said.specimens,
            matrix_classes=said.matrix_classes if mention.kind is MarkerKind.CELL_SUBSET else (),
            citation=self.cited[0].study if len(self.cited) == 1 else None,
        )

    def _mixed(self, clause: Clause) -> Found[ClaimStrength] | None:
        """Find "some ..., while others ..." when the others are said nothing of another marker."""
        for hit in find(QUANTIFIERS[:1], self.part):
            others_name = re.search(rf"[{MARKER}{CLASS}]", self.part[hit.end :])
            if hit.start < clause.end < hit.end and others_name is None:
                return hit
        return None

    def leave_the_rest(self, drafts: Sequence[Draft]) -> None:
        """List the markers of the sentence that no draft is about and that have no reason yet."""
        done = {about for draft in drafts for about in draft.about}
        noted = {left[1:] for left in self.left}
        done |= {mention.marker for mention in self.mentions if (mention.start, mention.end) in noted}
        for mention in self.mentions:
            about = (mention.marker,) if mention.marker else tuple(str(kind) for kind in mention.classes)
            if (mention.start, mention.end) in noted or (about and done.issuperset(about)):
                continue
            self.left.append((mention.doubt or Doubt.NO_DIRECTION, mention.start, mention.end))
            done.update(about)


def _without_contradictions(view: _View, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Drop drafts that say two things of one marker, and what is said twice."""
    said: dict[tuple[str, ...], set[ClaimDirection | None]] = {}
    for draft in drafts:
        if draft.direction is not ClaimDirection.PRESENT:
            said.setdefault(draft.about, set()).add(draft.direction)
    kept: set[tuple[tuple[str, ...], ClaimDirection | None]] = set()
    for draft in drafts:
        key = (draft.about, draft.direction)
        if len(said.get(draft.about, ())) > 1:
            view.left.append((Doubt.CONTRADICTORY, *draft.rules[2][1:]))
        elif key not in kept:
            kept.add(key)
            yield draft


def _citation(sentence: Sentence, cited: Cited) -> Draft:
    study = cited.study
    year = f" from {study.year}" if study.year is not None else ""
    return Draft(
        sentence=sentence,
        claim=f"A study{year} by {study.author} is cited",
        rules=((cited.rule, cited.start, cited.end),),
        kind=ClaimKind.CITATION,
        strength=ClaimStrength.SINGLE_STUDY,
        modality=Modality.REPORTED,
        citation=study,
    )
