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
    from synthesis.figures.directions import figure as directions_figure
    from synthesis.figures.effect_direction import figure as effect_direction
    from synthesis.figures.evidence_flow import figure as evidence_flow
    from synthesis.figures.evidence_map import figure as evidence_map
    from synthesis.figures.harvest import figure as harvest
    from synthesis.figures.sample_timeline import figure as sample_timeline
    from synthesis.figures.specification_curve import figure as specification_curve
    from synthesis.figures.verdict_history import figure as verdict_history
    from synthesis.figures.verdict_table import figure as verdict_table
    from synthesis.figures.vote_strip import figure as vote_strip
    from synthesis.models.batch import rma_by
    from synthesis.models.univariate import rma
    from synthesis.records.check import check
    from synthesis.reports.build import build
    from synthesis.store.atlas import Atlas
    from synthesis.store.load import load
    from synthesis.tables.case_definitions import table as definitions_table
    from synthesis.tables.consistency import table as consistency_table
    from synthesis.tables.directions import table as directions_table
    from synthesis.tables.exclusions import table as exclusions_table
    from synthesis.tables.limits import table as limits_table
    from synthesis.tables.marker_coverage import table as coverage_table
    from synthesis.tables.sample_sizes import table as samples_table
    from synthesis.tables.sensitivity import table as sensitivity_table
    from synthesis.tables.studies import table as studies_table
    from synthesis.tables.study_designs import table as designs_table
    from synthesis.tables.too_few import table as too_few_table
    from synthesis.tables.votes import table as votes_table

#: Public name -> where it is defined. A new name gets a line here, one above and one in __all__.
_PUBLIC = {
    "load": "synthesis.store.load:load",
    "Atlas": "synthesis.store.atlas:Atlas",
    "check": "synthesis.records.check:check",
    "build": "synthesis.reports.build:build",
    "escalc": "synthesis.effects.escalc:escalc",
    "rma": "synthesis.models.univariate:rma",
    "rma_by": "synthesis.models.batch:rma_by",
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
    "votes_table": "synthesis.tables.votes:table",
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
    "votes": "synthesis.consistency.votes:votes",
    "verdict": "synthesis.consistency.verdict:verdict",
    "verdicts": "synthesis.consistency.verdicts:verdicts",
    "sensitivity": "synthesis.consistency.sensitivity:sensitivity",
    "multiverse": "synthesis.consistency.multiverse:multiverse",
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
    "build",
    "check",
    "consistency_table",
    "coverage_table",
    "definitions_table",
    "designs_table",
    "directions_figure",
    "directions_table",
    "effect_direction",
    "escalc",
    "evidence_flow",
    "evidence_map",
    "exclusions_table",
    "harvest",
    "limits_table",
    "load",
    "multiverse",
    "rma",
    "rma_by",
    "sample_timeline",
    "samples_table",
    "sensitivity",
    "sensitivity_table",
    "specification_curve",
    "studies_table",
    "too_few_table",
    "verdict",
    "verdict_history",
    "verdict_table",
    "verdicts",
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
