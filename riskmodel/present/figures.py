"""Builds the figures of the summary from plain rows: the same for screen and paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from riskmodel.present.figure import (
    Axis,
    Band,
    Figure,
    Label,
    Line,
    Marker,
    Point,
)
from riskmodel.present.language import Language
from riskmodel.present.placement import PHONE, Room, Spot, along, beside, near, short
from riskmodel.present.ticks import euro_axis, years_axis

#: Height of the curve's plot area, in lines of chart text.
_CURVE_HEIGHT: Final = 15.3
_EMPTY_HEIGHT: Final = 5.0
#: Less than this is nothing, EUR: a log axis needs an end.
_CENT: Final = 0.01
#: Curves whose words find room beside them.
_FEW_CURVES: Final = 2
#: More characters than this would not fit beside an amount on a phone.
_LONGEST: Final = 32
#: Names side by side take at most this share of the figure's width, and each at least so many characters.
_WIDEST: Final = 0.9
_SHORTEST: Final = 10
#: One line of text, in the same lines, with room above and below.
_TEXT: Final = 1.1
#: Lines across have no room for words between them when fewer lines of text apart.
_CLOSE: Final = 2.2
#: Where a curve begins right of this, there is room to say that it is zero before.
_ROOM_AT_ZERO: Final = 0.3


class CurveRow(NamedTuple):
    """One point of an exceedance curve.

    Attributes
    ----------
    return_period_years
        Years between two exceedances, on average.
    eur
        The amount exceeded, EUR.
    lo, hi
        Lower and upper end of the band of ignorance, EUR; equal to `eur` where there is none.
    """

    return_period_years: float
    eur: float
    lo: float
    hi: float


class Mark(NamedTuple):
    """An amount that matters, such as own assets, cap, limit or deductible, EUR."""

    eur: float
    label: str


@dataclass(frozen=True)
class Curve:
    """A further curve in the same figure, with the words at its end."""

    label: str
    role: str
    rows: Sequence[CurveRow]


def exceedance_figure(
    rows: Sequence[CurveRow],
    markers: Sequence[Mark],
    language: Language,
    title: str,
    *,
    label: str = "",
    others: Sequence[Curve] = (),
    point_at: float | None = 100.0,
    height: float = 1.0,
    character: float = PHONE,
) -> Figure:
    """Draw amounts over return periods, both logarithmic, with what matters at the line.

    Parameters
    ----------
    rows
        The curve by increasing return period. Rows of zero euros are not drawn: the line
        starts where there is something to pay.
    markers
        Amounts drawn as lines across; those of zero or below are left out.
    language
        The reader's language.
    title
        The finding in a sentence.
    label
        Words at the end of the curve; needed only beside `others`.
    others
        Further curves.
    point_at
        Return period whose amount is shown as a dot, in years; None for none.
    height
        As a share of the usual height, where there is less or more room.
    character
        Width of a character as a share of the plot area's: `PHONE` or `PAPER`.

    Returns
    -------
    Figure
        With `empty` set if no row is above zero.
    """
    curves = [Curve(label, "accent", rows), *others]
    drawn = [Curve(c.label, c.role, [r for r in c.rows if r.eur >= _CENT]) for c in curves]
    drawn = [curve for curve in drawn if curve.rows]
    years = max((row.return_period_years for row in rows), default=1000.0)
    if not drawn:
        return _nothing_to_pay(language, title, years)
    marks = [mark for mark in markers if mark.eur >= _CENT]
    room = Room(_TEXT / (_CURVE_HEIGHT * height), character)
    x, y = _axes(drawn, marks, years, language, room.line)
    first = drawn[0].rows
    point = next((r for r in first if point_at is not None and r.return_period_years == point_at), None)
    return Figure(
        title=title,
        alt=" ".join([title, *(_rise(curve, language) for curve in drawn)]),
        x=x,
        y=y,
        height=_CURVE_HEIGHT * height,
        bands=tuple(_band(curve.rows) for curve in drawn[:1] if _has_band(curve.rows)),
        lines=tuple(_line(curve, max(place - 1, 0), language) for place, curve in enumerate(drawn)),
        markers=tuple(Marker("y", mark.eur, _mark_text(mark, language)) for mark in marks),
        points=() if point is None else (_point(point, language),),
        labels=_labels(drawn, marks, point, (x, y), language, room),
    )


def _nothing_to_pay(language: Language, title: str, years: float) -> Figure:
    """Return the figure of a curve that is zero throughout."""
    words = language.t("There is nothing to pay, not even {once}.", once=language.once_in(years))
    x = years_axis(10.0, years, language, language.t("once in … years"))
    y = euro_axis(1_000.0, 1_000_000.0, language)
    return Figure(title, f"{title} {words}", x, y, _EMPTY_HEIGHT, empty=words)


def _axes(
    curves: Sequence[Curve], marks: Sequence[Mark], years: float, language: Language, text: float
) -> tuple[Axis, Axis]:
    """Return both axes, wide enough for all curves, their bands and all markers.

    Where two markers are the highest and close together, a line of text (`text` of the height) has room above them.
    """
    rows = [row for curve in curves for row in curve.rows]
    amounts = [row.eur for row in rows] + [mark.eur for mark in marks]
    # The band's lower end may be next to zero; it runs out of the picture below.
    low = max(min(amounts), max(amounts) / 1e6)
    high = max(amounts + [row.hi for row in rows])
    if len(curves) > _FEW_CURVES:
        high *= 2.0  # room for the words of many
    decades = math.log10(high / low)
    near = [mark for mark in marks if math.log10(high / mark.eur) < _CLOSE * text * decades]
    if len(near) > 1:
        high *= 10.0 ** (text * decades)
    start = min(row.return_period_years for row in rows)
    last = max(years, *(row.return_period_years for row in rows))
    return (
        years_axis(start, last, language, language.t("once in … years")),
        euro_axis(low, high, language),
    )


def _has_band(rows: Sequence[CurveRow]) -> bool:
    return any(row.hi > row.lo for row in rows)


def _band(rows: Sequence[CurveRow]) -> Band:
    columns = [(row.return_period_years, row.lo, row.hi) for row in rows]
    x, low, high = zip(*columns, strict=True)
    return Band(x, low, high)


def _line(curve: Curve, dash: int, language: Language) -> Line:
    return Line(
        x=tuple(row.return_period_years for row in curve.rows),
        y=tuple(row.eur for row in curve.rows),
        role=curve.role,
        hover=tuple(_sentence(row, language) for row in curve.rows),
        dashed=curve.role != "accent",
        dash=dash,
    )


def _sentence(row: CurveRow, language: Language) -> str:
    """Say in words what one point of the curve means."""
    once = language.once_in(row.return_period_years)
    amount = language.euros_rounded(row.eur)
    words = language.t("{once} it is more than {amount}.", once=once, amount=amount)
    words = words[0].upper() + words[1:]
    if row.hi <= row.lo:
        return words
    lo, hi = language.euros_rounded(row.lo), language.euros_rounded(row.hi)
    return words + " " + language.t("Depending on the assumptions: {lo} to {hi}.", lo=lo, hi=hi)


def _rise(curve: Curve, language: Language) -> str:
    """Say in words where a curve begins and ends."""
    ends = {"first": curve.rows[0], "last": curve.rows[-1]}
    words: dict[str, str] = {}
    for name, row in ends.items():
        words[name] = language.euros_rounded(row.eur)
        words[f"once_{name}"] = language.once_in(row.return_period_years)
    sentence = language.t("The curve rises from {first} {once_first} to {last} {once_last}.", **words)
    return f"{curve.label}: {sentence}" if curve.label else sentence


def _point(row: CurveRow, language: Language) -> Point:
    return Point(row.return_period_years, row.eur, "accent", _sentence(row, language))


def _mark_text(mark: Mark, language: Language) -> str:
    return f"{short(mark.label, _LONGEST)} {language.euros_rounded(mark.eur)}"


def _names(curves: Sequence[Curve], room: Room) -> list[list[list[tuple[str, str]]]]:
    """Return how curves that are one to the eye may be named: side by side, one above the other, or shortened."""
    most = int(_WIDEST / room.character)
    whole = [(short(curve.label, _LONGEST), curve.role) for curve in curves]
    choices = [[[name] for name in whole]]
    if sum(len(words) + 2 for words, _ in whole) - 2 <= most:
        choices.insert(0, [_beside(whole)])
    elif (each := (most + 2) // len(curves) - 2) >= _SHORTEST:
        choices.append([_beside([(short(words, each), role) for words, role in whole])])
    return choices


def _beside(names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [run for name in names for run in ((", ", "secondary"), name)][1:]


def _labels(
    curves: Sequence[Curve],
    marks: Sequence[Mark],
    point: CurveRow | None,
    axes: tuple[Axis, Axis],
    language: Language,
    room: Room,
) -> tuple[Label, ...]:
    """Set all words where they cover neither lines nor each other."""
    x, y = axes
    paths = [[(x.place(r.return_period_years), y.place(r.eur)) for r in c.rows] for c in curves]
    for path in paths:
        room.add_curve(path)
    for mark in marks:
        room.add_marker(y.place(mark.eur))
    for tick in y.ticks:
        room.add_grid(y.place(tick.value))
    if _has_band(curves[0].rows):
        words = language.t("pale: what the assumptions leave open")
        room.put([(words, "secondary")], [Spot(1.0, room.lift, "right")])
    if paths[0][0][0] > _ROOM_AT_ZERO:
        words = language.t("up to here {amount}", amount=language.euros(0))
        room.put([(words, "secondary")], beside(paths[0][0][0] - 0.02, room))
    if point is not None:
        words = language.euros_rounded(point.eur)
        spots = near(x.place(point.return_period_years), y.place(point.eur), room)
        room.put([(words, "accent")], spots, strong=True)
    for mark in sorted(marks, key=lambda mark: mark.eur, reverse=True):
        room.put([(_mark_text(mark, language), "secondary")], along(y.place(mark.eur), room))
    for group in room.together(paths):
        if named := [curves[i] for i in group if curves[i].label]:
            others = [path for i, path in enumerate(paths) if i not in group]
            room.name_curves(_names(named, room), paths[group[0]], others)
    return room.labels
