"""The vote strip and the bounds bar of a verdict as small pieces of HTML, in the reader's own colours.

They are for a notebook's answer; `synthesis.figures.vote_strip` draws the figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthesis.wording import count, percent

if TYPE_CHECKING:
    from synthesis.consistency.verdict import Verdict

#: Glyph of a vote: filled when the cohort is significant that way, open otherwise.
_GLYPHS = {"H": ("▲", "△"), "L": ("▼", "▽"), "M": ("◆", "◇"), "U": ("○", "○")}
_TICKS = ((50, "1em"), (60, "0.5em"), (75, "0.5em"))


def strip(verdict: Verdict) -> str:
    """Write one glyph a cohort, oldest publication first."""
    glyphs = "".join(
        _GLYPHS[str(row.vote)][0 if str(row.significance) == str(row.vote) else 1]
        for row in verdict.cohorts.astype(object).itertuples()
    )
    votes = f"{verdict.higher} higher, {verdict.lower} lower, {verdict.silent} without direction"
    said = f"{count(verdict.k, 'cohort')} by year: {votes}, {verdict.mixed} mixed"
    return (
        f"<p role='img' aria-label='{said}' style='font-size:1.2em;letter-spacing:0.15em;margin:0'>"
        f"{glyphs}</p>"
        "<p style='font-size:0.85em'>▲ higher · ▼ lower · △ ▽ not significant or not stated · "
        "○ no significant difference, direction not given · ◆ mixed</p>"
    )


def bar(verdict: Verdict) -> str:
    """Write the share with the more frequent direction: solid to its low bound, hatched to its high one.

    Empty when no cohort gives a direction.
    """
    if not verdict.higher + verdict.lower:
        return ""
    low, high = 100 * float(verdict.low), 100 * float(verdict.high)
    said = f"{percent(verdict.low)} to {percent(verdict.high)} of all cohorts; the long tick is half"
    hatched = "repeating-linear-gradient(45deg,currentColor 0 1px,transparent 1px 5px)"
    ticks = "".join(
        f"<span style='position:absolute;left:{at}%;bottom:0;height:{height};border-left:2px solid'></span>"
        for at, height in _TICKS
    )
    return (
        f"<div role='img' aria-label='{said}' style='position:relative;max-width:24em;height:1em;"
        f"border:1px solid'><span style='position:absolute;left:0;top:0;height:60%;width:{low:.1f}%;"
        f"background:currentColor'></span><span style='position:absolute;left:{low:.1f}%;top:0;height:60%;"
        f"width:{high - low:.1f}%;background:{hatched}'></span>{ticks}</div>"
        f"<p style='font-size:0.85em'>{percent(verdict.low)} to {percent(verdict.high)} of "
        f"{count(verdict.k, 'cohort')}; ticks at 50, 60 and 75 %</p>"
    )
