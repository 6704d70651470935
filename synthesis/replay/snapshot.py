"""`snapshot`: an atlas with its lock as a folder that explains itself and can be handed to a stranger."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.errors import ReplayError
from synthesis.provenance import DISTRIBUTION, package_version, short, versions
from synthesis.replay.checksums import FILE as CHECKSUMS
from synthesis.replay.checksums import verify_checksums, write_checksums
from synthesis.replay.lock import FOLDER, Lock, read_lock
from synthesis.replay.pins import pins
from synthesis.replay.record_set import atlas_of, digest_of, of_records
from synthesis.reports.replace import MANIFEST, is_made_by, staged
from synthesis.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable

MADE_BY = "synthesis snapshot"

#: Where the record files lie in a snapshot.
RECORDS = "atlas_data"

_TITLE = "Immune markers in ME/CFS: records of published comparisons"
_WHAT = (
    "Records of published comparisons of immune markers between people with ME/CFS and comparison groups, "
    "with every synthesis made from them."
)
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def snapshot(out: str | Path, atlas: str | Path | None = None) -> Path:
    """Write an atlas, its lock and all that is needed to check it into a new folder.

    Parameters
    ----------
    out
        A folder that does not exist yet, or an empty one: a snapshot is never changed.
    atlas
        Atlas folder with its lock; the embedded one by default.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    AtlasNotFoundError, RecordsError
        When the folder is not an atlas or holds errors.
    ReplayError
        When `out` is not empty, there is no lock, or the records are not those of the lock.
    BuildError
        When the folder cannot be written.
    """
    from synthesis.records.folder import read_folder
    from synthesis.records.location import embedded_atlas

    place = Path(out)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise ReplayError("is there already", where=str(place), hint="a snapshot needs a folder of its own")
    folder = embedded_atlas() if atlas is None else Path(atlas)
    lock = read_lock(folder / FOLDER)
    records = of_records(read_folder(folder))
    digest = digest_of(records)
    if digest != lock.header["records"]["digest"]:
        raise ReplayError(
            "the records are not those of the lock",
            where=str(folder),
            hint="see what moved with `synthesis check`, then `synthesis accept`",
        )
    with staged(place, MADE_BY) as new:
        shutil.copytree(folder, new / RECORDS, ignore=shutil.ignore_patterns(".*", "*.synthesis-work"))
        atlas_of(records, origin="records").to_parquet(new / "parquet")
        texts = {
            "README.md": _readme(lock),
            "LICENCE.md": _licence(),
            "CITATION.cff": _citation(lock),
            "constraints.txt": "".join(f"{name}=={version}\n" for name, version in pins().items()),
        }
        for name, text in texts.items():
            (new / name).write_text(text, encoding="utf-8")
        files = (path for path in new.rglob("*") if path.is_file())
        described = sorted(path.relative_to(new).as_posix() for path in files)
        (new / "ro-crate-metadata.json").write_text(_json(_crate(lock, described)), encoding="utf-8")
        manifest = {"made_by": MADE_BY, "records": lock.header["records"], "versions": versions()}
        (new / MANIFEST).write_text(_json(manifest), encoding="utf-8")
        write_checksums(new)
    return place


def opened(folder: Path) -> Path:
    """Give the atlas folder of a snapshot, all its files as they were written; other folders as they are.

    Raises
    ------
    ReplayError
        When a file of a snapshot is missing or altered.
    """
    if not is_made_by(MADE_BY, folder) and not (folder / CHECKSUMS).exists():
        return folder
    verify_checksums(folder)
    return folder / RECORDS


def _readme(lock: Lock) -> str:
    records = lock.header["records"]
    studies = count(records["counts"].get("studies", 0), "study")
    return f"""# {_TITLE}

A snapshot of {studies}, records `{short(records["digest"])}`, made with {DISTRIBUTION} {package_version()}.

| | |
|---|---|
| `{RECORDS}/` | the records as files, with the sources of every value |
| `{RECORDS}/{FOLDER}/` | what every synthesis gave: tables, verdicts, models, audits, the frames of figures |
| `parquet/` | the same records as tables; `datapackage.json` says what every column means |
| `constraints.txt` | the versions it was made with |
| `{CHECKSUMS}` | a digest of every file, for `sha256sum --check {CHECKSUMS}` |

To see whether these records still give these answers, install the package with `constraints.txt` and run
`synthesis check --data .` in this folder.

It counts and compares what studies reported. It is not medical advice.
"""


def _licence() -> str:
    return f"""# Licence

Records, tables and figures: Creative Commons Attribution 4.0 International, <{_LICENCE}>.
What may be reused of the sources is written in `{RECORDS}/SOURCES.md`.
"""


def _citation(lock: Lock) -> str:
    return f"""cff-version: 1.2.0
message: Please cite this snapshot by its records digest.
type: dataset
title: "{_TITLE}"
authors:
  - name: The authors of {DISTRIBUTION}
version: "{short(lock.header["records"]["digest"])}"
license: CC-BY-4.0
"""


def _crate(lock: Lock, files: Iterable[str]) -> dict[str, Any]:
    """Describe the folder as RO-Crate 1.1 (https://w3id.org/ro/crate/1.1)."""
    parts = [{"@id": name, "@type": "File", "encodingFormat": _kind(name)} for name in files]
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": _TITLE,
                "description": _WHAT,
                "identifier": lock.header["records"]["digest"],
                "license": {"@id": _LICENCE},
                "hasPart": [{"@id": part["@id"]} for part in parts],
            },
            {"@id": _LICENCE, "@type": "CreativeWork", "name": "CC BY 4.0"},
            *parts,
        ],
    }


def _kind(name: str) -> str:
    kinds = {
        ".csv": "text/csv", ".yaml": "application/yaml", ".json": "application/json", ".md": "text/markdown",
        ".parquet": "application/vnd.apache.parquet",
    }  # fmt: skip
    return kinds.get(Path(name).suffix, "text/plain")


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
