"""`manifest.json`: what a build was made from, what it used, and a digest of every file in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.consistency.rules import RULESET
from synthesis.consistency.verdicts import verdicts
from synthesis.provenance import versions
from synthesis.reports.replace import MADE_BY, MANIFEST
from synthesis.reports.reuse import FIGURES

if TYPE_CHECKING:
    from synthesis.reports.account import Account
    from synthesis.store.atlas import Atlas


def write_manifest(
    folder: Path, atlas: Atlas, counted: Account, topics: tuple[str, ...], figures: Mapping[str, str]
) -> Path:
    """Write the manifest of a finished build; it holds no time and no path of this machine.

    Parameters
    ----------
    folder
        The build; every file in it is listed.
    atlas
        What it was made from.
    counted
        The numbers that have to add up.
    topics
        Topic pages written.
    figures
        Digest of all that each figure depends on, by its place without suffix.
    """
    content = {
        "made_by": MADE_BY,
        "atlas": {"digest": atlas.digest, "filters": list(atlas.filters)},
        "versions": versions(),
        "counts": counted.plain(),
        "verdicts": {"ruleset": RULESET, "labels": labels(atlas)},
        "topics_built": list(topics),
        FIGURES: dict(sorted(figures.items())),
        "files": files(folder),
    }
    path = folder / MANIFEST
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def labels(atlas: Atlas) -> dict[str, int]:
    """Count the questions of an atlas by the label of their verdict."""
    often = verdicts(atlas, grid=False)["label"].value_counts()
    return dict(sorted((str(label), int(questions)) for label, questions in often.items()))


def files(folder: Path) -> dict[str, dict[str, Any]]:
    """Give size and SHA-256 of every file of a folder but its manifest, by place in the folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    return {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in found
    }
