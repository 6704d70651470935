"""What is replayed: every synthesis a build makes, by name."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from synthesis.errors import ReplayError
from synthesis.models.marker_wide import marker_wide
from synthesis.replay.notebook import said, speaks
from synthesis.reports.contents import ALL, figures_of, tables_of
from synthesis.reports.notebooks import shipped
from synthesis.reports.subject import subject

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: How the names of notebooks begin.
NOTEBOOKS = "notebooks/"

#: How the names of comparisons of whole panels begin.
_PANEL = "models/panel/"

#: Syntheses that the other tables and figures are made from, and that take little time.
QUICK = ("account", "audit", "verdicts", "votes", "effects/SMD", "models/SMD", "effects/OR", "models/OR")

#: Effect measures that are computed from findings and pooled by question.
_MEASURES = ("SMD", "ROM", "OR")


def names(atlas: Atlas) -> tuple[str, ...]:
    """Name every synthesis of an atlas, those that take longest first.

    Examples
    --------
    >>> import synthesis as syn
    >>> {"verdicts", "tables/all/consistency", "notebooks/01_evidence_base"} <= set(names(syn.load()))
    True
    """
    scopes = (ALL, *dict.fromkeys(str(topic) for topic in atlas.topics["topic"]))
    shown = [f"tables/{scope}/{name}" for scope in scopes for name in tables_of(scope)]
    drawn = [f"figures/{scope}/{name}" for scope in scopes for name in figures_of(scope)]
    first = ("sensitivity", f"tables/{ALL}/consistency", "verdicts", "votes")
    whole = [f"{kind}/{measure}" for kind in ("effects", "models") for measure in _MEASURES]
    whole += [f"{_PANEL}{slug}" for slug in atlas.panels["slug"]]
    run = [f"{NOTEBOOKS}{path.stem}" for path in shipped() if speaks(path)]
    return tuple(dict.fromkeys((*run, *first, "account", "audit", *whole, *shown, *drawn)))


def compute(name: str, atlas: Atlas) -> pd.DataFrame:
    """Make one synthesis.

    Parameters
    ----------
    name
        One of `names`.
    atlas
        The whole atlas.

    Raises
    ------
    ReplayError
        When there is no synthesis of this name.
    """
    kind, _, rest = name.partition("/")
    if name.startswith(NOTEBOOKS):
        return said(rest, atlas)
    if name.startswith(_PANEL):
        return marker_wide(atlas.panel(rest.partition("/")[2])).frame
    if kind in ("tables", "figures"):
        scope, _, module = rest.partition("/")
        part = atlas if scope == ALL else atlas.where(topic=scope)
        made: Any = importlib.import_module(f"synthesis.{kind}.{module}")
        return _table(made, part) if kind == "tables" else _figure(made, module, part)
    if name not in _WHOLE:
        raise ReplayError(f"there is no synthesis {name!r}", where="syntheses")
    return _WHOLE[name](atlas)


def _table(module: Any, part: Atlas) -> pd.DataFrame:
    frame: pd.DataFrame = module.table(part).data
    return frame


def _figure(module: Any, name: str, part: Atlas) -> pd.DataFrame:
    """Give the frame that a figure draws; without rows where the page does not show it."""
    import pandas as pd

    asked = subject(name, part)
    frame: pd.DataFrame = pd.DataFrame() if asked is None else module.rows(part, *asked)
    return frame


def _account(atlas: Atlas) -> pd.DataFrame:
    """Count what the atlas holds, one row a count."""
    import pandas as pd

    from synthesis.replay import flat
    from synthesis.reports.account import account

    leaves = flat.flatten(account(atlas).plain())
    counts = {name: n for name, n in leaves.items() if isinstance(n, int)}  # no reasons are an empty mapping
    return pd.DataFrame({"name": list(counts), "n": list(counts.values())})


def _audit(atlas: Atlas) -> pd.DataFrame:
    from synthesis.audit.audit import audit

    return audit(atlas).data


def _verdicts(atlas: Atlas) -> pd.DataFrame:
    from synthesis.consistency.verdicts import verdicts

    return verdicts(atlas)


def _votes(atlas: Atlas) -> pd.DataFrame:
    from synthesis.consistency.votes import votes

    return votes(atlas)


def _sensitivity(atlas: Atlas) -> pd.DataFrame:
    """Give every row of the grid for every question that three cohorts or more have tested."""
    import pandas as pd

    from synthesis.consistency.sensitivity import sensitivity
    from synthesis.consistency.verdicts import verdicts
    from synthesis.store.tidy import records

    asked = verdicts(atlas, grid=False)
    enough = asked[asked["k"] > 2]
    frames = [
        sensitivity(atlas, row["marker"], row["question_key"]).frame.assign(question_key=row["question_key"])
        for row in records(enough, ("marker", "question_key"))
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"question_key": [], "row": []})


def _effects(measure: str) -> Callable[[Atlas], pd.DataFrame]:
    def effects(atlas: Atlas) -> pd.DataFrame:
        from synthesis.effects.escalc import escalc

        found = escalc(atlas, measure=measure)
        kept = found[found["yi"].notna()]
        return kept[["finding_id", "question_key", "yi", "vi", "sei", "measure", "how", "note"]]

    return effects


def _models(measure: str) -> Callable[[Atlas], pd.DataFrame]:
    def models(atlas: Atlas) -> pd.DataFrame:
        from synthesis.effects.escalc import escalc
        from synthesis.models.batch import rma_by

        found = escalc(atlas, measure=measure)
        pooled = rma_by(found, "question_key", interval="QP", prediction="matching")
        return pooled[pooled["k"] > 0]

    return models


_WHOLE: dict[str, Callable[[Atlas], pd.DataFrame]] = {
    "account": _account,
    "audit": _audit,
    "verdicts": _verdicts,
    "votes": _votes,
    "sensitivity": _sensitivity,
    **{f"effects/{measure}": _effects(measure) for measure in _MEASURES},
    **{f"models/{measure}": _models(measure) for measure in _MEASURES},
}
