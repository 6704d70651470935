"""What the notebooks say for an atlas, and whether their prose states a number the run does not give."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.replay.say import SAID_VARIABLE
from synthesis.reports import notebooks
from synthesis.store.environment import ATLAS_VARIABLE

if TYPE_CHECKING:
    import pandas as pd
    from nbformat import NotebookNode

    from synthesis.store.atlas import Atlas

#: A number in prose. Numbers in code, in a name such as CD8, and levels such as 95 % come from no run.
_NUMBER = re.compile(r"(?<![\w.`-])\d[\d.,]*\d|(?<![\w.`-])\d(?![\w.,]*\d)")
_CODE = re.compile(r"`[^`]*`|\$[^$]*\$|\[[^\]]*\]\([^)]*\)|^#+ .*$", re.MULTILINE)
_LEVEL = re.compile(r"\d[\d.]* ?%")

GIVEN, NOT_GIVEN = "given by the run", "not given by the run"


def said(name: str, atlas: Atlas) -> pd.DataFrame:
    """Run a notebook and list what it says.

    Parameters
    ----------
    name
        Its file name without the ending.
    atlas
        The atlas it is run with.

    Returns
    -------
    DataFrame
        ``part row value``: each sentence, each number behind it, and each number of the notebook's prose with
        whether the run gives it.

    Raises
    ------
    BuildError
        When a cell fails.
    """
    import pandas as pd

    path = next(path for path in notebooks.shipped() if path.stem == name)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder, "said.json")
        data = atlas.to_parquet(Path(folder, "atlas"))
        run = notebooks.executed(path, {ATLAS_VARIABLE: str(data), SAID_VARIABLE: str(kept)})
        sentences: list[dict[str, Any]] = (
            json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else []
        )
    rows: list[tuple[str, str, object]] = []
    for number, sentence in enumerate(sentences, 1):
        rows.append(("sentence", f"{number:02}", sentence["text"]))
        rows += [("number", f"{number:02} {key}", repr(value)) for key, value in sentence["numbers"].items()]
    words = "\n".join(sentence["text"] for sentence in sentences)
    for stated in numbers_in_prose(run):
        rows.append(("prose", stated, GIVEN if stated in words else NOT_GIVEN))
    return pd.DataFrame(rows, columns=["part", "row", "value"])


def speaks(path: Path) -> bool:
    """Whether a notebook states anything that the run gives; one that only shows figures is not run."""
    import nbformat

    notebook: NotebookNode = nbformat.read(path, as_version=4)
    code = (cell.source for cell in notebook.cells if cell.cell_type == "code")
    return any("say(" in source for source in code) or bool(numbers_in_prose(notebook))


def numbers_in_prose(notebook: NotebookNode) -> tuple[str, ...]:
    """List the numbers that the prose of a notebook states, in order, each once.

    Examples
    --------
    >>> import nbformat
    >>> cell = nbformat.v4.new_markdown_cell("In 14 cohorts, CD8 was lower (level 95 %); see `k=3`.")
    >>> numbers_in_prose(nbformat.v4.new_notebook(cells=[cell]))
    ('14',)
    """
    prose = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    plain = (_LEVEL.sub("", _CODE.sub("", text)) for text in prose)
    return tuple(dict.fromkeys(found for text in plain for found in _NUMBER.findall(text)))
