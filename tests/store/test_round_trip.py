"""Any study the record model accepts comes back from Parquet as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.records.atlas_records import AtlasRecords
from synthesis.records.citation import AtlasPage, Citation, Snapshot
from synthesis.records.cohort import CaseSelection, Cohort, Group
from synthesis.records.finding import Arm, Assay, Exclusion, Finding, Handling, PValue
from synthesis.records.marker import Marker
from synthesis.records.problems import Report
from synthesis.records.source import Conflict, Reading, Source, Statement
from synthesis.records.study import Acknowledgement, LeftOut, Review, Study, StudyExcluded
from synthesis.store.atlas import Atlas
from synthesis.store.load import load
from synthesis.vocabulary import case_definition, measurement, result, study

PLAIN = st.characters(exclude_categories=("Cs", "Cc"))
TEXT = st.text(PLAIN, min_size=1, max_size=12).filter(lambda text: text.strip() == text)
SLUG = st.from_regex(r"[A-Za-z0-9]{1,5}(-[a-z0-9]{1,3})?", fullmatch=True)
COUNT = st.integers(0, 10**6)
REAL = st.floats(allow_nan=False, allow_infinity=False)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def few(strategy: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


def word(vocabulary: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(vocabulary))


def unlike(strategy: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    """A few records with different ids."""
    return st.lists(strategy, min_size=least, max_size=3, unique_by=lambda record: record.id).map(tuple)


READING = st.builds(Reading, direction=some(word(result.Direction)), p=some(TEXT), cases_n=some(COUNT))
SOURCE = st.builds(
    Source,
    kind=word(result.SourceKind),
    ref=st.sampled_from(["doi:10.1000/x", "pmid:12", "https://example.org/a"]),
    locator=some(TEXT),
    supplies=few(TEXT),
    reads=some(READING),
)
ARM = st.builds(Arm, n=some(COUNT), center=some(REAL), spread=some(REAL), low=some(REAL), events=some(COUNT))
HANDLING = st.builds(
    Handling,
    anticoagulant=some(word(measurement.Anticoagulant)),
    storage=some(TEXT),
    fasting=some(st.booleans()),
)
FINDING = st.builds(
    Finding,
    id=SLUG,
    marker=st.just("il-6"),
    marker_reported=some(TEXT),
    marker_kind=word(measurement.MarkerKind),
    quantity=word(measurement.Quantity),
    specimen=word(measurement.Specimen),
    handling=some(HANDLING),
    assay=st.builds(Assay, name=some(TEXT), family=word(measurement.AssayFamily), panel_size=some(COUNT)),
    state=word(measurement.State),
    stimulus=some(TEXT),
    matrix_class=word(measurement.MatrixClass),
    contrast=word(result.Contrast),
    direction=some(word(result.Direction)),
    significance=word(result.Significance),
    p=some(
        st.builds(PValue, printed=TEXT, relation=some(word(result.PRelation)), value=some(st.floats(0, 1)))
    ),
    cases=ARM,
    controls=ARM,
    inferred=st.booleans(),
    flags=few(word(result.Flag)),
    exclusion=some(st.builds(Exclusion, reason=word(result.FindingExclusion), note=some(TEXT))),
    sources=few(SOURCE, 1),
    note=some(TEXT),
)
GROUP = st.builds(Group, id=SLUG, role=word(study.GroupRole), n=some(COUNT), label=some(TEXT))
COHORT = st.builds(Cohort, id=SLUG, link=some(word(study.CohortLink)), groups=unlike(GROUP), note=some(TEXT))
CITATION = st.builds(
    Citation,
    title=some(TEXT),
    authors=few(TEXT),
    first_author=some(TEXT),
    year=some(st.integers(1900, 2100)),
    doi=some(st.just("10.1000/x")),
    identified=st.booleans(),
)
PAGE = st.builds(
    AtlasPage,
    url=some(st.just("https://example.org/a")),
    pem_badge=word(study.PemBadge),
    snapshot=some(st.builds(Snapshot, generator=TEXT, scanner=TEXT, policy=TEXT, accessed=st.dates())),
)
CONFLICT = st.builds(
    Conflict,
    id=SLUG,
    field=TEXT,
    statements=few(st.builds(Statement, value=TEXT, source=TEXT), 2),
    status=word(result.ConflictStatus),
    resolution=some(TEXT),
    findings=few(SLUG),
)
DEFINITIONS = few(word(case_definition.CaseDefinition))
STUDY = st.builds(
    Study,
    slug=SLUG,
    citation=CITATION,
    kind=word(study.StudyKind),
    design=word(study.Design),
    population=word(study.Population),
    country=some(TEXT),
    case_selection=st.builds(CaseSelection, all_of=DEFINITIONS, any_of=DEFINITIONS, unstated=DEFINITIONS),
    comparator=word(study.Comparator),
    cohorts=unlike(COHORT, 1),
    atlas_page=some(PAGE),
    excluded=some(st.builds(StudyExcluded, reason=word(study.StudyExclusion), note=some(TEXT))),
    findings=unlike(FINDING),
    conflicts=unlike(CONFLICT),
    left_out=few(st.builds(LeftOut, item=TEXT, reason=TEXT, source=TEXT)),
    acknowledged=few(st.builds(Acknowledgement, rule=SLUG, finding=some(SLUG), reason=TEXT)),
    review=st.builds(Review, state=word(study.ReviewState), by=some(TEXT), on=some(st.dates())),
    note=some(TEXT),
)
MARKER = Marker(marker_id="il-6", name="Interleukin 6", kind=measurement.MarkerKind.CYTOKINE)


@settings(max_examples=40, deadline=None)
@given(studies=st.lists(STUDY, min_size=1, max_size=2, unique_by=lambda record: record.slug))
def test_record_to_parquet_to_record(studies: list[Study]) -> None:
    records = AtlasRecords(tuple(studies), (MARKER,), (), (), (), Report(()))
    before = Atlas.from_records(records, digest="0")
    with tempfile.TemporaryDirectory() as folder:
        after = load(before.to_parquet(Path(folder, "atlas")))
        for name, table in before.tables.items():
            assert after.tables[name].equals(table, check_metadata=True), name
        for record in studies:
            assert before.study(record.slug) == record
            assert after.study(record.slug) == record
