"""A fit in one line, in the block a metafor user expects, and as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from synthesis.models.options import Test
from synthesis.wording import count, integer, number, p_value

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

#: Decimals of coefficients.
_DIGITS = 4


def line(fit: RmaFit) -> str:
    """One line: model, k, the mean or the moderators, tau2."""
    if fit.names == ("intrcpt",):
        middle = (
            f"{number(float(fit.beta[0]), _DIGITS)} "
            f"[{number(float(fit.ci_lb[0]), _DIGITS)}, {number(float(fit.ci_ub[0]), _DIGITS)}]"
        )
    else:
        middle = count(fit.p, "coefficient")
    tau2 = "modelled" if fit.scale is not None else number(fit.tau2, _DIGITS)
    return f"<RmaFit {fit.options.method.value} {fit.options.test.value}, k = {fit.k}: {middle}, tau2 {tau2}>"


def title(fit: RmaFit) -> str:
    """Name of the model, as metafor names it."""
    moderated = fit.names != ("intrcpt",)
    if fit.scale is not None:
        name = "Location-Scale Model"
    elif not fit.options.method.random:
        name = "Fixed-Effects with Moderators Model" if moderated else "Fixed-Effect Model"
    else:
        name = "Mixed-Effects Model" if moderated else "Random-Effects Model"
    known = "known" if fit.options.tau2_fixed else fit.options.method.value
    estimator = f"; tau2 estimator: {known}" if fit.options.method.random else ""
    return f"{name} (k = {fit.k}{estimator})"


def heterogeneity(fit: RmaFit) -> list[tuple[str, str]]:
    """Lines about tau2, I2, H2, R2 and the tests, as label and value."""
    lines = []
    if fit.options.method.random and fit.scale is None:
        se = f" (SE = {number(fit.se_tau2, _DIGITS)})" if not np.isnan(fit.se_tau2) else ""
        lines.append(("tau2", number(fit.tau2, _DIGITS) + se))
        lines.append(("tau", number(float(np.sqrt(fit.tau2)), _DIGITS)))
    if fit.scale is None:
        definition = "tau2 / (tau2 + typical vi)" if fit.options.method.random else "(Q - df) / Q"
        lines.append((f"I2 = {definition}", f"{number(fit.I2)}%"))
        lines.append(("H2", number(fit.H2)))
    if not np.isnan(fit.R2):
        lines.append(("R2 (heterogeneity accounted for)", f"{number(fit.R2)}%"))
    name = "Q" if fit.names == ("intrcpt",) else "QE"
    lines.append((f"{name} (df = {fit.k - fit.p})", f"{number(fit.QE, _DIGITS)}, {_p(fit.QEp)}"))
    if not np.isnan(fit.QM):
        test = fit.moderators
        if np.isinf(test.df_denominator):
            label = f"QM (df = {test.df})"
        else:
            label = f"F (df1 = {test.df}, df2 = {integer(test.df_denominator)})"
        lines.append((label, f"{number(fit.QM, _DIGITS)}, {_p(fit.QMp)}"))
    return lines


def _p(p: float) -> str:
    return "p –" if np.isnan(p) else p_value(p)


def _headings(fit: RmaFit) -> list[str]:
    statistic = "zval" if np.isinf(fit.df) else "tval"
    return ["", "estimate", "se", statistic, *([] if np.isinf(fit.df) else ["df"]), "pval", "ci_lb", "ci_ub"]


def _rows(fit: RmaFit) -> list[list[str]]:
    rows = []
    for i, name in enumerate(fit.names):
        df = [] if np.isinf(fit.df) else [integer(fit.df)]
        p = float(fit.pval[i])
        rows.append(
            [
                name,
                *(number(float(part[i]), _DIGITS) for part in (fit.beta, fit.se, fit.zval)),
                *df,
                "–" if np.isnan(p) else p_value(p).removeprefix("p ").removeprefix("= "),
                *(number(float(part[i]), _DIGITS) for part in (fit.ci_lb, fit.ci_ub)),
            ]
        )
    return rows


def _reference(fit: RmaFit) -> str:
    test = Test.Z if np.isinf(fit.df) else fit.options.test
    scale = f", scale {number(fit.kh_scale, _DIGITS)}" if test.scaled else ""
    return f"Tests: {test.label}{scale}; {number(fit.options.level, 0)}% intervals."


def block(fit: RmaFit) -> str:
    """Write the block of text a metafor user expects."""
    out = [title(fit), ""]
    lines = heterogeneity(fit)
    width = max(len(label) for label, _ in lines)
    out += [f"{label + ':':<{width + 1}} {value}" for label, value in lines]
    table = [_headings(fit), *_rows(fit)]
    out += ["", *_aligned(table)]
    if fit.scale is not None:
        scale = fit.scale
        rows = [
            [
                name,
                *(
                    number(float(v[i]), _DIGITS)
                    for v in (scale.alpha, scale.se, scale.zval, scale.pval, scale.ci_lb, scale.ci_ub)
                ),
            ]
            for i, name in enumerate(scale.names)
        ]
        head = ["", "estimate", "se", _headings(fit)[3], "pval", "ci_lb", "ci_ub"]
        out += ["", "Scale (log tau2):", *_aligned([head, *rows])]
    out += ["", _reference(fit)]
    out += [str(note) for note in fit.notes]
    return "\n".join(out)


def _aligned(table: list[list[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    return [
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    ]


def html(fit: RmaFit) -> str:
    """Tables and notes without colours of their own, so that they read on any background."""
    cells = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(cell)}</td>" if i else f"<th scope='row'>{escape(cell)}</th>"
            for i, cell in enumerate(row)
        )
        + "</tr>"
        for row in _rows(fit)
    )
    head = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in _headings(fit))
    about = "; ".join(f"{label} {value}" for label, value in heterogeneity(fit))
    notes = "".join(f"<li>{escape(str(note))}</li>" for note in fit.notes)
    return (
        f"<table><caption>{escape(title(fit))}</caption><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>"
        f"<p>{escape(about)}. {escape(_reference(fit))}</p>" + (f"<ul>{notes}</ul>" if notes else "")
    )
