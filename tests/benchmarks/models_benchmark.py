"""Time a fit: single problems and batches, with statsmodels (and PyMARE, metafor where installed) beside.

Run it alone on an idle machine: ``python tests/benchmarks/models_benchmark.py``. Wall time of the best of a
few repeats, in microseconds a fit; every line names its case.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from synthesis.models.likelihood import maximise
from synthesis.models.mean_problem import MeanProblem
from synthesis.models.pool import pool
from synthesis.models.pooled import Pooled

SEED = 20


def timed(action: Callable[[], object], repeats: int) -> float:
    """Best wall time of `action` in seconds, after one unmeasured call."""
    action()
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best


def made(batch: int, k: int, missing: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Heterogeneous, homogeneous and mixed problems; `missing` is the share of absent studies."""
    rng = np.random.default_rng(SEED)
    vi = rng.uniform(0.02, 0.5, (batch, k))
    yi = 0.2 + rng.normal(size=(batch, k)) * np.sqrt(vi + rng.uniform(0.0, 0.3, (batch, 1)))
    if missing:
        yi[rng.uniform(size=yi.shape) < missing] = np.nan
    return yi, vi


def show(case: str, seconds: float, fits: int, note: str = "") -> None:
    print(f"{case:<72} {1e6 * seconds / fits:>10.3f} µs a fit  {note}", flush=True)


def full(yi: np.ndarray, vi: np.ndarray, threads: int, **options: object) -> None:
    """Fit, and work out what a table shows: bounds of the mean, of I2 and of a new study."""
    fit = pool(yi, vi, threads=threads, **options)  # type: ignore[arg-type]  # mixed options
    _ = fit.se, fit.ci
    if fit.interval is not None:
        _ = fit.prediction("riley"), fit.i2_bounds()


def singles(repeats: int) -> None:
    for k in (10, 100, 1_000, 10_000):
        yi, vi = (part[0] for part in made(1, k))
        problem = MeanProblem.from_rows(yi[None], vi[None])
        core = partial(maximise, problem, restricted=True)
        show(f"single, k = {k}: REML core (tau2 and the proof)", timed(core, repeats * 20), 1)
        for method in ("DL", "REML"):
            fit = partial(pool, yi, vi, method=method, threads=1)
            show(f"single, k = {k}: {method}, whole fit", timed(fit, repeats * 20), 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from statsmodels.stats.meta_analysis import combine_effects

            show(f"single, k = {k}: statsmodels DL", timed(partial(combine_effects, yi, vi), repeats * 4), 1)


def batches(repeats: int, threads: int) -> None:
    read = (
        timed(np.ones(24_000_000).sum, repeats) / 12e6
    )  # seconds a study, whose two numbers come from memory
    print(f"one read of yi and vi from memory: {12e6 * read:.3f} µs for 12 studies")
    for batch, k, missing in ((10_000, 12, 0.0), (10_000, 12, 0.15), (10_000, 20, 0.15), (100_000, 12, 0.0)):
        yi, vi = made(batch, k, missing)
        about = f"{batch:,} × {k}, {missing:.0%} missing, threads {threads}"
        for name, options in (
            ("DL", {"method": "DL"}),
            ("REML + KH", {"test": "knha"}),
            ("REML + KH + Q-profile + PI", {"test": "knha", "interval": "QP"}),
        ):
            seconds = timed(partial(full, yi, vi, threads, **options), repeats)
            show(f"{about}: {name}", seconds, batch, f"{seconds / batch / k / read:.1f} reads")
        show(f"{about}: p values on top", timed(partial(p_values, pool(yi, vi, test="knha")), repeats), batch)


def p_values(fit: Pooled) -> tuple[np.ndarray, np.ndarray]:
    return fit.pval, fit.q_p


def a_million(threads: int) -> None:
    yi, vi = made(1_000_000, 12)
    held = 1e-6 * (yi.nbytes + vi.nbytes)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    full(yi, vi, threads, test="knha", interval="QP")
    seconds = time.perf_counter() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    show(f"1,000,000 × 12, {threads} threads: REML + KH + Q-profile + PI", seconds, 1_000_000,
         f"{seconds:.1f} s; input {held:.0f} MB, memory grew by {grown:.0f} MB")  # fmt: skip


def pymare(repeats: int) -> None:
    from pymare import Dataset
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    yi, vi = made(10_000, 12)
    dataset = Dataset(y=yi.T, v=vi.T, X=np.ones((12, 1)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds = timed(lambda: VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(dataset), repeats)
    show("10,000 × 12: PyMARE REML", seconds, 10_000)


METAFOR = """
suppressMessages(library(metafor))
y <- as.matrix(read.csv("y.csv", header=FALSE)); v <- as.matrix(read.csv("v.csv", header=FALSE))
go <- function(interval) for (i in 1:nrow(y)) {
  f <- rma(y[i,], v[i,], test="knha", control=list(maxiter=1000, stepadj=0.5)); if (interval) confint(f) }
for (interval in c(FALSE, TRUE)) cat(system.time(go(interval))[["elapsed"]] / nrow(y), "\n")
"""


def metafor() -> None:
    yi, vi = made(200, 12)
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(Path(folder, "y.csv"), yi, delimiter=",")
        np.savetxt(Path(folder, "v.csv"), vi, delimiter=",")
        Path(folder, "run.R").write_text(METAFOR, encoding="utf-8")
        out = subprocess.run(["Rscript", "run.R"], cwd=folder, capture_output=True, text=True, check=False)
    if out.returncode:
        print("metafor did not run:", out.stderr.strip().splitlines()[-1])
        return
    for name, seconds in zip(("", " + Q-profile"), out.stdout.split(), strict=True):
        show(f"200 × 12: metafor REML + Knapp-Hartung{name}", float(seconds), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--million", action="store_true", help="also 1,000,000 problems")
    chosen = parser.parse_args()
    print(f"load of the machine before the start: {os.getloadavg()[0]:.1f}")
    singles(chosen.repeats)
    for threads in sorted({1, chosen.threads}):
        batches(chosen.repeats, threads)
    if chosen.million:
        a_million(chosen.threads)
    if find_spec("pymare"):
        pymare(chosen.repeats)
    if shutil.which("Rscript"):
        metafor()


if __name__ == "__main__":
    main()
