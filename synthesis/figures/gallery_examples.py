"""What the figures of the gallery show: data of one atlas, chosen by how much there is, not by results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from synthesis.consistency.verdicts import verdicts
from synthesis.effects.escalc import escalc
from synthesis.errors import FigureError
from synthesis.figures.albatross import figure as albatross
from synthesis.figures.baujat import figure as baujat
from synthesis.figures.bubble import figure as bubble
from synthesis.figures.caterpillar import figure as caterpillar
from synthesis.figures.cumulative_forest import figure as cumulative_forest
from synthesis.figures.directions import figure as directions_figure
from synthesis.figures.drapery import figure as drapery
from synthesis.figures.drawn import Drawn
from synthesis.figures.effect_direction import figure as effect_direction
from synthesis.figures.evidence_flow import figure as evidence_flow
from synthesis.figures.evidence_map import figure as evidence_map
from synthesis.figures.forest import figure as forest
from synthesis.figures.funnel import figure as funnel
from synthesis.figures.gosh import figure as gosh_plot
from synthesis.figures.harvest import figure as harvest
from synthesis.figures.leave_one_out_forest import figure as leave_one_out_forest
from synthesis.figures.marker_forest import figure as marker_forest
from synthesis.figures.multiples import multiples
from synthesis.figures.orchard import figure as orchard
from synthesis.figures.panel_matrix import figure as panel_matrix
from synthesis.figures.radial import figure as radial
from synthesis.figures.risk_of_bias import figure as risk_of_bias
from synthesis.figures.risk_of_bias_summary import figure as risk_of_bias_summary
from synthesis.figures.sample_timeline import figure as sample_timeline
from synthesis.figures.specification_curve import figure as specification_curve
from synthesis.figures.verdict_history import figure as verdict_history
from synthesis.figures.verdict_table import figure as verdict_table
from synthesis.figures.volcano import figure as volcano
from synthesis.figures.vote_strip import figure as vote_strip
from synthesis.models.batch import rma_by
from synthesis.models.cohort_effects import CohortEffects, cohort_effects
from synthesis.models.marker_wide import marker_wide
from synthesis.models.reading import RANDOM_FROM, pooled
from synthesis.models.univariate import rma

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit
    from synthesis.store.atlas import Atlas

MEASURE = "SMD"
_TOPIC = "nk-cells"  # small enough to be shown whole
#: No study of the atlas was judged: these domains only show what a figure without judgements looks like.
_DOMAINS = ("selection", "confounding", "measurement", "missing data", "reporting")


@dataclass(frozen=True)
class Examples:
    """What the figures of one atlas show.

    Attributes
    ----------
    atlas
        The atlas to draw from.

    Raises
    ------
    FigureError
        By a property: when the atlas holds nothing of the kind.
    """

    atlas: Atlas

    @cached_property
    def part(self) -> Atlas:
        """One topic."""
        topics = list(self.atlas.topics["topic"])
        return self.atlas.where(topic=_TOPIC if _TOPIC in topics else topics[0])

    @cached_property
    def marker(self) -> str:
        """The marker of the question that most cohorts tested."""
        found = verdicts(self.atlas, grid=False)
        found = found.sort_values(["k", "question_key"], ascending=[False, True])
        return _first(found["marker"], "no question with a vote")

    @cached_property
    def tested(self) -> str:
        """The marker with most exact p-values."""
        findings = self.atlas.where(counted=True).findings
        exact = findings[(findings["p_relation"] == "=") & findings["p_value"].notna()]
        counts = exact.groupby("marker").size().sort_index().sort_values(ascending=False, kind="stable")
        return _first(counts.index, "no exact p-value")

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Standardised differences of all counted findings, as far as they can be computed."""
        return escalc(self.atlas.where(counted=True).findings, MEASURE)

    @cached_property
    def cohorts(self) -> dict[str, CohortEffects]:
        """One effect a cohort, by question; the question with most estimates first."""
        sized = {str(key): cohort_effects(own) for key, own in self.effects.groupby("question_key")}
        order = sorted(sized, key=lambda key: (-sized[key].k, -len(sized[key].frame), key))
        return {key: sized[key] for key in order if sized[key].k >= RANDOM_FROM}

    @cached_property
    def question(self) -> str:
        """The question with most estimates."""
        return _first(self.cohorts, "no question with three estimates")

    @cached_property
    def name(self) -> str:
        """Name of the marker of that question."""
        return self.names[self.question]

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of the marker of each question."""
        return dict(zip(self.effects["question_key"], self.effects["marker_name"], strict=True))

    @cached_property
    def fit(self) -> RmaFit:
        """The model of that question."""
        fit = pooled(self.cohorts[self.question])
        assert fit is not None  # it has three estimates
        return fit

    @cached_property
    def grouped(self) -> pd.DataFrame:
        """The effects of every question with three estimates, below each other."""
        _first(self.cohorts, "no question with three estimates")
        parts = [own.frame.assign(marker=self.names[key]) for key, own in self.cohorts.items()]
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def by_marker(self) -> pd.DataFrame:
        """A model of each of these questions."""
        return rma_by(self.grouped, "marker", test="adhoc", prediction="matching")

    @cached_property
    def judgements(self) -> pd.DataFrame:
        """What the atlas records about the risk of bias of the studies of that question: nothing."""
        studies = self.cohorts[self.question].frame
        pairs = [
            {"study": row.label, "slug": row.slugs, "domain": domain, "judgement": None}
            for row in studies.itertuples()
            for domain in _DOMAINS
        ]
        return pd.DataFrame(pairs)

    @cached_property
    def by_year(self) -> RmaFit:
        """The effects of that question against the year of publication."""
        years = self.atlas.studies.set_index("slug")["year"]
        frame = self.cohorts[self.question].frame
        year = frame["slugs"].str.partition(" ")[0].map(years).astype(float)
        return rma(data=frame.assign(year=year), slab="label", mods="~ year", test="adhoc")

    @cached_property
    def panel(self) -> str:
        """The first panel of analytes: its study."""
        return _first(self.atlas.panels["slug"], "no panel of analytes")

    @cached_property
    def panel_title(self) -> str:
        """What the panel measured."""
        return _first(self.atlas.panels["title"], "no panel of analytes")

    @cached_property
    def two(self) -> list[str]:
        """The two questions with most estimates."""
        _first(self.cohorts, "no question with three estimates")
        return list(self.cohorts)[:2]

    def forest_of(self, key: str) -> Drawn:
        """Draw the forest plot of a question."""
        own = self.cohorts[key]
        return forest(pooled(own), columns=own.described, measure=MEASURE, question=self.names[key])


#: Public name of a figure -> how it is drawn from an atlas.
MAKERS: dict[str, Callable[[Examples], Drawn]] = {
    "evidence_flow": lambda its: evidence_flow(its.atlas),
    "sample_timeline": lambda its: sample_timeline(its.part),
    "evidence_map": lambda its: evidence_map(its.atlas),
    "panel_matrix": lambda its: panel_matrix(its.atlas),
    "risk_of_bias": lambda its: risk_of_bias(its.judgements),
    "risk_of_bias_summary": lambda its: risk_of_bias_summary(its.judgements),
    "directions_figure": lambda its: directions_figure(its.part),
    "effect_direction": lambda its: effect_direction(its.part),
    "harvest": lambda its: harvest(its.atlas, its.marker),
    "vote_strip": lambda its: vote_strip(its.atlas, its.marker),
    "albatross": lambda its: albatross(its.atlas, its.tested),
    "verdict_table": lambda its: verdict_table(its.part),
    "verdict_history": lambda its: verdict_history(its.atlas, its.marker),
    "specification_curve": lambda its: specification_curve(its.atlas, its.marker),
    "forest": lambda its: its.forest_of(its.question),
    "multiples": lambda its: multiples({its.names[key]: its.forest_of(key) for key in its.two}),
    "marker_forest": lambda its: marker_forest(its.by_marker, label="marker", measure=MEASURE),
    "orchard": lambda its: orchard(its.by_marker, its.grouped, measure=MEASURE, by="marker", study="label"),
    "caterpillar": lambda its: caterpillar(
        its.by_marker, its.grouped, measure=MEASURE, by="marker", study="label"
    ),
    "bubble": lambda its: bubble(its.by_year, measure=MEASURE, question=its.name),
    "volcano": lambda its: volcano(
        marker_wide(its.atlas.panel(its.panel)).frame,
        measure="MD",
        label="gene_symbol",
        q="q_bh",
        question=its.panel_title,
    ),
    "leave_one_out_forest": lambda its: leave_one_out_forest(its.fit, measure=MEASURE, question=its.name),
    "cumulative_forest": lambda its: cumulative_forest(its.fit, measure=MEASURE, question=its.name),
    "funnel": lambda its: funnel(its.fit, measure=MEASURE, question=its.name),
    "radial": lambda its: radial(its.fit, measure=MEASURE, question=its.name),
    "baujat": lambda its: baujat(its.fit, question=its.name),
    "drapery": lambda its: drapery(its.fit, measure=MEASURE, question=its.name),
    "gosh_plot": lambda its: gosh_plot(its.fit.gosh(), measure=MEASURE, question=its.name),
}


def _first(values: Iterable[object], missing: str) -> str:
    """Give the first value; say what the atlas lacks when there is none."""
    for value in values:
        return str(value)
    raise FigureError(f"this atlas has {missing}", where="gallery", hint="draw it from an atlas that has")
