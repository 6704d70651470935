from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import synthesis

SOURCE = Path(synthesis.__file__)
HEAVY = (
    "pandas",
    "numpy",
    "pyarrow",
    "matplotlib",
    "pydantic",
    "great_tables",
    "statsmodels",
    "rich",
    "typer",
)


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("name", synthesis.__all__)
def test_every_public_name_is_there(name: str) -> None:
    module, _, attribute = synthesis._PUBLIC[name].partition(":")
    assert getattr(synthesis, name) is getattr(importlib.import_module(module), attribute)


def test_names_for_completion_and_type_checkers_agree() -> None:
    declared = {}
    for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("synthesis."):
            declared.update(
                {alias.asname or alias.name: f"{node.module}:{alias.name}" for alias in node.names}
            )
    assert declared == synthesis._PUBLIC
    assert sorted(synthesis.__all__) == sorted(synthesis._PUBLIC)
    assert set(synthesis.__all__) <= set(dir(synthesis))


def test_star_import_gives_the_public_names() -> None:
    names = python("from synthesis import *; print(*sorted(n for n in globals() if not n.startswith('__')))")
    assert names.split() == sorted(synthesis.__all__)


def test_importing_the_package_imports_nothing_else() -> None:
    loaded = python("import sys, synthesis; print(*sorted(sys.modules))").split()
    assert [name for name in loaded if name.partition(".")[0] in HEAVY] == []
    assert [name for name in loaded if name.startswith("synthesis.")] == []


def test_the_errors_can_be_imported_without_anything_heavy() -> None:
    loaded = python("import sys, synthesis; synthesis.FilterError; print(*sys.modules)").split()
    assert [name for name in loaded if name.partition(".")[0] in HEAVY] == []


def test_loading_from_the_cache_needs_neither_pandas_nor_pydantic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNTHESIS_CACHE", str(tmp_path))
    code = "import sys, synthesis; synthesis.load(); print(*sys.modules)"
    python(code)  # the first process compiles
    loaded = python(code).split()
    assert [name for name in ("pandas", "pydantic", "yaml", "rich", "matplotlib") if name in loaded] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'synthesis' has no attribute 'nothing'"):
        _ = synthesis.nothing


def test_the_package_is_typed() -> None:
    assert SOURCE.with_name("py.typed").is_file()
