"""Every format of a figure as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from matplotlib.figure import Figure

from synthesis.figures import theme

LICENCE = "CC BY 4.0"

#: Twice the 96 pixels of a CSS inch, for dense screens and social cards.
_PNG_DPI = 192


def png_bytes(figure: Figure, title: str, alt: str) -> bytes:
    """Draw a figure as PNG at twice the size of the page, on the light paper."""
    metadata = {"Software": None, "Title": title, "Description": alt, "Copyright": LICENCE}
    return _saved(figure, "png", metadata, dpi=_PNG_DPI)


def pdf_bytes(figure: Figure, title: str, alt: str) -> bytes:
    """Draw a figure as PDF with selectable text and no date."""
    metadata = {"Creator": None, "Producer": None, "CreationDate": None, "Title": title, "Subject": alt}
    return _saved(figure, "pdf", metadata, dpi=72)


def _saved(figure: Figure, kind: str, metadata: Mapping[str, str | None], dpi: int) -> bytes:
    buffer = BytesIO()
    with theme.applied():
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=dict(metadata), facecolor=theme.PAPER)
    return buffer.getvalue()
