"""The grid of calls that is compared with metafor: which data, which measure, which options.

``python grid.py`` writes ``calls.csv``, ``cases.csv`` and ``real.csv``, which ``run.R`` reads; a test asserts
that the three files hold exactly what is listed here.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

HERE = Path(__file__).parent

#: Made-up rows, chosen for what they stress; real data sets are named in `REAL` and come from R.
MADE: dict[str, tuple[str, tuple[tuple[object, ...], ...]]] = {
    "means": (
        "m1i sd1i n1i m2i sd2i n2i",
        (
            (5, 2, 20, 4, 2, 20),
            (5, 2, 20, 4, 3, 25),
            (0.181, 0.027, 9, 0.123, 0.024, 10),
            (40.5, 13.81, 298, 43.5, 22.39, 348),
            (11.5182, 0.4166, 10, 11.7851, 0.6709, 10),
            (3.1, 0.4, 2, 2.9, 0.7, 3),
            (1.5, 0, 12, 1.1, 0.4, 14),
            (1e-9, 2e-10, 15, 1.2e-9, 3e-10, 17),
            (6.5e7, 1.1e7, 40, 7.1e7, 0.9e7, 44),
            (100, 15, 5000, 100.2, 15.5, 9000),
            (4, 2, 20, 4, 2, 20),
            (90, 4, 30, 50, 5, 31),
        ),
    ),
    "tables": (
        "ai bi ci di",
        (
            (4, 119, 11, 128),
            (41, 19, 8, 43),
            (0, 20, 3, 17),
            (5, 15, 0, 22),
            (12, 0, 9, 4),
            (7, 3, 11, 0),
            (1, 9999, 2, 9998),
            (600, 400, 550, 450),
            (3, 5, 3, 5),
        ),
    ),
    "tables-empty": ("ai bi ci di", ((0, 10, 0, 12), (8, 0, 9, 0), (2, 8, 3, 9))),
    "shares": ("xi mi", ((3, 7), (0, 12), (9, 0), (52, 173), (1, 9999), (50, 50))),
    "rates": ("xi ti", ((4, 200), (0, 35.5), (120, 1e4), (1, 0.5))),
    "two-rates": (
        "x1i t1i x2i t2i",
        ((4, 200, 9, 310), (0, 50, 3, 48), (7, 12.5, 0, 13), (120, 1e4, 95, 9e3)),
    ),
    "correlations": (
        "ri ni",
        ((0.3, 20), (-0.72, 14), (0.05, 300), (0, 12), (0.95, 8), (0.5, 5), (-0.2, 1000)),
    ),
    "pairs": (
        "m1i sd1i m2i sd2i ni ri",
        (
            (5, 2, 4, 2, 20, 0.5),
            (6.1, 2.4, 4.9, 1.7, 12, 0.8),
            (45.8, 21, 60.2, 25, 21, 0.3),
            (3, 1, 3.4, 1.2, 60, -0.2),
            (10, 3, 8, 2.5, 3, 0),
        ),
    ),
    "d": ("di n1i n2i", ((0.5, 20, 20), (-1.2, 9, 14), (0.02, 300, 250))),
    "t": ("ti n1i n2i", ((2.1, 20, 20), (-4.4, 9, 14), (0.3, 300, 250))),
}  # fmt: skip

#: Real data sets of metadat: columns as `escalc` wants them, from R expressions; rows without NA only.
REAL = {
    "dat.normand1999": "m1i=m1i sd1i=sd1i n1i=n1i m2i=m2i sd2i=sd2i n2i=n2i",
    "dat.curtis1998": "m1i=m1i sd1i=sd1i n1i=n1i m2i=m2i sd2i=sd2i n2i=n2i",
    "dat.gibson2002": "m1i=m1i sd1i=sd1i n1i=n1i m2i=m2i sd2i=sd2i n2i=n2i",
    "dat.bcg": "ai=tpos bi=tneg ci=cpos di=cneg",
    "dat.hine1989": "ai=ai bi=n1i-ai ci=ci di=n2i-ci",
    "dat.yusuf1985": "ai=ai bi=n1i-ai ci=ci di=n2i-ci",
    "dat.nielweise2007": "ai=ai bi=n1i-ai ci=ci di=n2i-ci",
    "dat.li2007": "ai=ai bi=n1i-ai ci=ci di=n2i-ci",
    "dat.pritz1997": "xi=xi mi=ni-xi",
    "dat.debruin2009": "xi=xi mi=ni-xi",
    "dat.nielweise2008": "x1i=x1i t1i=t1i x2i=x2i t2i=t2i",
    "dat.hart1999": "x1i=x1i t1i=t1i x2i=x2i t2i=t2i",
    "dat.mcdaniel1994": "ri=ri ni=ni",
    "dat.molloy2014": "ri=ri ni=ni",
    "dat.crede2010": "ri=ri ni=ni",
}

_MEANS = ("means", "dat.normand1999", "dat.curtis1998", "dat.gibson2002")
_TABLES = ("tables", "dat.bcg", "dat.hine1989", "dat.yusuf1985", "dat.nielweise2007", "dat.li2007")
_SHARES = ("shares", "dat.pritz1997", "dat.debruin2009")
_TWO_RATES = ("two-rates", "dat.nielweise2008", "dat.hart1999")
_CORRELATIONS = ("correlations", "dat.mcdaniel1994", "dat.molloy2014", "dat.crede2010")

#: (data sets, measures, variance forms); options left out keep metafor's default.
PLAIN = (
    (_MEANS, ("SMD",), ("LS", "LS2", "UB", "AV")),
    (_MEANS, ("SMD1",), ("LS", "LS2", "UB", "AV")),
    (_MEANS, ("MD",), ("LS", "UB", "HO")),
    (_MEANS, ("ROM",), ("LS", "HO", "AV", "AVHO")),
    (_MEANS, ("SMDH", "VR", "CVR"), ("LS",)),
    (("d", "t"), ("SMD",), ("LS", "LS2", "UB")),
    (_TABLES, ("OR", "RR", "AS", "PETO"), ("LS",)),
    (_TABLES, ("RD",), ("LS", "UB")),
    (_SHARES, ("PR",), ("LS", "UB")),
    (_SHARES, ("PLN", "PLO", "PAS", "PFT"), ("LS",)),
    (("rates",), ("IR", "IRLN", "IRS", "IRFT"), ("LS",)),
    (_TWO_RATES, ("IRR", "IRD", "IRSD"), ("LS",)),
    (_CORRELATIONS, ("COR",), ("LS", "AV")),
    (_CORRELATIONS, ("UCOR",), ("LS", "UB", "AV")),
    (_CORRELATIONS, ("ZCOR",), ("LS",)),
    (("pairs",), ("MC", "ROMC"), ("LS",)),
    (("pairs",), ("SMCC",), ("LS",)),
    (("pairs",), ("SMCR",), ("LS",)),
)

#: (data set, measures, add, to, drop00): rules for zero cells.
ZEROS = (
    *((name, ("OR", "RR", "RD", "AS", "PETO"), add, to, drop) for name in ("tables", "tables-empty")
      for add in (0, 0.5, 0.1) for to in ("only0", "if0all", "all", "none") for drop in (False, True)),
    *(("shares", ("PR", "PLN", "PLO", "PAS", "PFT"), add, to, False)
      for add in (0, 0.5, 0.1) for to in ("only0", "if0all", "all", "none")),
    *(("rates", ("IR", "IRLN", "IRS", "IRFT"), add, to, False)
      for add in (0, 0.5) for to in ("only0", "if0all", "all", "none")),
    *(("two-rates", ("IRR", "IRD", "IRSD"), add, to, drop)
      for add in (0, 0.5) for to in ("only0", "if0all", "all", "none") for drop in (False, True)),
)  # fmt: skip

#: Forms that metafor 3.8-1 does not have, or has otherwise, and where each is checked instead.
ELSEWHERE = {
    ("SMD", "H0"): "tests/effects/test_means.py: variance of the t distribution",
    ("SMD", "RM"): "tests/effects/test_means.py: statsmodels",
    ("SMDH", "LS2"): "tests/effects/test_means.py: simulation",
    ("ROM", "LS2"): "tests/effects/test_means.py: simulation",
    ("VR", "LS2"): "tests/effects/test_spreads.py: simulation",
    ("CVR", "LS2"): "tests/effects/test_spreads.py: simulation",
    ("AUC", "LS"): "tests/effects/test_auc.py: algebra of LS2 for equal groups",
    ("AUC", "LS2"): "tests/effects/test_auc.py: integrals of the exponential model",
    ("AUC", "H0"): "tests/effects/test_auc.py: all orders of small groups",
    ("CLES", "LS"): "the same function as AUC",
    ("CLES", "LS2"): "the same function as AUC",
    ("CLES", "H0"): "the same function as AUC",
    ("AUCN", "LS"): "tests/effects/test_auc.py: delta method by numeric derivative, simulation",
    ("AUCN", "HO"): "tests/effects/test_auc.py: delta method by numeric derivative, simulation",
    ("SMCC", "LS2"): "tests/effects/test_paired.py: J² times the uncorrected LS",
    ("SMCC", "UB"): "tests/effects/test_paired.py: simulation",
    ("SMCR", "LS2"): "tests/effects/test_paired.py: J² times the uncorrected LS",
    ("DMC", "LS"): "tests/effects/test_prepost.py: sums of MC",
    ("DSMCR", "LS"): "tests/effects/test_prepost.py: sums of SMCR",
    ("SDMC", "LS"): "tests/effects/test_prepost.py: exact decimals, simulation",
}

CALL = ("call", "data", "measure", "vtype", "add", "to", "drop00")


def calls() -> list[dict[str, str]]:
    """All calls; an empty text is metafor's default."""
    rows = [
        {"data": data, "measure": measure, "vtype": vtype, "add": "", "to": "", "drop00": ""}
        for sets, measures, vtypes in PLAIN
        for data in sets
        for measure in measures
        for vtype in vtypes
    ]
    rows += [
        {"data": data, "measure": m, "vtype": "LS", "add": str(add), "to": to, "drop00": str(drop).upper()}
        for data, measures, add, to, drop in ZEROS
        for m in measures
    ]
    return [{"call": str(number), **row} for number, row in enumerate(rows, 1)]


def calls_csv() -> str:
    """Text of ``calls.csv``."""
    return _csv(CALL, [[row[name] for name in CALL] for row in calls()])


def cases_csv() -> str:
    """Text of ``cases.csv``: the made-up rows, long: data set, row, column, value."""
    rows = [
        [name, str(position), column, repr(value)]
        for name, (columns, values) in MADE.items()
        for position, row in enumerate(values, 1)
        for column, value in zip(columns.split(), row, strict=True)
    ]
    return _csv(("data", "row", "column", "value"), rows)


def real_csv() -> str:
    """Text of ``real.csv``: the real data sets, and what each column is computed from."""
    rows = [[name, *part.split("=")] for name, parts in REAL.items() for part in parts.split()]
    return _csv(("data", "column", "expression"), rows)


def write() -> None:
    """Write the three files that ``run.R`` reads."""
    for name, text in (("calls.csv", calls_csv()), ("cases.csv", cases_csv()), ("real.csv", real_csv())):
        (HERE / name).write_text(text, encoding="utf-8")


def _csv(head: tuple[str, ...], rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([head, *rows])
    return out.getvalue()


if __name__ == "__main__":
    write()
