"""Every table of the atlas: what a row is, and what each column holds.

The same descriptions go into the Parquet metadata and the data package, so a file explains itself.
"""

from __future__ import annotations

from synthesis.store.table import Column, Dtype, Table

#: Raised by one whenever a column is added, removed, renamed or given another meaning.
SCHEMA_VERSION = 2


def _column(name: str, dtype: Dtype, meaning: str, unit: str = "", vocabulary: str = "") -> Column:
    return Column(name, dtype, meaning, unit, vocabulary)


def _text(name: str, meaning: str, vocabulary: str = "") -> Column:
    return _column(name, "string", meaning, vocabulary=vocabulary)


def _list(name: str, meaning: str, vocabulary: str = "") -> Column:
    return Column(name, "string", f"{meaning}, joined with semicolons", vocabulary=vocabulary, many=True)


def _whole(name: str, meaning: str, unit: str = "") -> Column:
    return _column(name, "int64", meaning, unit)


def _real(name: str, meaning: str, unit: str = "") -> Column:
    return _column(name, "double", meaning, unit)


def _truth(name: str, meaning: str) -> Column:
    return _column(name, "bool", meaning)


STUDIES = Table(
    "studies",
    "one publication, eligible or kept with the reason for its exclusion",
    ("slug",),
    (
        _text("slug", "key of the study"),
        _text("label", "short name, such as first author and year; no two studies share one"),
        _text("first_author", "family name of the first author"),
        _whole("year", "year of publication", "calendar year"),
        _text("title", "title of the publication"),
        _list("authors", "authors"),
        _text("journal", "journal or series"),
        _text("doi", "digital object identifier"),
        _text("pmid", "PubMed identifier"),
        _text("pmcid", "PubMed Central identifier"),
        _text("reference", "best identifier with its kind, such as doi:10.…"),
        _truth("identified", "false when only a row of a review is known"),
        _text("kind", "sort of publication", "StudyKind"),
        _text("design", "study design", "Design"),
        _text("population", "whom it is about", "Population"),
        _text("country", "country, as the source gives it"),
        _list("case_definitions", "case definitions used", "CaseDefinition"),
        _text("case_definition_logic", "how they combine: all of, any of, not stated; empty for one or none"),
        _text("pem", "whether post-exertional malaise was required of every case", "Pem"),
        _text("pem_badge", "badge the atlas page showed", "PemBadge"),
        _text("evidence_level", "evidence level the atlas page showed", "EvidenceLevel"),
        _text("comparator", "who the cases are compared with", "Comparator"),
        _list("cohorts", "ids of the cohorts"),
        _whole("n_cases", "cases enrolled or described", "people"),
        _whole("n_controls", "comparison group enrolled or described", "people"),
        _truth("eligible", "true when the study takes part in syntheses"),
        _text("exclusion_reason", "why it does not", "StudyExclusion"),
        _text("exclusion_note", "more about the exclusion"),
        _whole("findings", "findings recorded", "findings"),
        _whole("findings_counted", "findings that count as cases against controls", "findings"),
        _text("read_from", "best kind of source any finding was read from", "SourceKind"),
        _truth("atlas_page_only", "true when every finding rests on an atlas page alone"),
        _whole("open_conflicts", "disagreements between sources that are not settled", "conflicts"),
        _text("review_state", "draft, or checked by a second reader", "ReviewState"),
        _text("atlas_url", "page of the source atlas"),
        _text("note", "what else a reader must know"),
    ),
)

COHORTS = Table(
    "cohorts",
    "one cohort of people, shared by all publications that report on it",
    ("cohort_id",),
    (
        _text("cohort_id", "key of the cohort"),
        _text(
            "link",
            "how sure it is that the publications share people; empty for one publication",
            "CohortLink",
        ),
        _list("studies", "slugs of the publications"),
        _whole("n_studies", "publications", "studies"),
        _truth("eligible", "true when an eligible study reports on it"),
        _whole("n_cases", "largest number of cases any of its publications gives", "people"),
        _whole("n_controls", "largest comparison group any of its publications gives", "people"),
        _text("note", "why publications are taken to share people"),
    ),
)

GROUPS = Table(
    "groups",
    "one group of people of one cohort in one publication",
    ("slug", "cohort_id", "group_id"),
    (
        _text("slug", "study"),
        _text("cohort_id", "cohort"),
        _text("group_id", "key of the group within the cohort"),
        _text("role", "cases or comparison", "GroupRole"),
        _whole("n", "people enrolled or described", "people"),
        _text("label", "name of the group"),
    ),
    (("slug", "studies"), ("cohort_id", "cohorts")),
)

_ARM: tuple[tuple[str, Dtype, str, str], ...] = (
    ("n", "int64", "people analysed", "people"),
    ("center", "double", "mean, median or difference in percent, as `statistic` says", "see unit"),
    ("spread", "double", "standard deviation, standard error or interquartile width", "see unit"),
    ("low", "double", "lower bound of the interval, quartiles or range", "see unit"),
    ("high", "double", "upper bound of the interval, quartiles or range", "see unit"),
    ("events", "int64", "people with the outcome", "people"),
)

FINDINGS = Table(
    "findings",
    "one result for one marker in one study",
    ("finding_id",),
    (
        _text("finding_id", "key of the finding: study, slash, id within the study"),
        _text("slug", "study"),
        _text("label", "short name of the study"),
        _whole("year", "year of publication", "calendar year"),
        _text("cohort_id", "cohort of people"),
        _text("marker", "marker id"),
        _text("marker_name", "name of the marker in the registry"),
        _text("marker_reported", "name of the marker in the source"),
        _text("marker_group", "wider marker for lenient roll-up; the marker itself when it has none"),
        _text("marker_kind", "sort of marker", "MarkerKind"),
        _text("quantity", "what was quantified", "Quantity"),
        _text("specimen", "what it was measured in", "Specimen"),
        _text("cell_population", "cells measured, when the marker does not name them"),
        _text("anticoagulant", "what kept the blood from clotting", "Anticoagulant"),
        _text("cell_handling", "how cells reached the assay", "CellHandling"),
        _text("assay", "laboratory method as the source names it"),
        _text("assay_family", "family of the method", "AssayFamily"),
        _whole("panel_size", "analytes in the panel, when stated", "analytes"),
        _text("state", "what was done before the measurement", "State"),
        _text("stimulus", "stimulus or exertion"),
        _text("method_note", "further condition of the measurement"),
        _text("timepoint", "when it was measured"),
        _text("subgroup", "part of the cases; empty for the whole case group"),
        _truth("whole_group", "true when the whole case group is compared"),
        _text("contrast", "what is compared", "Contrast"),
        _text("matrix_class", "kind of measurement", "MatrixClass"),
        _text("question_key", "marker | matrix | state | contrast; findings are never counted across it"),
        _text("direction", "cases relative to controls", "Direction"),
        _text("significance", "significance at the study's own threshold", "Significance"),
        _text("p_printed", "p value as printed"),
        _text("p_relation", "relation of the p value to its number", "PRelation"),
        _real("p_value", "p value", "probability"),
        _text("multiplicity", "correction for the number of tests", "Multiplicity"),
        _text("statistic", "which group statistics are recorded", "StatisticKind"),
        _text("unit", "unit of the group statistics"),
        *(
            _column(f"{arm}_{name}", dtype, f"{arm}: {meaning}", unit)
            for arm in ("cases", "controls")
            for name, dtype, meaning, unit in _ARM
        ),
        _text(
            "information_level",
            "L4 group statistics, L2 direction with exact p, L1 direction, L0 no direction",
        ),
        _truth("inferred", "true when no difference follows from the marker not being listed"),
        _list("flags", "what else a reader must know", "Flag"),
        _text("source_kind", "kind of the preferred source", "SourceKind"),
        _text("source_ref", "identifier or address of the preferred source"),
        _text("source_locator", "place in the preferred source"),
        _text("reported_by", "study whose text or table carries the value"),
        _whole("n_sources", "sources that report the contrast", "sources"),
        _truth("atlas_page_only", "true when only an atlas page carries it"),
        _truth("identified", "false when the publication is known only as a row of a review"),
        _truth("open_conflict", "true when its sources disagree and this is not settled"),
        _text("design", "study design", "Design"),
        _text("population", "population of the study", "Population"),
        _text("comparator", "who the cases are compared with", "Comparator"),
        _text("pem", "whether PEM was required of every case", "Pem"),
        _list("case_definitions", "case definitions of the study", "CaseDefinition"),
        _truth("counted", "true when it counts as a comparison of cases with controls"),
        _text("exclusion_reason", "why it does not count", "FindingExclusion"),
        _text("note", "what else a reader must know"),
    ),
    (("slug", "studies"), ("cohort_id", "cohorts"), ("marker", "markers")),
)

SOURCES = Table(
    "sources",
    "one source of one finding; position 1 is the preferred one",
    ("finding_id", "position"),
    (
        _text("finding_id", "finding"),
        _whole("position", "rank of the source, 1 preferred", "rank"),
        _text("kind", "kind of source", "SourceKind"),
        _text("ref", "identifier or address"),
        _text("locator", "place in the source"),
        _text("reported_by", "study whose text or table carries the value"),
        _text("record", "id of this reading before readings of one contrast were merged"),
        _list("supplies", "fields of the finding that come from this source"),
        _text("reads", "what this source says where it differs from the finding"),
    ),
    (("finding_id", "findings"),),
)

MARKERS = Table(
    "markers",
    "one immune marker, or a statement about a panel of markers",
    ("marker",),
    (
        _text("marker", "key of the marker"),
        _text("name", "preferred name"),
        _text("kind", "sort of marker", "MarkerKind"),
        _text("subkind", "finer sort of marker"),
        _text("group", "wider marker for lenient roll-up; empty when it has none"),
        _text("matrix_policy", "serum and plasma pooled, or split because platelets release it"),
        _text("hgnc_symbol", "gene symbol; genes of a complex joined with |"),
        _text("hgnc_id", "HGNC identifier"),
        _text("uniprot", "UniProt accession"),
        _text("cl_id", "Cell Ontology identifier"),
        _text("cl_label", "Cell Ontology label"),
        _text("other_ids", "further identifiers"),
        _text("loinc", "LOINC code for serum or plasma"),
        _list("synonyms", "other names"),
        _text("id_status", "whether the identifiers were verified"),
        _text("id_source", "where the identifiers were seen"),
        _truth("panel", "true for a statement about many markers"),
        _truth("immune", "false for what is not an immune marker"),
        _list("topics", "topics the marker is listed in"),
        _whole("findings", "findings recorded", "findings"),
        _whole("findings_counted", "findings that count as cases against controls", "findings"),
        _whole("cohorts_counted", "cohorts with a counted finding", "cohorts"),
        _text("note", "what else a reader must know"),
    ),
)

TOPICS = Table(
    "topics",
    "one entry of one section of a topic page: a marker, or a selection by specimen",
    ("topic", "section_order", "entry_order"),
    (
        _text("topic", "key of the topic"),
        _text("title", "title of the topic page"),
        _text("summary", "what the page covers"),
        _text("section", "title of the section"),
        _whole("section_order", "place of the section on the page, from 1", "rank"),
        _whole("entry_order", "place in the section, from 1", "rank"),
        _text("included_from", "topic the section comes from, for an overview"),
        _text("marker", "marker id; empty for a selection by specimen"),
        _list("specimens", "specimens selected", "Specimen"),
        _list("marker_kinds", "kinds of marker selected", "MarkerKind"),
    ),
)

CLAIMS = Table(
    "claims",
    "one checkable statement of an article, in our own words",
    ("claim_id",),
    (
        _text("claim_id", "key of the claim: article, slash, id"),
        _text("article", "article"),
        _text("section", "section of the article"),
        _whole("paragraph", "paragraph within the section, from 1", "rank"),
        _whole("sentence", "sentence within the paragraph, from 1", "rank"),
        _whole("char_start", "first character of the words in the captured text, from 0", "characters"),
        _whole("char_end", "character after the last one", "characters"),
        _text("claim", "what is stated, in our own words"),
        _text("kind", "what sort of statement it is", "ClaimKind"),
        _list("markers", "markers it is about"),
        _list("marker_kinds", "sorts of marker it is about, where it names no marker", "MarkerKind"),
        _text("reach", "said of each of the markers, or of some", "ClaimReach"),
        _text("direction", "direction asserted", "ClaimDirection"),
        _text("strength", "how strongly", "ClaimStrength"),
        _truth("significant", "true when it says that the difference was significant"),
        _text("modality", "in whose name", "Modality"),
        _text("population", "of whom, where it says more than ME/CFS"),
        _text("subgroup", "part of the cases it is said of, as findings spell it"),
        _text("comparator", "compared with whom, where stated", "Comparator"),
        _list("specimens", "measured in what, where stated", "Specimen"),
        _list("matrix_classes", "kind of measurement, where stated", "MatrixClass"),
        _text("state", "state of the person or the cells, where stated", "State"),
        _text("cited_author", "first author as the article names it"),
        _whole("cited_year", "year as the article gives it", "calendar year"),
        _text("cited_words", "how else the article describes the study"),
        _text("cited_as_in", "claim whose sentence names the study"),
        _text("cited_study", "study the reader takes it to mean"),
        _text("checkable", "whether the records can bear on it", "Checkable"),
        _text("reason", "why not, or only in part"),
        _text("status", "confirmed by a person, or proposed", "ClaimStatus"),
        _text("confirmed_by", "who confirmed it, or by what reading"),
        _text("confirmed_on", "day of the confirmation"),
        _text("accepted", "label, rule and votes when an audit was last accepted, as JSON"),
        _text("hand_verdict", "a reader's own judgement", "HandVerdict"),
        _list("basis", "records the judgement rests on"),
        _text("note", "reason of the judgement"),
    ),
)

CONFLICTS = Table(
    "conflicts",
    "one disagreement between sources",
    ("conflict_id",),
    (
        _text("conflict_id", "key of the conflict"),
        _text("slug", "study"),
        _list("finding_ids", "findings concerned; empty for the study itself"),
        _text("field", "what the sources disagree about"),
        _text("value_a", "what the first source says"),
        _text("source_a", "first source"),
        _text("value_b", "what the second source says"),
        _text("source_b", "second source"),
        _text("status", "resolved or unresolved", "ConflictStatus"),
        _text("resolution", "what was preferred and why"),
    ),
    (("slug", "studies"),),
)

PUBLISHED = Table(
    "published",
    "one pooled, counted or single result that a publication prints",
    ("result_id",),
    (
        _text("result_id", "key of the result"),
        _text("slug", "publication"),
        _text("outcome", "what the result is about"),
        _text("marker", "marker id"),
        _text("model", "how it was computed, as far as known"),
        _whole("k", "studies or trials", "studies"),
        _whole("n", "people", "people"),
        _real("estimate", "estimate; a proportion for counts and shares", "see outcome"),
        _real("ci_low", "lower bound of the confidence interval", "see outcome"),
        _real("ci_high", "upper bound of the confidence interval", "see outcome"),
        _text("p", "p value as printed"),
        _real("i2", "I²", "percent"),
        _text("reproducible", "how far it can be recomputed from the records", "Reproducible"),
        _text("from_records", "records it can be recomputed from"),
        _text("ref", "where the result was seen"),
        _text("note", "what else a reader must know"),
    ),
    (("slug", "studies"),),
)

LEFT_OUT = Table(
    "left_out",
    "one statement met in a source but not turned into a finding",
    ("slug", "position"),
    (
        _text("slug", "study"),
        _whole("position", "place in the study's record, from 1", "rank"),
        _text("item", "what was met"),
        _text("reason", "why it is not a finding"),
        _text("source", "where it was met"),
    ),
    (("slug", "studies"),),
)

ACKNOWLEDGED = Table(
    "acknowledged",
    "one check that is known to fire on a record, with the reason for keeping it",
    ("slug", "position"),
    (
        _text("slug", "study"),
        _whole("position", "place in the study's record, from 1", "rank"),
        _text("rule", "id of the check"),
        _text("finding_id", "finding; empty for the study itself"),
        _text("reason", "why the record stays as it is"),
    ),
    (("slug", "studies"),),
)

RECORDS = Table(
    "records",
    "one study record whole, as JSON",
    ("slug",),
    (_text("slug", "study"), _text("record", "the record as JSON")),
    (("slug", "studies"),),
)

PANELS = Table(
    "panels",
    "one table of many analytes measured together in one study",
    ("slug",),
    (
        _text("slug", "study, and name of the panel"),
        _text("title", "what was measured in whom"),
        _text("assay", "laboratory method"),
        _text("assay_family", "family of the method", "AssayFamily"),
        _text("state", "what had been done to the people before", "State"),
        _text("unit", "unit of means and standard deviations"),
        _text("scale", "scale on which they were taken", "ValueScale"),
        _whole("analytes", "analytes on the panel", "analytes"),
        _whole("rows", "rows of the table `analytes`", "rows"),
        _text("ref", "paper, with the kind of identifier"),
        _text("data_url", "repository of the individual data"),
        _text("data_version", "version of the repository that was read"),
        _text("data_file", "file in the repository"),
        _text("licence", "what the repository says about reuse"),
        _text("note", "what else a reader must know"),
    ),
    (("slug", "studies"),),
)

ANALYTES = Table(
    "analytes",
    "one analyte of a panel in one specimen and one sex",
    ("slug", "analyte", "specimen", "sex"),
    (
        _text("slug", "panel"),
        _text("analyte", "id of the analyte on the platform; several may aim at one protein"),
        _text("gene_symbol", "gene of the protein meant; several joined with |"),
        _text("uniprot", "UniProt accession of the protein meant; several joined with |"),
        _text("specimen", "what it was measured in", "Specimen"),
        _text("sex", "sex of the people of both groups", "Sex"),
        _whole("n_cases", "cases measured", "people"),
        _real("mean_cases", "mean of the cases", "see panels.unit"),
        _real("sd_cases", "standard deviation of the cases", "see panels.unit"),
        _whole("n_controls", "controls measured", "people"),
        _real("mean_controls", "mean of the controls", "see panels.unit"),
        _real("sd_controls", "standard deviation of the controls", "see panels.unit"),
    ),
    (("slug", "panels"),),
)

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        STUDIES, COHORTS, GROUPS, FINDINGS, SOURCES, MARKERS, TOPICS, CLAIMS, CONFLICTS, PUBLISHED, LEFT_OUT,
        ACKNOWLEDGED, PANELS, ANALYTES, RECORDS,
    )
}  # fmt: skip

#: Large tables that are decoded when they are first asked for; they are no frames of an atlas.
DEFERRED = (ANALYTES.name, RECORDS.name)
