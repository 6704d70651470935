"""Topic pages to rows: one for each entry of each section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from synthesis.errors import SynthesisError
from synthesis.records.topic import Section, Topic
from synthesis.store.arrow import Row


def topic_rows(topics: Iterable[Topic]) -> Iterator[Row]:
    """Rows of the table ``topics``, sorted by topic; an overview repeats the sections it includes.

    A section has one row for each marker and, when it selects by specimen or kind of marker, one row for
    that selection after them.

    Raises
    ------
    SynthesisError
        When a topic includes one that does not exist.
    """
    by_id = {topic.id: topic for topic in topics}
    for topic_id in sorted(by_id):
        topic = by_id[topic_id]
        for section_order, (owner, section) in enumerate(_sections(topic, by_id), 1):
            for entry_order, entry in enumerate(_entries(section), 1):
                yield {
                    "topic": topic.id,
                    "title": topic.title,
                    "summary": topic.summary,
                    "section": section.title,
                    "section_order": section_order,
                    "entry_order": entry_order,
                    "included_from": None if owner == topic.id else owner,
                    **entry,
                }


def _sections(topic: Topic, by_id: dict[str, Topic]) -> Iterator[tuple[str, Section]]:
    """Give a topic's own sections, then those of the topics it includes, each topic once."""
    waiting, seen = [topic.id], {topic.id}
    while waiting:
        owner = waiting.pop(0)
        if owner not in by_id:
            known = ", ".join(sorted(by_id))
            raise SynthesisError(
                f"there is no topic {owner!r} to include", where=topic.id, hint=f"allowed: {known}"
            )
        yield from ((owner, section) for section in by_id[owner].sections)
        new = [included for included in by_id[owner].includes if included not in seen]
        waiting += new
        seen.update(new)


def _entries(section: Section) -> Iterator[Row]:
    for marker in section.markers:
        yield {"marker": marker, "specimens": None, "marker_kinds": None}
    if section.specimens or section.marker_kinds:
        yield {
            "marker": None,
            "specimens": ";".join(section.specimens),
            "marker_kinds": ";".join(section.marker_kinds),
        }
