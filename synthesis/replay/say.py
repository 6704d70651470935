"""`say`: what a notebook states in words, shown and kept for replay."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from synthesis.atomic import write_all

if TYPE_CHECKING:
    from IPython.display import Markdown

#: Names the file that keeps what a notebook says; nothing is kept when it is not set.
SAID_VARIABLE = "SYNTHESIS_SAID"


def say(text: str, /, **numbers: float | str | None) -> Markdown:
    """Show a sentence whose numbers come from the run, and keep it beside the notebook's other answers.

    Replay compares sentences as they are shown, and `numbers` at full precision: what a notebook states is
    held to the records like every table.

    Parameters
    ----------
    text
        Markdown, with its numbers in place.
    **numbers
        The numbers behind the sentence, by name, before rounding.

    Returns
    -------
    IPython.display.Markdown
        As the last line of a cell it is shown.

    Examples
    --------
    >>> k = 14
    >>> say(f"{k} cohorts tested it.", k=k).data
    '14 cohorts tested it.'
    """
    from IPython import display

    if named := os.environ.get(SAID_VARIABLE):
        path = Path(named)
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        kept.append({"text": text, "numbers": {name: _plain(value) for name, value in numbers.items()}})
        write_all({path: (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()})
    show: Callable[[str], Markdown] = display.Markdown  # its own types are missing
    return show(text)


def _plain(value: object) -> object:
    """Turn a number of numpy or pandas into one of Python, missing ones into nothing."""
    value = value.item() if hasattr(value, "item") else value
    return None if value is None or value != value else value
