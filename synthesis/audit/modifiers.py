"""What a reader must know beside a label: how far it reaches, and what it passes over."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from synthesis.audit.books import Answer, Book
from synthesis.audit.citation import Shelf
from synthesis.audit.judge import Judged
from synthesis.audit.library import Library
from synthesis.audit.questions import SPINAL
from synthesis.audit.suggest import counts, where
from synthesis.consistency.frames import as_rows
from synthesis.consistency.labels import direction_class, direction_word
from synthesis.consistency.questions import Question
from synthesis.vocabulary.claim import (
    AuditLabel,
    Checkable,
    CitationLabel,
    ClaimDirection,
    ClaimReach,
    ClaimStrength,
)
from synthesis.vocabulary.measurement import Specimen
from synthesis.wording import count, series

#: Enough cohorts for a verdict to say something.
_ENOUGH = 3


def modifiers(judged: Judged, library: Library) -> tuple[str, ...]:
    """Collect the modifiers of a claim, each a short text that starts with what it is about."""
    if judged.decisive is None:
        return tuple(_citation(judged, library))
    found: list[str] = []
    for modifier in _ALL:
        found += modifier(judged, library)
    return tuple(dict.fromkeys(found))


def context(judged: Judged, library: Library, shelf: Shelf) -> str:
    """List the cohorts that tested the same after the cited study, with their votes; empty without a study.

    Narrower markers are looked up under their wider entry, where a later study may stand.
    """
    citation = judged.citation
    if citation is None or not citation.study or judged.decisive is None:
        return ""
    year = shelf.year_of(citation.study)
    keys = {answer.key for answer in judged.answers}
    wider = {_lenient(key, library) for key in keys if " | " in key and key in library.strict.answers}
    answers = [library.lenient.answers[key] for key in sorted(wider) if key in library.lenient.answers]
    later = {
        vote.cohort: f"{vote.label} {_WORDS[vote.direction]}"
        for answer in (*judged.answers, *answers)
        for vote in answer.votes
        if year is not None
        and vote.year is not None
        and vote.year > year
        and citation.study not in vote.studies
    }
    return f"later: {'; '.join(later.values())}" if later else ""


_WORDS = {"H": "higher", "L": "lower", "U": "no significant difference, direction not given", "M": "mixed"}


def _lenient(key: str, library: Library) -> str:
    marker, between, rest = key.partition(" | ")
    return library.groups.get(marker, marker) + between + rest


def _only_partly(judged: Judged, _library: Library) -> Iterator[str]:
    if judged.claim.checkable is Checkable.PARTLY:
        yield f"in part: {judged.claim.reason}"


def _instances(judged: Judged, _library: Library) -> Iterator[str]:
    """Put the count beside a claim that one instance bears out."""
    if (
        judged.claim.strength is not ClaimStrength.EXISTENTIAL
        or judged.outcome.label is not AuditLabel.SUPPORTED
    ):
        return
    sides = judged.votes()
    total = sum(len(votes) for votes in sides.values())
    against = f", {len(sides['against'])} the other way" if sides["against"] else ""
    yield f"count: {len(sides['for'])} of {count(total, 'cohort')}{against}"


def _spinal(judged: Judged, library: Library) -> Iterator[str]:
    """Point to results in spinal fluid, which a claim that names no measurement leaves aside."""
    if judged.claim.matrix_classes or judged.claim.strength is ClaimStrength.SINGLE_STUDY:
        return
    rests_on = {answer.key for answer in judged.answers}
    for marker in judged.markers if judged.claim.markers else ():
        book = library.lenient if marker.rolled else library.strict
        for answer in book.about(marker.marker):
            if answer.key not in rests_on and Question.parse(answer.key).matrix.partition(":")[0] in SPINAL:
                yield f"in spinal fluid: {answer.name}, {counts(answer)}"


def _parts(judged: Judged, _library: Library) -> Iterator[str]:
    parts = {part for reading in judged.readings for part in reading.parts}
    if parts:
        yield f"parts of the cases: {series(sorted(parts))}"


def _significance(judged: Judged, _library: Library) -> Iterator[str]:
    if judged.nowhere_significant:
        yield "significance: no cohort in that direction is reported as significant"


def _one_group(judged: Judged, _library: Library) -> Iterator[str]:
    supporting = judged.votes()["for"]
    if len(supporting) > 1 and len({vote.group for vote in supporting}) == 1:
        yield f"one group: all {len(supporting)} cohorts in that direction come from one research group"


def _missing(judged: Judged, _library: Library) -> Iterator[str]:
    empty = [marker.name for marker in judged.markers if all(r.answer is None for r in marker.readings)]
    if empty and len(empty) < len(judged.markers):
        yield f"not in record: {series(empty)}"


def _markers(judged: Judged, _library: Library) -> Iterator[str]:
    """Say of how many markers a statement about several holds."""
    if len(judged.markers) < 2:
        return
    holds = [m.name for m in judged.markers if m.label is AuditLabel.SUPPORTED]
    named = f": {series(holds)}" if 0 < len(holds) < 6 else ""
    kind = "recorded markers of the class" if not judged.claim.markers else "markers"
    yield f"markers: supported for {len(holds)} of {len(judged.markers)} {kind}{named}"


def _elsewhere(judged: Judged, library: Library) -> Iterator[str]:
    """Point to other measurements of a marker whose claimed kind of measurement is not recorded."""
    if not judged.claim.matrix_classes:
        return
    for marker in judged.markers:
        if all(reading.answer is None for reading in marker.readings):
            answers = [a for a in library.strict.about(marker.marker) if a.k >= _ENOUGH]
            others = [_short(f"{marker.name}, {where(answer)},", answer) for answer in answers]
            if others:
                yield f"recorded instead: {series(others)}"


def _rolled(judged: Judged, _library: Library) -> Iterator[str]:
    rolled = [m.name for m in judged.markers if m.rolled and any(r.answer is not None for r in m.readings)]
    if rolled:
        yield f"identity: narrower markers counted as {series(rolled)}"


def _panels(judged: Judged, library: Library) -> Iterator[str]:
    """Put what is said of whole panels beside a statement about a class of markers."""
    if judged.claim.markers or any(answer.pointed for answer in judged.answers):
        return
    panels = library.pointers.panels(frozenset(kind.value for kind in judged.claim.marker_kinds))
    if len(panels) > _ENOUGH:
        votes = [vote for answer in panels for vote in answer.votes]
        differ = sum(vote.direction != "U" for vote in votes)
        yield f"whole panels: {differ} of {len(votes)} statements report a difference"
        return
    for answer in panels:
        yield f"whole panels: {answer.name}, {counts(answer)}"


def _against_controls(judged: Judged, library: Library) -> Iterator[str]:
    """Put the comparison with controls beside a statement that something is present."""
    if judged.claim.direction is not ClaimDirection.PRESENT:
        return
    for marker in judged.claim.markers:
        for answer in library.strict.about(marker):
            yield f"against controls: {_short(f'{answer.name}, {where(answer)},', answer)}, {counts(answer)}"


def _checks(judged: Judged, library: Library) -> Iterator[str]:
    """Say how far a verdict in one direction holds in the pre-declared checks, and where it does not."""
    if judged.claim.strength is ClaimStrength.SINGLE_STUDY:
        return
    for answer in judged.answers:
        if answer.label.directional and library.strict.answers.get(answer.key) is answer:
            grid = library.grid(answer)
            lost = [
                f"{row['description']} ({row['label']}, {row['k']} left)"
                for row in as_rows(grid.frame)
                if row["comparison"] in ("weaker", "different") and not _keeps(row["label"], answer)
            ]
            where_not = f"; not with {series(lost)}" if lost else ""
            yield f"checks: {answer.verdict} on {answer.name} {grid.stability}{where_not}"


def _keeps(label: str, answer: Answer) -> bool:
    return label.endswith(direction_word(answer.sign))


def _specimen(judged: Judged, library: Library) -> Iterator[str]:
    """Compare serum with plasma for a claim that names neither."""
    if judged.claim.specimens or judged.claim.strength is ClaimStrength.SINGLE_STUDY:
        return
    split: dict[str, list[Answer]] = {}
    for answer in judged.answers:
        if answer.key not in library.strict.answers:
            continue
        question = Question.parse(answer.key)
        if question.matrix.partition(":")[2] in (Specimen.SERUM, Specimen.PLASMA, Specimen.SERUM_OR_PLASMA):
            split.setdefault(answer.marker, []).append(answer)
        elif question.is_default and _differ(answer.key, library.serum, library.plasma):
            serum = _short("serum", library.serum.answers[answer.key])
            plasma = _short("plasma", library.plasma.answers[answer.key])
            yield f"scope: {answer.name} depends on the specimen: {serum}, {plasma}"
    for answers in split.values():
        if len({direction_class(a.label, a.sign) for a in answers}) > 1:
            each = series([_short(Question.parse(a.key).matrix.partition(":")[2], a) for a in answers])
            yield f"scope: {answers[0].name} depends on the specimen: {each}"


def _differ(key: str, one: Book, other: Book) -> bool:
    first, second = one.answers.get(key), other.answers.get(key)
    if first is None or second is None or first.k < _ENOUGH or second.k < _ENOUGH:
        return False
    return direction_class(first.label, first.sign) != direction_class(second.label, second.sign)


def _short(what: str, answer: Answer) -> str:
    return f"{what} {answer.verdict} ({count(answer.k, 'cohort')})"


def _pem(judged: Judged, library: Library) -> Iterator[str]:
    """Compare with the cohorts in which post-exertional malaise was required."""
    if judged.claim.strength is ClaimStrength.SINGLE_STUDY:
        return
    for answer in judged.answers:
        if answer.k < _ENOUGH or answer.key not in library.strict.answers:
            continue
        strict = library.pem.answers.get(answer.key)
        if strict is None or strict.k < _ENOUGH:
            required = 0 if strict is None else strict.k
            topic = f"{answer.name} ({where(answer)})"
            yield f"scope: PEM required in {required} of {answer.k} cohorts on {topic}"
        elif direction_class(strict.label, strict.sign) != direction_class(answer.label, answer.sign):
            yield f"scope: {answer.name} depends on the case definition: {_short('PEM required', strict)}"


def _unidentified(judged: Judged, library: Library) -> Iterator[str]:
    """Say what is left when cohorts that may repeat a named study are taken away."""
    if judged.claim.strength is ClaimStrength.SINGLE_STUDY:
        return
    for answer in judged.answers:
        named = library.identified.answers.get(answer.key)
        rows = sum(not vote.identified for vote in answer.votes)
        if answer.k < _ENOUGH or not rows:
            continue
        left = "none is left" if named is None else f"{named.verdict}, {counts(named)}"
        yield (
            f"scope: known only as a row of a review, which may repeat another cohort: {rows} of {answer.k} "
            f"cohorts on {answer.name} ({where(answer)}); without such rows: {left}"
        )


def _identity(judged: Judged, library: Library) -> Iterator[str]:
    """Say what the verdict is when cohorts that do not state the isoform are counted with the others."""
    hidden = [v for answer in judged.answers for v in answer.votes if v.unresolved]
    if not hidden:
        return
    keys = sorted({_lenient(a.key, library) for a in judged.answers if a.key in library.strict.answers})
    together = [library.lenient.answers[key] for key in keys if key in library.lenient.answers]
    cohorts = len({vote.cohort for vote in hidden})
    said = series([_short(f"{a.name}, {where(a)},", a) for a in together])
    yield f"identity: isoform or form not stated in {count(cohorts, 'cohort')}; counted together: {said}"


def _citation(judged: Judged, _library: Library) -> Iterator[str]:
    if judged.citation is not None and judged.citation.label is not CitationLabel.MATCH:
        yield f"citation: {judged.citation.label.label}"


def _reach(judged: Judged, _library: Library) -> Iterator[str]:
    if judged.claim.reach is ClaimReach.ANY and judged.decisive is not None and len(judged.markers) > 1:
        yield f"rests on: {judged.decisive.name}"


_ALL: tuple[Callable[[Judged, Library], Iterator[str]], ...] = (
    _only_partly,
    _instances,
    _markers,
    _reach,
    _against_controls,
    _panels,
    _missing,
    _elsewhere,
    _spinal,
    _parts,
    _significance,
    _one_group,
    _checks,
    _specimen,
    _pem,
    _unidentified,
    _rolled,
    _identity,
    _citation,
)
