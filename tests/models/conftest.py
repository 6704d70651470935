"""Data shared by the tests of the models."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

#: Trials of the BCG vaccine (Colditz et al. 1994, as in the metadat set dat.bcg): vaccinated cases and
#: others, unvaccinated cases and others, absolute latitude, allocation.
BCG = pd.DataFrame(
    {
        "trial": range(1, 14),
        "ai": [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27],
        "bi": [119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886],
        "ci": [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29],
        "di": [128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825],
        "ablat": [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33],
        "alloc": ["random"] * 3 + ["random", "alternate", "alternate", "random", "random", "random",
                                   "systematic", "systematic", "random", "systematic"],
    }
)  # fmt: skip


@pytest.fixture(scope="session")
def bcg() -> pd.DataFrame:
    """BCG trials with log risk ratios."""
    cells = BCG
    yi = np.log(cells.ai / (cells.ai + cells.bi)) - np.log(cells.ci / (cells.ci + cells.di))
    vi = 1 / cells.ai - 1 / (cells.ai + cells.bi) + 1 / cells.ci - 1 / (cells.ci + cells.di)
    return cells.assign(yi=yi, vi=vi)
