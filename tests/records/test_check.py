"""`check` and the place of the embedded atlas."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from synthesis.errors import AtlasNotFoundError
from synthesis.records import location
from synthesis.records.check import check
from synthesis.records.location import embedded_atlas

SOUND = Path(__file__).parent / "sound_atlas"


def test_the_embedded_atlas_has_records() -> None:
    assert next(embedded_atlas().glob("studies/*.yaml"), None) is not None
    assert (embedded_atlas() / "markers.csv").is_file()


def test_without_a_path_the_embedded_atlas_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthesis.records.check.embedded_atlas", lambda: SOUND)
    assert check() == check(SOUND)


def test_a_path_may_be_text() -> None:
    assert check(str(SOUND)) == check(SOUND)


def test_an_installed_atlas_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "synthesis"
    for folder in (package / "_atlas_data" / "studies", tmp_path / "atlas_data" / "studies"):
        folder.mkdir(parents=True)
    monkeypatch.setattr(location, "__file__", str(package / "records" / "location.py"))
    assert embedded_atlas() == package / "_atlas_data"
    (package / "_atlas_data" / "studies").rmdir()
    assert embedded_atlas() == tmp_path / "atlas_data"
    (tmp_path / "atlas_data" / "studies").rmdir()
    with pytest.raises(AtlasNotFoundError, match="the package has no atlas"):
        embedded_atlas()


def test_checking_needs_neither_frames_nor_figures() -> None:
    """Records are read without pandas, scipy.stats and matplotlib, which take long to import."""
    script = (
        "import sys; from synthesis.records.check import check; "
        f"check({str(SOUND)!r}); "
        "print([m for m in ('pandas', 'pyarrow', 'matplotlib', 'scipy.stats', 'typer') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
