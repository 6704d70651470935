"""What a build is made of: which figures and tables the front page and each topic page hold."""

from __future__ import annotations

#: Scope of the front page: the whole atlas.
ALL = "all"

#: Figures of verdicts, of the whole atlas and of each topic.
_VERDICTS = ("verdict_table", "vote_strip", "verdict_history")

#: Modules of `synthesis.figures`, in the order of the page.
FIGURES = {
    ALL: ("verdict_table", "evidence_flow", "sample_timeline", "evidence_map", "directions", *_VERDICTS[1:]),
    "topic": (
        *_VERDICTS,
        "harvest",
        "albatross",
        "effect_direction",
        "directions",
        "evidence_map",
        "sample_timeline",
    ),
}

#: Modules of `synthesis.tables` with a sentence on what each one answers.
TABLES = {
    "limits": "What weakens this evidence, in numbers",
    "exclusions": "What was recorded, what does not count, and why",
    "excluded_studies": "Each excluded study with its reason",
    "studies": "Each eligible study: who was compared, by which definition, how it was read",
    "study_designs": "How the studies were designed",
    "case_definitions": "By which definition people counted as cases, and whether PEM was required",
    "sample_sizes": "How many people were studied",
    "marker_coverage": "Which markers were measured, in how many cohorts and people, in what, and when",
    "directions": "Which way each marker was reported to differ",
    "consistency": "How far reports agree: a verdict on each question that three cohorts or more have tested",
    "too_few": "What one or two cohorts have tested: too few for a verdict",
    "summary_of_findings": "Summary of findings: each verdict with its certainty, and what it hangs on",
    "tipping": "What would change each verdict: new cohorts, cohorts left out, what is missing for more",
    "unknown": "What is not known: markers and questions that the records say nothing or too little about",
    "votes": "How each cohort behind a verdict voted, and why; findings that gave no vote",
    "review_codes": "What other schemes would call the same evidence",
}

TOPIC_TABLES = (
    "consistency",
    "summary_of_findings",
    "tipping",
    "unknown",
    "too_few",
    "votes",
    "review_codes",
    "directions",
    "marker_coverage",
    "studies",
    "study_designs",
    "case_definitions",
    "sample_sizes",
    "limits",
)


def figures_of(scope: str) -> tuple[str, ...]:
    """Name the figures of a scope.

    Examples
    --------
    >>> figures_of("cytokines")[0]
    'verdict_table'
    """
    return FIGURES[ALL if scope == ALL else "topic"]


def tables_of(scope: str) -> tuple[str, ...]:
    """Name the tables of a scope."""
    return tuple(TABLES) if scope == ALL else TOPIC_TABLES


def figure_folder(scope: str) -> str:
    """Give the place of the figures of a scope in a build; those of a topic are in its bundle.

    Examples
    --------
    >>> figure_folder(ALL), figure_folder("cytokines")
    ('figures/all', 'topics/cytokines/figures')
    """
    return f"figures/{ALL}" if scope == ALL else f"topics/{scope}/figures"


def figure_place(scope: str, module: str) -> str:
    """Give the place of a figure in a build, without the suffix of its files.

    Examples
    --------
    >>> figure_place("cytokines", "verdict_table")
    'topics/cytokines/figures/verdict-table'
    """
    return f"{figure_folder(scope)}/{address(module)}"


def table_folder(scope: str) -> str:
    """Give the place of the tables of a scope in a build; those of a topic are in its bundle."""
    return f"tables/{ALL}" if scope == ALL else f"topics/{scope}/tables"


def address(module: str) -> str:
    """Give the name a figure or table of a module is saved under.

    Examples
    --------
    >>> address("evidence_map")
    'evidence-map'
    """
    return module.replace("_", "-")
