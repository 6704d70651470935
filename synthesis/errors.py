"""The error tree of the package.

Every error says where it happened (`where`) and what to do about it (`hint`), so that a notebook,
the command line and a log can show the same thing without parsing text.
"""

from __future__ import annotations


class SynthesisError(Exception):
    """Base of every error this package raises on purpose.

    Parameters
    ----------
    message
        What is wrong, with the offending value.
    where
        File, record or argument the message is about; empty when there is none.
    hint
        What to do about it.

    Examples
    --------
    >>> str(SynthesisError("no atlas here", where="data/", hint="pass a folder with studies/"))
    'data/: no atlas here; pass a folder with studies/'
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        self.message = message
        self.where = where
        self.hint = hint
        super().__init__((f"{where}: " if where else "") + message + (f"; {hint}" if hint else ""))


class UnknownTermError(SynthesisError, ValueError):
    """A word that is not in the vocabulary it was used for."""


class RecordsError(SynthesisError, ValueError):
    """An atlas folder whose records hold errors; `problems` lists all of them."""

    def __init__(
        self, message: str, *, problems: tuple[object, ...] = (), where: str = "", hint: str = ""
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.problems = problems


class AtlasNotFoundError(SynthesisError, FileNotFoundError):
    """A path that holds neither record files nor a Parquet atlas."""


class SnapshotError(SynthesisError):
    """A Parquet atlas that is incomplete, altered or of another schema version."""


class FilterError(SynthesisError, ValueError):
    """A filter on a field or value that the atlas does not have."""


class BuildError(SynthesisError):
    """A build that could not be finished; the previous build is untouched."""


class ReplayError(SynthesisError):
    """A lock, a snapshot or a revision that is missing, cannot be read or must not be replaced."""


class FigureError(SynthesisError, ValueError):
    """A figure whose texts, rows or room cannot be drawn or published as given."""


class NumbersError(SynthesisError, ValueError):
    """Numbers that a statistical method cannot take: a negative count, a p outside 0 to 1."""
