"""The rules of the house, checked on the source itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import synthesis

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "synthesis").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
EACH_MODULE = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
#: What the root may hold, besides names that begin with a dot and what builds leave behind.
ROOT_ENTRIES = {"pyproject.toml", "README.md", "LICENSE", "atlas_data", "notebooks", "synthesis", "tests"}


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_types() -> None:
    done = tool("-m", "mypy")
    assert done.returncode == 0, done.stdout


def test_lint() -> None:
    done = tool("-m", "ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout


def test_imports_go_one_way() -> None:
    done = tool(
        "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"
    )
    assert done.returncode == 0, done.stdout


def test_the_root_is_closed() -> None:
    left_by_builds = (".", "build", "dist")
    found = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(left_by_builds)}
    assert found <= ROOT_ENTRIES


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@EACH_MODULE
def test_no_module_prints_or_imports_relatively(path: Path) -> None:
    for node in ast.walk(tree(path)):
        assert not (isinstance(node, ast.Name) and node.id == "print"), f"line {node.lineno}"
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"line {node.lineno}"


@EACH_MODULE
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path))


@EACH_MODULE
def test_no_module_is_a_drawer_for_odds_and_ends(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "misc", "common"}


def imported_at_once(path: Path) -> Iterator[str]:
    """Packages that importing a module imports, not counting those that functions or type checkers import."""
    waiting: list[ast.AST] = [tree(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            guarded = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            waiting += [] if guarded else list(ast.iter_child_nodes(node))


@pytest.mark.parametrize(
    ("package", "home"),
    [("matplotlib", "figures"), ("great_tables", "tables"), ("typer", "cli"), ("nbclient", "reports")],
)
def test_one_package_has_one_home(package: str, home: str) -> None:
    strays = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if path.relative_to(ROOT).parts[1] != home and package in imported_at_once(path)
    ]
    assert strays == []


@pytest.mark.parametrize("name", synthesis.__all__)
def test_every_public_name_has_a_docstring_with_an_example(name: str) -> None:
    value = getattr(synthesis, name)
    assert value.__doc__
    if not name.endswith("Error"):  # how an error reads is shown once, by their base
        assert ">>>" in value.__doc__
