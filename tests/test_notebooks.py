"""The notebooks that ship: clean when committed, sound when run, readable as pages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from synthesis.errors import BuildError
from synthesis.reports import notebooks
from synthesis.store.environment import ATLAS_VARIABLE
from synthesis.store.load import load

SHIPPED = notebooks.shipped()
SOUND_ATLAS = Path(__file__).parent / "records" / "sound_atlas"


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHESIS_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv(ATLAS_VARIABLE, raising=False)


def notebook(folder: Path, *cells: str) -> Path:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path = folder / "made.ipynb"
    nbformat.write(made, path)
    return path


def test_they_are_numbered() -> None:
    assert [path.name[:3] for path in SHIPPED] == [f"{number:02}_" for number in range(1, len(SHIPPED) + 1)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_committed_without_outputs(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    subprocess.run([sys.executable, "-m", "nbstripout", "--verify", str(path)], check=True)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_first_code_loads_the_atlas(path: Path) -> None:
    code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert code[0] == "import synthesis as syn\n\natlas = syn.load()"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_prose_holds_no_numbers_of_the_atlas(path: Path) -> None:
    """A number typed into prose goes stale; what stays are words such as 80 % in a definition."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert re.findall(r"(?<![\w.])\d{2,}(?! %)", cell.source) == [], cell.source


@pytest.mark.parametrize("records", [None, SOUND_ATLAS], ids=["embedded", "small"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_runs_and_reads_well(path: Path, records: Path | None, tmp_path: Path) -> None:
    data = load(records).to_parquet(tmp_path / "data")  # as a build does, without a progress bar
    run = notebooks.executed(path, {ATLAS_VARIABLE: str(data)})
    outputs = [output for cell in run.cells for output in cell.get("outputs", ())]
    assert all(output.output_type in ("execute_result", "display_data") for output in outputs)
    drawn = sum("image/svg+xml" in output.data for output in outputs)
    body = notebooks.body(run)
    assert drawn > 0
    assert body.count('role="img"') == drawn  # pictures are SVG with a text alternative
    assert "<img" not in body
    assert "syn-title" in body  # a table of the library
    assert "[[output" not in body
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))
    assert notebooks.title(path) in body


def test_same_records_give_the_same_page() -> None:
    path = SHIPPED[0]
    pages = [notebooks.body(notebooks.executed(path, {ATLAS_VARIABLE: str(SOUND_ATLAS)})) for _ in range(2)]
    assert pages[0] == pages[1]


def test_a_run_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = notebook(tmp_path, "from pathlib import Path\nPath('note').write_text('here')")
    before = path.read_bytes()
    notebooks.executed(path, {})
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["made.ipynb"]


def test_error_names_cell_and_message(tmp_path: Path) -> None:
    path = notebook(tmp_path, "1 + 1", "# on the way\n1 / 0")
    expected = r"made\.ipynb: cell 2 \('# on the way'\) failed with ZeroDivisionError: division by zero"
    with pytest.raises(BuildError, match=expected):
        notebooks.executed(path, {})


def test_warning_is_an_error(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import warnings\nwarnings.warn('half of the rows are missing')")
    with pytest.raises(BuildError, match=r"cell 1 .* UserWarning: half of the rows are missing"):
        notebooks.executed(path, {})


def test_kernel_that_dies_is_reported(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import os\nos._exit(3)")
    with pytest.raises(BuildError, match="Kernel died"):
        notebooks.executed(path, {})


def test_cell_that_never_ends_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebooks, "_PATIENCE", 2)
    path = notebook(tmp_path, "import time\ntime.sleep(60)")
    with pytest.raises(BuildError, match=r"(?i)timeout|timed out"):
        notebooks.executed(path, {})


def test_notebook_without_heading_has_no_title(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="has no heading of the first level"):
        notebooks.title(notebook(tmp_path, "1"))
