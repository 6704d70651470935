"""Topic pages: what they include, and what no page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from synthesis.records.checks.contents import MARKERS_FILE, Contents
from synthesis.records.checks.rule import Fault, Rule
from synthesis.records.explain import meant
from synthesis.records.problems import Severity
from synthesis.records.use import exclusion_of


def unknown_topic(contents: Contents) -> Iterator[Fault]:
    """Find included topics that have no record."""
    for file, topic in contents.topics.items():
        for position, name in enumerate(topic.includes):
            if name not in contents.topic_ids:
                fix = meant(name, sorted(contents.topic_ids), "add the topic, or remove it here")
                yield Fault(("includes", position), "there is no such topic", name, "a topic id", fix, file)


def topic_includes_itself(contents: Contents) -> Iterator[Fault]:
    """Find topics that contain themselves, directly or through others."""
    includes = {topic.id: topic.includes for topic in contents.topics.values()}
    for file, topic in contents.topics.items():
        for position, name in enumerate(topic.includes):
            if topic.id in _reached(name, includes):
                fix = "remove it from one of the pages on the way"
                message, allowed = f"{name} contains this topic", "a topic that does not contain this one"
                yield Fault(("includes", position), message, name, allowed, fix, file)


def marker_without_topic(contents: Contents) -> Iterator[Fault]:
    """Find markers with counted findings that no topic page shows."""
    if not contents.topics or {"topics", MARKERS_FILE} & contents.unread:
        return
    sections = [section for topic in contents.topics.values() for section in topic.sections]
    listed = {name for section in sections for name in section.markers}
    counted: Counter[str] = Counter()
    unseen: Counter[str] = Counter()
    for study in contents.studies.values():
        for finding in study.findings:
            marker = contents.markers.get(finding.marker)
            if marker is None or exclusion_of(study, finding, marker) is not None:
                continue
            counted[finding.marker] += 1
            if finding.marker not in listed and not any(
                section.selects(finding.specimen, finding.marker_kind) for section in sections
            ):
                unseen[finding.marker] += 1
    for key, number in sorted(unseen.items()):
        yield Fault(
            (key, "marker_id"),
            f"{number} of {counted[key]} counted findings are on no topic page",
            key,
            "every counted finding on a page",
            "list the marker in a section of a topic",
            MARKERS_FILE,
        )


def _reached(start: str, includes: dict[str, tuple[str, ...]]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += includes.get(name, ())
    return reached


ATLAS_RULES: tuple[Rule[Contents], ...] = (
    Rule(
        "unknown-topic",
        Severity.ERROR,
        "an included topic that has no record",
        unknown_topic,
        acknowledgeable=False,
    ),
    Rule(
        "topic-includes-itself",
        Severity.ERROR,
        "a topic that contains itself",
        topic_includes_itself,
        acknowledgeable=False,
    ),
    Rule(
        "marker-without-topic",
        Severity.WARNING,
        "a marker with counted findings that no topic page shows",
        marker_without_topic,
    ),
)
