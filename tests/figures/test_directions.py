from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from synthesis.figures import directions, theme
from synthesis.figures.drawn import Drawn
from synthesis.figures.layout import layout_problems
from synthesis.store.atlas import Atlas
from synthesis.tables import directions as directions_table

WORDS = ("lower", "no_difference", "higher", "mixed", "unknown")


@pytest.fixture(name="small")
def _small(atlas_of: Callable[..., Atlas], record: SimpleNamespace) -> Atlas:
    def il6(key: str, direction: str, **more: object) -> dict[str, object]:
        return record.finding(key, "il-6", direction=direction, **more)

    significant = il6("a", "higher", significance="significant")
    other = record.finding("b", "tnf", direction="lower")
    shared = [record.cohort("trial", 30, 20, "certain")]
    return atlas_of(
        [
            record.study("adams", 2001, cohorts=shared, findings=[significant]),
            record.study("baker", 2002, cohorts=shared, findings=[il6("a", "higher")]),
            record.study("clark", 2003, findings=[il6("a", "lower"), il6("b", "higher", subgroup="women")]),
            record.study("davis", 2004, findings=[il6("a", "lower"), il6("b", "no-difference")]),
            record.study("evans", 2005, findings=[il6("a", "no-difference", inferred=True)]),
            record.study("frank", 2006, findings=[il6("a", "altered"), other]),
        ]
    )


def test_a_cohort_counts_once_as_by_hand(small: Atlas) -> None:
    first = directions.rows(small).iloc[0]
    assert first["marker"] == "il-6"
    assert {word: first[word] for word in WORDS} == {
        "higher": 1,  # Adams and Baker are one cohort
        "lower": 1,  # Clark: the whole group before women
        "mixed": 1,  # Davis
        "no_difference": 1,
        "unknown": 1,
    }
    assert first["cohorts"] == 5
    assert first["higher_significant"] == 1
    assert first["lower_significant"] == 0
    assert first["no_difference_inferred"] == 1


def test_it_agrees_with_the_table(embedded: Atlas) -> None:
    drawn = directions.rows(embedded)
    table = directions_table.rows(embedded).set_index("question_key")
    own = drawn[drawn["part"] == "question"]
    assert len(own) == directions.MOST_QUESTIONS
    for row in own.to_dict("records"):
        expected = table.loc[row["question_key"]]
        assert row["cohorts"] == expected["cohorts"]
        assert row["findings"] == expected["findings"]
        assert {w: row[w] for w in WORDS} == {w: expected[f"cohorts_{w}"] for w in WORDS}
    assert drawn[drawn["part"] == "all"]["questions"].iloc[0] == len(table)


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_figure_is_sound(
    awkward_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = directions.figure(awkward_atlas(k))
    assert_sound(drawn)
    assert_numbers_in_frame(drawn, {int((drawn.data["part"] == "question").sum())})


@pytest.mark.parametrize("cohorts", [20, 60, 400])
def test_many_cohorts_in_one_question_find_room(
    atlas_of: Callable[..., Atlas], record: SimpleNamespace, cohorts: int
) -> None:
    ways, significances = ("higher", "lower", "no-difference"), ("significant", "not-stated")
    studies = []
    for i in range(cohorts):
        finding = record.finding("a", "il-6", direction=ways[i % 3], significance=significances[i % 2])
        studies.append(record.study(f"study-{i}", 2000, findings=[finding]))
    drawn = directions.figure(atlas_of(studies))
    for form in (drawn, drawn.narrow()):
        assert layout_problems(form.fig) == []
        marks = sum(line.get_gid() is not None for line in form.ax.lines)
        assert marks == (cohorts if cohorts < 400 else 5)  # one look each: 2 higher, 2 lower, 1 no difference


def test_no_difference_stands_between_the_directions(small: Atlas) -> None:
    ax = directions.figure(small).ax
    key = directions.rows(small)["question_key"].iloc[0]
    places = sorted(line.get_xdata()[0] for line in ax.lines if line.get_gid() == f"record:{key}")
    assert len(set(places)) == 5  # lower, no difference, higher, mixed, unclear
    edges = {
        line.get_xdata()[0]: line.get_markerfacecolor() if line.get_markeredgewidth() == 0 else "hollow"
        for line in ax.lines
        if line.get_gid() == f"record:{key}"
    }
    assert [edges[place] for place in places[:3]] == ["hollow", "hollow", theme.BLUE]


def test_spelling_of_cells_and_stimulus_is_kept(
    atlas_of: Callable[..., Atlas], record: SimpleNamespace
) -> None:
    finding = record.finding(
        "a",
        "cd69",
        direction="higher",
        matrix_class="cell-expression",
        cell_population="CD8+ T cells",
        state="stimulated-culture",
        stimulus="PHA",
    )
    frame = directions.rows(atlas_of([record.study("adams", 2001, findings=[finding])]))
    assert frame["question"].iloc[0] == "expression on cells (CD8+ T cells), stimulated culture (PHA)"
