"""Write a fit as a folder that R can run: its rows, its numbers and a script that refits it with metafor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synthesis import atomic
from synthesis.models.options import Method, Prediction
from synthesis.models.problem import Array

if TYPE_CHECKING:
    from synthesis.models.design import Design
    from synthesis.models.results import RmaFit

SCRIPT, ROWS, OURS = "refit.R", "data.csv", "ours.csv"

_HEAD = """\
# Refits one model with metafor and compares every number. Run in this folder: Rscript {script}
# {call}
# Made by {versions}.
# SHA-256 of the input: {digest}
# {rows} holds every row given: `used` says which take part, `reason` why the others do not. Columns "x:" are
# the design matrix, so that R needs no formula. {ours} holds the numbers to compare with.
suppressMessages(library(metafor))
rows <- read.csv("{rows}", check.names=FALSE, encoding="UTF-8")
data <- rows[rows$used,]
ours <- read.csv("{ours}", encoding="UTF-8")
X <- as.matrix(data[startsWith(names(data), "x:")])
tight <- list(threshold=1e-13 * max(median(data$vi), var(data$yi), na.rm=TRUE), tol=1e-14, maxiter=10000)
"""

_ORIGIN = """\
# No combination of the columns of X is constant. rma() centres yi before it works out tau2 and QE,
# which then is another model; rma.mv() does not.
several <- function(...) { # nlminb takes a tolerance it cannot reach for a failure: loosen it until it ends
  for (rel.tol in 10^-(14:10)) {
    made <- tryCatch(rma.mv(data$yi, data$vi, mods=X, intercept=FALSE, ...,
                            control=list(rel.tol=rel.tol, iter.max=1000, eval.max=2000)), error=function(e) e)
    if (inherits(made, "rma.mv")) return(made)
  }
  stop(made)
}
data$id <- seq_len(nrow(data))
plain <- several(method="FE")
"""

_COMMON = """\
at <- function(quantity, value, term="") data.frame(quantity=quantity, term=term, value=as.numeric(value))
terms <- sub("^x:", "", colnames(X))
found <- rbind(at("beta", fit$beta, terms), at("se", fit$se, terms), at("zval", fit$zval, terms),
               at("pval", fit$pval, terms), at("ci_lb", fit$ci.lb, terms), at("ci_ub", fit$ci.ub, terms))
"""

_SCALE = """\
# metafor's standard errors of the scale come from a numerical Hessian: expect four or five equal digits.
scales <- sub("^z:", "", colnames(Z))
found <- rbind(found, at("alpha", fit$alpha, scales), at("alpha_se", fit$se.alpha, scales),
               at("alpha_zval", fit$zval.alpha, scales), at("alpha_pval", fit$pval.alpha, scales),
               at("alpha_ci_lb", fit$ci.lb.alpha, scales), at("alpha_ci_ub", fit$ci.ub.alpha, scales))
"""

_INTERVAL = """\
wide <- max(100, 1e5 * var(data$yi))
bounds <- confint(fit, type="QP", control=list(tol=1e-14, tau2.max=wide))$random[1,]
"""

_PREDICTION = {
    Prediction.MATCHING: "matching <- predict(fit)\n",
    Prediction.RILEY: """\
new <- packageVersion("metafor") >= "5.0.1"
riley <- if (new) predict(fit, predtype="Riley") else predict(fit, pi.type="riley")
""",
}

_COMPARE = """\
for (quantity in names(one)) if (length(one[[quantity]])) found <- rbind(found, at(quantity, one[[quantity]]))
place <- match(paste(ours$quantity, ours$term), paste(found$quantity, found$term))
both <- cbind(ours, metafor=found$value[place])
# a small difference of large numbers is compared relative to those
large <- c(log_lik=1, I2=100, tau2=median(data$vi))[both$quantity]
size <- pmax(abs(both$ours), abs(both$metafor), large, na.rm=TRUE)
both$relative <- ifelse(size == 0, 0, abs(both$ours - both$metafor) / size)
digits <- function(x) formatC(x, digits=12, format="g")
shown <- data.frame(quantity=both$quantity, term=both$term, ours=digits(both$ours),
                    metafor=digits(both$metafor), relative=sprintf("%.1e", both$relative))
cat("metafor", as.character(packageVersion("metafor")), "on", R.version.string, "\\n\\n")
print(shown, row.names=FALSE, right=FALSE)
cat("\\nLargest relative difference:", sprintf("%.1e", max(both$relative, na.rm=TRUE)), "\\n")
"""


def write_metafor(fit: RmaFit, folder: Path) -> Path:
    """Write ``data.csv``, ``ours.csv`` and ``refit.R`` into `folder` and return the path of the script.

    Parameters
    ----------
    fit
        The fit.
    folder
        Made when it is missing; files of these names are replaced.

    Raises
    ------
    OSError
        When a file cannot be written.

    Notes
    -----
    All numbers are written so that they read back to the same bits. A number that is undefined is ``NA``.
    """
    contents = {
        folder / ROWS: _csv(_rows(fit)),
        folder / OURS: _csv([("quantity", "term", "ours"), *_numbers(fit)]),
        folder / SCRIPT: _script(fit).encode(),
    }
    atomic.write_all(contents)
    return folder / SCRIPT


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _cell(value: object) -> str:
    """Give a value as R reads it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if np.isnan(value):
            return "NA"
        return repr(value) if np.isfinite(value) else ("Inf" if value > 0 else "-Inf")
    return str(value)


def _rows(fit: RmaFit) -> Iterator[list[object]]:
    """All rows given, with the design columns of those used."""
    studies = fit.studies
    designs: list[tuple[str, Design]] = [("x", fit.design)]
    if fit.scale is not None:
        designs.append(("z", fit.scale.design))
    weighted = studies.weights is not None
    names = [f"{letter}:{name}" for letter, design in designs for name in design.names]
    yield ["label", "yi", "vi", *(["weight"] if weighted else []), "used", "reason", *names]
    columns = np.full((len(studies.labels), len(names)), np.nan)
    columns[studies.used] = np.hstack([design.x for _, design in designs])
    for i, label in enumerate(studies.labels):
        weight = [] if studies.weights is None else [float(studies.weights[i])]
        yield [
            label, float(studies.yi[i]), float(studies.vi[i]), *weight, not studies.reasons[i],
            studies.reasons[i], *columns[i].tolist(),
        ]  # fmt: skip


def _numbers(fit: RmaFit) -> Iterator[tuple[str, str, float]]:
    """Quantity, term and value of everything that is compared."""

    def each(kind: str, values: Array, names: tuple[str, ...]) -> Iterator[tuple[str, str, float]]:
        return ((kind, name, float(value)) for name, value in zip(names, values, strict=True))

    for kind in ("beta", "se", "zval", "pval", "ci_lb", "ci_ub"):
        yield from each(kind, getattr(fit, kind), fit.names)
    if fit.scale is not None:
        for kind in ("alpha", "se", "zval", "pval", "ci_lb", "ci_ub"):
            label = kind if kind == "alpha" else f"alpha_{kind}"
            yield from each(label, getattr(fit.scale, kind), fit.scale.names)
    else:
        for kind in ("tau2", "se_tau2", "I2", "H2"):
            yield kind, "", getattr(fit, kind)
    for kind in ("R2", "QE", "QEp", "QM", "QMp", "log_lik"):
        yield kind, "", getattr(fit, kind)
    if _has_interval(fit):
        bounds = fit.tau2_interval("QP")
        yield from ((f"tau2_qp_{end}", "", float(bounds[f"ci_{end}"].iloc[0])) for end in ("lb", "ub"))
    for variant in _predictions(fit):
        made = fit.predict(kind=variant).iloc[0]
        yield from ((f"pi_{variant.value}_{end}", "", float(made[f"pi_{end}"])) for end in ("lb", "ub"))


def _through_origin(fit: RmaFit) -> bool:
    return fit.scale is None and not fit.design.spans_constant


def _has_interval(fit: RmaFit) -> bool:
    plain = fit.scale is None and not fit.options.tau2_fixed and not _through_origin(fit)
    return plain and fit.options.method.random and fit.k > fit.p


def _predictions(fit: RmaFit) -> tuple[Prediction, ...]:
    """Variants of the prediction interval that metafor has too."""
    if fit.names != ("intrcpt",) or fit.scale is not None or not fit.options.method.random:
        return ()
    # for a known tau2 metafor takes k - 1 degrees of freedom where Riley's interval has k - 2
    return (Prediction.MATCHING,) if fit.options.tau2_fixed else (Prediction.MATCHING, Prediction.RILEY)


def _script(fit: RmaFit) -> str:
    head = _HEAD.format(
        script=SCRIPT, rows=ROWS, ours=OURS, digest=fit.digest, call=" ".join(fit.call.split()),
        versions=", ".join(f"{name} {version}" for name, version in fit.versions),
    )  # fmt: skip
    parts, found = [head, *_refit(fit), _COMMON], []
    if fit.scale is None:
        found += ["tau2=fit$tau2", "se_tau2=fit$se.tau2", *_i2(fit)]
    else:
        parts.append(_SCALE)
    model = "plain" if _through_origin(fit) else "fit"
    found += ["R2=fit$R2", f"QE={model}$QE", f"QEp={model}$QEp"]
    if fit.design.moderators:
        found += ["QM=fit$QM", "QMp=fit$QMp"]
    if fit.studies.weights is None:
        found.append(f"log_lik=logLik({'own' if _through_origin(fit) else 'fit'})")
    if _has_interval(fit):
        parts.append(_INTERVAL)
        found += ['tau2_qp_lb=bounds[["ci.lb"]]', 'tau2_qp_ub=bounds[["ci.ub"]]']
    for kind in _predictions(fit):
        parts.append(_PREDICTION[kind])
        found += [f"pi_{kind.value}_{end}={kind.value}$pi.{end}" for end in ("lb", "ub")]
    listed = ",\n             ".join(found)
    return "".join([*parts, f"one <- list({listed})\n", _COMPARE])


def _i2(fit: RmaFit) -> list[str]:
    if fit.options.method.random or not _through_origin(fit):
        return ["I2=fit$I2", "H2=fit$H2"]
    return [f"I2=max(0, 100 * (1 - {fit.k - fit.p} / plain$QE))", f"H2=plain$QE / {fit.k - fit.p}"]


def _refit(fit: RmaFit) -> Iterator[str]:
    """Lines that leave the refitted model in ``fit``."""
    options, method = fit.options, fit.options.method
    name = method.value
    if fit.k == 1:
        yield "# Of one study metafor says that tau2 and I2 are 0; they are undefined, and NA here.\n"
    if options.tau2_fixed:
        yield "# tau2 is given: it has no standard error, though metafor prints one.\n"
    if method is Method.DLIT:
        yield "# DLIT, PM, EB and SJIT solve one equation; metafor 3.8-1 stops DLIT before the solution.\n"
        name = Method.PM.value
    arguments = ["data$yi", "data$vi"]
    if fit.names != ("intrcpt",):
        places = ", ".join(str(i + 1) for i in fit.design.moderators)
        arguments += ["mods=X", "intercept=FALSE", f"btt=c({places})"]
    if fit.scale is not None:
        yield 'Z <- as.matrix(data[startsWith(names(data), "z:")])\n'
        arguments.append("scale=Z")
    arguments += [f'method="{name}"', f'test="{options.test.value}"', f"level={options.level:g}"]
    if fit.studies.weights is not None:
        arguments.append("weights=data$weight")
    if _through_origin(fit):
        yield from _origin(fit)
        arguments.append("tau2=tau2")
    elif options.tau2_fixed:
        arguments.append(f"tau2={fit.tau2!r}")
    yield f"fit <- rma({', '.join(arguments)}, control=tight)\n"


def _origin(fit: RmaFit) -> Iterator[str]:
    """Lines that leave tau2 of a design without a constant in ``tau2``, and rma.mv's model in ``own``."""
    method = fit.options.method
    likelihood = method if method is Method.REML else Method.ML
    random = f'method="{likelihood.value}", random=~ 1 | id, data=data'
    yield _ORIGIN
    if not method.random:
        yield "own <- plain\ntau2 <- 0\n"
    elif fit.options.tau2_fixed:
        yield f"tau2 <- {fit.tau2!r}\nown <- several({random}, sigma2=tau2)\n"
    elif method is likelihood:
        yield f"own <- several({random})\ntau2 <- own$sigma2\n"
    else:
        yield f"# It has no {method.value}: tau2 is taken from {OURS}; what follows from it is compared.\n"
        yield f'tau2 <- ours$ours[ours$quantity == "tau2"]\nown <- several({random}, sigma2=tau2)\n'
