"""What a reader would trip over in a drawn figure.

Used by the tests of every figure: `assert layout_problems(fig) == []`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, Transform
from numpy.typing import NDArray

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
    strokes = recorder.strokes
    reach = np.array([stroke.reach for stroke in strokes]).reshape(-1, 4)
    problems += [
        LayoutProblem("crossed", line.text)
        for line in lines
        if any(line.crossed_by(strokes[i]) for i in _meeting(reach, line.box))
    ]
    return problems


def _meeting(boxes: NDArray[np.float64], box: Bbox) -> NDArray[np.intp]:
    """Give the boxes, rows of lowest and highest x and y, that meet another."""
    left, foot, right, head = boxes.T
    across = (left <= box.x1) & (right >= box.x0)
    return np.flatnonzero(across & (foot <= box.y1) & (head >= box.y0))


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

    @property
    def box(self) -> Bbox:
        return Bbox.from_extents(self.left, self.foot, self.right, self.head).padded(-_GRACE)

    def crossed_by(self, stroke: _Stroke) -> bool:
        seen = self.box if stroke.window is None else Bbox.intersection(self.box, stroke.window)
        return seen is not None and any(
            stroke.pieces[i].intersects_bbox(seen, filled=False) for i in _meeting(stroke.ends, seen)
        )


@dataclass(frozen=True, slots=True)
class _Stroke:
    """One drawn line that is not the edge of a filled shape, and the window it shows in.

    It may lift the pen: then it has several pieces. `ends` are their lowest and highest x and y, (n, 4).
    """

    pieces: list[Path]
    ends: NDArray[np.float64]
    window: Bbox | None

    @classmethod
    def of(cls, path: Path, window: Bbox | None) -> _Stroke:
        vertices = np.asarray(path.vertices)
        codes = None if path.codes is None else np.asarray(path.codes)
        starts = (
            np.array([], dtype=np.intp) if codes is None else np.flatnonzero(codes[1:] == Path.MOVETO) + 1
        )
        places = np.split(vertices, starts)
        marks = [None] * len(places) if codes is None else np.split(codes, starts)
        ends = np.array([(*piece.min(axis=0), *piece.max(axis=0)) for piece in places])
        return cls([Path(*piece) for piece in zip(places, marks, strict=True)], ends, window)

    @property
    def reach(self) -> tuple[float, float, float, float]:
        """Lowest and highest x and y of all pieces together."""
        (left, foot), (right, head) = self.ends[:, :2].min(axis=0), self.ends[:, 2:].max(axis=0)
        return left, foot, right, head


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
        self.strokes.append(_Stroke.of(points.transform_path(path), window))

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
