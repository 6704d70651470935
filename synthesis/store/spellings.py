"""How records spell cells and stimuli, which question keys hold in lower case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthesis.store.tidy import records

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas


def spellings(atlas: Atlas) -> dict[str, str]:
    """Give cells and stimuli as records spell them, by their form in question keys."""
    named = {
        str(value)
        for row in records(atlas.findings, ("cell_population", "stimulus"))
        for value in row.values()
        if value
    }
    return {value.casefold(): value for value in sorted(named, reverse=True) if value != value.casefold()}


def respelled(words: str, spelled: dict[str, str]) -> str:
    """Put the spelling of the records into a question in words, where it names cells or a stimulus.

    Examples
    --------
    >>> respelled("cell function (nk cells), at rest", {"nk cells": "NK cells"})
    'cell function (NK cells), at rest'
    """
    for folded, spelling in spelled.items():
        words = words.replace(f"({folded})", f"({spelling})")
    return words
