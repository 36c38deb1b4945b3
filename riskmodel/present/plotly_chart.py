"""Draws a figure description with plotly, for the screen."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Iterator

import plotly.graph_objects as go

from riskmodel.present import theme
from riskmodel.present.figure import Axis, Figure, Label

#: Height of one line of chart text on screen, in pixels.
LINE_PIXELS = 21
#: Room for tick texts and the axis title below the plot area, in pixels.
_FOOT = 46
#: Dashes of curves that are compared; dots alone are for the lines across.
_DASHES = ("dash", "dashdot", "longdash", "longdashdot", "4px,2px")

#: The page's `config=` for these charts: nothing to press, nothing to drag by accident.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "responsive": True}


def to_plotly(figure: Figure) -> go.Figure:
    """Return the plotly figure of a description.

    The title is left to the page, where it can wrap; everything else is inside. Its height
    is fixed, its width follows the column.

    Parameters
    ----------
    figure
        What to draw.
    """
    # All at once: adding one after the other copies and checks the whole chart each time.
    traces = [] if figure.empty else [*_bands(figure), *_lines(figure), *_bars(figure), *_points(figure)]
    return go.Figure(traces, _layout(figure))


def _layout(figure: Figure) -> dict[str, object]:
    """Return paper, type, margins and axes."""
    foot = 4 if figure.x.kind == "hidden" else _FOOT
    layout: dict[str, object] = {
        "height": round(figure.height * LINE_PIXELS) + foot + 8,
        "margin": {"l": 0, "r": 0 if figure.x.kind == "hidden" else 18, "t": 8, "b": foot, "pad": 0},
        "paper_bgcolor": theme.PAPER,
        "plot_bgcolor": theme.PAPER,
        "font": {
            "family": theme.FONT_SCREEN,
            "size": theme.SCREEN_SIZES["chart"],
            "color": theme.INK,
        },
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.PAPER,
            "bordercolor": theme.HAIRLINE,
            "font": {"family": theme.FONT_SCREEN, "color": theme.INK},
            "align": "left",
        },
        "barmode": "overlay",
        "xaxis": _axis(figure.x, hidden=bool(figure.empty), lines=bool(figure.bars)),
        "yaxis": _axis(figure.y, hidden=bool(figure.empty), lines=True),
    }
    words = [_words(label, figure) for label in figure.labels]
    words += [_centred(figure.empty)] if figure.empty else []
    return {**layout, "annotations": words, "shapes": _markers(figure)}


def _axis(axis: Axis, *, hidden: bool, lines: bool) -> dict[str, object]:
    """Return one axis with our own ticks; plotly's own never show."""
    log = axis.kind == "log"
    ends = [axis.low, axis.high]
    shown: dict[str, object] = {
        "type": "log" if log else "linear",
        "range": [math.log10(end) for end in ends] if log else ends,
        "fixedrange": True,
        "zeroline": False,
        "visible": not (hidden or axis.kind == "hidden"),
        "automargin": True,
        "tickmode": "array",
        "tickvals": [tick.value for tick in axis.ticks],
        "ticktext": [html.escape(tick.text) for tick in axis.ticks],
        "tickfont": {"color": theme.SECONDARY},
        "tickangle": 0,
        "ticklabeloverflow": "allow",
        "ticklabelstandoff": 5,
        "showgrid": lines,
        "gridcolor": theme.HAIRLINE,
        "gridwidth": 1,
        "showline": not lines,
        "linecolor": theme.SECONDARY,
        "ticks": "" if lines else "outside",
        "ticklen": 4,
        "tickcolor": theme.SECONDARY,
        "title": {
            "text": html.escape(axis.title),
            "font": {"color": theme.SECONDARY, "size": theme.SCREEN_SIZES["chart"]},
            "standoff": 8,
        },
    }
    return shown


def _bands(figure: Figure) -> Iterator[dict[str, object]]:
    for band in figure.bands:
        floor = min(figure.y.low, figure.y.high)
        # A log axis cannot show zero: the band runs out at the lower edge.
        low = [max(value, floor) for value in band.low]
        high = [max(value, floor) for value in band.high]
        yield {
            "type": "scatter",
            "x": [*band.x, *reversed(band.x)],
            "y": [*low, *reversed(high)],
            "fill": "toself",
            "fillcolor": theme.colour(band.role),
            "line": {"width": 0},
            "mode": "lines",
            "hoverinfo": "skip",
        }


def _lines(figure: Figure) -> Iterator[dict[str, object]]:
    for line in figure.lines:
        yield {
            "type": "scatter",
            "x": line.x,
            "y": line.y,
            # One point alone would be an invisible line.
            "mode": "lines" if len(line.x) > 1 else "markers",
            "cliponaxis": False,
            "line": {
                "color": theme.colour(line.role),
                "width": 2.5,
                "dash": _DASHES[line.dash % len(_DASHES)] if line.dashed else "solid",
            },
            "marker": {"color": theme.colour(line.role), "size": 8},
            "hovertext": [html.escape(words) for words in line.hover],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }


def _bars(figure: Figure) -> Iterator[dict[str, object]]:
    for bar in figure.bars:
        yield {
            "type": "bar",
            "x": [bar.end - bar.start],
            "base": [bar.start],
            "y": [bar.top + bar.height / 2],
            "width": [bar.height],
            "orientation": "h",
            "marker": {
                "color": theme.colour(bar.role),
                "opacity": 0.45 if bar.pale else 1,
                "line": {"width": 1, "color": theme.PAPER},
            },
            "hovertext": [html.escape(bar.hover)],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }


def _markers(figure: Figure) -> list[dict[str, object]]:
    shapes: list[dict[str, object]] = []
    for marker in () if figure.empty else figure.markers:
        along, across = ("y", "x") if marker.axis == "y" else ("x", "y")
        place = {f"{along}0": marker.value, f"{along}1": marker.value, f"{along}ref": along}
        span = {f"{across}0": 0, f"{across}1": 1, f"{across}ref": f"{across} domain"}
        style = {"color": theme.colour(marker.role), "width": 1, "dash": "dot"}
        shapes.append({"type": "line", "layer": "above", "line": style, **place, **span})
    return shapes


def _points(figure: Figure) -> Iterator[dict[str, object]]:
    for point in figure.points:
        yield {
            "type": "scatter",
            "x": [point.x],
            "y": [point.y],
            "mode": "markers",
            "cliponaxis": False,
            "marker": {
                "color": theme.colour(point.role),
                "size": 10,
                "line": {"color": theme.PAPER, "width": 2},
            },
            "hovertext": [html.escape(point.hover)],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }


def _words(label: Label, figure: Figure) -> dict[str, object]:
    """Return the annotation of a label; its place is a share of the plot area."""
    # Words between bars hide the grid behind them; over curves and bands a hint of paper keeps both readable.
    paper = 1 if figure.bars and not figure.bands else 0.75
    runs = (f'<span style="color:{theme.text_colour(role)}">{html.escape(words)}</span>' for words, role in label.runs)
    text = "".join(runs)
    return {
        "text": f"<b>{text}</b>" if label.strong else text,
        "x": label.x,
        "y": label.y,
        "xref": "x domain",
        "yref": "y domain",
        "xanchor": label.align,
        "yanchor": "middle",
        "showarrow": False,
        "borderpad": 0,
        "bgcolor": f"rgba(255, 255, 255, {paper})",
        "font": {"size": theme.SCREEN_SIZES["chart"]},
    }


def _centred(words: str) -> dict[str, object]:
    return {
        "text": "<br>".join(textwrap.wrap(html.escape(words), 38)),
        "x": 0.5,
        "y": 0.5,
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"color": theme.SECONDARY, "size": theme.SCREEN_SIZES["text"]},
    }
