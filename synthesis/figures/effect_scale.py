"""How the effects of a measure are shown: the natural scale, the axis, the words and the decimals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, log, log10, nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from synthesis.effects import scales
from synthesis.effects.measures import find_measure
from synthesis.wording import UNDEFINED, number

_LOGARITHMS = (scales.LOG_RATIO, scales.LOG_SHARE, scales.LOG_RATE)
#: Names of the natural scale in the heading of a column, where the measure is estimated on another one.
_HEADINGS = {"share": "Share", "correlation": "r", "events per time": "Rate"}
#: Words of a measure's label that belong to the scale it is estimated on.
_ESTIMATED_ON = ("log odds of a ", "log ", "Fisher's z of a ", "arcsine root of a ", "root of an ")

_DIGITS = 2
_MOST_DIGITS = 4
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
#: From here on a number is written with a power of ten.
_HUGE = 1e6


@dataclass(frozen=True, slots=True)
class EffectScale:
    """How a measure is shown.

    Attributes
    ----------
    heading
        Short name, for the heading of a column.
    label
        What is on the axis.
    null
        The shown value that means no difference; NaN where none does.
    ratio
        Whether the axis is logarithmic.
    fixed
        Whether two decimals suit every set of effects: not for values in a unit of their own.
    """

    heading: str
    label: str
    null: float
    ratio: bool
    fixed: bool
    _back: scales.Map | None

    def shown(self, values: ArrayLike) -> NDArray[np.float64]:
        """Take effects from the scale they were pooled on to the one that is shown."""
        array = np.asarray(values, dtype=float)
        with np.errstate(over="ignore"):  # a bound beyond all numbers is infinite, and drawn as an arrow
            return array if self._back is None else np.asarray(self._back(array), dtype=float)

    def place(self, value: float) -> float:
        """Give where a shown value stands on the axis: its logarithm where the axis is logarithmic."""
        if not self.ratio or not isfinite(value):
            return value
        return log(value) if value > 0 else nan

    @property
    def null_place(self) -> float | None:
        """Where the line of no difference stands on the axis."""
        return None if self.null != self.null else self.place(self.null)

    def writer(self, estimates: Sequence[float], widths: Sequence[float]) -> Writer:
        """Choose one count of decimals for estimates and the widths of their intervals, both as shown."""
        known = [abs(value) for value in estimates if isfinite(value) and value]
        spans = sorted(width for width in widths if isfinite(width) and width > 0)
        digits = _DIGITS
        if self.ratio and known:  # the smallest ratio keeps a digit
            digits = min(max(_DIGITS, -floor(log10(min(known)))), _MOST_DIGITS)
        elif not self.fixed and spans:
            digits = min(max(1 - floor(log10(spans[len(spans) // 2])), 0), _MOST_DIGITS + 2)
        return Writer(digits, positive=self.ratio)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the effects of a figure with one precision.

    Attributes
    ----------
    digits
        Decimals.
    positive
        Whether effects are above 0, so that one that rounds to 0 is written as below the smallest step.

    Examples
    --------
    >>> write = Writer(2, positive=True)
    >>> write.value(3.2e7), write.interval(0.003, 19.2), write.estimate(0.27, 0.1, 0.52)
    ('3.2×10⁷', '[<0.01, 19.20]', '0.27 [0.10, 0.52]')
    >>> write.estimate(float("nan"), float("nan"), float("nan"))
    '–'
    """

    digits: int
    positive: bool

    def value(self, value: float) -> str:
        """Write an effect; one far beyond the others as a power of ten."""
        if self.positive and 0 < value < 0.5 * 10.0**-self.digits:
            return f"<{number(10.0**-self.digits, self.digits)}"
        if not isfinite(value) or abs(value) < _HUGE:
            return number(value, self.digits)
        power = floor(log10(abs(value)))
        return f"{number(value / 10.0**power, 1)}×10{str(power).translate(_SUPERSCRIPTS)}"

    def interval(self, lower: float, upper: float) -> str:
        """Write an interval of effects in brackets."""
        if lower != lower and upper != upper:
            return UNDEFINED
        return f"[{self.value(lower)}, {self.value(upper)}]"

    def estimate(self, value: float, lower: float, upper: float) -> str:
        """Write an effect with its interval; nothing known is an en dash."""
        if value != value:
            return UNDEFINED
        return self.value(value) + ("" if lower != lower else f" {self.interval(lower, upper)}")


def effect_scale(measure: str) -> EffectScale:
    """Return how a measure is shown.

    Raises
    ------
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> scale = effect_scale("OR")
    >>> scale.heading, scale.label, scale.null, scale.shown([0.0, 0.7]).round(2).tolist()
    ('OR', 'odds ratio, logarithmic scale', 1.0, [1.0, 2.01])
    >>> effect_scale("SMD").label
    'standardised mean difference'
    """
    found = find_measure(measure)
    scale = found.scale
    ratio = scale in _LOGARITHMS
    moved = scale.natural != scale.name and scale.back is not None
    label, heading = found.label, found.id
    if moved:
        heading = _HEADINGS.get(scale.natural, heading)
        for words in _ESTIMATED_ON:
            label = label.removeprefix(words)
    null = scale.null
    if moved and scale.back is not None and null == null:
        null = float(scale.back(np.array(null, dtype=float)))
    return EffectScale(
        heading=heading,
        label=f"{label}, logarithmic scale" if ratio else label,
        null=float(null),
        ratio=ratio,
        fixed=scale is not scales.UNIT,
        _back=scale.back if moved else None,
    )
