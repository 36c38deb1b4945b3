"""The native charts of the workbook, drawn from its cells: they follow when somebody changes a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from riskmodel.calibration import Calibration
from riskmodel.estimate import RETURN_PERIODS, Estimate
from riskmodel.present import charts, names, theme
from riskmodel.present.cell_text import clean
from riskmodel.present.grid import Grid, Row
from riskmodel.present.language import Language
from riskmodel.present.looks import Looks
from riskmodel.present.placement import short
from riskmodel.present.sheet import Placed, print_set_up

_WIDTH, _HEIGHT = 620, 340  # pixels of a chart
_ABREAST: Final = 2
_COLUMNS, _ROWS = 10, 20  # cells that a chart takes, with its title and the space after it
_DEEP: Final = 2  # rows of charts on a printed page
_LINES: Final = ("solid", "dash", "square_dot", "long_dash", "dash_dot")
_MOST_CURVES: Final = 4
_MOST_LEVERS: Final = 10
_SIZES: Final = 3


def draw(
    book: xlsxwriter.Workbook,
    page: Worksheet,
    placed: Mapping[str, Placed],
    looks: Looks,
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    footer: str,
) -> None:
    """Draw what the tables hold on a sheet of its own, each chart under the sentence that states its finding."""
    of = (estimate, calibration, language)
    page.write_string(0, 0, language.t("Charts"), looks.title())
    made = [
        (charts.curve_title(estimate, language), charts.curve(*of).alt, _curve(book, placed["exceedance"], looks)),
        (charts.heads_title(*of), charts.heads(*of).alt, _heads(book, placed["heads"], looks)),
    ]
    for i, policy in enumerate(estimate.policies[: _MOST_CURVES + 1]):
        if not names.is_none(policy) or len(estimate.policies) == 1:
            figure = charts.who_pays(*of, i)
            title = (
                f"{short(names.policy(policy, estimate, language))}: {figure.title}"
                if len(estimate.policies) > 2
                else figure.title
            )
            insured = not names.is_none(policy)
            made.append((title, figure.alt, _who_pays(book, placed["who_pays"], i, looks, insured=insured)))
    if "levers" in placed and (clear := _clear(placed["levers"].grid)):
        pulled = placed["levers"].grid
        saved = (f"{row.values[0]}: {language.euros_rounded(float(row.values[1] or 0.0))}" for row in clear)
        alt = f"{pulled.title}: {'; '.join(saved)}."
        made.append((pulled.title, alt, _levers(book, placed["levers"], len(clear), looks)))
    for n, (title, alt, chart) in enumerate(made):
        row, column = 2 + n // _ABREAST * _ROWS, n % _ABREAST * _COLUMNS
        page.merge_range(row, column, row + 1, column + _COLUMNS - 2, "", looks.heading())
        page.write_string(row, column, clean(title), looks.heading())
        chart.set_size({"width": _WIDTH, "height": _HEIGHT})
        page.insert_chart(row + 2, column, chart, {"description": clean(alt), "object_position": 2})
    page.set_h_pagebreaks([2 + n * _ROWS for n in range(_DEEP, len(made), _DEEP)])
    print_set_up(page, language, footer)


def _text(**more: Any) -> dict[str, Any]:
    return {"name": theme.FONT_WORKBOOK, "size": 9, "color": theme.INK, **more}


def _readable(role: str) -> str:
    """Return the colour in which words on an area are read best."""
    return max((theme.PAPER, theme.INK), key=lambda words: theme.contrast(words, theme.colour(role)))


def _axis(title: str = "", **more: Any) -> dict[str, Any]:
    line = {"color": theme.HAIRLINE, "width": 0.75}
    named = {"name": title, "name_font": _text(bold=False, color=theme.SECONDARY)} if title else {}
    return {**named, "num_font": _text(), "line": line, "major_gridlines": {"visible": False}, **more}


def _finish(chart: Any) -> Any:
    chart.set_title({"none": True})
    chart.set_legend({"position": "bottom", "font": _text()})
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": theme.PAPER}})
    return chart


def _curve(book: xlsxwriter.Workbook, at: Placed, looks: Looks) -> Any:
    """Draw amounts over return periods, both logarithmic; where there is nothing to pay a curve has no points."""
    key, eur = at.grid.place("curve"), at.grid.place("aggregate_eur")
    rows: dict[str, list[int]] = {}
    for i, row in enumerate(at.grid.rows):
        if str(row.values[key]).startswith(("burden", "retained")):
            points = rows.setdefault(str(row.values[key]), [])
            if float(row.values[eur] or 0.0) > 0.0:
                points.append(i)
    series = []
    for points in [points for points in rows.values() if points][: _MOST_CURVES + 1]:
        ends = (points[0], points[-1])
        series.append(
            (at.cell("quantity", points[0]), at.range("return_period_years", ends), at.range("aggregate_eur", ends))
        )
    empty = (at.range("return_period_years", (0, 0)), at.range("aggregate_eur", (0, 0)))
    return curves(book, series, empty, looks)


def curves(
    book: xlsxwriter.Workbook,
    series: Sequence[tuple[list[Any], list[Any], list[Any]]],
    empty: tuple[list[Any], list[Any]],
    looks: Looks,
) -> Any:
    """Draw curves, each by the cells of its name, return periods and amounts; a chart without any needs cells too."""
    chart = book.add_chart({"type": "scatter", "subtype": "straight"})
    colours = ("accent", "insurer", "further_0", "you", "bug_fixing")
    for n, (name, periods, amounts) in enumerate(series):
        chart.add_series(
            {
                "name": name,
                "categories": periods,
                "values": amounts,
                "line": {"color": theme.colour(colours[n]), "width": 2.25, "dash_type": _LINES[n]},
                "marker": {"type": "none"},
            }
        )
    if not series:
        chart.add_series({"categories": empty[0], "values": empty[1]})
    scale: dict[str, Any] = {} if not series else {"log_base": 10}
    label = looks.language.t("Once in … years")
    lines = {"visible": True, "line": {"color": theme.HAIRLINE, "width": 0.5}}
    chart.set_x_axis(
        _axis(label, num_format="#,##0", min=1, max=max(RETURN_PERIODS), log_base=10, major_gridlines=lines)
    )
    y = _axis(num_format=looks.numbers["euros"], major_gridlines=lines, label_position="low", crossing="min", **scale)
    chart.set_y_axis(y)
    return _finish(chart)


def _heads(book: xlsxwriter.Workbook, at: Placed, looks: Looks) -> Any:
    """Draw the share of each head, on average and in the tail."""
    chart = book.add_chart({"type": "bar"})
    for key, role in (("share", "bug_fixing"), ("tail", "pr_campaign")):
        chart.add_series(
            {
                "name": [at.sheet, at.first - 1, at.grid.place(key)],
                "categories": at.range("label"),
                "values": at.range(key),
                "fill": {"color": theme.colour(role)},
                "gap": 40,
            }
        )
    chart.set_y_axis(_axis(reverse=True))
    chart.set_x_axis(_axis(num_format="0%", min=0, label_position="high"))
    return _finish(chart)


def _who_pays(book: xlsxwriter.Workbook, at: Placed, policy: int, looks: Looks, *, insured: bool) -> Any:
    """Draw what client, provider and insurer, if there is one, pay of claims of each size, as shares of the sum."""
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    rows = (policy * _SIZES, policy * _SIZES + _SIZES - 1)
    sides = [("client_eur", "client"), ("provider_eur", "you"), *([("insurer_eur", "insurer")] if insured else [])]
    for key, role in sides:
        chart.add_series(
            {
                "name": [at.sheet, at.first - 1, at.grid.place(key)],
                "categories": at.range("size", rows),
                "values": at.range(key, rows),
                "fill": {"color": theme.colour(role)},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "num_format": f"[>=0.5]{looks.numbers['euros']};;",
                    "font": _text(color=_readable(role), bold=True),
                },
            }
        )
    chart.set_y_axis(_axis(reverse=True))
    chart.set_x_axis(_axis(num_format="0%", label_position="high"))
    return _finish(chart)


def _clear(levers: Grid) -> tuple[Row, ...]:
    """Return the first levers, those that save more than the error of the simulation."""
    least = levers.place("burden_lo")
    return tuple(takewhile(lambda row: float(row.values[least] or 0.0) > 0.0, levers.rows[:_MOST_LEVERS]))


def _levers(book: xlsxwriter.Workbook, at: Placed, count: int, looks: Looks) -> Any:
    """Draw what each of the first changes saves a year before insurance, the most first."""
    chart = book.add_chart({"type": "bar"})
    rows = (0, count - 1)
    chart.add_series(
        {
            "name": [at.sheet, at.first - 1, at.grid.place("burden_eur")],
            "categories": at.range("lever", rows),
            "values": at.range("burden_eur", rows),
            "fill": {"color": theme.colour("accent")},
            "gap": 40,
            "data_labels": {"value": True, "num_format": looks.numbers["euros"], "font": _text()},
        }
    )
    chart.set_y_axis(_axis(reverse=True))
    chart.set_x_axis(_axis(num_format=looks.numbers["euros"], label_position="high"))
    return _finish(chart)
