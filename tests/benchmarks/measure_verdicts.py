"""Print how long verdicts, the grid, the multiverse and generated votes take; each the best of five.

python tests/benchmarks/measure_verdicts.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import synthesis as syn
from synthesis.consistency.history import history
from synthesis.consistency.rules import judge
from synthesis.consistency.tally import KINDS, Tally

MARKERS, COHORTS = 10_000, 20


def best(work: Callable[[], object], times: int = 5) -> float:
    """Shortest of several runs; other work on the machine only ever adds time."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def line(what: str, seconds: float, limit: float | None = None) -> None:
    aim = "" if limit is None else f"  (aim: below {limit:g} s)"
    print(f"{what:<64}{seconds:8.3f} s{aim}", flush=True)


def main() -> None:
    atlas = syn.load()
    questions = len(syn.verdicts(atlas, grid=False))
    rng = np.random.default_rng(1)
    kinds = rng.integers(0, KINDS, size=(MARKERS, COHORTS))
    people = rng.integers(20, 400, size=kinds.shape)
    groups = rng.integers(0, 12, size=kinds.shape)
    leading = np.where(rng.random(kinds.shape) < 0.9, 0, kinds)  # most reach the costliest rule
    line("votes of all cohorts", best(lambda: syn.votes(atlas)))
    line(f"verdicts, {questions} questions", best(lambda: syn.verdicts(atlas, grid=False)))
    line(f"verdicts with the sensitivity grid, {questions} questions", best(lambda: syn.verdicts(atlas)), 2)
    line("history of all questions", best(lambda: history(atlas)))
    line("full multiverse of all questions", best(lambda: syn.multiverse(atlas, progress=False), 2))
    for name, votes in (("mixed", kinds), ("mostly agreeing", leading)):
        seconds = best(lambda votes=votes: judge(Tally.of_votes(votes, people, groups)))
        line(f"{MARKERS:,} markers x {COHORTS} generated votes, {name}", seconds, 5)


if __name__ == "__main__":
    main()
