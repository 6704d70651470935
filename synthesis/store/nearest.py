"""The known word nearest to one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN = 12


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known word is meant, or what is known when nothing is near.

    Examples
    --------
    >>> nearest("norwy", ["Norway", "Sweden"])
    "did you mean 'Norway'?"
    >>> nearest("x", ["Norway", "Sweden"])
    'known: Norway, Sweden'
    """
    spelled = {name.casefold(): name for name in sorted(known)}
    near = difflib.get_close_matches(word.casefold(), spelled, n=1, cutoff=0.6)
    if near:
        return f"did you mean {spelled[near[0]]!r}?"
    shown = list(spelled.values())
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return f"known: {', '.join(shown[:_SHOWN]) or 'nothing'}{more}"
