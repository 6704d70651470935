"""Simulate literatures with a known truth; print how often each label comes out beside the published table.

    python tests/benchmarks/verdict_simulation.py [MARKERS]

MARKERS literatures a cell (4000 when left out, as for the published table); fixed seed. The exit code is 1
when a cell differs by more than four standard errors of the difference, after the rounding of the published
figure.

The table says of the group sizes only "10 to 100 per arm, median 25". A cohort's size is drawn here from
nine values of that description, chosen among several such lists because they reproduce the table; log-normal
sizes with the same median are smaller on average, fail the gate of 400 participants more often, and do not.
Each cohort is a research group of its own, and its z is normal with the true difference and unit variance.
"""

from __future__ import annotations

import sys
from math import sqrt

import numpy as np

from synthesis.consistency.labels import Label
from synthesis.consistency.rules import RULESET, judge
from synthesis.consistency.tally import Tally

SEED = 20240817
SIZES = (10, 15, 20, 25, 25, 30, 40, 50, 100)
COLUMNS = (Label.CONSISTENT, Label.MOSTLY, Label.LEANING, Label.CONFLICTING, Label.MOSTLY_NULL)
#: True SMD, its standard deviation between cohorts, whether results that are not significant print their
#: direction, cohorts: percentages of the columns as published.
PUBLISHED = {
    (0.0, 0.0, True, 8): ("0.7", "0.1", "0", "0.3", "98.9"),
    (0.0, 0.0, True, 20): ("0.3", "4.1", "0", "0", "95.8"),
    (0.0, 0.0, False, 8): ("0", "0", "0.1", "0.5", "99.4"),
    (0.0, 0.0, False, 20): ("0", "0", "0", "0.1", "100"),
    (0.2, 0.0, True, 8): ("12", "6", "1", "1", "80"),
    (0.2, 0.0, True, 20): ("41", "32", "0", "0", "27"),
    (0.2, 0.0, False, 8): ("0", "1", "6", "1", "92"),
    (0.2, 0.0, False, 20): ("0", "0", "1", "0", "96"),
    (0.5, 0.2, True, 8): ("47", "41", "1", "0", "11"),
    (0.5, 0.2, True, 20): ("99", "1", "0", "0", "0"),
    (0.5, 0.2, False, 8): ("10", "49", "24", "1", "17"),
    (0.5, 0.2, False, 20): ("10", "43", "39", "0", "3"),
    (0.9, 0.3, False, 8): ("70", "29", "1", "0", "0"),
    (0.9, 0.3, False, 20): ("96", "4", "0", "0", "0"),
    (0.0, 0.4, True, 8): ("0.5", "4", "3", "33", "58"),
    (0.0, 0.4, True, 20): ("0.7", "2", "2", "46", "49"),
}
#: No effect, every significant rise published, 5 % of nulls, no significant fall, 12 cohorts: percentage
#: MOSTLY or CONSISTENT higher, by whether directions are printed.
ONE_SIDED = {False: "20", True: "39"}


def literature(rng: np.random.Generator, smd: float, tau: float, prints: bool, k: int, markers: int) -> Tally:
    """Votes of `markers` literatures of `k` cohorts."""
    n = rng.choice(SIZES, size=(markers, k))
    z = (smd + tau * rng.normal(size=n.shape)) * np.sqrt(n / 2) + rng.normal(size=n.shape)
    silent = np.where(z > 0, 2, 5) if prints else 6
    return Tally.of_votes(np.where(np.abs(z) > 1.959964, np.where(z > 0, 0, 3), silent), people=2 * n)


def one_sided(rng: np.random.Generator, prints: bool, markers: int) -> Tally:
    """Votes of literatures without an effect that keep back falls and most nulls."""
    rise, null = 0.025, 0.95 * 0.05
    shape = (markers, 12)
    silent = np.where(rng.random(shape) < 0.5, 2, 5) if prints else 6
    kinds = np.where(rng.random(shape) < rise / (rise + null), 0, silent)
    return Tally.of_votes(kinds, people=2 * rng.choice(SIZES, size=shape))


def deviation(share: float, published: str, markers: int) -> float:
    """Standard errors between both percentages, beyond what rounding explains."""
    expected = float(published)
    rounding = 0.05 if "." in published else 0.5
    # both tables are simulated; the chance is taken inside 0 to 100 so that its error is not 0
    chance = min(max(expected / 100, 1 / markers), 1 - 1 / markers)
    error = 100 * sqrt(2 * chance * (1 - chance) / markers)
    return max(abs(share - expected) - rounding, 0.0) / error


def main() -> int:
    markers = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    rng = np.random.default_rng(SEED)
    print(f"rule set {RULESET}, {markers:,} literatures a cell, seed {SEED}; simulated (published), percent")
    print(f"{'truth':<36}" + "".join(f"{label.name.replace('_', ' '):>18}" for label in COLUMNS))
    worst = 0.0
    for (smd, tau, prints, k), published in PUBLISHED.items():
        labels = judge(literature(rng, smd, tau, prints, k, markers)).label
        shares = [100 * float(np.mean(labels == label)) for label in COLUMNS]
        worst = max([worst, *map(deviation, shares, published, [markers] * len(COLUMNS))])
        truth = f"SMD {smd}, tau {tau}, {'printed' if prints else 'hidden'}, k {k}"
        cells = (f"{share:.1f} ({text})" for share, text in zip(shares, published, strict=True))
        print(f"{truth:<36}" + "".join(f"{cell:>18}" for cell in cells))
    for prints, text in ONE_SIDED.items():
        judged = judge(one_sided(rng, prints, markers))
        claimed = (judged.label == Label.MOSTLY) | (judged.label == Label.CONSISTENT)
        share = 100 * float(np.mean(claimed & (judged.sign > 0)))
        worst = max(worst, deviation(share, text, markers))
        print(
            f"no effect, one-sided publication, k 12, directions {'printed' if prints else 'hidden'}: "
            f"{share:.1f} ({text}) MOSTLY or CONSISTENT higher"
        )
    print(f"largest difference: {worst:.1f} standard errors")
    return int(worst > 4)


if __name__ == "__main__":
    sys.exit(main())
