"""Draw one forest plot with every package at hand: time, rows drawn, texts that touch.

Run it alone on an idle machine: ``python tests/benchmarks/measure_forest.py``. Needs nothing but this
package; statsmodels, forestplot (PyPI) and Rscript with metafor or meta are measured where installed, and
named as not measured where not. Times are the best of a few repeats in seconds of CPU for the drawing, an SVG
and a PNG at 192 dpi, ours with all layout checks; the fit is made beforehand. Every package gets a canvas
7.2 inches wide and as high as ours.

Rows drawn: for matplotlib, distinct heights at which a horizontal interval stands, at most as many as there
are studies; not measured for R. Texts: for matplotlib, what `layout_problems` finds (touching: less than 3 pt
apart on one line; crossed by a line; outside the canvas, which a tight bounding box may still save); for R,
strings in the SVG that are less than 3 pt apart on one line or outside, by the boxes of their glyphs.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from lxml import etree
from matplotlib.figure import Figure

from synthesis.effects.escalc import escalc
from synthesis.figures import forest
from synthesis.figures.export import png_bytes
from synthesis.figures.layout import layout_problems
from synthesis.models.results import RmaFit
from synthesis.models.univariate import rma

#: Vaccinated and not vaccinated, with and without tuberculosis: dat.bcg of the R package metadat.
BCG = (
    ("Aronson 1948", 4, 119, 11, 128),
    ("Ferguson & Simes 1949", 6, 300, 29, 274),
    ("Rosenthal et al 1960", 3, 228, 11, 209),
    ("Hart & Sutherland 1977", 62, 13536, 248, 12619),
    ("Frimodt-Moller et al 1973", 33, 5036, 47, 5761),
    ("Stein & Aronson 1953", 180, 1361, 372, 1079),
    ("Vandiviere et al 1973", 8, 2537, 10, 619),
    ("TPT Madras 1980", 505, 87886, 499, 87892),
    ("Coetzee & Berjak 1968", 29, 7470, 45, 7232),
    ("Rosenthal et al 1961", 17, 1699, 65, 1600),
    ("Comstock et al 1974", 186, 50448, 141, 27197),
    ("Comstock & Webster 1969", 5, 2493, 3, 2338),
    ("Comstock et al 1976", 27, 16886, 29, 17825),
)
_TOUCHING = 3.0


class Measured(NamedTuple):
    """What one package did with one data set."""

    package: str
    seconds: float | None
    rows: int | None
    problems: str


def bcg() -> pd.DataFrame:
    """Log risk ratios of the 13 trials."""
    table = pd.DataFrame(BCG, columns=["label", "ai", "bi", "ci", "di"])
    return escalc(table, "RR")[["label", "yi", "vi"]]


def sixty() -> pd.DataFrame:
    """Sixty effects with long labels, two studies with two effects each, and one very wide interval."""
    rng = np.random.default_rng(60)
    vi = rng.uniform(0.01, 0.3, 60)
    vi[7] = 9.0
    yi = 0.3 + rng.normal(size=60) * np.sqrt(vi + 0.05)
    labels = [f"Author{'-Coauthor' * (i % 3)} and others {1990 + i // 2}{'ab'[i % 2]}" for i in range(60)]
    labels[11], labels[31] = labels[10], labels[30]
    return pd.DataFrame({"label": labels, "yi": yi, "vi": vi})


def best(action: Callable[[], object], repeats: int) -> float:
    """Best CPU time of `action`, after one unmeasured call."""
    action()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


def ours(fit: RmaFit, measure: str, repeats: int) -> Measured:
    """Draw ours, wide form, with its checks."""

    def whole() -> Figure:
        drawn = forest.figure(fit, measure=measure, question="Benchmark")
        assert layout_problems(drawn.fig) == []
        drawn.svg()
        png_bytes(drawn.fig, drawn.title, drawn.alt)
        return drawn.fig

    seconds = best(whole, repeats)
    figure = whole()
    return Measured("synthesis", seconds, rows_drawn(figure, fit.k), problems_of(figure))


def of_statsmodels(data: pd.DataFrame, height: float, repeats: int) -> Measured:
    """Draw with statsmodels."""
    from matplotlib import pyplot
    from statsmodels.stats.meta_analysis import combine_effects

    fit = combine_effects(data["yi"].to_numpy(), data["vi"].to_numpy(), row_names=data["label"].tolist())

    def whole() -> Figure:
        pyplot.close("all")
        figure = fit.plot_forest()
        figure.set_size_inches(7.2, height)
        save(figure)
        return figure

    seconds = best(whole, repeats)
    figure = whole()
    return Measured("statsmodels", seconds, rows_drawn(figure, len(data)), problems_of(figure))


def of_forestplot(data: pd.DataFrame, height: float, repeats: int) -> Measured:
    """Draw with forestplot, labels, numbers and plot as in its manual."""
    import forestplot
    from matplotlib import pyplot

    half = 1.959964 * np.sqrt(data["vi"])
    table = data.assign(low=data["yi"] - half, high=data["yi"] + half)

    def whole() -> Figure:
        pyplot.close("all")
        size = (4, height)
        ax = forestplot.forestplot(
            table.copy(), estimate="yi", ll="low", hl="high", varlabel="label", figsize=size, xlabel="Effect"
        )
        save(ax.figure)
        return ax.figure

    seconds = best(whole, repeats)
    figure = whole()
    return Measured("forestplot", seconds, rows_drawn(figure, len(data)), problems_of(figure))


def save(figure: Figure) -> None:
    """Write SVG and PNG as a user of a peer would, nothing cut off."""
    figure.savefig(BytesIO(), format="svg", bbox_inches="tight")
    figure.savefig(BytesIO(), format="png", dpi=192, bbox_inches="tight")


def rows_drawn(figure: Figure, most: int) -> int:
    """Count heights at which an interval stands."""
    heights = set()
    for ax in figure.axes:
        for line in ax.lines:
            ends = line.get_xydata()  # numbers also where places are names
            measured = line.get_transform().contains_branch_seperately(ax.transData)[0]  # x counts data
            if measured and len(ends) == 2 and ends[0][0] < ends[1][0] and ends[0][1] == ends[1][1]:
                heights.add((ax, round(float(ends[0][1]), 6)))
        for group in ax.collections:
            for segment in getattr(group, "get_segments", list)():
                if len(segment) == 2 and segment[0][1] == segment[1][1]:
                    heights.add((ax, round(float(segment[0][1]), 6)))
    return min(len(heights), most)


def problems_of(figure: Figure) -> str:
    """Count what `layout_problems` finds, without what only tells our own style."""
    counts = Counter(problem.kind for problem in layout_problems(figure))
    return ", ".join(f"{counts[kind]} {kind}" for kind in ("touching", "crossed", "outside"))


_R = """
args <- commandArgs(TRUE); data <- read.csv(args[1]); height <- as.numeric(args[2])
repeats <- as.integer(args[3]); folder <- args[4]; package <- args[5]
suppressMessages(library(package, character.only=TRUE))
if (package == "metafor") { fit <- rma(yi, vi, data=data, slab=label)
} else fit <- metagen(yi, sqrt(vi), studlab=label, data=data)
draw <- function() {
  svg(file.path(folder, "plot.svg"), width=7.2, height=height); forest(fit); dev.off()
  png(file.path(folder, "plot.png"), width=7.2, height=height, units="in", res=192, type="cairo")
  forest(fit); dev.off()
}
invisible(draw()); times <- replicate(repeats, sum(system.time(draw())[1:2])); cat(min(times))
"""


def of_r(package: str, data: pd.DataFrame, height: float, repeats: int) -> Measured:
    """Draw with an R package; its SVG holds glyphs, so strings are put together from them."""
    name = f"{package} (R)"
    if shutil.which("Rscript") is None:
        return Measured(name, None, None, "not measured: no Rscript")
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "data.csv"
        data.to_csv(table, index=False)
        script = Path(folder) / "draw.R"
        script.write_text(_R)
        command = ["Rscript", str(script), str(table), str(height), str(repeats), folder, package]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return Measured(name, None, None, "not measured: not installed")
        svg = (Path(folder) / "plot.svg").read_bytes()
    return Measured(name, float(done.stdout.split()[-1]), None, problems_of_glyphs(svg))


def problems_of_glyphs(svg: bytes) -> str:
    """Count strings that touch or leave the canvas in an SVG whose texts are glyphs."""
    root = etree.fromstring(svg)
    space, link = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
    glyphs = {}
    for symbol in root.iter(f"{space}symbol", f"{space}g"):
        path = symbol.find(f"{space}path")
        if symbol.get("id", "").startswith("glyph") and path is not None:
            numbers = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", path.get("d", ""))]
            glyphs[symbol.get("id")] = (numbers[0::2] or [0.0], numbers[1::2] or [0.0])
    boxes = []
    for group in root.iter(f"{space}g"):
        uses = [use for use in group if use.tag == f"{space}use" and use.get(link, "")[1:] in glyphs]
        if not uses:
            continue
        ends = []
        for use in uses:
            xs, ys = glyphs[use.get(link)[1:]]
            x, y = float(use.get("x", 0)), float(use.get("y", 0))
            ends.append((x + min(xs), y + min(ys), x + max(xs), y + max(ys)))
        left, top, right, foot = zip(*ends, strict=True)
        boxes.append((min(left), min(top), max(right), max(foot)))
    width, height = (float(root.get(side, "0").removesuffix("pt")) for side in ("width", "height"))
    touching = sum(
        max(a[0], b[0]) - min(a[2], b[2]) < _TOUCHING and max(a[1], b[1]) - min(a[3], b[3]) < -1
        for a, b in combinations(boxes, 2)
    )
    outside = sum(box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height for box in boxes)
    return f"{touching} touching, {outside} outside of {len(boxes)} strings"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    warnings.simplefilter("ignore")  # peers warn about fonts and deprecated calls
    for name, data, measure in (("BCG, 13 rows", bcg(), "RR"), ("60 rows", sixty(), "SMD")):
        fit = rma(data=data, slab="label")
        first = ours(fit, measure, repeats)
        height = forest.figure(fit, measure=measure).fig.get_size_inches()[1]
        made = [first]
        for package, draw in (("statsmodels", of_statsmodels), ("forestplot", of_forestplot)):
            if find_spec(package) is None:
                made.append(Measured(package, None, None, "not measured: not installed"))
            else:
                made.append(draw(data, height, repeats))
        made += [of_r(package, data, height, repeats) for package in ("metafor", "meta")]
        print(f"\n{name}")
        for package, seconds, rows, problems in made:
            took = "      –" if seconds is None else f"{seconds:7.3f} s"
            ratio = (
                "     –" if seconds is None or first.seconds is None else f"{seconds / first.seconds:5.1f}×"
            )
            drawn = "–" if rows is None else f"{rows} of {len(data)}"
            print(f"{package:<14} {took} {ratio}  rows {drawn:<9} {problems}")


if __name__ == "__main__":
    main()
