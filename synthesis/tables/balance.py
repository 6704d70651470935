"""The check behind every flow of numbers: what goes in is what is used and what is excluded."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.errors import SynthesisError


def balance(what: str, into: int, parts: Iterable[int]) -> None:
    """Make sure that the parts of a whole add up to it.

    Raises
    ------
    SynthesisError
        When rows were lost or counted twice; the atlas contradicts itself.

    Examples
    --------
    >>> balance("studies", 5, [3, 2])
    """
    total = sum(parts)
    if total != into:
        raise SynthesisError(
            f"{into} rows go in, but {total} are used or excluded",
            where=what,
            hint="the frames of this atlas contradict each other; load it again from its records",
        )
