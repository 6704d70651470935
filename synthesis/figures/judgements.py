"""Judgements of the risk of bias: domains are data, judgements are the words of the usual tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from synthesis.errors import FigureError
from synthesis.figures import marks, shapes, theme
from synthesis.store.tidy import Schema, frame
from synthesis.vocabulary.term import folded

SCHEMA: Schema = {
    "part": "string",
    "number": "int64",
    "study": "string",
    "domain": "string",
    "judgement": "string",
    "reason": "string",
    "studies": "int64",
    "slugs": "string",
}
MISSING = "not recorded"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one judgement looks: shape and lightness say it, the word stands in the legend.

    Attributes
    ----------
    word
        The word of the tool.
    shape
        Its mark.
    opacity
        How dark it is; 0 is hollow.
    """

    word: str
    shape: str
    opacity: float


#: From least to most worrying, as RoB 2, ROBINS-I, ROBINS-E, QUADAS-2, QUIPS and NOS-like tools word them.
JUDGEMENTS = {
    judgement.word: judgement
    for judgement in (
        Judgement("low", "circle", 0.0),
        Judgement("some concerns", "triangle", 0.35),
        Judgement("moderate", "triangle", 0.35),
        Judgement("high", "square", 0.75),
        Judgement("serious", "square", 0.75),
        Judgement("very high", "diamond", 1.0),
        Judgement("critical", "diamond", 1.0),
        Judgement("unclear", "question", 0.0),
        Judgement("no information", "question", 0.0),
        Judgement("not applicable", "slash", 0.0),
        Judgement(MISSING, "dash", 0.0),
    )
}
_SPELLINGS = {folded(word): word for word in JUDGEMENTS}
_POINTS = 9.0
_MARKERS = {"circle": "o", "triangle": "^", "square": "s", "diamond": "D"}
_OPTICAL = {"square": 0.9, "diamond": 0.85}


def build(judgements: pd.DataFrame, studies: Sequence[str] | None) -> pd.DataFrame:
    """Complete a table of judgements: every study in every domain, each once; see `risk_of_bias.rows`."""
    if missing := [name for name in ("study", "domain", "judgement") if name not in judgements.columns]:
        raise FigureError(
            f"no column {', '.join(map(repr, missing))}",
            where="judgements",
            hint=f"columns: {', '.join(map(str, judgements.columns[:12]))}",
        )
    table = judgements[["study", "domain"]].astype("string")
    if table.isna().any().any():
        raise FigureError("a row has no study or domain", where="judgements", hint="fill in or drop it")
    twice = table[table.duplicated()]
    if not twice.empty:
        raise FigureError(
            f"{twice['study'].iloc[0]!r} is judged twice in {twice['domain'].iloc[0]!r}",
            where="judgements",
            hint="keep one judgement a study and domain",
        )
    reasons = judgements["reason"] if "reason" in judgements.columns else pd.Series([None] * len(table))
    slugs = judgements["slug"] if "slug" in judgements.columns else pd.Series([None] * len(table))
    given = {
        (str(study), str(domain)): (_judged(word), _text(reason))
        for study, domain, word, reason in zip(
            table["study"], table["domain"], judgements["judgement"], reasons, strict=True
        )
    }
    slug_of = {str(study): _text(slug) for study, slug in zip(table["study"], slugs, strict=True)}
    names = list(dict.fromkeys([*(studies or []), *(str(study) for study in table["study"])]))
    domains = list(dict.fromkeys(str(domain) for domain in table["domain"]))
    domains.sort(key=lambda domain: folded(domain) == "overall")  # the overall judgement comes last
    empty: dict[str, Any] = dict.fromkeys(SCHEMA)
    made = [
        empty | {"part": "domain", "number": number, "domain": domain, "studies": len(names)}
        for number, domain in enumerate(domains, start=1)
    ]
    for study in names:
        for number, domain in enumerate(domains, start=1):
            word, reason = given.get((study, domain), (MISSING, None))
            cell = {"study": study, "domain": domain, "judgement": word, "reason": reason}
            made.append(empty | cell | {"part": "cell", "number": number, "slugs": slug_of.get(study)})
    return frame(made, SCHEMA)


def _judged(word: object) -> str:
    if _text(word) is None:
        return MISSING
    found = _SPELLINGS.get(folded(str(word)))
    if found is None:
        raise FigureError(
            f"{word!r} is no judgement", where="judgement", hint=f"one of: {', '.join(JUDGEMENTS)}"
        )
    return found


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)


def present(words: Sequence[str]) -> list[Judgement]:
    """Give the judgements that occur, from least to most worrying."""
    return [judgement for word, judgement in JUDGEMENTS.items() if word in set(words)]


def mark(ax: Axes, x: float, y: float, judgement: Judgement, *, record: str | None = None) -> None:
    """Draw the mark of a judgement, in axes measured in inches."""
    if judgement.shape == "question":
        marks.direction(ax, x, y, "unclear", size=_POINTS, record=record)
    elif judgement.shape == "dash":
        marks.direction(ax, x, y, "not_measured", size=6.0, record=record)
    elif judgement.shape == "slash":
        shapes.segment(
            ax, (x - 0.04, y + 0.05), (x + 0.04, y - 0.05), colour=theme.MUTED, points=1.2, record=record
        )
    else:
        artist = Line2D([x], [y], linestyle="none", marker=_MARKERS[judgement.shape], zorder=4)
        fill = theme.PAPER if not judgement.opacity else (theme.BLUE, judgement.opacity)
        artist.set(markersize=_POINTS * _OPTICAL.get(judgement.shape, 1.0), markerfacecolor=fill)
        artist.set(markeredgecolor=theme.INK, markeredgewidth=1.0)
        artist.set_gid(None if record is None else marks.RECORD + record)
        ax.add_line(artist)
        artist.set_clip_path(None)


def sample(judgement: Judgement) -> Callable[[Axes, float, float], None]:
    """Give the mark of a legend."""
    return lambda ax, x, y: mark(ax, x, y, judgement)
