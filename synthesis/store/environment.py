"""Environment variables the store listens to."""

from __future__ import annotations

import os
from pathlib import Path

#: Names the atlas that `load` reads when it is given no path.
ATLAS_VARIABLE = "SYNTHESIS_ATLAS"
#: Names the folder in which compiled atlases are kept.
CACHE_VARIABLE = "SYNTHESIS_CACHE"


def folder_named_by(variable: str) -> Path | None:
    """Return the folder an environment variable names; None when it is not set or empty.

    Examples
    --------
    >>> folder_named_by("SYNTHESIS_NOT_SET") is None
    True
    """
    named = os.environ.get(variable)
    return Path(named) if named else None
