"""Small multiples: one scale, every row once, and no figure whose scale cannot be shared."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import pytest
from matplotlib.axes import Axes

from synthesis.errors import FigureError
from synthesis.figures import cumulative_forest, forest, funnel, leave_one_out_forest, vote_strip
from synthesis.figures.drawn import Drawn
from synthesis.figures.layout import layout_problems
from synthesis.figures.multiples import multiples
from synthesis.models.results import RmaFit
from synthesis.models.univariate import rma
from synthesis.store.atlas import Atlas

NAMES = ("IL-6", "Interleukin with a long name that takes more than a line", "中文", "TNF-α", "IL-10")


def fit_of(k: int, shift: float = 0.0) -> RmaFit:
    y = [shift + (i * 37 % 100 - 50) / 60 for i in range(k)]
    return rma(y, [0.02 + 0.02 * (i % 4) for i in range(k)], slab=[f"study-{i}-2001" for i in range(k)])


def panels_of(*sizes: int, measure: str = "SMD") -> dict[str, Drawn]:
    return {
        name: forest.figure(fit_of(k, shift), measure=measure, question=name)
        for shift, (name, k) in enumerate(zip(NAMES, sizes, strict=False))
    }


def plots(drawn: Drawn) -> list[Axes]:
    return [ax for ax in drawn.fig.axes if ax is not drawn.ax]


@pytest.mark.parametrize(
    ("sizes", "measure"),
    [((6,), "OR"), ((3, 25), "SMD"), ((1, 2, 6), "OR"), ((4, 4, 4, 4, 4), "SMD")],
    ids=str,
)
def test_forest_plots_are_sound_and_share_their_axis(
    assert_sound: Callable[[Drawn], None], sizes: tuple[int, ...], measure: str
) -> None:
    panels = panels_of(*sizes, measure=measure)
    drawn = multiples(panels)
    assert_sound(drawn)
    for form in (drawn.wide(), drawn.narrow()):
        assert len(plots(form)) == len(panels)
        assert len({ax.get_xlim() for ax in plots(form)} - {(0.0, 1.0)}) == 1  # a table has no axis


def test_limits_hold_those_of_every_panel() -> None:
    panels = {
        name: forest.figure(fit_of(5, shift), question=name) for name, shift in (("a", -2.0), ("b", 3.0))
    }
    (low, high), *others = [ax.get_xlim() for ax in plots(multiples(panels))]
    assert others == [(low, high)]
    ends = [part.narrow().ax.get_xlim() for part in panels.values()]
    assert low <= min(end[0] for end in ends)
    assert high >= max(end[1] for end in ends)


def test_ratios_are_given_back_as_ratios() -> None:
    drawn = multiples(panels_of(5, 5, measure="OR"))
    low, high = plots(drawn)[0].get_xlim()
    estimates = drawn.data.loc[drawn.data["part"] == "study", "estimate"]
    assert exp(low) < estimates.min()
    assert exp(high) > estimates.median()


def test_frame_holds_the_rows_of_every_figure() -> None:
    panels = panels_of(3, 6, 4)
    rows = multiples(panels).data
    assert rows.columns[0] == "panel"
    for name, part in panels.items():
        own = rows[rows["panel"] == name].drop(columns="panel").reset_index(drop=True)
        assert own[list(part.data.columns)].astype(part.data.dtypes.to_dict()).equals(part.data)


def test_every_study_is_drawn_once_in_its_panel() -> None:
    panels = panels_of(3, 6)
    for form in (multiples(panels), multiples(panels).narrow()):
        for ax, part in zip(plots(form), panels.values(), strict=True):
            alone = [artist.get_gid() for artist in part.narrow().ax.findobj() if artist.get_gid()]
            inside = [artist.get_gid() for artist in ax.findobj() if artist.get_gid()]
            assert sorted(inside) == sorted(alone)


def test_figures_of_an_atlas_can_be_panels(embedded: Atlas, assert_sound: Callable[[Drawn], None]) -> None:
    markers = ("IL-6", "IL-10")
    drawn = multiples({name: vote_strip.figure(embedded, name) for name in markers}, question="Cytokines")
    assert_sound(drawn)
    assert drawn.title == "Cytokines side by side"
    assert drawn.name == "multiples-vote-strip-cytokines"
    assert set(drawn.provenance["panels"]) == set(markers)


def test_one_series_beside_another() -> None:
    fit = fit_of(6)
    parts = {"without": leave_one_out_forest.figure(fit), "added": cumulative_forest.figure(fit)}
    assert layout_problems(multiples(parts).fig) == []


def test_what_cannot_be_compared_is_refused(embedded: Atlas) -> None:
    fit = fit_of(12)
    one = forest.figure(fit)
    with pytest.raises(FigureError, match="there is no panel"):
        multiples({})
    with pytest.raises(FigureError, match=r"panel 'a': funnel has an axis of its own .* figures that can be"):
        multiples({"a": funnel.figure(fit)})
    with pytest.raises(FigureError, match="panel 'b': is a vote_strip beside a forest"):
        multiples({"a": one, "b": vote_strip.figure(embedded, "IL-6")})
    with pytest.raises(FigureError, match="several measures"):
        multiples({"a": one, "b": forest.figure(fit, measure="OR")})
