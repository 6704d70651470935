"""Time what refits a model many times: GOSH, leave-one-out, influence, permutations; metafor beside.

Run it alone on an idle machine: ``python tests/benchmarks/measure_gosh.py``. Wall time, and processor time
of all threads, of the best of a few runs; metafor once, on fewer subsets or permutations where the same would
take hours, with the time scaled up and said to be so.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from models_benchmark import made

from synthesis.models.gosh import gosh
from synthesis.models.permutation import permutation_test
from synthesis.models.results import RmaFit
from synthesis.models.univariate import rma

SUBSETS = (1 << 20) - 1
#: What metafor is timed on in place of all subsets and permutations.
FEWER = 2_000

METAFOR = """
suppressMessages(library(metafor))
tight <- list(maxiter=1000, stepadj=0.5)
d <- read.csv("d.csv"); go <- function(expr) cat(system.time(expr)[["elapsed"]], "\\n")
fit <- function(k, method, ...)
  do.call(rma, list(yi=d$yi[1:k], vi=d$vi[1:k], ..., method=method, control=tight))
for (method in c("DL", "REML")) go(suppressWarnings(gosh(fit(20, method), subsets=FEWER, progbar=FALSE)))
go(fit(999, "REML"))
go(leave1out(fit(100, "REML")))
go(influence(fit(100, "REML")))
go(permutest(fit(20, "REML"), iter=FEWER, progbar=FALSE))
go(permutest(fit(20, "REML", mods=d$x[1:20]), iter=FEWER, progbar=FALSE))
"""


def show(case: str, seconds: float, note: str = "") -> None:
    print(f"{case:<66} {seconds:>10.4f} s  {note}", flush=True)


def measure(case: str, action: Callable[[], object], repeats: int = 3) -> None:
    wall, busy = float("inf"), float("inf")
    for _ in range(repeats):
        start, began = time.perf_counter(), time.process_time()
        action()
        wall, busy = min(wall, time.perf_counter() - start), min(busy, time.process_time() - began)
    show(case, wall, f"processor {busy:.4f} s")


def fit_of(k: int, method: str, *, moderated: bool = False) -> RmaFit:
    yi, vi = (part[0, :k] for part in made(1, 1_000))
    return rma(yi, vi, moderator()[:k] if moderated else None, method=method)


def moderator() -> np.ndarray:
    return np.random.default_rng(1).normal(size=1_000)


def ours() -> None:
    about = f"GOSH, k = 20, {SUBSETS:,} subsets"
    for method in ("DL", "REML"):
        for threads in (1, 2):
            action = partial(gosh, fit_of(20, method), threads=threads)
            measure(f"{about}, {method}, threads {threads}", action)
        action = partial(gosh, fit_of(20, method, moderated=True), threads=2)
        measure(f"{about}, {method}, moderator, threads 2", action, 2)
    for k in (100, 1_000):
        fit = fit_of(k, "REML")
        measure(f"leave-one-out, k = {k}, REML", fit.leave_one_out)
        measure(f"influence, k = {k}, REML", fit.influence)
    signs = partial(permutation_test, fit_of(20, "REML"), permutations=1 << 20)
    measure(f"permutation test, k = 20, all {1 << 20:,} sign flips, REML", signs)
    rows = partial(permutation_test, fit_of(20, "REML", moderated=True), permutations=50_000, seed=1)
    measure("permutation test, k = 20, 50,000 random orders, REML", rows)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"largest resident memory of this process: {grown:.0f} MB")


def metafor() -> None:
    if shutil.which("Rscript") is None:
        print("metafor: no Rscript here")
        return
    yi, vi = (part[0] for part in made(1, 1_000))
    with tempfile.TemporaryDirectory() as folder:
        table = np.column_stack([yi, vi, moderator()])
        np.savetxt(Path(folder, "d.csv"), table, delimiter=",", header="yi,vi,x", comments="", fmt="%.17g")
        script = METAFOR.replace("FEWER", str(FEWER))
        Path(folder, "run.R").write_text(script, encoding="utf-8")
        out = subprocess.run(["Rscript", "run.R"], cwd=folder, capture_output=True, text=True, check=False)
    if out.returncode:
        print("metafor did not run:", out.stderr.strip().splitlines()[-1])
        return
    cases = (
        ("GOSH, k = 20, DL", FEWER, SUBSETS),
        ("GOSH, k = 20, REML", FEWER, SUBSETS),
        ("leave-one-out, k = 1000, REML", 1, 1_000),
        ("leave-one-out, k = 100, REML", 1, 1),
        ("influence, k = 100, REML", 1, 1),
        ("permutation test, k = 20, sign flips, REML", FEWER, 1 << 20),
        ("permutation test, k = 20, random orders, REML", FEWER, 50_000),
    )
    for (case, timed_on, wanted), line in zip(cases, out.stdout.split(), strict=True):
        seconds = float(line)
        note = "" if timed_on == wanted else f"{timed_on:,} took {seconds:.2f} s, scaled to {wanted:,}"
        show(f"metafor: {case}", seconds * wanted / timed_on, note)


if __name__ == "__main__":
    ours()
    metafor()
