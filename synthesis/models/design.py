"""Moderators to a design matrix: a formula, a frame or arrays."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from synthesis.errors import NumbersError
from synthesis.models.problem import Array

if TYPE_CHECKING:
    import pandas as pd
    from formulaic import ModelSpec

#: What formulaic calls the constant, and what the fit does.
_CONSTANT, INTERCEPT = "Intercept", "intrcpt"
_RANK = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A design matrix with the names it was made from.

    Attributes
    ----------
    x : (k, p)
        The matrix.
    names
        One name a column; the constant is called ``intrcpt``.
    terms
        Name of each term, the constant left out, with the places of its columns.
    formula
        The formula, empty when there was none.
    spec
        What formulaic needs to build the same columns for other data; None without a formula.
    frame
        The moderators of the studies used; None without moderators.
    """

    x: Array
    names: tuple[str, ...]
    terms: tuple[tuple[str, tuple[int, ...]], ...] = ()
    formula: str = ""
    spec: ModelSpec | None = None
    frame: pd.DataFrame | None = None

    @property
    def intercept(self) -> bool:
        """Whether there is a column for the constant."""
        return INTERCEPT in self.names

    @property
    def spans_constant(self) -> bool:
        """Whether some combination of the columns is constant."""
        ones = np.ones(self.x.shape[0])
        fit = self.x @ np.linalg.lstsq(self.x, ones, rcond=None)[0]
        return bool(np.allclose(fit, ones, rtol=0.0, atol=1e-8))

    @property
    def moderators(self) -> tuple[int, ...]:
        """Places of the columns that the omnibus test is about: all but the constant, or all without one."""
        return tuple(i for i, name in enumerate(self.names) if name != INTERCEPT)

    def rows_for(self, data: pd.DataFrame) -> Array:
        """Design rows, (n, p), for new values of the moderators.

        Raises
        ------
        NumbersError
            When a moderator is missing from `data` or holds a level that was not seen.
        """
        if self.spec is None:
            return _columns_for(self, data)
        try:
            matrix = self.spec.get_model_matrix(data, context={}, na_action="raise")
        except Exception as error:
            raise NumbersError(
                f"cannot give {self.formula!r}: {error}", where="newdata", hint="needs every moderator"
            ) from error
        return np.asarray(matrix, dtype=float)


def mean_only(k: int) -> Design:
    """Return the design of a model without moderators."""
    return Design(np.ones((k, 1)), (INTERCEPT,))


def from_formula(formula: str, data: pd.DataFrame, *, where: str) -> Design:
    """Build a design from a one-sided formula; `data` holds the studies used, no moderator missing."""
    import formulaic

    try:
        matrix = formulaic.model_matrix(_right_side(formula, where), data, context={}, na_action="raise")
    except NumbersError:
        raise
    except Exception as error:
        raise NumbersError(
            f"cannot read {formula!r}: {error}", where=where, hint="such as '~ year + C(assay)'"
        ) from error
    spec = matrix.model_spec
    terms = tuple(
        (str(term), tuple(range(*part.indices(matrix.shape[1]))))
        for term, part in spec.term_slices.items()
        if str(term) != "1"
    )
    names = tuple(INTERCEPT if name == _CONSTANT else str(name) for name in matrix.columns)
    design = Design(np.asarray(matrix, dtype=float), names, terms, formula, spec, data)
    _check(design, where)
    return design


def from_columns(columns: dict[str, Array], k: int, *, where: str) -> Design:
    """Build a design from numeric moderators, with a constant in front."""
    import pandas as pd

    x = np.column_stack([np.ones(k), *columns.values()])
    terms = tuple((name, (place,)) for place, name in enumerate(columns, start=1))
    design = Design(x, (INTERCEPT, *columns), terms, frame=pd.DataFrame(columns))
    _check(design, where)
    return design


def variables(formula: str, columns: list[str], *, where: str) -> tuple[str, ...]:
    """Names of the columns a formula uses, in the order of `columns`.

    Examples
    --------
    >>> variables("~ bs(year, df=4) + C(assay)", ["assay", "n", "year"], where="mods")
    ('assay', 'year')
    """
    import formulaic

    try:
        parsed = formulaic.Formula(_right_side(formula, where))
        factors = [str(factor) for term in parsed for factor in term.factors]
    except NumbersError:
        raise
    except Exception as error:
        raise NumbersError(
            f"cannot read {formula!r}: {error}", where=where, hint="such as '~ year + C(assay)'"
        ) from error
    used: set[str] = set()
    for factor in factors:
        if factor in columns:
            used.add(factor)
            continue
        tree: Any = ast.walk(ast.parse(factor.replace("`", ""), mode="eval"))
        used.update(node.id for node in tree if isinstance(node, ast.Name))
    return tuple(name for name in columns if name in used)


def _right_side(formula: str, where: str) -> str:
    left, tilde, right = formula.partition("~")
    if left.strip():
        raise (
            NumbersError(
                f"{formula!r} has a left side", where=where, hint=f"write '~ {right.strip() or left.strip()}'"
            )
            if tilde
            else NumbersError(f"{formula!r} is not a formula", where=where, hint=f"write '~ {left.strip()}'")
        )
    return right


def _check(design: Design, where: str) -> None:
    """Refuse a design whose columns are linearly dependent, naming one that the others give."""
    x = design.x
    if not np.isfinite(x).all():
        raise NumbersError("a moderator column holds NaN or infinity", where=where)
    if x.shape[0] < x.shape[1]:
        raise NumbersError(
            f"{x.shape[1]} coefficients for {x.shape[0]} studies", where=where, hint="use fewer moderators"
        )
    length = np.sqrt((x * x).sum(axis=0))
    scaled = x / np.where(length > 0.0, length, 1.0)
    singular = np.linalg.svd(scaled, compute_uv=False)
    if singular[-1] > _RANK * singular[0]:
        return
    for place in range(x.shape[1]):
        before = scaled[:, :place]
        rest = scaled[:, place] - before @ np.linalg.lstsq(before, scaled[:, place], rcond=None)[0]
        if np.linalg.norm(rest) <= 1e-7:
            raise NumbersError(
                f"column {design.names[place]!r} follows from the columns before it",
                where=where,
                hint="leave it out, or merge levels without studies of their own",
            )
    raise NumbersError("the columns are linearly dependent", where=where, hint="use fewer moderators")


def _columns_for(design: Design, data: pd.DataFrame) -> Array:
    wanted = [name for name in design.names if name != INTERCEPT]
    missing = [name for name in wanted if name not in data.columns]
    if missing:
        raise NumbersError(f"lacks {', '.join(missing)}", where="newdata", hint="one column a moderator")
    parts = [np.ones(len(data)) if n == INTERCEPT else data[n].to_numpy(dtype=float) for n in design.names]
    return np.column_stack(parts)
