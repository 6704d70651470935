from __future__ import annotations

import pytest

from synthesis.errors import FilterError, SynthesisError
from synthesis.records.topic import Topic
from synthesis.store.atlas import Atlas
from synthesis.store.frames_topics import topic_rows


def topic(name: str, *includes: str, sections: int = 1) -> Topic:
    titles = [{"title": f"{name} {i}", "markers": ["il-6"]} for i in range(1, sections + 1)]
    return Topic.model_validate(
        {"id": name, "title": name, "summary": name, "includes": includes, "sections": titles}
    )


def sections(*topics: Topic) -> list[tuple[object, ...]]:
    columns = ("topic", "section", "section_order", "included_from")
    return [tuple(row[c] for c in columns) for row in topic_rows(topics)]


def test_an_overview_contains_its_topics_after_its_own_sections() -> None:
    assert sections(topic("b", "a"), topic("a", sections=2)) == [
        ("a", "a 1", 1, None),
        ("a", "a 2", 2, None),
        ("b", "b 1", 1, None),
        ("b", "a 1", 2, "a"),
        ("b", "a 2", 3, "a"),
    ]


def test_a_topic_included_twice_or_in_a_circle_appears_once() -> None:
    rows = sections(topic("a", "b", "c"), topic("b", "c", "a"), topic("c"))
    assert [row for row in rows if row[0] == "a"] == [
        ("a", "a 1", 1, None),
        ("a", "b 1", 2, "b"),
        ("a", "c 1", 3, "c"),
    ]


def test_including_an_unknown_topic_is_an_error() -> None:
    with pytest.raises(SynthesisError, match=r"a: there is no topic 'zz' to include; allowed: a"):
        sections(topic("a", "zz"))


def test_findings_by_marker(atlas: Atlas) -> None:
    found = atlas.topic_findings("cytokines")
    assert set(found["section"]) == {"Interleukins"}
    assert set(found["marker"]) == {"il-6", "il-8"}
    assert len(found) == 5


def test_findings_by_specimen_and_kind(atlas: Atlas) -> None:
    found = atlas.topic_findings("blood")
    by_section = found.groupby("section")["finding_id"].agg(list).to_dict()
    assert by_section == {
        "Cytokines in plasma": ["beta-2010-second/il-6.plasma"],
        "Whole blood": [
            "alpha-2001-first/il-6.serum",
            "beta-2010-second/il-6.plasma",
            "beta-2010-second/il-6.change",
            "gamma-2015-cells/nk.blood",
        ],
    }
    assert found["section_order"].tolist() == [1, 2, 2, 2, 2]


def test_an_overview_has_the_findings_of_its_topics(atlas: Atlas) -> None:
    overview = set(atlas.topic_findings("overview")["finding_id"])
    parts = set(atlas.topic_findings("cytokines")["finding_id"]) | set(
        atlas.topic_findings("blood")["finding_id"]
    )
    assert overview == parts


def test_columns_are_those_of_findings_and_the_section(atlas: Atlas) -> None:
    columns = [*atlas.findings.columns, "section", "section_order"]
    assert list(atlas.topic_findings("overview").columns) == columns
    nothing = atlas.where(marker="cytokine-panel").topic_findings("cytokines")
    assert list(nothing.columns) == columns
    assert nothing.empty


def test_an_unknown_topic_is_an_error(atlas: Atlas) -> None:
    with pytest.raises(FilterError, match=r"no topic 'cytokine'; did you mean 'cytokines'"):
        atlas.topic_findings("cytokine")
