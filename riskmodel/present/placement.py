"""Finds room for words inside a figure, so that they cover neither lines nor each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from riskmodel.present.figure import Label, Position

#: Width of a character as a share of the plot area: of a phone's, the narrowest there is, and of a printed page's.
PHONE: Final = 0.0225
PAPER: Final = 0.0095
#: What covering something costs: other words (neither can be read then), the edge (words are cut there), a marker, a
#: line of the grid (which settles ties), a curve (for each sample); and standing one line of text away, where words
#: might seem to belong to something else, or nearer to something else, where they do seem so.
_WORDS, _EDGE, _LINE, _GRID, _CURVE, _STRAY, _MISLEADING = 150.0, 90.0, 20.0, 0.5, 1.0, 8.0, 60.0
_SAMPLES: Final = 80
#: So many lines away from their curve seem words that another one runs in front of.
_FAR_SIDE: Final = 3
#: What each step to a less good way of setting names in lines costs.
_CHOICE: Final = 4.0
#: So many lines of text apart, two curves are one to the eye.
_CLOSE: Final = 0.4
#: More characters than this, over a bar or a flow, would run into the amounts on a phone.
LONGEST_ROW: Final = 36
#: Characters of the name of a project or policy: in tables of several columns they fill about three lines.
LONGEST_NAME: Final = 64


@dataclass(frozen=True)
class Spot:
    """A place where words might stand: see `Label` for `x`, `y` and `align`.

    `strays` counts the lines of text between the words and what they belong to; `misleads` says that they would stand
    nearer to something else.
    """

    x: float
    y: float
    align: Literal["left", "right"] = "left"
    strays: int = 0
    misleads: bool = False


@dataclass
class Room:
    """What is in a figure already.

    Attributes
    ----------
    line
        Height of a line of text as a share of the figure's height.
    character
        Width of a character as a share of the figure's width.
    """

    line: float
    character: float = PHONE
    _curves: list[Position] = field(default_factory=list)
    _across: list[float] = field(default_factory=list)
    _grid: list[float] = field(default_factory=list)
    _labels: list[Label] = field(default_factory=list)

    def add_curve(self, places: Sequence[Position]) -> None:
        """Keep words off a curve through `places`, each in shares of width and height."""
        xs = [x for x, _ in places]
        for i in range(_SAMPLES + 1):
            x = i / _SAMPLES
            if xs[0] <= x <= xs[-1]:
                self._curves.append((x, height_at(places, x)))

    def add_marker(self, place: float) -> None:
        """Keep words off a line across the figure."""
        self._across.append(place)

    def add_grid(self, place: float) -> None:
        """Keep words off a line of the grid where there is room elsewhere."""
        self._grid.append(place)

    def put(self, runs: Sequence[tuple[str, str]], spots: Sequence[Spot], *, strong: bool = False) -> None:
        """Set words at the spot where they cover least; earlier spots are preferred."""
        blocks = [[Label(spot.x, spot.y, tuple(runs), spot.align, strong)] for spot in spots]
        costs = [self._cost_at(spot, rank, block) for rank, (spot, block) in enumerate(zip(spots, blocks, strict=True))]
        self._labels += blocks[costs.index(min(costs))]

    def name_curves(
        self,
        choices: Sequence[Sequence[Sequence[tuple[str, str]]]],
        path: Sequence[Position],
        others: Sequence[Sequence[Position]] = (),
    ) -> None:
        """Set the names of curves that are one to the eye, in the lines of one of `choices`: the earlier the better.

        Several lines are a block that grows away from the curve; none of them may seem to belong to one of `others`.
        """
        costs, blocks = [], []
        for choice, lines in enumerate(choices):
            for rank, spot in enumerate(on_curve(path, self, others)):
                # Words flush right stand above their curve and grow upwards, the last line next to it.
                up = spot.align == "right"
                places = [spot.y + (self.line if up else -self.line) * i for i in range(len(lines))]
                block = [
                    Label(spot.x, y, tuple(runs), spot.align, strong=True)
                    for y, runs in zip(places, reversed(lines) if up else lines, strict=True)
                ]
                astray = sum(nearer(spot.x, y, path, others) for y in places[1:])
                blocks.append(block)
                costs.append(self._cost_at(spot, rank, block) + _MISLEADING * astray + _CHOICE * choice)
        self._labels += blocks[costs.index(min(costs))]

    def _cost_at(self, spot: Spot, rank: int, block: Sequence[Label]) -> float:
        return sum(map(self._cost, block)) + _STRAY * spot.strays + _MISLEADING * spot.misleads + 0.1 * rank

    def across_elsewhere(self, y: float, place: float) -> bool:
        """Tell whether words at `y` stand nearer to another line across than to the one at `place`."""
        return any(abs(y - other) < abs(y - place) for other in self._across)

    def together(self, paths: Sequence[Sequence[Position]]) -> list[list[int]]:
        """Return which of these curves run so close together that no eye tells them apart, as places in `paths`."""
        groups: list[list[int]] = []
        for place, path in enumerate(paths):
            near = (g for g in groups if all(self._close(path, paths[other]) for other in g))
            if group := next(near, None):
                group.append(place)
            else:
                groups.append([place])
        return groups

    def _close(self, one: Sequence[Position], other: Sequence[Position]) -> bool:
        ends = [(path[0][0], path[-1][0]) for path in (one, other)]
        if any(abs(a - b) > self.line for a, b in zip(*ends, strict=True)):
            return False
        return all(abs(y - height_at(other, x)) < _CLOSE * self.line for x, y in one)

    @property
    def lift(self) -> float:
        """How far the middle of words stands off the line they belong to."""
        return 0.6 * self.line

    @property
    def labels(self) -> tuple[Label, ...]:
        """All words set so far."""
        return tuple(self._labels)

    def _cost(self, label: Label) -> float:
        """Return how badly words would cover what is there."""
        left, right, low, high = self._box(label)
        cost = _EDGE * sum((left < -0.01, right > 1.01, low < -0.01, high > 1.01))
        cost += _LINE * sum(low < place < high for place in self._across)
        cost += _GRID * sum(low < place < high for place in self._grid)
        cost += _CURVE * sum(left < x < right and low < y < high for x, y in self._curves)
        for other in self._labels:
            o_left, o_right, o_low, o_high = self._box(other)
            if left < o_right and o_left < right and low < o_high and o_low < high:
                cost += _WORDS
        return cost

    def _box(self, label: Label) -> tuple[float, float, float, float]:
        """Return left, right, lower and upper edge of a label."""
        width = self.character * len(label.text)
        left = label.x if label.align == "left" else label.x - width
        # A hair less than a full line, or words just above a line would seem to touch it.
        half = 0.48 * self.line
        return left, left + width, label.y - half, label.y + half


def short(words: str, most: int = LONGEST_ROW) -> str:
    """Take out the middle of words that would run out of their place; names often differ at their end only."""
    if len(words) <= most:
        return words
    end = most // 4
    return f"{words[: most - 1 - end].rstrip()}…{words[-end:].lstrip()}"


def height_at(places: Sequence[Position], x: float) -> float:
    """Return the height of a curve at `x`, straight between its places."""
    at = bisect_left([place for place, _ in places], x)
    if at <= 0:
        return places[0][1]
    if at >= len(places):
        return places[-1][1]
    (x0, y0), (x1, y1) = places[at - 1], places[at]
    return y1 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def nearer(x: float, y: float, path: Sequence[Position], others: Sequence[Sequence[Position]]) -> bool:
    """Tell whether words at `x`, `y` stand nearer to one of `others` than to the curve through `path`."""
    off = abs(y - height_at(path, x))
    return any(abs(y - height_at(other, x)) < off for other in others)


def beside(start: float, room: Room) -> list[Spot]:
    """Return spots left of where a curve begins, at the foot."""
    return [Spot(start, room.lift + rank * room.line, "right") for rank in range(3)]


def near(x: float, y: float, room: Room) -> list[Spot]:
    """Return spots around a dot: below to the right or above to the left, off a rising curve.

    A little further off too, for where a line across runs close to the dot.
    """
    lifts = (room.lift, 2.0 * room.lift)
    return [spot for up in lifts for spot in (Spot(x + 0.02, y - up, "left"), Spot(x - 0.02, y + up, "right"))]


def along(place: float, room: Room) -> list[Spot]:
    """Return spots for the words of a line across: above and below, at both ends first.

    Words that stray might mislead, and words nearer to another line do.
    """
    ends: tuple[tuple[float, Literal["left", "right"]], ...] = (
        (0.0, "left"),
        (1.0, "right"),
        (0.2, "left"),
        (0.8, "right"),
        (0.4, "left"),
        (0.6, "left"),
    )
    return [
        Spot(at, y := place + sign * (room.lift + strays * room.line), align, strays, room.across_elsewhere(y, place))
        for strays in range(3)
        for sign in (1, -1)
        for at, align in ends
    ]


def on_curve(path: Sequence[Position], room: Room, others: Sequence[Sequence[Position]] = ()) -> list[Spot]:
    """Return spots for the words of a curve: close to it, preferably near its end; a line away where many run there.

    Words on the far side of one of the `others` would seem to belong to that one: they are as good as lines away.
    """
    first, last = path[0][0], path[-1][0]
    spots: list[Spot] = []
    sides: tuple[tuple[int, Literal["left", "right"]], ...] = ((1, "right"), (-1, "left"))
    for strays in range(3):
        off = 1.5 * room.lift + strays * room.line
        for share in (0.97, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1):
            x = first + share * (last - first)
            y = height_at(path, x)
            between = [height_at(other, x) - y for other in others]
            for sign, align in sides:
                at, in_front = y + sign * off, sum(0.01 < sign * h < off for h in between)
                spots.append(Spot(x, at, align, strays + _FAR_SIDE * in_front, nearer(x, at, path, others)))
    return spots
