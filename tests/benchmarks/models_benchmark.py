"""Time fits of one problem and of many, beside metafor, statsmodels and PyMARE in the same run.

Run it alone on an idle machine: ``python tests/benchmarks/models_benchmark.py``. Rivals that are not
installed are left out; R and metafor are found by ``Rscript``. Times are wall time a fit, the best of several
repeats, and stand beside ours as a ratio.
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
from synthesis.models.univariate import rma

SEED = 20
SIZES = (10, 100, 1_000, 10_000)
#: Markers, studies and share of missing cells of a batch.
BATCHES = ((10_000, 12, 0.0), (10_000, 12, 0.15), (10_000, 20, 0.0), (10_000, 20, 0.15))
#: Analyses of a batch, as options of `pool`.
ANALYSES: dict[str, dict[str, str]] = {
    "DL": {"method": "DL"},
    "REML + KH": {"test": "knha"},
    "REML + KH + Q-profile + PI": {"test": "knha", "interval": "QP"},
}
#: metafor is timed on so many problems of a batch, and on single problems up to this size: beyond it one fit
#: takes minutes and gigabytes, because it builds matrices of k by k.
METAFOR_FITS, METAFOR_LARGEST = 100, 1_000

Times = dict[str, float]


def timed(action: Callable[[], object], repeats: int, enough: float = 0.5) -> float:
    """Best wall time of `action`, seconds, after one unmeasured call: `repeats` times, or for `enough` s."""
    action()
    best, spent, done = float("inf"), 0.0, 0
    while done < repeats or (spent < enough and done < 200 * repeats):
        start = time.perf_counter()
        action()
        taken = time.perf_counter() - start
        best, spent, done = min(best, taken), spent + taken, done + 1
    return best


def made(batch: int, k: int, missing: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Heterogeneous, homogeneous and mixed problems; `missing` is the share of absent studies."""
    rng = np.random.default_rng(SEED)
    vi = rng.uniform(0.02, 0.5, (batch, k))
    yi = 0.2 + rng.normal(size=(batch, k)) * np.sqrt(vi + rng.uniform(0.0, 0.3, (batch, 1)))
    if missing:
        yi[rng.uniform(size=yi.shape) < missing] = np.nan
    return yi, vi


def show(case: str, ours: float, rivals: Times, note: str = "") -> None:
    """Print one row: our time a fit, and each rival's with the ratio."""
    ratios = {name: t / ours for name, t in rivals.items()}
    beside = "  ".join(
        f"{name} {1e6 * rivals[name]:,.1f} µs = {ratio:,.{0 if ratio >= 10 else 1}f}×"
        for name, ratio in ratios.items()
    )
    print(f"{case:<62}{1e6 * ours:>12,.3f} µs  {note:<12}{beside}".rstrip(), flush=True)


def full(yi: np.ndarray, vi: np.ndarray, threads: int, options: dict[str, str]) -> None:
    """Fit, and work out what a table shows: bounds of the mean, of I2 and of a new study."""
    fit = pool(yi, vi, threads=threads, **options)  # type: ignore[arg-type]  # mixed options
    _ = fit.se, fit.ci
    if fit.interval is not None:
        _ = fit.prediction("riley"), fit.i2_bounds()


def statsmodels_dl(yi: np.ndarray, vi: np.ndarray) -> None:
    from statsmodels.stats.meta_analysis import combine_effects

    combine_effects(yi, vi)


def pymare_fit(yi: np.ndarray, vi: np.ndarray, analysis: str) -> None:
    """Fit all problems at once, as PyMARE does; rows of `yi` are problems."""
    from pymare import Dataset
    from pymare.estimators import DerSimonianLaird, VarianceBasedLikelihoodEstimator

    dataset = Dataset(y=yi.T, v=vi.T, X=np.ones((yi.shape[1], 1)))
    dl = analysis == "DL"
    chosen = DerSimonianLaird() if dl else VarianceBasedLikelihoodEstimator(method="REML")
    result = chosen.fit_dataset(dataset).summary()
    result.get_fe_stats()
    if "Q-profile" in analysis:
        result.get_re_stats()


METAFOR = """
suppressMessages(library(metafor))
read <- function(name) as.matrix(read.csv(paste0(name, ".csv"), header=FALSE, na.strings="nan"))
clock <- function(action) system.time(action())[["elapsed"]]
best <- function(action) { once <- clock(action); if (once > 5) once else min(replicate(3, clock(action))) }
y <- read("y"); v <- read("v")
go <- function(analysis) suppressWarnings(for (i in 1:nrow(y)) {
  if (analysis == "DL") f <- rma(y[i,], v[i,], method="DL")
  else f <- rma(y[i,], v[i,], test="knha", control=list(maxiter=1000, stepadj=0.5))
  if (analysis == "REML + KH + Q-profile + PI") { confint(f); predict(f, pi.type="riley") } })
for (analysis in commandArgs(trailingOnly=TRUE)) cat(best(function() go(analysis)) / nrow(y), "\\n")
"""


def metafor(yi: np.ndarray, vi: np.ndarray, analyses: list[str]) -> Times:
    """Seconds a fit of each analysis; empty when R or metafor is missing."""
    if not shutil.which("Rscript"):
        return {}
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(Path(folder, "y.csv"), np.atleast_2d(yi), delimiter=",")
        np.savetxt(Path(folder, "v.csv"), np.atleast_2d(vi), delimiter=",")
        Path(folder, "run.R").write_text(METAFOR, encoding="utf-8")
        out = subprocess.run(
            ["Rscript", "run.R", *analyses], cwd=folder, capture_output=True, text=True, check=False
        )
    if out.returncode:
        print("metafor did not run:", out.stderr.strip().splitlines()[-1])
        return {}
    return dict(zip(analyses, map(float, out.stdout.split()), strict=True))


def singles(repeats: int) -> None:
    for k in SIZES:
        yi, vi = (part[0] for part in made(1, k))
        problem = MeanProblem.from_rows(yi[None], vi[None])
        copies = (10_000 // k, 1) if k < METAFOR_LARGEST else (1, 1)  # R's clock counts milliseconds
        theirs: Times = {}
        if k <= METAFOR_LARGEST:
            theirs = metafor(np.tile(yi, copies), np.tile(vi, copies), ["DL", "REML + KH"])
        core = partial(maximise, problem, restricted=True)
        show(f"one problem, k = {k:,}: REML core, tau2 with its proof", timed(core, repeats), {})
        for analysis, options in (("DL", {"method": "DL"}), ("REML + KH", {"test": "knha"})):
            rivals: Times = {}
            if analysis in theirs:
                rivals["metafor"] = theirs[analysis]
            if analysis == "DL":
                rivals["statsmodels"] = timed(partial(statsmodels_dl, yi, vi), repeats)
            if find_spec("pymare"):
                rivals["PyMARE"] = timed(partial(pymare_fit, yi[None], vi[None], analysis), repeats)
            fit = partial(full, yi, vi, 1, options)
            show(f"one problem, k = {k:,}: {analysis}, arrays (pool)", timed(fit, repeats), rivals)
        report = partial(rma, yi, vi, test="knha")
        show(f"one problem, k = {k:,}: REML + KH, report (rma)", timed(report, repeats), {})


def batches(repeats: int, threads: int) -> None:
    # seconds a study, whose two numbers come from memory
    read = timed(np.ones(24_000_000).sum, 10 * repeats) / 12e6
    print(f"one read of yi and vi from memory: {12e6 * read:.4f} µs for 12 studies")
    for batch, k, missing in BATCHES:
        yi, vi = made(batch, k, missing)
        some = slice(METAFOR_FITS)
        theirs = metafor(yi[some], vi[some], list(ANALYSES))
        for analysis, options in ANALYSES.items():
            rivals = {"metafor": theirs[analysis]} if theirs else {}
            if analysis == "DL" and not missing:
                loop = partial(_each, statsmodels_dl, yi[:1000], vi[:1000])
                rivals["statsmodels"] = timed(loop, repeats) / 1000
            if find_spec("pymare") and not missing:  # it takes no problem with missing cells
                few = slice(500 if "Q-profile" in analysis else None)
                go = partial(pymare_fit, yi[few], vi[few], analysis)
                rivals["PyMARE"] = timed(go, 3) / len(yi[few])
            for workers in sorted({1, threads}):
                seconds = timed(partial(full, yi, vi, workers, options), 4 * repeats, 2.0)
                about = f"{batch:,} × {k}, {missing:.0%} missing, {workers} threads: {analysis}"
                show(about, seconds / batch, rivals, f"{seconds / batch / k / read:.1f} reads")
                rivals = {name: t for name, t in rivals.items() if workers < threads}


def _each(fit: Callable[[np.ndarray, np.ndarray], None], yi: np.ndarray, vi: np.ndarray) -> None:
    for y, v in zip(yi, vi, strict=True):
        fit(y, v)


def a_million(threads: int) -> None:
    yi, vi = made(1_000_000, 12)
    held = 1e-6 * (yi.nbytes + vi.nbytes)
    for analysis, options in ANALYSES.items():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        full(yi, vi, threads, options)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        show(f"1,000,000 × 12, {threads} threads: {analysis}", seconds / 1e6, {},
             f"{seconds:.2f} s; input {held:.0f} MB, peak {before:.0f} before, {peak:.0f} after")  # fmt: skip


def subsets() -> None:
    yi, vi = (part[0] for part in made(1, 20))
    for method in ("DL", "REML"):
        fit = rma(yi, vi, method=method)
        seconds = timed(fit.gosh, 1, 0.0)
        show(f"GOSH, all subsets of 20 studies, {method}", seconds / 2**20, {}, f"{seconds:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--repeats", type=int, default=5)
    chosen = parser.parse_args()
    print(f"load of the machine before the start: {os.getloadavg()[0]:.1f}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        singles(chosen.repeats)
        batches(chosen.repeats, chosen.threads)
        a_million(chosen.threads)
        subsets()


if __name__ == "__main__":
    main()
