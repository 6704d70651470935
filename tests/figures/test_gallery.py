"""Every figure of the package on the atlas: what all of them promise, and that none is forgotten."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable

import pandas as pd
import pytest

import synthesis
from synthesis.errors import FigureError
from synthesis.figures.drawn import Drawn
from synthesis.figures.gallery import CATALOGUE, SECTIONS, Entry, Gallery, gallery
from synthesis.figures.gallery_examples import MAKERS
from synthesis.store.atlas import Atlas

EVERY = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
#: Numbers of a text that come from no frame: level of the intervals, ends and lines of axes and of rules.
FIXED = {"0", "1", "50", "95%", "0%", "100%", "50%", "100"}


@pytest.fixture(name="shown", scope="module")
def _shown(embedded: Atlas) -> Gallery:
    return gallery(embedded)


def test_every_public_figure_is_in_the_catalogue_and_the_other_way_round() -> None:
    public = {
        name: address.partition(":")[0].rpartition(".")[2]
        for name, address in synthesis._PUBLIC.items()
        if address.startswith("synthesis.figures.") and name != "gallery"
    }
    assert {entry.name: entry.module for entry in CATALOGUE} == public
    assert set(MAKERS) == set(public)
    assert len(CATALOGUE) == len(MAKERS)


def test_every_section_has_figures_in_the_order_of_the_catalogue() -> None:
    assert list(dict.fromkeys(entry.section for entry in CATALOGUE)) == list(SECTIONS)


@EVERY
def test_entry_says_when_and_when_not_and_its_call_works(entry: Entry) -> None:
    assert entry.question.endswith("?")
    for words in (entry.use, entry.avoid):
        assert words.endswith(".")
        assert 20 < len(words) < 160
    call = ast.parse(entry.call, mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.unparse(call.func) == f"syn.{entry.name}"
    function = getattr(synthesis, entry.name)
    names = {word.arg: None for word in call.keywords}
    inspect.signature(function).bind(*call.args, **names)


@EVERY
def test_figure_of_the_atlas_is_sound(
    shown: Gallery,
    drawn_gallery: dict[str, Drawn],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_are_of_the_frame: Callable[..., None],
    entry: Entry,
) -> None:
    drawn = drawn_gallery[entry.name]
    assert_sound(drawn)
    assert drawn.caption
    own = FURTHER.get(entry.name, lambda frame: set())(drawn.data)
    names = set(re.findall(r"\d+", shown.examples.name))  # of the marker, which not every frame holds
    assert_numbers_are_of_the_frame(drawn, *FIXED, *names, *counted_from(drawn.data), *own)


def not_in_a_combination(frame: pd.DataFrame) -> set[str]:
    """Count the specifications that leave too few cohorts: those without an outcome."""
    outcomes = frame.loc[frame["part"] == "outcome", "specifications"]
    return {f"{frame['specifications'].iloc[0] - outcomes.sum():,}"}


def without_a_column(frame: pd.DataFrame) -> set[str]:
    """Count the panels and markers that are not drawn."""
    its = frame[frame["part"] == "all"].iloc[0]
    return {str(its["markers"] - (frame["part"] == "marker").sum())}


def moderator(frame: pd.DataFrame) -> set[str]:
    """Write the years on the axis, which have no thousands."""
    return {f"{x:.0f}" for x in frame["x"].dropna()}


#: Figure -> numbers of its texts that follow from its frame in a way of its own.
FURTHER = {
    "specification_curve": not_in_a_combination,
    "panel_matrix": without_a_column,
    "bubble": moderator,
}


def counted_from(frame: pd.DataFrame) -> set[str]:
    """Count what can be counted in a frame: rows of each kind, different values, sums, shares in percent."""
    parts = [frame, *(part for _, part in frame.groupby("part"))] if "part" in frame else [frame]
    counts: set[int] = set()
    for part in parts:
        counts.add(len(part))
        for name in part.columns:
            column = part[name].dropna()
            kind = str(column.dtype)
            counts |= {len(column), len(part) - len(column)}
            if kind.startswith(("int64", "Int64", "bool")):
                counts.add(int(column.sum()))
            if not kind.startswith("double"):
                counts |= {column.nunique(), *(int(n) for n in column.value_counts())}
            if name in ("slug", "slugs"):
                counts.add(len({slug for cell in column for slug in str(cell).split()}))
    years = {str(int(year)) for year in frame["year"].dropna()} if "year" in frame else set()
    return {f"{n:,}" for n in counts} | years


def test_small_atlas_lacks_what_some_figures_show(answering_atlas: Callable[[int], Atlas]) -> None:
    shown = gallery(answering_atlas(6))
    with pytest.raises(FigureError, match="this atlas has no question with three estimates"):
        shown["forest"]
    assert shown["vote_strip"].name.startswith("vote-strip")


def test_unknown_names_are_refused(shown: Gallery) -> None:
    with pytest.raises(FigureError, match="no figure 'pie'; there are: evidence_flow"):
        shown["pie"]
    with pytest.raises(FigureError, match="no section 'Pies'; there are: What evidence there is"):
        shown.section("Pies")


def test_section_shows_words_and_picture_of_each_entry(
    shown: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    displayed: list[object] = []
    monkeypatch.setattr("IPython.display.display", lambda *pieces: displayed.extend(pieces))
    section = shown.section("How far reports agree")
    section._ipython_display_()
    entries = [entry for entry in CATALOGUE if entry.section == "How far reports agree"]
    assert [piece.data for piece in displayed[::2]] == [entry.markdown() for entry in entries]
    assert all(isinstance(piece, Drawn) for piece in displayed[1::2])
