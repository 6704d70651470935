"""Where the atlas that ships with the package lies."""

from __future__ import annotations

from pathlib import Path

from synthesis.errors import AtlasNotFoundError


def embedded_atlas() -> Path:
    """Find the atlas folder that ships with the package.

    In an installed package it lies inside it; in a checkout, also when installed in editable mode, it lies
    next to the package and is the folder a curator edits.

    Raises
    ------
    AtlasNotFoundError
        When the package was installed without it.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_atlas_data", package.parent / "atlas_data"):
        if (folder / "studies").is_dir():
            return folder
    raise AtlasNotFoundError(
        "the package has no atlas", where=str(package), hint="install it again, or pass a folder"
    )
