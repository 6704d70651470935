"""Every format of a figure as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import PIL
from matplotlib import font_manager, ft2font
from matplotlib.figure import Figure

from synthesis.figures import theme

LICENCE = "CC BY 4.0"

#: Twice the 96 pixels of a CSS inch, for dense screens and social cards.
_PNG_DPI = 192
_PNG_LEVEL = 3  # flat areas and text: no larger than at level 6, and half the time


def fingerprint() -> tuple[str, ...]:
    """Name everything outside this package that the bytes of a picture depend on: libraries and fonts.

    Examples
    --------
    >>> fingerprint()[0].startswith("matplotlib ")
    True
    """
    found = [font_manager.findfont(face, fallback_to_default=False) for face in theme.faces()]
    return (
        f"matplotlib {mpl.__version__}",
        f"FreeType {ft2font.__freetype_version__}",
        f"Pillow {PIL.__version__}",
        *(f"font {hashlib.sha256(Path(path).read_bytes()).hexdigest()}" for path in found),
    )


def png_bytes(figure: Figure, title: str, alt: str) -> bytes:
    """Draw a figure as PNG at twice the size of the page, on the light paper."""
    metadata = {"Software": None, "Title": title, "Description": alt, "Copyright": LICENCE}
    return _saved(figure, "png", metadata, dpi=_PNG_DPI, pil_kwargs={"compress_level": _PNG_LEVEL})


def pdf_bytes(figure: Figure, title: str, alt: str) -> bytes:
    """Draw a figure as PDF with selectable text and no date."""
    metadata = {"Creator": None, "Producer": None, "CreationDate": None, "Title": title, "Subject": alt}
    return _saved(figure, "pdf", metadata, dpi=72)


def _saved(figure: Figure, kind: str, metadata: Mapping[str, str | None], dpi: int, **options: Any) -> bytes:
    buffer = BytesIO()
    with theme.applied():
        figure.savefig(
            buffer, format=kind, dpi=dpi, metadata=dict(metadata), facecolor=theme.PAPER, **options
        )
    return buffer.getvalue()
