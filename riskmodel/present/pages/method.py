"""Where the figures come from: the method in short, its sources, and every calibrated figure, searchable."""

from __future__ import annotations

import streamlit as st

from riskmodel.present import screen, session, style, tables


def main() -> None:
    """Draw the page."""
    language, figures = session.language(), session.calibration()
    t = language.t
    with st.container(gap="medium"):
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
        with st.container(width=420):
            label = t("Search in figures and sources")
            text = st.text_input(label, max_chars=80, key="search", persist_state="session")
        if not text:
            screen.table(tables.sources_used(figures, language))
            with st.expander(t("All figures"), key="all-figures"):
                screen.table(tables.sources(figures, language), titled=False)
            return
        found = tables.sources(figures, language, text)
        if found.lines:
            screen.table(found)
        else:
            style.show(style.words(t("Nothing was found. Try a shorter word, such as “fee” or “outage”."), "rm-lead"))


main()
