"""What a reader would trip over in a drawn figure.

Used by the tests of every figure: `assert layout_problems(fig) == []`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, Transform

from synthesis.figures import theme

#: Least distance between two texts on one line, in points.
LEAST_GAP = 3.0

#: Overlap in height, in points, below which two texts count as being on different lines.
_SAME_LINE = 1.0

#: Half a point of grace at the edges: a measurement is unhinted, a drawing may be hinted.
_GRACE = 0.5


@dataclass(frozen=True, slots=True)
class LayoutProblem:
    """One finding.

    Attributes
    ----------
    kind
        `outside` the canvas, `touching` another text, `crossed` by a line, `small` (under 9 pt),
        `turned` (not horizontal) or `outlined` (drawn as a path, so no longer text).
    text
        The text it is about.
    detail
        The other text, or the size.
    """

    kind: str
    text: str
    detail: str = ""


def layout_problems(figure: Figure) -> list[LayoutProblem]:
    """List texts that leave the canvas, touch each other or a line, are too small, turned or not text.

    Only what is really drawn counts: hidden artists and ticks beyond the limits do not.
    """
    with theme.applied():
        recorder = _Recorder(figure)
        figure.draw(recorder)
        outlined = [text for text in figure.findobj(Text) if text.get_path_effects() and text.get_text()]
    lines = recorder.lines
    problems = [LayoutProblem("outlined", str(text.get_text())) for text in outlined]
    problems += [
        LayoutProblem("small", line.text, f"{line.points:g} pt")
        for line in lines
        if line.points < theme.LEAST
    ]
    problems += [LayoutProblem("turned", line.text, f"{line.angle:g}°") for line in lines if line.angle % 360]
    width, height = (inches * 72 for inches in figure.get_size_inches())
    problems += [LayoutProblem("outside", line.text) for line in lines if not line.inside(width, height)]
    problems += [LayoutProblem("touching", a.text, b.text) for a, b in combinations(lines, 2) if a.touches(b)]
    problems += [
        LayoutProblem("crossed", line.text) for line in lines if any(map(line.crossed_by, recorder.strokes))
    ]
    return problems


@dataclass(frozen=True, slots=True)
class _Line:
    """One drawn line of text; lengths in points from the lower left corner of the canvas."""

    text: str
    left: float
    foot: float
    right: float
    head: float
    points: float
    angle: float

    def inside(self, width: float, height: float) -> bool:
        return (
            self.left >= -_GRACE
            and self.foot >= -_GRACE
            and self.right <= width + _GRACE
            and self.head <= height + _GRACE
        )

    def touches(self, other: _Line) -> bool:
        across = max(self.left, other.left) - min(self.right, other.right)
        upwards = max(self.foot, other.foot) - min(self.head, other.head)
        return across < LEAST_GAP and upwards < -_SAME_LINE

    def crossed_by(self, stroke: _Stroke) -> bool:
        box = Bbox.from_extents(self.left, self.foot, self.right, self.head).padded(-_GRACE)
        seen = box if stroke.window is None else Bbox.intersection(box, stroke.window)
        return seen is not None and stroke.path.intersects_bbox(seen, filled=False)


@dataclass(frozen=True, slots=True)
class _Stroke:
    """One drawn line that is not the edge of a filled shape, and the window it shows in."""

    path: Path
    window: Bbox | None


class _Recorder(RendererBase):
    """A renderer that draws nothing and notes the lines of text and the open strokes it is asked for."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self._scale = 72 / figure.dpi
        self._canvas = (figure.bbox.width, figure.bbox.height)
        self.lines: list[_Line] = []
        self.strokes: list[_Stroke] = []

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._canvas

    def flipy(self) -> bool:
        return False

    def points_to_pixels(self, points: Any) -> Any:
        return points / self._scale

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None
    ) -> None:
        if rgbFace is not None or gc.get_linewidth() == 0 or len(path) == 0:
            return  # a text may stand on a filled shape
        clip = gc.get_clip_rectangle()
        window = None if clip is None else Bbox(clip.get_points() * self._scale)
        points = transform + Affine2D().scale(self._scale)
        self.strokes.append(_Stroke(points.transform_path(path), window))

    def draw_image(self, *args: object, **kwargs: object) -> None:
        pass

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: bool | Literal["TeX"] = False,
        mtext: Text | None = None,
    ) -> None:
        if not s.strip():
            return
        width, height, descent = self.get_text_width_height_descent(s, prop, ismath)
        left, foot = x * self._scale, (y - descent) * self._scale
        self.lines.append(
            _Line(
                text=s,
                left=left,
                foot=foot,
                right=left + width * self._scale,
                head=foot + height * self._scale,
                points=prop.get_size_in_points(),
                angle=angle,
            )
        )
