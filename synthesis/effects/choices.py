"""`Choices`: the options of one call of `escalc`, checked against the measure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from synthesis.effects.measures import Measure
from synthesis.effects.options import Distribution, VarianceType, ZeroRule, variance_type
from synthesis.effects.outcome import Effects, FloatArray
from synthesis.errors import NumbersError


@dataclass(frozen=True, slots=True)
class Choices:
    """Options of `escalc`, as its documentation describes them."""

    measure: Measure
    vtype: VarianceType
    correct: bool
    add: float
    to: ZeroRule
    drop00: bool
    level: float
    dist: Distribution

    @classmethod
    def of(
        cls,
        measure: Measure,
        *,
        vtype: str,
        correct: bool,
        add: float | None,
        to: str,
        drop00: bool,
        level: float,
        dist: str,
    ) -> Choices:
        """Check options; words may be written in every spelling.

        Raises
        ------
        UnknownTermError
            When a word is unknown, or the measure has no such variance form.
        NumbersError
            When an option does not exist for the measure, or a number is out of range.
        """
        if not correct and not measure.corrects:
            raise NumbersError(
                f"{measure.id} has no small-sample correction to leave out",
                where="correct",
                hint="leave it at True",
            )
        if add is not None and measure.add is None:
            raise NumbersError(f"{measure.id} has no cells to add to", where="add", hint="leave it out")
        if drop00 and not measure.two_groups:
            raise NumbersError(
                f"{measure.id} has no tables to drop", where="drop00", hint="leave it at False"
            )
        if add is not None and not (math.isfinite(add) and add >= 0):
            raise NumbersError(f"{add!r} cannot be added to counts", where="add", hint="allowed: 0 or more")
        if not 0 < level < 100:
            raise NumbersError(
                f"{level!r} is no level", where="level", hint="allowed: percent between 0 and 100"
            )
        return cls(
            measure,
            variance_type(vtype, measure.vtypes),
            correct,
            (measure.add or 0.0) if add is None else add,
            ZeroRule.parse(to),
            drop00,
            level,
            Distribution.parse(dist),
        )

    def compute(self, values: Mapping[str, FloatArray]) -> Effects:
        """Call the measure's array function with these numbers and the options it has."""
        options: dict[str, object] = {}
        if len(self.measure.vtypes) > 1:
            options["vtype"] = self.vtype
        if self.measure.corrects:
            options["correct"] = self.correct
        if self.measure.add is not None:
            options |= {"add": self.add, "to": self.to}
        if self.measure.two_groups:
            options["drop00"] = self.drop00
        return self.measure.function(**values, **options)

    def words(self) -> str:
        """Say which effect is computed, such as ``SMD, exact small-sample correction, variance LS``."""
        parts = [self.measure.id]
        if self.vtype is VarianceType.RM:
            parts.append("RevMan's small-sample correction")
        elif self.measure.corrects:
            parts.append("exact small-sample correction" if self.correct else "no small-sample correction")
        parts.append(f"variance {self.vtype.value}")
        return ", ".join(parts)
