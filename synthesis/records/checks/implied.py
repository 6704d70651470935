"""What the recorded group statistics imply: standard deviations, the difference and its p value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from synthesis.records.finding import Arm, Finding
from synthesis.vocabulary.result import StatisticKind


@dataclass(frozen=True, slots=True)
class Means:
    """Two means with standard deviations, on the scale of the finding's unit.

    Attributes
    ----------
    difference
        Mean of the cases minus mean of the controls.
    se
        Standard error of the difference without assuming equal variances (Welch).
    pooled_sd
        Standard deviation within groups, pooled over both.
    n1, n2
        People in the groups.
    sd1, sd2
        Standard deviations of the groups.
    """

    difference: float
    se: float
    pooled_sd: float
    n1: int
    n2: int
    sd1: float
    sd2: float

    def p_values(self) -> tuple[float, float]:
        """Two-sided p of Welch's and of Student's t test."""
        v1, v2 = self.sd1**2 / self.n1, self.sd2**2 / self.n2
        welch_df = (v1 + v2) ** 2 / (v1**2 / (self.n1 - 1) + v2**2 / (self.n2 - 1))
        pooled_se = self.pooled_sd * math.sqrt(1 / self.n1 + 1 / self.n2)
        return (
            _two_sided_t(self.difference / self.se, welch_df),
            _two_sided_t(self.difference / pooled_se, self.n1 + self.n2 - 2),
        )


@dataclass(frozen=True, slots=True)
class Proportions:
    """Two shares of people with the outcome: `events1` of `n1` cases and `events2` of `n2` controls."""

    events1: int
    n1: int
    events2: int
    n2: int

    @property
    def difference(self) -> float:
        """Share of the cases minus share of the controls."""
        return self.events1 / self.n1 - self.events2 / self.n2

    @property
    def se(self) -> float:
        """Standard error of the difference if both groups had the pooled share; 0 when nobody differs."""
        share = (self.events1 + self.events2) / (self.n1 + self.n2)
        return math.sqrt(share * (1 - share) * (1 / self.n1 + 1 / self.n2))

    def p_values(self) -> tuple[float, float]:
        """Two-sided p of the chi-square test without correction and of Fisher's exact test."""
        chi_square = math.erfc(abs(self.difference) / self.se / math.sqrt(2)) if self.se else 1.0
        return chi_square, self._fisher()

    def _fisher(self) -> float:
        total, events = self.n1 + self.n2, self.events1 + self.events2
        possible = range(max(0, events - self.n2), min(events, self.n1) + 1)
        log_weights = [_log_choose(self.n1, k) + _log_choose(self.n2, events - k) for k in possible]
        observed = log_weights[self.events1 - possible.start]
        # tables as likely as the observed one differ from it by rounding only
        extreme = [w for w in log_weights if w <= observed + 1e-7]
        return min(1.0, sum(math.exp(w - _log_choose(total, events)) for w in extreme))


def means(finding: Finding) -> Means | None:
    """Read two means with standard deviations off a finding; None when it does not hold them.

    Standard errors and 95 % confidence intervals of a mean are turned into standard deviations with the
    group size and, for intervals, the t quantile.
    """
    sd1, sd2 = (_sd(arm, finding.statistic) for arm in (finding.cases, finding.controls))
    if sd1 is None or sd2 is None or sd1 + sd2 == 0:
        return None
    n1, n2 = finding.cases.n, finding.controls.n
    center1, center2 = finding.cases.center, finding.controls.center
    if n1 is None or n2 is None or center1 is None or center2 is None:
        return None
    pooled = math.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2))
    se = math.sqrt(sd1**2 / n1 + sd2**2 / n2)
    return Means(center1 - center2, se, pooled, n1, n2, sd1, sd2)


def proportions(finding: Finding) -> Proportions | None:
    """Read two shares off a finding; None when it does not hold events out of n for both groups."""
    events1, n1 = finding.cases.events, finding.cases.n
    events2, n2 = finding.controls.events, finding.controls.n
    if finding.statistic is not StatisticKind.EVENTS or None in (events1, events2) or not n1 or not n2:
        return None
    if events1 is None or events2 is None or events1 > n1 or events2 > n2:
        return None
    return Proportions(events1, n1, events2, n2)


def _sd(arm: Arm, statistic: StatisticKind) -> float | None:
    if arm.n is None or arm.n < 2:
        return None
    if statistic is StatisticKind.MEAN_CI95:
        if arm.low is None or arm.high is None or arm.low > arm.high:
            return None
        from scipy.special import stdtrit

        return float((arm.high - arm.low) / (2 * stdtrit(arm.n - 1, 0.975)) * math.sqrt(arm.n))
    if arm.spread is None or arm.spread < 0:
        return None
    if statistic is StatisticKind.MEAN_SD:
        return arm.spread
    if statistic is StatisticKind.MEAN_SE:
        return arm.spread * math.sqrt(arm.n)
    return None


def _two_sided_t(t: float, df: float) -> float:
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
