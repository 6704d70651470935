"""Scales of effect sizes, with the way to the natural scale and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from synthesis.effects.outcome import FloatArray

Map = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Scale:
    """Scale of an effect: `name`, the value that means no effect, and the way to the natural scale and back.

    `null` is NaN where no value means "no effect", as for a share. `back` and `forward` are None where the
    natural scale needs more than the effect (the double arcsine needs the sample size).
    """

    name: str
    null: float
    natural: str
    back: Map | None
    forward: Map | None


def _same(x: FloatArray) -> FloatArray:
    return x


@np.errstate(all="ignore")
def _log(x: FloatArray) -> FloatArray:
    return np.asarray(np.log(x))


@np.errstate(all="ignore")
def _atanh(x: FloatArray) -> FloatArray:
    return np.asarray(np.arctanh(x))


@np.errstate(all="ignore")
def _arcsine(x: FloatArray) -> FloatArray:
    return np.asarray(np.arcsin(np.sqrt(x)))


@np.errstate(all="ignore")
def _root(x: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(x))


def _square_sine(x: FloatArray) -> FloatArray:
    return np.asarray(np.sin(np.clip(x, 0, np.pi / 2)) ** 2)


def _square(x: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(x, 0) ** 2)


DEVIATIONS = Scale("standard deviations", 0, "standard deviations", _same, _same)
UNIT = Scale("unit of the values", 0, "unit of the values", _same, _same)
LOG_RATIO = Scale("natural log of a ratio", 0, "ratio", np.exp, _log)
DIFFERENCE = Scale("difference of shares", 0, "difference of shares", _same, _same)
ARCSINE_DIFFERENCE = Scale("difference of arcsine roots", 0, "difference of arcsine roots", None, None)
SHARE = Scale("share", np.nan, "share", _same, _same)
LOG_SHARE = Scale("natural log of a share", np.nan, "share", np.exp, _log)
LOGIT = Scale("log odds", np.nan, "share", expit, logit)
ARCSINE = Scale("arcsine root of a share", np.nan, "share", _square_sine, _arcsine)
DOUBLE_ARCSINE = Scale("double arcsine of a share", np.nan, "share, with the sample size", None, None)
RATE = Scale("events per time", np.nan, "events per time", _same, _same)
LOG_RATE = Scale("natural log of a rate", np.nan, "events per time", np.exp, _log)
ROOT_RATE = Scale("root of a rate", np.nan, "events per time", _square, _root)
DOUBLE_ROOT = Scale("double root of a rate", np.nan, "events per time, with the person-time", None, None)
RATE_DIFFERENCE = Scale("difference of rates", 0, "difference of rates", _same, _same)
ROOT_DIFFERENCE = Scale("difference of roots of rates", 0, "difference of roots of rates", None, None)
CORRELATION = Scale("correlation", 0, "correlation", _same, _same)
FISHER_Z = Scale("Fisher's z", 0, "correlation", np.tanh, _atanh)
AREA = Scale("probability", 0.5, "probability", _same, _same)
