from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from synthesis.figures import panel_matrix
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas


def panel_study(record: SimpleNamespace, number: int, analytes: int, **more: object) -> object:
    """A study that names one marker in four and measured all."""
    directions = ("higher", "no-difference", "lower", "no-difference", "mixed", "altered")
    findings = []
    for place in range(analytes):
        direction = directions[(number + place) % 6]
        findings.append(
            record.finding(
                f"f{place}",
                f"marker-{place}" if place % 5 else f"a-marker-with-a-name-longer-than-its-column-{place}",
                direction=direction,
                significance="not-significant" if direction == "no-difference" else "significant",
                inferred=direction == "no-difference" and place % 2 == 1,
                assay={"family": "bead-multiplex", **({"panel_size": analytes + 3} if number % 2 else {})},
                specimen=("serum", "plasma", "csf")[number % 3],
            )
        )
    return record.study(f"study-{number}", 2000 + number, findings=findings, **more)


@pytest.fixture(name="panels", scope="module")
def _panels(atlas_of: Callable[..., Atlas], record: SimpleNamespace) -> Callable[[int], Atlas]:
    return lambda k: atlas_of(panel_study(record, number, 4 + number * 7 % 60) for number in range(k))


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25])
def test_figure_is_sound(
    panels: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_are_of_the_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = panel_matrix.figure(panels(k))
    assert_sound(drawn)
    its = panel_matrix.parts(drawn.data)
    shown = its["panel"]
    sums = [sum(panel[name] for panel in shown) for name in ("recorded", "directions", "not_named")]
    left = [its["all"][0]["panels"] - len(shown), its["all"][0]["markers"] - len(its["marker"])] if k else []
    assert_numbers_are_of_the_frame(drawn, *(str(n) for n in [*sums, *left, len(shown), len(its["marker"])]))


def test_every_cell_is_drawn_once(panels: Callable[[int], Atlas]) -> None:
    drawn = panel_matrix.figure(panels(4))
    its = panel_matrix.parts(drawn.data)
    for form in (drawn, drawn.narrow()):
        marked = [line.get_gid() for line in form.ax.lines if line.get_gid()]
        assert len(marked) == len(its["cell"])
        assert len(its["cell"]) == sum(panel["recorded"] for panel in its["panel"])


def test_what_was_measured_and_not_named_has_a_mark_of_its_own(
    atlas_of: Callable[..., Atlas], record: SimpleNamespace
) -> None:
    frame = panel_matrix.rows(atlas_of([panel_study(record, 0, 6)]))
    fates = frame[frame["part"] == "cell"].set_index("marker")["fate"].to_dict()
    assert fates["MARKER-1"] == "not_named"
    assert fates["MARKER-2"] == "lower"
    assert fates["MARKER-4"] == "mixed"
    panel = frame.iloc[0]
    assert (panel["recorded"], panel["directions"], panel["named"], panel["not_named"]) == (6, 4, 0, 2)


def test_a_few_markers_by_single_assays_are_no_panel(
    atlas_of: Callable[..., Atlas], record: SimpleNamespace
) -> None:
    findings = [
        record.finding(f"f{i}", f"marker-{i}", direction="higher", significance="significant")
        for i in range(6)
    ]
    frame = panel_matrix.rows(atlas_of([record.study("study", 2001, findings=findings)]))
    assert frame.empty


def test_the_panels_of_the_atlas_add_up(embedded: Atlas, assert_sound: Callable[[Drawn], None]) -> None:
    drawn = panel_matrix.figure(embedded.where(topic="cytokines"))
    assert_sound(drawn)
    its = panel_matrix.parts(drawn.data)
    for panel in its["panel"]:
        assert panel["recorded"] == panel["directions"] + panel["named"] + panel["not_named"]
        assert panel["size"] is None or panel["recorded"] <= panel["size"]
