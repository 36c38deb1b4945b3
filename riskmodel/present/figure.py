"""The neutral description of a figure, drawn by plotly on screen and by typst on paper.

A figure is made of seven things: bands, lines, bars, markers, points and labels between two axes.
They carry values in units of their axes; `Figure.as_json` also maps them to 0 .. 1,
so that logarithms are taken in one place only. Texts are ready for the reader.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from riskmodel.present import theme

Position = tuple[float, float]


@dataclass(frozen=True)
class Tick:
    """A tick: where it stands and what is written there."""

    value: float
    text: str


@dataclass(frozen=True)
class Axis:
    """An axis from `low` to `high` (in its unit; `low` may be the larger: then it runs back).

    A "hidden" axis is linear and shows nothing; bar charts stack text lines along it.
    """

    kind: Literal["linear", "log", "hidden"]
    low: float
    high: float
    title: str = ""
    ticks: tuple[Tick, ...] = ()

    def place(self, value: float) -> float:
        """Map a value to its place on the axis, 0 at `low` and 1 at `high`, clipped."""
        if self.kind == "log":
            value = max(value, min(self.low, self.high))
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 1.0)


@dataclass(frozen=True)
class Line:
    """A line through points; `hover` holds one sentence a point."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    role: str
    hover: tuple[str, ...] = ()
    dashed: bool = False
    #: Which of several dashes, counted from 0; each curve of a comparison has one of its own.
    dash: int = 0


@dataclass(frozen=True)
class Band:
    """An area between `low` and `high` over `x`: what is not known for certain."""

    x: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    role: str = "band"


@dataclass(frozen=True)
class Bar:
    """A horizontal bar from `start` to `end`, its upper edge at `top`, `height` thick."""

    start: float
    end: float
    top: float
    height: float
    role: str
    hover: str
    pale: bool = False


@dataclass(frozen=True)
class Marker:
    """A straight line across the figure at a value that matters."""

    axis: Literal["x", "y"]
    value: float
    text: str
    role: str = "secondary"


@dataclass(frozen=True)
class Point:
    """A dot."""

    x: float
    y: float
    role: str
    hover: str


@dataclass(frozen=True)
class Label:
    """Words inside the figure.

    Attributes
    ----------
    x, y
        Place in shares of width and height, (0, 0) bottom left.
    runs
        Pieces of text, each with the role of its colour.
    align
        Which side of the text stands at `x`.
    strong
        Whether it is set semi-bold.
    """

    x: float
    y: float
    runs: tuple[tuple[str, str], ...]
    align: Literal["left", "right"] = "left"
    strong: bool = False

    @property
    def text(self) -> str:
        """The words without their colours."""
        return "".join(words for words, _ in self.runs)


@dataclass(frozen=True)
class Figure:
    """What a figure shows, independent of what draws it.

    Attributes
    ----------
    title
        The finding in a sentence with its figure; drawn above the figure.
    alt
        The same for readers who do not see it, with what the title leaves out.
    height
        Height of the plot area in lines of chart text.
    empty
        What is said instead of a drawing when there is nothing to draw.
    """

    title: str
    alt: str
    x: Axis
    y: Axis
    height: float
    bands: tuple[Band, ...] = ()
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    markers: tuple[Marker, ...] = ()
    points: tuple[Point, ...] = ()
    labels: tuple[Label, ...] = ()
    empty: str = ""

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values for the typesetter, every place in 0 .. 1."""
        return {
            "title": self.title,
            "alt": self.alt,
            "height": self.height,
            "empty": self.empty,
            "x": self._axis(self.x),
            "y": self._axis(self.y),
            "bands": [self._band(band) for band in self.bands],
            "lines": [self._line(line) for line in self.lines],
            "bars": [self._bar(bar) for bar in self.bars],
            "markers": [self._marker(marker) for marker in self.markers],
            "points": [self._point(point) for point in self.points],
            "labels": [_label(label) for label in self.labels],
        }

    def _axis(self, axis: Axis) -> dict[str, object]:
        ticks = [{"at": axis.place(tick.value), "text": tick.text} for tick in axis.ticks]
        return {"title": axis.title, "ticks": ticks, "hidden": axis.kind == "hidden"}

    def _places(self, xs: Iterable[float], ys: Iterable[float]) -> list[Position]:
        return [(self.x.place(x), self.y.place(y)) for x, y in zip(xs, ys, strict=True)]

    def _band(self, band: Band) -> dict[str, object]:
        outline = self._places(band.x, band.low) + self._places(band.x, band.high)[::-1]
        return {"outline": outline, "colour": theme.colour(band.role)}

    def _line(self, line: Line) -> dict[str, object]:
        places = self._places(line.x, line.y)
        return {"places": places, "colour": theme.colour(line.role), "dashed": line.dashed, "dash": line.dash}

    def _bar(self, bar: Bar) -> dict[str, object]:
        return {
            "left": self.x.place(bar.start),
            "right": self.x.place(bar.end),
            "top": self.y.place(bar.top),
            "bottom": self.y.place(bar.top + bar.height),
            "colour": theme.colour(bar.role),
            "pale": bar.pale,
        }

    def _marker(self, marker: Marker) -> dict[str, object]:
        axis = self.x if marker.axis == "x" else self.y
        at = axis.place(marker.value)
        return {"axis": marker.axis, "at": at, "colour": theme.colour(marker.role)}

    def _point(self, point: Point) -> dict[str, object]:
        (place,) = self._places((point.x,), (point.y,))
        return {"place": place, "colour": theme.colour(point.role)}


def _label(label: Label) -> dict[str, object]:
    runs = [{"text": words, "colour": theme.text_colour(role)} for words, role in label.runs]
    place = (label.x, label.y)
    return {"place": place, "runs": runs, "align": label.align, "strong": label.strong}
