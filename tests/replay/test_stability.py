"""The same answers, to the last digit, wherever and however they are made."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = """
import json, sys
from synthesis.records.folder import read_folder
from synthesis.replay.outputs import outputs
from synthesis.replay.record_set import atlas_of, of_records
from synthesis.replay.syntheses import QUICK

atlas = atlas_of(of_records(read_folder(sys.argv[1])), origin="test")
names = [*QUICK, "tables/all/consistency", "tables/all/studies", "figures/all/sample_timeline"]
print(json.dumps({name: sheet.digest for name, sheet in outputs(atlas, names).items()}))
"""

#: What a machine may set otherwise, and what must not matter.
_SETTINGS = {
    "time zone, hash seed, one thread": {
        "TZ": "Pacific/Auckland",
        "PYTHONHASHSEED": "4711",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    },
    "locale, two threads": {
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "OMP_NUM_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "2",
    },
}


def digests(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(folder)],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def reference(few_studies: Path) -> dict[str, str]:
    return digests(few_studies, {"PYTHONHASHSEED": "0"})


@pytest.mark.parametrize("settings", _SETTINGS.values(), ids=_SETTINGS)
def test_settings_of_the_machine_do_not_matter(
    few_studies: Path, reference: dict[str, str], settings: dict[str, str], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "another place"
    shutil.copytree(few_studies, elsewhere)
    assert digests(elsewhere, settings) == reference
