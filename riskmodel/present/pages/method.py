"""Where the figures come from: the way of a euro, every calibrated figure, versions, the back-test, and the limits."""

from __future__ import annotations

import streamlit as st

from riskmodel.present import backtest_tables, charts, computed, method_figures, screen, session, style, tables
from riskmodel.present.language import Language
from riskmodel.quantity import CalibrationError


def main() -> None:
    """Draw the page."""
    language, figures = session.language(), session.calibration()
    t = language.t
    with st.container(key="method", gap="medium"):
        style.show(
            style.words(t("Method and sources"), tag="h1"),
            style.words(
                t(
                    "Your project is simulated through many years in which something goes wrong: what happens, who "
                    "hears of it, what others lose, what you owe under law and contract, and what a policy pays. Years "
                    "without an incident count with their exact chance."
                ),
                "rm-lead",
            ),
            style.words(
                t(
                    "What nobody knows for certain is varied between {n} sets of assumptions. Every figure about the "
                    "world has a source and a grade for its quality; you find them all below.",
                    n=language.number(figures.sets),
                ),
                "rm-lead",
            ),
        )
        _way(language)
        _figures(language)
        _backtest(language)
        _limits(language)
        _versions(language)


def _way(language: Language) -> None:
    """Show the way of a euro, from the case as entered."""
    reading = session.reading()
    if not reading.usable:
        return
    estimate = session.first_outcome(reading.case, min(computed.AT_ONCE, computed.full_depth())).estimate
    style.show('<hr class="rm-rule">', style.words(language.t("The way of a euro"), "rm-finding", "h2"))
    screen.figure(charts.way(estimate, session.calibration(), language), "way-of-a-euro")
    years = language.number(estimate.trials)
    note = language.t("Your case as entered, means of {years} simulated years.", years=years)
    style.show(style.words(note, "rm-note"))
    screen.origin("who_pays", estimate, language)
    with st.expander(language.t("The figures behind it"), key="way-table"):
        screen.table(method_figures.way_table(estimate, 0, language), titled=False)


def _figures(language: Language) -> None:
    figures, t = session.calibration(), language.t
    style.show('<hr class="rm-rule">', style.words(t("All figures and sources"), "rm-finding", "h2"))
    with st.container(width=420):
        label = t("Search in figures and sources")
        text = st.text_input(label, max_chars=80, key="search", persist_state="session")
    if not text:
        with st.expander(t("Sources that figures rest on"), key="all-sources"):
            screen.table(tables.sources_used(figures, language), titled=False)
        with st.expander(t("All figures"), key="all-figures"):
            screen.table(tables.sources(figures, language), titled=False)
        return
    found = tables.sources(figures, language, text)
    if found.lines:
        screen.table(found)
    else:
        style.show(style.words(t("Nothing was found. Try a shorter word, such as “fee” or “outage”."), "rm-lead"))


def _backtest(language: Language) -> None:
    """Show how good the predictions of published claims were, the misses included."""
    t = language.t
    style.show('<hr class="rm-rule">', style.words(t("Held against published claims"), "rm-finding", "h2"))
    try:
        found, version = computed.shipped_backtest()
    except CalibrationError:
        style.show(style.words(t("There is no stored back-test for these figures."), "rm-lead"))
        return
    words = t(
        "Each published claim was predicted from what is known of it and from the others, never from itself. Published "
        "claims are larger than ordinary ones; that is taken into account."
    )
    made = t("Made with figures {version}.", version=version)
    if version != session.calibration().version:
        made = t("Made with figures {version}, which are not the current ones.", version=version)
    style.show(style.words(words, "rm-lead"), style.words(made, "rm-note"))
    left, right = st.columns((7, 5), gap="large")
    with left:
        screen.figure(method_figures.positions_figure(found, language), "pit")
        with st.expander(t("The figures behind it"), key="pit-table"):
            screen.table(backtest_tables.positions(found, language))
    with right:
        screen.table(backtest_tables.scores(found, language))
    screen.table(backtest_tables.by_part(found, language))
    screen.table(backtest_tables.misses(found, language, computed.claims()))
    style.show(style.words(backtest_tables.left_out(found, language), "rm-note"))


def _limits(language: Language) -> None:
    items = "".join(style.words(language.t(limit), tag="li") for limit in method_figures.LIMITS)
    title = style.words(language.t("What the model cannot say"), "rm-finding", "h2")
    style.show('<hr class="rm-rule">', title, f'<ul class="rm-lead">{items}</ul>')


def _versions(language: Language) -> None:
    """Say why a case that is opened again may show other figures."""
    title = style.words(language.t("Why do my figures differ from last time?"), "rm-finding", "h2")
    words = language.t(
        "A saved case holds what you entered and no results, so it is computed anew with the figures of today. What "
        "each version moved stands here; the version in use stands at the foot of each page and on each summary."
    )
    style.show('<hr class="rm-rule">', title, style.words(words, "rm-lead"))
    screen.table(method_figures.versions(computed.changes(), language), titled=False)


main()
