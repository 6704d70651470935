"""What orchard and caterpillar plots say in words, and their frame as groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from synthesis.figures import origin
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Texts
from synthesis.figures.effect_groups import SCHEMA
from synthesis.figures.effect_scale import EffectScale, Writer, effect_scale
from synthesis.provenance import frame_digest
from synthesis.store.tidy import records
from synthesis.wording import count, integer, series, shorten

Row = dict[str, Any]
_NAN = float("nan")
_NO_PREDICTION = (
    " Groups of fewer than 3 effects, and those without an estimate of how much effects differ, have none."
)
_UNSURE = 4  # studies up to which a prediction interval is said to be very uncertain


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the frame.

    Attributes
    ----------
    head
        Its row.
    effects, left_out
        Its effects that are drawn, and those that are not.
    scale
        How its measure is shown.
    write
        Writes its numbers, with the precision of the figure.
    """

    head: Row
    effects: list[Row]
    left_out: list[Row]
    scale: EffectScale
    write: Writer

    @property
    def size(self) -> str:
        """Effects and studies, in words."""
        k, studies = self.head["k"], self.head["studies"]
        return f"k = {integer(k)}" if k == studies else f"k = {integer(k)} ({count(studies, 'study')})"

    @property
    def mean(self) -> str:
        """The mean with its interval, in words."""
        return self.write.estimate(*_numbers(self.head, "estimate", "ci_low", "ci_high"))

    @property
    def prediction(self) -> str:
        """The prediction interval, in words; empty without one."""
        if self.head["pi_low"] is None:
            return ""
        unsure = ", very uncertain" if self.head["k"] <= _UNSURE else ""
        return f"PI {self.write.interval(*_numbers(self.head, 'pi_low', 'pi_high'))}{unsure}"


def parts(rows: pd.DataFrame) -> list[Group]:
    """Split a frame into its groups."""
    made = records(rows, tuple(SCHEMA))
    heads = [row for row in made if row["part"] == "group"]
    if not heads:
        return []
    scale = effect_scale(heads[0]["measure"])
    known = [row for row in made if row["part"] == "effect" and row["reason"] is None]
    widths = [row["ci_high"] - row["ci_low"] for row in known]
    write = scale.writer([row["estimate"] for row in known], widths)
    its: dict[str, list[Row]] = {head["group"]: [] for head in heads}
    for row in made:
        if row["part"] == "effect":
            its[row["group"]].append(row)
    return [
        Group(
            head,
            [row for row in its[head["group"]] if row["reason"] is None],
            [row for row in its[head["group"]] if row["reason"] is not None],
            scale,
            write,
        )
        for head in heads
    ]


def texts(rows: pd.DataFrame, kind: str, caption: str, question: str, about: About) -> Texts:
    """Write all the words of a plot of effects in groups."""
    groups = parts(rows)
    filled = sum(bool(group.effects) for group in groups)
    subject = question or about.subject
    k = sum(len(group.effects) for group in groups)
    studies = len({row["label"] for group in groups for row in group.effects})
    size = count(k, "effect") + ("" if studies == k else f" from {count(studies, 'study')}")
    lost = sum(len(group.left_out) for group in groups)
    kept = f"; {integer(lost)} more without a usable estimate, not drawn" if lost else ""
    if not k:
        title = f"{subject}: no study gives a usable estimate"
        subtitle = alt = long = f"No study gives a usable estimate{kept}."
    else:
        first = next(group for group in groups if group.effects)
        pooled = filled == 1 and first.head["estimate"] is not None and k > 1
        finding = f"{first.scale.heading} {first.mean}, {size}" if pooled else _in_groups(size, filled)
        title = f"{subject}: {finding}"
        model = f"; {first.head['model']}" if first.head["model"] else ""
        label = first.scale.label
        subtitle = f"{label[:1].upper()}{label[1:]}, {first.head['level']:g}% intervals; {size}{model}{kept}"
        alt = shorten(f"{kind}, {subject}: {finding}{kept}.", LONGEST_ALT)
        long = f"{subtitle}. {' '.join(map(_told, groups))}"
    if any(group.head["pi_low"] is None and group.effects for group in groups):
        caption += _NO_PREDICTION
    if k and groups[0].scale.ratio:
        caption += " Effects were pooled as logarithms, so the mean is on the scale of ratios a median."
    digest = (groups[0].head["digest"] if groups else None) or frame_digest(rows)
    counted = [size, *([groups[0].head["model"]] if groups and groups[0].head["model"] else [])]
    return Texts(
        name=about.name(f"{kind.split()[0]} {question}"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=caption,
        alt=alt,
        long_description=long,
        provenance=origin.provenance(about, rows, counted, digest),
    )


def _in_groups(size: str, groups: int) -> str:
    return size if groups == 1 else f"{size} in {count(groups, 'group')}"


def _told(group: Group) -> str:
    """Say one group: mean, intervals, lowest and highest effect."""
    said = [f"mean {group.mean}" if group.head["estimate"] is not None else "no mean"]
    if group.prediction:
        said.append(group.prediction)
    ends = [group.effects[0], group.effects[-1]] if len(group.effects) > 1 else group.effects
    words = [
        f"{row['label']} {group.write.estimate(*_numbers(row, 'estimate', 'ci_low', 'ci_high'))}"
        for row in ends
    ]
    if words:
        said.append(f"{'highest and lowest effect' if len(words) > 1 else 'the effect'} {series(words)}")
    name = f"{group.head['group']}, " if group.head["group"] else ""
    return f"{name}{group.size}: {'; '.join(said)}."


def _numbers(row: Row, *names: str) -> list[float]:
    return [_NAN if row[name] is None else row[name] for name in names]
