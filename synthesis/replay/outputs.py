"""`outputs`: what every synthesis gives for an atlas, as sheets."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from synthesis import parallel
from synthesis.replay.sheet import Sheet
from synthesis.replay.syntheses import compute, names

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: What every synthesis gave, by its name.
Outputs = dict[str, Sheet]


def outputs(
    atlas: Atlas,
    only: Iterable[str] | None = None,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Outputs:
    """Make every synthesis of an atlas.

    Parameters
    ----------
    atlas
        The whole atlas.
    only
        Names of the syntheses wanted, those of `syntheses.names`; all by default.
    jobs
        Processes to use.
    progress
        Called with the numbers of syntheses made and of all.

    Returns
    -------
    dict of str to Sheet
        By name of the synthesis, in alphabetical order.

    Examples
    --------
    >>> import synthesis as syn
    >>> made = outputs(syn.load(), ["account"])
    >>> made["account"].columns
    ('name', 'n')
    """
    wanted = tuple(names(atlas) if only is None else only)
    if jobs == 1:
        made = parallel.run(partial(_here, atlas), wanted, progress=progress)
    else:
        with tempfile.TemporaryDirectory() as folder:
            data = atlas.to_parquet(Path(folder, "atlas"))
            made = parallel.run(partial(_there, str(data)), wanted, jobs=jobs, progress=progress)
    return dict(sorted(zip(wanted, made, strict=True)))


def _here(atlas: Atlas, name: str) -> Sheet:
    return Sheet.of(compute(name, atlas))


def _there(data: str, name: str) -> Sheet:
    return _here(_loaded(data), name)


@lru_cache(maxsize=1)
def _loaded(data: str) -> Atlas:
    from synthesis.store.load import load

    return load(data, progress=False)
