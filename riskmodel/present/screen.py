"""Draws tables and figures on a page."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from riskmodel.present import session, style
from riskmodel.present.figure import Figure
from riskmodel.present.plotly_chart import CONFIG
from riskmodel.present.table import Cell, Column, Line, Table

_NO_CHART: Final = {"data": [{"type": "scatter", "x": [0], "y": [0]}], "layout": {"height": 10}}


def figure(drawn: Figure, key: str) -> None:
    """Draw a figure under its title."""
    style.show(style.words(drawn.title, "rm-finding", "h2"))
    st.plotly_chart(session.plot(drawn), config=CONFIG, alt=drawn.alt, theme=None, key=key)


def fetch_charts() -> None:
    """Let the browser fetch the chart program, five megabytes, while somebody still fills in the form."""
    with st.container(key="fetch-charts"):
        st.plotly_chart(_NO_CHART, config=CONFIG, theme=None, key="no-chart")


def table(shown: Table, *, titled: bool = True) -> None:
    """Draw a table, with its title as caption unless something above says the same."""
    style.show(table_html(shown, titled=titled))


def table_html(shown: Table, *, titled: bool = True) -> str:
    """Return a table as HTML; texts are escaped."""
    caption = f"<caption>{escape(shown.title)}</caption>" if titled and shown.title else ""
    heads = "".join(_cell(Cell(c.label), c, "th", ' scope="col"') for c in shown.columns)
    rows, group = [], ""
    for line in shown.lines:
        if line.group and line.group != group:
            span = len(shown.columns)
            rows.append(f'<tr class="rm-group"><th colspan="{span}" scope="colgroup">{escape(line.group)}</th></tr>')
        group = line.group
        rows.append(_row(line, shown.columns))
    body = f"<table class='rm-table'>{caption}<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    note = style.words(shown.note, "rm-note") if shown.note else ""
    return f'<div class="rm-scroll" tabindex="0" role="group" aria-label="{escape(shown.title)}">{body}</div>{note}'


def _row(line: Line, columns: tuple[Column, ...]) -> str:
    first, *others = zip(line.cells, columns, strict=True)
    cells = _cell(*first, "th", ' scope="row"') + "".join(_cell(cell, column, "td") for cell, column in others)
    return f'<tr class="rm-strong">{cells}</tr>' if line.strong else f"<tr>{cells}</tr>"


def _cell(cell: Cell, column: Column, tag: str, scope: str = "") -> str:
    look = ' class="rm-right"' if column.numeric else ""
    text = escape(cell.text)
    if column.key == "address" and cell.text.startswith(("https://", "http://")):
        text = f'<a href="{text}" target="_blank" rel="noopener noreferrer">{text}</a>'
    spread = f'<span class="rm-spread">{escape(cell.spread)}</span>' if cell.spread else ""
    return f"<{tag}{look}{scope}>{text}{spread}</{tag}>"
