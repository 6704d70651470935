"""The words that the rules know, as tables; every id is printed with the proposals that it led to.

Patterns are regular expressions without regard to case, between word boundaries. The direction words and the
rungs of the ladder are those of the audit; where a word can mean two things it stands among the doubts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from synthesis.vocabulary.claim import ClaimDirection, ClaimStrength
from synthesis.vocabulary.measurement import MarkerKind, MatrixClass, Specimen
from synthesis.vocabulary.term import Term

Meaning = TypeVar("Meaning")
Meaning_co = TypeVar("Meaning_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Cue(Generic[Meaning_co]):
    """Words with one meaning: an id, a pattern, what they mean."""

    id: str
    pattern: str
    means: Meaning_co


@dataclass(frozen=True, slots=True)
class Found(Generic[Meaning_co]):
    """A cue in a text, by its range."""

    cue: Cue[Meaning_co]
    start: int
    end: int


class Doubt(Term):
    """Why a rule abstains."""

    NO_DIRECTION = "no-direction", "a marker without a direction that belongs to it"
    NO_MARKER = "no-marker", "a direction without a marker of the registry that belongs to it"
    AMBIGUOUS_MARKER = "ambiguous-marker", "a name that several markers share"
    OTHER_THING = "other-thing", "a marker's name as part of the name of something else"
    NEGATED = "negated", "a negation stands before the direction"
    TRAP = "trap", "words whose direction depends on what is meant"
    REVERSED = "reversed", "a statement about the controls"
    OTHER_CONTRAST = "other-contrast", "a relation with severity, time, exertion or another condition"
    OTHER_POPULATION = "other-population", "people or animals other than the cases"
    RANKED = "ranked", "a rank among markers"
    TREATMENT = "treatment", "a treatment and its effect"
    ACTIVE_VERB = "active-verb", "something acts upon the marker"
    CONDITION = "condition", "a condition or an aim, not a statement"
    CELLS_AS_PLACE = "cells-as-place", "cells as the place of a finding, or altered without saying in what"
    QUESTION = "question", "a question"
    CONTRADICTORY = "contradictory", "two directions for one marker"


D = ClaimDirection
#: Direction words before or after a marker.
DIRECTIONS: tuple[Cue[ClaimDirection], ...] = (
    Cue("d-higher-elevated", r"elevated|elevation|elevations", D.HIGHER),
    Cue("d-higher-increased", r"increased|increase|increases", D.HIGHER),
    Cue("d-higher-raised", r"raised|heightened", D.HIGHER),
    Cue("d-higher-upregulated", r"up-?regulated|overexpressed|over-expressed", D.HIGHER),
    Cue("d-higher-higher", r"higher|greater|enhanced", D.HIGHER),
    Cue("d-lower-reduced", r"reduced|reduction|reductions", D.LOWER),
    Cue("d-lower-decreased", r"decreased|decrease|decreases", D.LOWER),
    Cue("d-lower-lower", r"lower|lowered", D.LOWER),
    Cue("d-lower-diminished", r"diminished|down-?regulated", D.LOWER),
    Cue("d-lower-loss", r"loss", D.LOWER),
    Cue("d-function-impaired", r"impaired|impairment|deficient", D.LOWER),
    Cue("d-altered-abnormal", r"abnormal|abnormality|abnormalities", D.ALTERED),
    Cue("d-altered-altered", r"altered|alterations?|disturbed|dysregulated", D.ALTERED),
    Cue("d-none-unchanged", r"unchanged|unaltered|normal", D.NO_DIFFERENCE),
    Cue("d-none-similar", r"(?:similar|comparable)(?=\s+(?:to|in|between)\b)", D.NO_DIFFERENCE),
    Cue("d-none-did-not-differ", r"(?:did|do|does)\s+not\s+(?:significantly\s+)?differ", D.NO_DIFFERENCE),
    Cue("d-none-not-different", r"not\s+(?:significantly\s+)?different", D.NO_DIFFERENCE),
    Cue(
        "d-none-no-difference", r"no\s+(?:(?:significant|clear|consistent)\s+)?differences?", D.NO_DIFFERENCE
    ),
    Cue("d-present", r"present|detected", D.PRESENT),
)
#: Direction words that only mean "lower" of something that works, not of an amount.
OF_FUNCTION = frozenset({"d-function-impaired"})
#: "No difference" that compares only where the sentence says with whom, or is said of the marker itself.
NEEDS_COMPARISON = frozenset({"d-none-similar"})

S = ClaimStrength
#: Rungs of the ladder, strongest first; a hedge wins over all of them.
QUANTIFIERS: tuple[Cue[ClaimStrength], ...] = (
    Cue("q-mixed", r"some\b[^.;]*?\b(?:while|whereas|but|though)\s+others", S.MIXED),
    Cue(
        "q-universal-replicated",
        r"one\s+of\s+the\s+(?:most|best)[\s-]replicated|most\s+replicated",
        S.UNIVERSAL,
    ),
    Cue(
        "q-universal-consistent",
        r"consistently|consistent\s+findings?|always|invariably|universally",
        S.UNIVERSAL,
    ),
    Cue("q-universal-established", r"well[\s-]established|reproducibl[ey]", S.UNIVERSAL),
    Cue(
        "q-majority",
        r"(?:most|(?:the|a)\s+majority\s+of)\s+(?:\S+\s+){0,2}?(?:studies|patients|cohorts|reports|groups)|"
        r"typically|generally",
        S.MAJORITY,
    ),
    Cue(
        "q-repeated",
        r"(?:multiple|several|numerous|many)\s+(?:\S+\s+){0,2}?(?:studies|cohorts|reports|groups|papers)",
        S.REPEATED,
    ),
    Cue(
        "q-single",
        r"(?:a|an|one|another|the)\s+(?:\S+\s+){0,3}?study|one\s+(?:\S+\s+){0,2}?(?:cohort|report|group)",
        S.SINGLE_STUDY,
    ),
    Cue(
        "q-existential",
        r"(?:some|a\s+few)\s+(?:\S+\s+){0,3}?(?:studies|patients|subgroups|cohorts|reports|groups|people|"
        r"cases|individuals)|(?:a\s+)?subsets?|(?:a\s+)?subgroups?|can\s+be|sometimes|occasionally|"
        r"\d+(?:\.\d+)?\s*%\s+of|(?:half|a\s+third|a\s+quarter)\s+of",
        S.EXISTENTIAL,
    ),
)
HEDGES: tuple[Cue[ClaimStrength], ...] = (
    Cue("h-modal", r"may|might|could|would", S.HEDGED),
    Cue("h-suggest", r"suggest(?:s|ed|ing)?|appears?(?:\s+to)?|seems?(?:\s+to)?|hint(?:s|ed|ing)?", S.HEDGED),
    Cue(
        "h-possible",
        r"trends?|possibl[ey]|potential(?:ly)?|perhaps|probabl[ey]|likely|presumably|tend(?:s|ed)?\s+to",
        S.HEDGED,
    ),
)
#: Phrases in which a study, not the article, speaks.
REPORTING: tuple[Cue[bool], ...] = (
    Cue(
        "r-studies",
        r"(?:stud(?:y|ies)|research|reports?|analys[ei]s|trials?|groups?|teams?|others)\s+"
        r"(?:\S+\s+){0,4}?(?:find|finds|found|show|shows|showed|shown|report|reports|reported|document|documented|"
        r"describe|described|observed|detected|measured)",
        True,
    ),
    Cue(
        "r-reported",
        r"(?:was|were|is|are|has\s+been|have\s+been)\s+(?:\S+\s+)?(?:found|reported|observed|documented|described)",
        True,
    ),
    Cue("r-cited", r"stud(?:y|ies)\s+by|et\s+al", True),
)

NEGATIONS: tuple[Cue[bool], ...] = (
    Cue("n-not", r"not|n't|never|no\s+longer|cannot", True),
    Cue("n-no", r"no|without|neither|nor|none|lack(?:s|ed|ing)?(?:\s+of)?|absence\s+of|rarely|hardly", True),
    Cue("n-failed", r"fail(?:s|ed)?\s+to|unable\s+to|far\s+from|rather\s+than|instead\s+of", True),
)

#: What keeps a clause from being read; the first three also when they stand elsewhere in the sentence.
DOUBTS: tuple[Cue[Doubt], ...] = (
    Cue(
        "t-treatment",
        r"treat(?:s|ed|ing|ment|ments)?|therap(?:y|ies|eutic)|drugs?|trials?|placebo|dos(?:e|es|ing)|"
        r"vaccin\w+|supplement\w*|inhibitors?|block(?:s|ed|ing|ade)",
        Doubt.TREATMENT,
    ),
    Cue("t-animals", r"mice|mouse|rats?|animals?|in\s+vitro", Doubt.OTHER_POPULATION),
    Cue(
        "t-other-illness",
        r"lupus|multiple\s+sclerosis|long\s+covid|covid(?:-19)?|depression|fibromyalgia|"
        r"rheumatoid|gulf\s+war|cancers?|sepsis|gout|hiv|autoimmune\s+(?:disease|condition)s?|pots|mcas|ms|fm|lyme|"
        r"diabet\w+|asthma",
        Doubt.OTHER_POPULATION,
    ),
    Cue(
        "t-others",
        r"relatives|siblings|twins?|famil(?:y|ies)|mothers|parents|athletes|carers",
        Doubt.OTHER_POPULATION,
    ),
    Cue("t-superlative", r"(?:among|one\s+of)?\s*the\s+most\b(?!\s+replicated)|more\s+\w+ly", Doubt.RANKED),
    Cue(
        "t-severity",
        r"severity|severe|severely|mild|mildly|moderate|bedbound|housebound",
        Doubt.OTHER_CONTRAST,
    ),
    Cue(
        "t-time",
        r"duration|early[\s-]stage|early|late|later|long[\s-](?:duration|term|standing)|over\s+time|years?\s+after|"
        r"onset|recovered|recovery|relapse|follow-up|baseline|first\s+\S+\s+years?|(?:hours|days|weeks|months)",
        Doubt.OTHER_CONTRAST,
    ),
    Cue(
        "t-exertion",
        r"exercise|exertion|exertional|post-exertional|after|following|during|before|overnight|standing",
        Doubt.OTHER_CONTRAST,
    ),
    Cue(
        "t-relation",
        r"correlat\w+|associat\w+|predict\w*|relat(?:es|ed|ion|ionship)|linked|depend\w*|track\w*\s+with",
        Doubt.OTHER_CONTRAST,
    ),
    Cue(
        "t-stimulus",
        r"stimulat\w+|mitogen|lps|pha|cultured?|supernatants?|in\s+response\s+to|production|secretion|release",
        Doubt.OTHER_CONTRAST,
    ),
    Cue("t-sex", r"women|men|girls|boys|females?|males?|children|adolescents", Doubt.OTHER_CONTRAST),
    Cue("t-exhaustion", r"exhaust\w+", Doubt.TRAP),
    Cue("t-deficiency", r"deficienc(?:y|ies)|dysfunction\w*|imbalance", Doubt.TRAP),
    Cue(
        "t-threshold",
        r"threshold|above|below|detection|detectable|undetectable|range|borderline|half-?li(?:fe|ves)",
        Doubt.TRAP,
    ),
    Cue(
        "t-fraction",
        r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+(?:out\s+)?of\s+(?:the\s+)?"
        r"(?:\w+\s+){0,2}?(?:studies|cohorts|reports|groups|trials|papers)",
        Doubt.TRAP,
    ),
    Cue("t-few", r"(?<!\ba\s)few|fewer|only|less|least|rare|absent|exception\w*", Doubt.TRAP),
    Cue(
        "t-refuted",
        r"refut\w+|disput\w+|disprov\w+|ruled\s+out|retract\w+|artefacts?|artifacts?|questioned|challenged|explained\s+by|due\s+to",
        Doubt.TRAP,
    ),
    Cue("t-more-people", r"more\s+(?:patients|cases|people|individuals)|more\s+often", Doubt.OTHER_CONTRAST),
    Cue("t-ratio", r"ratios?|balance|relative\s+abundance", Doubt.TRAP),
    Cue(
        "t-once-thought",
        r"once\s+thought|was\s+thought|were\s+thought|believed|assumed|expected|hypothes\w+|if|whether|"
        r"unless|myth|contrary",
        Doubt.TRAP,
    ),
)
#: Doubts that hold for the whole sentence.
WHOLE_SENTENCE = frozenset({"t-treatment", "t-animals", "t-once-thought"})

#: "Patients show T cell exhaustion": more exhausted cells, and more of the receptors named with it.
EXHAUSTION = Cue(
    "d-exhaustion-shown",
    r"(?:show|shows|showed|have|had|display|exhibit)\w*\s+(?:\S+\s+){0,3}?(?:markers|signs|evidence|"
    r"features)\s+of",
    D.HIGHER,
)
#: "This is one of the most replicated findings": said of what the sentence before it says.
ANAPHORA = Cue("s-this", r"This\s+(?:is|finding|result|reduction|increase)", True)
REPLICATION = Cue("k-replication", r"replicated|reproduced|replication", True)

K = MarkerKind
#: A class of markers by its plain name; a name with more before it ("pro-inflammatory") is narrower.
CLASSES: tuple[Cue[tuple[MarkerKind, ...]], ...] = (
    Cue(
        "m-class-cytokines",
        r"cytokine(?:s|\s+(?:profiles?|patterns?|levels?|concentrations?))",
        (K.CYTOKINE, K.CHEMOKINE, K.GROWTH_FACTOR),
    ),
    Cue("m-class-chemokines", r"chemokine(?:s|\s+levels?)", (K.CHEMOKINE,)),
    Cue("m-class-autoantibodies", r"auto-?antibodies", (K.AUTOANTIBODY,)),
)
NARROWER = re.compile(
    r"(?:\w*-)?(?:inflammatory|th1|th2|type\s*[12]|stimulated|certain|specific|other|these|those)[\s-]+$",
    re.I,
)

SPECIMENS: tuple[Cue[Specimen], ...] = (
    Cue("f-serum", r"serum", Specimen.SERUM),
    Cue("f-plasma", r"plasma(?!\s+cells?)", Specimen.PLASMA),
    Cue("f-csf", r"cerebrospinal\s+fluid|spinal\s+fluid|CSF", Specimen.CSF),
    Cue("f-saliva", r"saliva", Specimen.SALIVA),
    Cue("f-urine", r"urine", Specimen.URINE),
    Cue("f-faeces", r"faeces|feces|stool", Specimen.FAECES),
)
MATRICES: tuple[Cue[tuple[MatrixClass, ...]], ...] = (
    Cue("x-count", r"counts?|numbers?", (MatrixClass.CELL_COUNT, MatrixClass.CELL_PERCENTAGE)),
    Cue("x-share", r"percentages?|proportions?|frequenc(?:y|ies)", (MatrixClass.CELL_PERCENTAGE,)),
    Cue("x-function", r"function", (MatrixClass.FUNCTION,)),
)
SIGNIFICANT = Cue(
    "p-significant",
    r"(?<!not\s)(?<!no\s)significant(?:ly)?(?=\s+(?:elevated|increased|raised|higher|reduced|"
    r"decreased|lower|diminished|altered|impaired|more|less|increase|decrease|reduction|elevation))",
    True,
)
#: Words that name the controls.
CONTROLS = re.compile(r"\b(?:controls?|healthy|comparison\s+group|volunteers)\b", re.IGNORECASE)
#: What makes them the other side of a comparison, when no word for the cases stands between.
AGAINST = re.compile(
    r"\b(?:than|compared\s+(?:with|to)|comparison\s+(?:with|to)|versus|vs\.?|relative\s+to|from)\b"
    r"(?!.*\b(?:patients|cases|me/cfs)\b)",
    re.IGNORECASE,
)
#: What sets both sides beside each other.
BESIDE = re.compile(r"\b(?:differ\w*|differences?|similar|comparable|same|between)\b", re.IGNORECASE)
#: The cases as the other side: the statement is about someone else.
AGAINST_CASES = re.compile(
    r"\b(?:than|compared\s+(?:with|to)|versus|vs\.?|relative\s+to)\s+(?:(?:in|that\s+of|those\s+of|the)\s+)*"
    r"(?:\w+\s+)?(?:patients|cases|me/cfs|people\s+with)",
    re.IGNORECASE,
)


def find(
    cues: tuple[Cue[Meaning], ...], text: str, start: int = 0, end: int | None = None
) -> list[Found[Meaning]]:
    """Find cues in a range of a text, in the order of the text; of two that overlap the longer one stays.

    Examples
    --------
    >>> [(hit.cue.id, hit.start) for hit in find(NEGATIONS, "it did not rise")]
    [('n-not', 7)]
    """
    last = len(text) if end is None else end
    hits = [
        Found(cue, found.start(), found.end())
        for cue in cues
        for found in re.finditer(rf"(?<![\w-])(?:{cue.pattern})(?![\w])", text[start:last], re.IGNORECASE)
    ]
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[Found[Meaning]] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return [Found(hit.cue, hit.start + start, hit.end + start) for hit in kept]
