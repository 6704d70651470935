"""Print how long importing and loading take, and how much memory a large atlas needs.

    python tests/benchmarks/measure_loading.py [STUDIES]

Every figure comes from fresh Python processes; all but compiling are the best of five, because other work on
the machine only ever adds time. STUDIES (5000 when left out, with 20 findings each) sets the size of the
generated atlas; 0 leaves it out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from generate_atlas import generate

CLOCK = "import time; start = time.perf_counter()"
SECONDS = "print(time.perf_counter() - start)"
MEMORY = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"


def python(*lines: str) -> list[str]:
    """Run lines in a new process and return the lines it prints; its progress bar is shown."""
    command = [sys.executable, "-c", "\n".join(lines)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def best(*lines: str) -> float:
    return min(float(python(*lines)[0]) for _ in range(5))


def line(what: str, value: float, unit: str, limit: float | None = None) -> None:
    aim = "" if limit is None else f"  (aim: below {limit} {unit})"
    print(f"{what:<62}{value:9.3f} {unit}{aim}", flush=True)


def measure(arguments: str, jobs: int, limit: float) -> None:
    """Print the figures of one atlas that is not in the cache yet."""
    first = f"atlas = syn.load({arguments}jobs={jobs}); print(atlas)"
    described, seconds, memory = python(CLOCK, "import synthesis as syn", first, SECONDS, MEMORY)
    print(f"\n{described}")
    line(f"  first load, which compiles, with jobs={jobs}", float(seconds), "s")
    line("  peak memory of the process that compiles", float(memory), "MiB")
    load = f"syn.load({arguments})"
    warm = (
        "import pandas, pyarrow.parquet, pyarrow.compute",
        CLOCK,
        "import synthesis as syn",
        load,
        SECONDS,
    )
    cold = (CLOCK, "import synthesis as syn", load, SECONDS)
    frame = (CLOCK, "import synthesis as syn", f"{load}.findings", SECONDS)
    again = ("import synthesis as syn", load, CLOCK, load, SECONDS)
    line("  later load, pandas and pyarrow imported before", best(*warm), "s", limit)
    line("  later load, nothing imported before", best(*cold), "s")
    line("  later load and first frame, nothing imported before", best(*frame), "s")
    line("  second load in one process", best(*again), "s", limit)
    line("  peak memory of a process that loads it", best("import synthesis as syn", load, MEMORY), "MiB")


def main(studies: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["SYNTHESIS_CACHE"] = temporary
        line("import synthesis", best(CLOCK, "import synthesis", SECONDS), "s", 0.3)
        measure("", 1, 0.2)
        if studies:
            folder = Path(temporary, "synthetic")
            generate(folder, studies)
            measure(f"{str(folder)!r}, ", os.cpu_count() or 1, 1.0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
