"""Run the notebooks that ship with the package, and turn each into one self-contained page."""

from __future__ import annotations

import os
import re
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from synthesis.errors import BuildError
from synthesis.tables.style import CSS as TABLE_CSS

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Seconds a cell may take.
_PATIENCE = 300

#: Run before the first cell: what a notebook warns about, a reader would have to see.
_STRICT = "import warnings\nwarnings.simplefilter('error')"

#: Longer code is folded: most readers of a page come for what it gives.
_TEMPLATE = """\
{%- extends 'index.html.j2' -%}
{%- block input_group -%}
{%- if cell.source.count("\\n") > 2 -%}
<details class="code"><summary>Code</summary>{{ super() }}</details>
{%- else -%}
{{ super() }}
{%- endif -%}
{%- endblock input_group -%}
"""

_FIRST_HEADING = re.compile(r"^# +(.+?) *$", re.MULTILINE)


def shipped() -> tuple[Path, ...]:
    """Find the notebooks: inside the installed package, or beside it in a checkout.

    Examples
    --------
    >>> [path.stem for path in shipped()[:3]]
    ['01_evidence_base', '02_sample_sizes', '03_directions_by_marker']
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_notebooks", package.parent / "notebooks"):
        if found := tuple(sorted(folder.glob("*.ipynb"))):
            return found
    raise BuildError(
        "the notebooks of this package are missing", where=str(package), hint="install the package again"
    )


def title(path: Path) -> str:
    """Give the title of a notebook: its first heading."""
    for cell in _read(path).cells:
        if cell.cell_type == "markdown" and (found := _FIRST_HEADING.search(cell.source)):
            return found.group(1)
    raise BuildError("has no heading of the first level", where=path.name, hint="begin with a cell '# Title'")


def executed(path: Path, environment: dict[str, str]) -> NotebookNode:
    """Run a notebook from top to bottom in a folder of its own, warnings being errors.

    Parameters
    ----------
    path
        The notebook; the file is not changed.
    environment
        Variables of the kernel's environment, beside those of this process.

    Raises
    ------
    BuildError
        When a cell fails, warns or takes too long; names the cell and its message.
    """
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, DeadKernelError

    notebook = _read(path)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(_STRICT))
    with tempfile.TemporaryDirectory(prefix="synthesis-") as folder:
        kernel = AsyncKernelManager(
            kernel_name="python3",
            transport="ipc",  # no port is opened, and ipykernel warns about ports without encryption
            connection_file=str(Path(folder, "kernel.json")),
            # Without any folder the kernel is the one of this interpreter, whatever the user has installed.
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        )
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=_PATIENCE,
            shutdown_kernel="immediate",
            record_timing=False,
            resources={"metadata": {"path": folder}},
        )
        variables = {**os.environ, "IPYTHONDIR": folder, "PYTHONHASHSEED": "0", **environment}
        try:
            client.execute(env=variables, cleanup_kc=True)  # the kernel ends with the run
        except (CellControlSignal, DeadKernelError) as error:
            raise BuildError(
                _failure(notebook, error), where=path.name, hint="run the notebook in JupyterLab to see more"
            ) from None
    del notebook.cells[0]
    return notebook


def body(notebook: NotebookNode) -> str:
    """Turn a notebook that was run into the HTML of a page's main part."""
    from jinja2 import DictLoader
    from nbconvert import HTMLExporter

    kept = _take_out(notebook)
    exporter = HTMLExporter(
        template_name="basic",
        template_file="synthesis.html.j2",
        extra_loaders=[DictLoader({"synthesis.html.j2": _TEMPLATE})],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    html, _ = exporter.from_notebook_node(notebook)
    for mark, piece in kept.items():
        html = html.replace(mark, piece)
    return html.strip()


def _read(path: Path) -> NotebookNode:
    import nbformat

    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def _failure(notebook: NotebookNode, error: Exception) -> str:
    """Say which cell failed, counted as a reader counts them, and with which words."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                line = next((line for line in cell.source.splitlines() if line.strip()), "")
                return f"cell {number} ({line.strip()!r}) failed with {output.ename}: {output.evalue}"
    return f"failed with {type(error).__name__}: {error}"


def _take_out(notebook: NotebookNode) -> dict[str, str]:
    """Put marks in the place of tables and figures.

    nbconvert would show a figure as a picture without a text alternative, and it parses the finished
    page again, which spoils the names of SVG attributes.
    """
    kept: dict[str, str] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/svg+xml" in data:
                piece = str(data["image/svg+xml"])
            elif "text/html" in data:
                piece = str(data["text/html"]).replace(f"<style>\n{TABLE_CSS}</style>\n", "")
            else:
                continue
            mark = f"[[output {len(kept)}]]"
            kept[mark] = piece
            output.data = {"text/html": escape(mark)}
    return kept
