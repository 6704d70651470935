from __future__ import annotations

import io
import re
from collections.abc import Callable

from PIL import Image

from synthesis.figures import export
from synthesis.figures.drawn import Drawn


def test_png_is_twice_the_page_and_says_what_it_shows(toy: Callable[[int], Drawn]) -> None:
    drawn = toy(2)
    with Image.open(io.BytesIO(export.png_bytes(drawn.fig, drawn.title, drawn.alt))) as image:
        assert image.width == round(7.2 * 96 * 2)
        assert image.info["Description"] == drawn.alt
        assert image.info["Copyright"] == "CC BY 4.0"
        assert "Software" not in image.info
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_pdf_has_no_date(toy: Callable[[int], Drawn]) -> None:
    drawn = toy(2)
    content = export.pdf_bytes(drawn.fig, drawn.title, drawn.alt)
    assert content.startswith(b"%PDF")
    assert not re.search(rb"/CreationDate|/ModDate|/Producer|/Creator", content)
