"""Figures that need not be drawn again: taken from the earlier build when nothing about them has changed.

A figure is known by the picture itself: its wide form as SVG, its frame and its words, together with the code
and the libraries that draw. The wide form is therefore always drawn, and what is saved by not drawing is the
narrow form, the bitmap and the PDF, which take most of the time. A file is taken only while it is what the
earlier build's manifest says it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.atomic import write_all
from synthesis.provenance import folder_digest, package_version
from synthesis.reports.replace import MADE_BY, MANIFEST, is_made_by

if TYPE_CHECKING:
    from synthesis.figures.drawn import Drawn

#: Key of the manifest under which each figure's digest stands, by its place without suffix.
FIGURES = "figures"
#: Formats that are taken over; the others are made from the figure's words and frame each time.
_TAKEN = ("narrow.svg", "png", "pdf")
#: Code that can change a picture: figures, and all they may import.
_DRAWS = (
    "*.py",
    *(f"{floor}/**/*.py" for floor in ("figures", "consistency", "models", "effects", "store", "records")),
    "vocabulary/**/*.py",
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A finished build that figures may be taken from.

    Attributes
    ----------
    folder
        Where it is.
    keys
        Digest of each figure, by its place without suffix.
    files
        SHA-256 of each of its files, by place.
    """

    folder: Path
    keys: Mapping[str, str]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """A figure in its folder.

    Attributes
    ----------
    paths
        Its files by kind.
    key
        Digest of all it depends on.
    drawn
        Whether it was drawn now; False where the earlier build had it.
    """

    paths: Mapping[str, Path]
    key: str
    drawn: bool


def earlier_build(out: Path) -> str:
    """Name the folder of the earlier build; empty when there is none."""
    return str(out) if is_made_by(MADE_BY, out) else ""


def read_earlier(folder: str) -> Earlier | None:
    """Read what an earlier build says about its figures; None when there is no such build."""
    if not folder:
        return None
    try:
        manifest: Any = json.loads((Path(folder) / MANIFEST).read_text(encoding="utf-8"))
        files = {place: str(about["sha256"]) for place, about in manifest["files"].items()}
        keys = {str(place): str(key) for place, key in manifest[FIGURES].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # made by another version: then everything is drawn
    return Earlier(Path(folder), keys, files)


def save(drawn: Drawn, build: Path, place: str, earlier: Earlier | None) -> Saved:
    """Save a figure, taking from the earlier build what would come out the same.

    Parameters
    ----------
    drawn
        The figure.
    build
        Folder of the build.
    place
        Place of the figure in it, without suffix.
    earlier
        Build to take from.
    """
    folder, name = (build / place).parent, Path(place).name
    svg = (drawn.wide().svg(name) + "\n").encode()
    key = drawing_key(drawn, svg)
    taken = _taken(earlier, place, key)
    if taken is None:
        return Saved(drawn.save(name, into=folder), key, drawn=True)
    contents = {"svg": svg, "csv": drawn.csv(), "json": drawn.sidecar(name), **taken}
    paths = {kind: folder / f"{name}.{kind}" for kind in contents}
    write_all({paths[kind]: content for kind, content in contents.items()})
    return Saved(paths, key, drawn=False)


def drawing_key(drawn: Drawn, svg: bytes) -> str:
    """Digest all that the files of a figure depend on."""
    texts = drawn.texts
    words = (texts.title, texts.subtitle, texts.caption, texts.alt, texts.long_description)
    total = hashlib.sha256(_drawing_code().encode())
    for part in (svg, drawn.csv(), *(word.encode() for word in words)):
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


@cache
def _drawing_code() -> str:
    """Digest the code, the libraries and the fonts that draw."""
    from synthesis.figures.export import fingerprint

    package = Path(__file__).parents[1]
    return "\0".join((package_version(), folder_digest(package, _DRAWS), *fingerprint()))


def _taken(earlier: Earlier | None, place: str, key: str) -> dict[str, bytes] | None:
    """Read the files of the same figure in the earlier build; None when one is not as it was written."""
    if earlier is None or earlier.keys.get(place) != key:
        return None
    found = {}
    for kind in _TAKEN:
        try:
            content = (earlier.folder / f"{place}.{kind}").read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest() != earlier.files.get(f"{place}.{kind}"):
            return None
        found[kind] = content
    return found
