"""Write fits with `to_metafor`, run the scripts by R and show the largest difference of each.

For a machine with R and metafor: ``python check_exports.py``. The tests check text and data of the scripts
without R.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from synthesis.models.options import Method
from synthesis.models.results import RmaFit
from synthesis.models.univariate import rma
from tests.oracles.metafor.models.comparison import REFERENCE


def fits() -> dict[str, RmaFit]:
    """One fit of every kind that the script tells apart."""
    case = REFERENCE["bcg"]["data"]
    data = pd.DataFrame({**case, "group": ["a", "b", "c", "a"] * 3 + ["b"]})
    data["w"], data["far"] = data.vi**-0.5, data.x + 30.0
    data.loc[13] = {**data.loc[12], "vi": np.nan}
    found: dict[str, RmaFit] = {}
    for method in Method:
        if method is Method.GENQM:
            continue  # metafor needs an R package for it that is not packaged
        weights = "w" if method is Method.GENQ else None
        for name, mods in (("mean", None), ("factor", "~ far + C(group)"), ("origin", "~ 0 + far")):
            found[f"{name}, {method.value}"] = rma(
                mods=mods, data=data, method=method, test="knha", weights=weights
            )
    return found | {
        "t, 90 %": rma(mods="~ 0 + C(group)", data=data, test="t", level=90),
        "adhoc": rma(mods="~ x", data=data, test="adhoc"),
        "user weights": rma(data=data, weights="w"),
        "known tau2": rma(data=data, tau2=0.2, test="knha"),
        "known tau2 through the origin": rma(mods="~ 0 + far", data=data, tau2=0.2),
        "location-scale": rma(mods="~ far", scale="~ far", data=data),
        "location-scale, ML": rma(scale="~ far", data=data, method="ML", test="t"),
        "one study": rma([0.3], [0.1]),
        "two studies": rma([0.3, 0.9], [0.1, 0.02], test="knha"),
        "identical effects": rma([0.3] * 4, [0.1, 0.2, 0.1, 0.1], test="knha"),
    }


def main() -> None:
    """Run all."""
    with tempfile.TemporaryDirectory() as folder:
        for name, fit in fits().items():
            script = fit.to_metafor(Path(folder, name))
            made = subprocess.run(
                ["Rscript", script.name], cwd=script.parent, capture_output=True, text=True, check=False
            )
            said = made.stderr if made.returncode else made.stdout
            sys.stdout.write(f"{name:<32}{said.strip().splitlines()[-1]}\n")


if __name__ == "__main__":
    main()
