"""Draws tables and figures on a page."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from riskmodel.case import Case
from riskmodel.estimate import Estimate
from riskmodel.present import frame, names, origins, session, style
from riskmodel.present.background import Work
from riskmodel.present.figure import Figure
from riskmodel.present.language import Language
from riskmodel.present.plotly_chart import CONFIG
from riskmodel.present.table import Cell, Column, Line, Table

#: Columns that stand side by side in a narrow place, such as a phone.
_MOST_ON_A_PHONE: Final = 3
#: Seconds from one look at work beside the page to the next. Streamlit throws a file that was made to be fetched away
#: after the second run that follows: the browser must have come for it by then.
_LOOKS: Final = 1.0
#: Characters of a figure that stands in one line where there is room: a range, a number with its unit.
_SHORT: Final = 24
_NO_CHART: Final = {"data": [{"type": "scatter", "x": [0], "y": [0]}], "layout": {"height": 10}}


def figure(drawn: Figure, key: str) -> None:
    """Draw a figure under its title."""
    style.show(style.words(drawn.title, "rm-finding", "h2"))
    st.plotly_chart(session.plot(drawn), config=CONFIG, alt=drawn.alt, theme=None, key=key)


def origin(kind: str, estimate: Estimate | None, language: Language, label: str = "") -> None:
    """Let a reader ask where a figure comes from: its formula, its inputs, the figures and sources it rests on."""
    figures = session.calibration()
    label = label or language.t("Where does this come from?")
    with st.popover(label, type="tertiary", key=f"origin-{kind}"), st.container(gap="xsmall"):
        style.show(style.words(origins.formula(kind, language)))
        if estimate and (lines := origins.inputs(kind, estimate, language)):
            items = "".join(style.words(line, tag="li") for line in lines)
            style.show(style.words(language.t("Inputs"), "rm-question"), f"<ul>{items}</ul>")
        style.show(style.words(origins.rests_on(kind, figures, language), "rm-note"))
        if named := origins.sources(kind, figures):
            items = "".join(f"<li>{source_html(source, language)}</li>" for source in named)
            style.show(style.words(language.t("Sources"), "rm-question"), f"<ul class='rm-note'>{items}</ul>")
        words = language.t("All of them stand on the page “Method and sources”.")
        style.show(style.words(words, "rm-note"))


def source_html(source: str, language: Language) -> str:
    """Return a source with its grade, linked where it has an address."""
    figures = session.calibration()
    known = figures.sources[source]
    name, address = escape(names.source(source, figures, language)), str(known.get("address", ""))
    if address.startswith(("https://", "http://")):
        name = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{name}</a>'
    grade = language.t("grade {grade}", grade=known["quality"])
    return f"{name}, {escape(grade)}"


def follow(work: Work[Any], language: Language, doing: str, name: str, stopped: str = "") -> None:
    """Show how far work beside the page is, with a button that stops it; draw the page anew once it is done.

    The place is reserved: nothing moves when it ends. `stopped` says what is shown instead once it was stopped.
    """
    every = _LOOKS if work.state == "running" else None

    def shown() -> None:
        if work.state == "done":
            st.rerun()
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"follow-{name}"):
            if work.state == "running":
                share = language.percent(round(work.share, 1))
                style.show(style.words(f"{doing} {share}", "rm-note"), width="content")
                st.button(language.t("Stop"), key=f"stop-{name}", type="tertiary", on_click=work.stop)
                return
            words = language.t("This did not work.")
            if work.state == "stopped":
                words = " ".join(filter(None, (language.t("Stopped."), stopped)))
            style.show(style.words(words, "rm-note"), width="content")
            label = language.t("Go on computing")
            st.button(label, key=f"again-{name}", type="tertiary", on_click=session.work_again, args=(name,))

    st.fragment(shown, run_every=every)()


def refining(work: Work[Any] | None, language: Language, doing: str, name: str, stopped: str) -> None:
    """Say that full depth follows; the line keeps its place when it is there."""
    with st.container(key="refining"):
        if work is None:
            style.show(style.words("", "rm-note"))  # a container that holds nothing is not drawn at all
        else:
            follow(work, language, doing, name, stopped)


def take_over(case: Case, tried: bool, language: Language) -> None:
    """Offer to put what was tried out in the place of what is entered; the button keeps its place until there is."""
    if st.button(language.t("Take this over into my case"), key="take-over", disabled=not tried):
        session.visitor().take_over(case)
        st.rerun()


def not_yet(title: str, language: Language) -> None:
    """Say on a page that rests on a result that there is none yet, and what to do."""
    words = language.t("There is no result yet: one of your answers cannot be read. It is marked beside its question.")
    style.show(style.words(title, tag="h1"), style.words(words, "rm-lead"))
    if st.button(language.t("Back to the project"), type="primary"):
        st.switch_page(frame.page_file("project"))


def fetch_charts() -> None:
    """Let the browser fetch the chart program, five megabytes, while somebody still fills in the form."""
    with st.container(key="fetch-charts"):
        st.plotly_chart(_NO_CHART, config=CONFIG, theme=None, key="no-chart")


def table(shown: Table, *, titled: bool = True) -> None:
    """Draw a table, with its title as caption unless something above says the same."""
    style.show(table_html(shown, titled=titled))


def table_html(shown: Table, *, titled: bool = True) -> str:
    """Return a table as HTML; texts are escaped. In a narrow place each row of a wide one becomes a block."""
    caption = f"<caption>{escape(shown.title)}</caption>" if titled and shown.title else ""
    heads = "".join(_cell(Cell(c.label), c, "columnheader") for c in shown.columns)
    rows, group = [], ""
    for line in shown.lines:
        if line.group and line.group != group:
            span = len(shown.columns)
            rows.append(
                f'<tr class="rm-group" role="row"><th colspan="{span}" role="rowheader">{escape(line.group)}</th></tr>'
            )
        group = line.group
        rows.append(_row(line, shown.columns))
    look = "rm-table rm-wide" if len(shown.columns) > _MOST_ON_A_PHONE else "rm-table"
    head, body = f'<thead><tr role="row">{heads}</tr></thead>', f"<tbody>{''.join(rows)}</tbody>"
    note = style.words(shown.note, "rm-note") if shown.note else ""
    return (
        f'<div class="rm-scroll" tabindex="0" role="group" aria-label="{escape(shown.title)}">'
        f'<table class="{look}" role="table">{caption}{head}{body}</table></div>{note}'
    )


def _looks(cell: Cell, column: Column) -> str:
    """Return the classes of a cell: flush right where numbers stand, and in one line what is short or a date."""
    short = column.key == "date" or (column.numeric and len(cell.text) <= _SHORT)
    of = (("rm-right", column.numeric), ("rm-short", short))
    names = " ".join(name for name, wanted in of if wanted)
    return f' class="{names}"' if names else ""


def _row(line: Line, columns: tuple[Column, ...]) -> str:
    first, *others = zip(line.cells, columns, strict=True)
    cells = _cell(*first, "rowheader") + "".join(_cell(cell, column, "cell") for cell, column in others)
    return f'<tr role="row"{" class=rm-strong" if line.strong else ""}>{cells}</tr>'


def _cell(cell: Cell, column: Column, role: str) -> str:
    """Return a cell; its role is written out, for a table that is laid out otherwise is none to a screen reader."""
    tag = "td" if role == "cell" else "th"
    looks = _looks(cell, column)
    label = "" if role == "columnheader" else f' data-label="{escape(column.label)}"'
    text = escape(cell.text)
    if column.key == "address" and cell.text.startswith(("https://", "http://")):
        text = f'<a href="{text}" target="_blank" rel="noopener noreferrer">{text}</a>'
    spread = f'<span class="rm-spread">{escape(cell.spread)}</span>' if cell.spread else ""
    return f'<{tag} role="{role}"{looks}{label}>{text}{spread}</{tag}>'
