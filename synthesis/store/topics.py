"""The findings of a topic page."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from synthesis.errors import FilterError
from synthesis.store.nearest import nearest


def findings_of(topic_id: str, topics: pa.Table, findings: pa.Table) -> pa.Table:
    """Select the findings of a topic page, each with the section it stands in.

    Parameters
    ----------
    topic_id
        Key of the topic.
    topics, findings
        The tables of an atlas.

    Returns
    -------
    pyarrow.Table
        Columns of findings, then ``section`` and ``section_order``; sorted by section, entry and finding.
        A finding stands once in each section that selects it, so it may stand in several.

    Raises
    ------
    FilterError
        When there is no such topic.
    """
    entries = topics.filter(pc.equal(topics["topic"], topic_id))
    if entries.num_rows == 0:
        hint = nearest(topic_id, set(topics["topic"].to_pylist()))
        raise FilterError(f"there is no topic {topic_id!r}", where="topic", hint=hint)
    marker = findings["marker"].to_pylist()
    specimen = findings["specimen"].to_pylist()
    kind = findings["marker_kind"].to_pylist()
    rows_of: dict[object, list[int]] = {}
    for row, marker_id in enumerate(marker):
        rows_of.setdefault(marker_id, []).append(row)
    chosen: dict[tuple[int, int], str] = {}
    for entry in entries.to_pylist():
        if entry["marker"] is not None:
            rows = rows_of.get(entry["marker"], [])
        else:
            specimens = (entry["specimens"] or "").split(";")
            kinds = (entry["marker_kinds"] or "").split(";")
            rows = [
                row
                for row in range(len(marker))
                if (specimens == [""] or specimen[row] in specimens) and (kinds == [""] or kind[row] in kinds)
            ]
        for row in rows:
            chosen.setdefault((entry["section_order"], row), entry["section"])
    taken = findings.take(pa.array([row for _, row in chosen], pa.int64()))
    taken = taken.append_column(topics.schema.field("section"), pa.array(list(chosen.values()), pa.string()))
    order = pa.array([section_order for section_order, _ in chosen], pa.int64())
    return taken.append_column(topics.schema.field("section_order"), order)
