"""Evidence synthesis for immune markers in ME/CFS: records in, judgements and figures out.

``import synthesis as syn`` loads nothing else; each name below is imported when it is first used.

Examples
--------
>>> import synthesis as syn
>>> atlas = syn.load()
>>> syn.samples_table(atlas.where(eligible=True)).data.empty
False
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what __getattr__ gives, spelled out for type checkers and completion
    from synthesis.audit.audit import audit as audit_claims
    from synthesis.audit.propose.propose import propose as propose_claims
    from synthesis.consistency.multiverse import multiverse
    from synthesis.consistency.sensitivity import sensitivity
    from synthesis.consistency.verdict import verdict
    from synthesis.consistency.verdicts import verdicts
    from synthesis.consistency.votes import votes
    from synthesis.effects.escalc import escalc
    from synthesis.errors import (
        AtlasNotFoundError,
        BuildError,
        FilterError,
        RecordsError,
        SnapshotError,
        SynthesisError,
        UnknownTermError,
    )
    from synthesis.figures.albatross import figure as albatross
    from synthesis.figures.baujat import figure as baujat
    from synthesis.figures.bubble import figure as bubble
    from synthesis.figures.caterpillar import figure as caterpillar
    from synthesis.figures.cumulative_forest import figure as cumulative_forest
    from synthesis.figures.directions import figure as directions_figure
    from synthesis.figures.drapery import figure as drapery
    from synthesis.figures.effect_direction import figure as effect_direction
    from synthesis.figures.evidence_flow import figure as evidence_flow
    from synthesis.figures.evidence_map import figure as evidence_map
    from synthesis.figures.forest import figure as forest
    from synthesis.figures.funnel import figure as funnel
    from synthesis.figures.gallery import gallery
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
    from synthesis.models.cohort_effects import cohort_effects
    from synthesis.models.marker_wide import marker_wide
    from synthesis.models.univariate import rma
    from synthesis.records.check import check
    from synthesis.replay.replay import replay as replay_atlas
    from synthesis.replay.say import say
    from synthesis.reports.build import build
    from synthesis.store.atlas import Atlas
    from synthesis.store.load import load
    from synthesis.tables.analytes import table as analytes_table
    from synthesis.tables.case_definitions import table as definitions_table
    from synthesis.tables.consistency import table as consistency_table
    from synthesis.tables.directions import table as directions_table
    from synthesis.tables.effects import table as effects_table
    from synthesis.tables.exclusions import table as exclusions_table
    from synthesis.tables.limits import table as limits_table
    from synthesis.tables.marker_coverage import table as coverage_table
    from synthesis.tables.sample_sizes import table as samples_table
    from synthesis.tables.sensitivity import table as sensitivity_table
    from synthesis.tables.studies import table as studies_table
    from synthesis.tables.study_designs import table as designs_table
    from synthesis.tables.summary_of_findings import table as summary_of_findings
    from synthesis.tables.tipping import table as tipping_table
    from synthesis.tables.too_few import table as too_few_table
    from synthesis.tables.unknown import table as unknown_table
    from synthesis.tables.votes import table as votes_table

#: Public name -> where it is defined. A new name gets a line here, one above and one in __all__.
_PUBLIC = {
    "load": "synthesis.store.load:load",
    "Atlas": "synthesis.store.atlas:Atlas",
    "check": "synthesis.records.check:check",
    "build": "synthesis.reports.build:build",
    "replay_atlas": "synthesis.replay.replay:replay",
    "say": "synthesis.replay.say:say",
    "escalc": "synthesis.effects.escalc:escalc",
    "rma": "synthesis.models.univariate:rma",
    "rma_by": "synthesis.models.batch:rma_by",
    "cohort_effects": "synthesis.models.cohort_effects:cohort_effects",
    "marker_wide": "synthesis.models.marker_wide:marker_wide",
    "designs_table": "synthesis.tables.study_designs:table",
    "studies_table": "synthesis.tables.studies:table",
    "definitions_table": "synthesis.tables.case_definitions:table",
    "samples_table": "synthesis.tables.sample_sizes:table",
    "coverage_table": "synthesis.tables.marker_coverage:table",
    "directions_table": "synthesis.tables.directions:table",
    "exclusions_table": "synthesis.tables.exclusions:table",
    "limits_table": "synthesis.tables.limits:table",
    "consistency_table": "synthesis.tables.consistency:table",
    "too_few_table": "synthesis.tables.too_few:table",
    "summary_of_findings": "synthesis.tables.summary_of_findings:table",
    "tipping_table": "synthesis.tables.tipping:table",
    "unknown_table": "synthesis.tables.unknown:table",
    "votes_table": "synthesis.tables.votes:table",
    "effects_table": "synthesis.tables.effects:table",
    "analytes_table": "synthesis.tables.analytes:table",
    "sensitivity_table": "synthesis.tables.sensitivity:table",
    "evidence_flow": "synthesis.figures.evidence_flow:figure",
    "sample_timeline": "synthesis.figures.sample_timeline:figure",
    "evidence_map": "synthesis.figures.evidence_map:figure",
    "directions_figure": "synthesis.figures.directions:figure",
    "verdict_table": "synthesis.figures.verdict_table:figure",
    "vote_strip": "synthesis.figures.vote_strip:figure",
    "verdict_history": "synthesis.figures.verdict_history:figure",
    "effect_direction": "synthesis.figures.effect_direction:figure",
    "harvest": "synthesis.figures.harvest:figure",
    "albatross": "synthesis.figures.albatross:figure",
    "specification_curve": "synthesis.figures.specification_curve:figure",
    "orchard": "synthesis.figures.orchard:figure",
    "caterpillar": "synthesis.figures.caterpillar:figure",
    "bubble": "synthesis.figures.bubble:figure",
    "radial": "synthesis.figures.radial:figure",
    "drapery": "synthesis.figures.drapery:figure",
    "baujat": "synthesis.figures.baujat:figure",
    "panel_matrix": "synthesis.figures.panel_matrix:figure",
    "risk_of_bias": "synthesis.figures.risk_of_bias:figure",
    "risk_of_bias_summary": "synthesis.figures.risk_of_bias_summary:figure",
    "gosh_plot": "synthesis.figures.gosh:figure",
    "volcano": "synthesis.figures.volcano:figure",
    "forest": "synthesis.figures.forest:figure",
    "marker_forest": "synthesis.figures.marker_forest:figure",
    "leave_one_out_forest": "synthesis.figures.leave_one_out_forest:figure",
    "funnel": "synthesis.figures.funnel:figure",
    "cumulative_forest": "synthesis.figures.cumulative_forest:figure",
    "multiples": "synthesis.figures.multiples:multiples",
    "gallery": "synthesis.figures.gallery:gallery",
    "votes": "synthesis.consistency.votes:votes",
    "verdict": "synthesis.consistency.verdict:verdict",
    "verdicts": "synthesis.consistency.verdicts:verdicts",
    "sensitivity": "synthesis.consistency.sensitivity:sensitivity",
    "multiverse": "synthesis.consistency.multiverse:multiverse",
    "audit_claims": "synthesis.audit.audit:audit",  # the package itself is synthesis.audit
    "propose_claims": "synthesis.audit.propose.propose:propose",
    "SynthesisError": "synthesis.errors:SynthesisError",
    "UnknownTermError": "synthesis.errors:UnknownTermError",
    "RecordsError": "synthesis.errors:RecordsError",
    "AtlasNotFoundError": "synthesis.errors:AtlasNotFoundError",
    "SnapshotError": "synthesis.errors:SnapshotError",
    "FilterError": "synthesis.errors:FilterError",
    "BuildError": "synthesis.errors:BuildError",
}

__all__ = [
    "Atlas",
    "AtlasNotFoundError",
    "BuildError",
    "FilterError",
    "RecordsError",
    "SnapshotError",
    "SynthesisError",
    "UnknownTermError",
    "albatross",
    "analytes_table",
    "audit_claims",
    "baujat",
    "bubble",
    "build",
    "caterpillar",
    "check",
    "cohort_effects",
    "consistency_table",
    "coverage_table",
    "cumulative_forest",
    "definitions_table",
    "designs_table",
    "directions_figure",
    "directions_table",
    "drapery",
    "effect_direction",
    "effects_table",
    "escalc",
    "evidence_flow",
    "evidence_map",
    "exclusions_table",
    "forest",
    "funnel",
    "gallery",
    "gosh_plot",
    "harvest",
    "leave_one_out_forest",
    "limits_table",
    "load",
    "marker_forest",
    "marker_wide",
    "multiples",
    "multiverse",
    "orchard",
    "panel_matrix",
    "propose_claims",
    "radial",
    "replay_atlas",
    "risk_of_bias",
    "risk_of_bias_summary",
    "rma",
    "rma_by",
    "sample_timeline",
    "samples_table",
    "say",
    "sensitivity",
    "sensitivity_table",
    "specification_curve",
    "studies_table",
    "summary_of_findings",
    "tipping_table",
    "too_few_table",
    "unknown_table",
    "verdict",
    "verdict_history",
    "verdict_table",
    "verdicts",
    "volcano",
    "vote_strip",
    "votes",
    "votes_table",
]


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _PUBLIC[name].partition(":")
    value: object = getattr(import_module(module), attribute)
    globals()[name] = value  # found once
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
