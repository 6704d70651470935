"""Write a large atlas of made-up records, to measure loading with.

Nothing in it is about a real study: every name says "synthetic" and every value is drawn at random.

    python tests/benchmarks/generate_atlas.py FOLDER [STUDIES] [FINDINGS_PER_STUDY]
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

MARKERS = 300
SPECIMENS = ("serum", "plasma")
#: Direction, and how many standard errors the groups are apart.
OUTCOMES = (("higher", 6, 9), ("lower", -9, -6), ("no-difference", -1, 1))
DEFINITIONS = ("fukuda-1994", "ccc-2003", "icc-2011", "holmes-1988")


def generate(folder: Path, studies: int = 5_000, findings: int = 20, seed: int = 1) -> None:
    """Write `studies` record files with `findings` findings each, a marker registry and three topics."""
    rng = random.Random(seed)
    for name in ("studies", "topics", "articles", "published"):
        (folder / name).mkdir(parents=True)
    rows = ["marker_id,name,kind,matrix_policy"]
    rows += [f"synthetic-{i:03},Synthetic marker {i},cytokine,pool" for i in range(MARKERS)]
    (folder / "markers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for part in range(3):
        listed = ", ".join(f"synthetic-{i:03}" for i in range(part, MARKERS, 3))
        (folder / "topics" / f"synthetic-{part}.yaml").write_text(
            f"id: synthetic-{part}\ntitle: Synthetic topic {part}\nsummary: made up\n"
            f"sections:\n  - title: Every third marker\n    markers: [{listed}]\n",
            encoding="utf-8",
        )
    for number in range(studies):
        text = study(f"synthetic-{number:05}", number, findings, rng)
        (folder / "studies" / f"synthetic-{number:05}.yaml").write_text(text, encoding="utf-8")


def study(slug: str, number: int, findings: int, rng: random.Random) -> str:
    """Write one record."""
    cases, controls = rng.randint(10, 200), rng.randint(10, 200)
    return f"""slug: {slug}
citation:
  title: Synthetic study {number}
  authors: ['Synthetic, A', 'Synthetic, B']
  first_author: Synthetic
  year: {rng.randint(2012, 2025)}
  journal: Journal of Synthetic Records
  doi: 10.0000/{slug}
kind: primary
design: case-control
population: me-cfs
country: Nowhere
case_selection:
  any_of: [{rng.choice(DEFINITIONS)}]
comparator: healthy
cohorts:
  - id: {slug}
    groups:
      - {{id: cases, role: cases, n: {cases}}}
      - {{id: controls, role: comparison, n: {controls}}}
findings:
{"".join(finding(slug, marker, cases, controls, rng) for marker in rng.sample(range(MARKERS), findings))}"""


def finding(slug: str, marker: int, cases: int, controls: int, rng: random.Random) -> str:
    """Write one finding of a record: clearly higher, clearly lower, or nothing to see."""
    spread, center = rng.uniform(1, 3), rng.uniform(20, 90)
    standard_error = spread * (1 / cases + 1 / controls) ** 0.5
    direction, low, high = rng.choice(OUTCOMES)
    distance = rng.uniform(low, high) * standard_error
    if direction == "no-difference":
        result = "significance: not-significant\n    p: {printed: ns, relation: ns}"
    else:
        result = "significance: significant\n    p: {printed: <0.001, relation: <, value: 0.001}"
    return f"""  - id: synthetic-{marker:03}.serum
    marker: synthetic-{marker:03}
    marker_reported: Synthetic marker {marker}
    marker_kind: cytokine
    quantity: concentration
    specimen: {rng.choice(SPECIMENS)}
    assay: {{name: synthetic assay, family: elisa}}
    state: rest
    matrix_class: circulating-protein
    timepoint: baseline
    contrast: cases-vs-controls
    direction: {direction}
    {result}
    statistic: mean-sd
    unit: pg/mL
    cases: {{n: {cases}, center: {center + distance:.4f}, spread: {spread:.4f}}}
    controls: {{n: {controls}, center: {center:.4f}, spread: {spread:.4f}}}
    sources:
      - {{kind: primary-full-text, ref: 'doi:10.0000/{slug}', locator: Table {rng.randint(1, 4)}}}
"""


if __name__ == "__main__":
    generate(Path(sys.argv[1]), *map(int, sys.argv[2:4]))
