"""An SVG that can be put into a page, next to others, and follows the page's colour scheme.

What matplotlib writes is valid as a file of its own but not inside a page: ids repeat from figure to
figure, a global style rule restyles the page, colours are fixed, and there is no text alternative.
"""

from __future__ import annotations

import re
from io import BytesIO

from lxml import etree
from matplotlib.figure import Figure

from synthesis.errors import FigureError
from synthesis.figures import marks, theme

_SVG = "{http://www.w3.org/2000/svg}"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_CSS_PIXELS_PER_POINT = 96 / 72

#: Set once on the root and inherited, where matplotlib's `*` rule would restyle the whole page. The
#: text properties keep a page's own style (right-to-left, spaced capitals) out of the figure.
_ROOT_STYLE = (
    "stroke-linejoin:round",
    "stroke-linecap:butt",
    f"font-family:{theme.PAGE_FACES}",
    "direction:ltr",
    "letter-spacing:normal",
    "word-spacing:normal",
    "text-transform:none",
)


def check_name(name: str) -> str:
    """Return a name that can stand in an id, a file name and an address.

    Raises
    ------
    FigureError
        When it holds anything but lower-case words of letters and digits joined by hyphens.

    Examples
    --------
    >>> check_name("il-6-serum")
    'il-6-serum'
    """
    if not _NAME.fullmatch(name):
        raise FigureError(
            f"figure name {name!r} cannot be an address",
            hint="use lower-case letters, digits and single hyphens, such as 'il-6-serum'",
        )
    return name


def page_svg(figure: Figure, name: str, title: str, description: str, *, paper: bool = False) -> str:
    """Write a figure as an SVG element ready to be put into a page.

    Parameters
    ----------
    figure
        The figure, drawn in the colours of `theme.LIGHT`.
    name
        Prefix of every id; two figures of one page need two names.
    title, description
        Text alternatives, as `<title>` and `<desc>`.
    paper
        Whether to put the paper colour behind the figure, for places that show it as a picture and
        may be dark (a notebook). A page leaves it out.

    Returns
    -------
    str
        One `<svg>` element without declaration, scripts, dates or machine-dependent text. Neutral
        colours are CSS variables with the light colour as fall-back; the four hues are fixed.
    """
    check_name(name)
    root = _parsed(figure)
    _strip(root)
    referenced = _references(root)
    for element in root.iter():
        _rewrite(element, name, referenced)
    _describe(root, name, title, description)
    if paper:
        fill = f"fill:{theme.PAPER};fill:{_variable(theme.PAPER)}"
        root.insert(2, etree.Element(_SVG + "rect", width="100%", height="100%", style=fill))
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _parsed(figure: Figure) -> etree._Element:
    buffer = BytesIO()
    with theme.applied():
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    parser = etree.XMLParser(remove_comments=True, remove_blank_text=True, resolve_entities=False)
    return etree.fromstring(buffer.getvalue(), parser)


def _strip(root: etree._Element) -> None:
    """Remove metadata, the global style rule and groups that draw nothing."""
    for element in list(root.iter(_SVG + "metadata", _SVG + "style", _SVG + "title")):
        _remove(element)
    for path in list(root.iter(_SVG + "path")):
        if path.get("style", "").strip() == "fill: none":
            _remove(path)
    for group in reversed(list(root.iter(_SVG + "g", _SVG + "defs"))):
        if len(group) == 0:
            _remove(group)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _references(root: etree._Element) -> set[str]:
    found: set[str] = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            found.update(_REFERENCE.findall(str(value)))
            if etree.QName(str(key)).localname == "href":
                found.add(str(value).removeprefix("#"))
    return found


def _rewrite(element: etree._Element, name: str, referenced: set[str]) -> None:
    for raw_key, raw_value in list(element.attrib.items()):
        key, value = str(raw_key), str(raw_value)
        if key == "id":
            _rewrite_id(element, value, name, referenced)
        elif etree.QName(key).localname == "href":
            # The plain attribute is what today's pages use; xlink is deprecated.
            del element.attrib[key]
            element.set("href", f"#{name}-{value.removeprefix('#')}")
        elif key == "style":
            element.set(key, _style(value))
        elif key == "transform" and value.startswith("rotate(-0 "):
            del element.attrib[key]
        elif (
            key in ("d", "x", "y", "points", "transform", "width", "height")
            and element.getparent() is not None
        ):
            element.set(key, _LONG_NUMBER.sub(_two_decimals, " ".join(value.split())))
        else:
            element.set(key, _REFERENCE.sub(rf"url(#{name}-\1)", value))


def _rewrite_id(element: etree._Element, value: str, name: str, referenced: set[str]) -> None:
    """Prefix an id that something refers to; a record becomes data; the rest only number artists."""
    del element.attrib["id"]
    if value in referenced:
        element.set("id", f"{name}-{value}")
    elif value.startswith(marks.RECORD):
        element.set("data-record", value.removeprefix(marks.RECORD))


def _style(style: str) -> str:
    """Turn neutral colours into variables, after the plain colour for programs without variables."""
    written: list[str] = []
    for part in style.split(";"):
        key, _, value = (piece.strip() for piece in part.partition(":"))
        if not key or key == "font-family":
            continue
        written.append(f"{key}:{value}")
        if value.lower() in theme.VARIABLES:
            written.append(f"{key}:{_variable(value.lower())}")
    return ";".join(written)


def _variable(colour: str) -> str:
    return f"var({theme.VARIABLES[colour]}, {colour})"


def _two_decimals(match: re.Match[str]) -> str:
    short = f"{float(match.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def _describe(root: etree._Element, name: str, title: str, description: str) -> None:
    """Set the text alternative, and a size that shrinks with the column but never grows."""
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = etree.Element(_SVG + tag, id=f"{name}-{tag}")
        element.text = words
        root.insert(place, element)
    width, height = (
        float(root.get(side, "").removesuffix("pt")) * _CSS_PIXELS_PER_POINT for side in ("width", "height")
    )
    for side, pixels in (("width", width), ("height", height)):
        root.set(side, f"{round(pixels, 2):g}")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    root.set(
        "style",
        ";".join(
            ("display:block", "width:100%", f"max-width:{round(width, 2):g}px", "height:auto", *_ROOT_STYLE)
        ),
    )
