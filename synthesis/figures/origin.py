"""Name and provenance of a figure of a fit or a table, whose rows need not come from an atlas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from synthesis.figures.about import About
from synthesis.figures.export import LICENCE
from synthesis.models.options import Test
from synthesis.provenance import package_version, short

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit


def provenance(about: About, rows: pd.DataFrame, counted: Sequence[str], digest: str) -> dict[str, Any]:
    """Say where a figure came from.

    Parameters
    ----------
    about
        What the figure is about; its digest, that of the records, goes before `digest`.
    rows
        The frame, which may name studies.
    counted
        What begins the line at the foot, such as ``["14 studies", "REML"]``.
    digest
        SHA-256 of the numbers that were fitted or drawn; empty when there are none.

    Examples
    --------
    >>> made = provenance(About(), pd.DataFrame(), ["2 studies"], "9f86d081884c7d65")
    >>> made["line"].partition(" · synth")[0]
    '2 studies · data 9f86d081884c'
    """
    digest = about.digest or digest
    data = [f"data {short(digest)}"] if digest else []
    line = [*counted, *data, f"synthesis {package_version()}", LICENCE]
    return about.provenance(rows) | {"line": " · ".join(line), "digest": digest}


def model_words(fit: RmaFit) -> str:
    """Name the model of a fit: estimator of tau2 and test.

    Examples
    --------
    >>> import synthesis as syn
    >>> model_words(syn.rma([0.1, 0.3, 0.2], [0.1, 0.1, 0.2], test="knha"))
    'REML, Knapp–Hartung'
    """
    test = Test(fit.options.test)
    words = [fit.options.method.value if fit.options.method.random else "fixed effect"]
    if test is not Test.Z:
        words.append(test.label.replace("-", "–"))
    return ", ".join(words)
