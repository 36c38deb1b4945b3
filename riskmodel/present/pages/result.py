"""The result: how likely and how bad, the curve, the damage, who pays, and what it all rests on."""

from __future__ import annotations

from datetime import date

import streamlit as st

from riskmodel.estimate import Estimate
from riskmodel.present import charts, document, findings, frame, names, printed_tables, screen, session, style, tables
from riskmodel.present.language import Language
from riskmodel.present.options import LAYOUTS, Layout
from riskmodel.present.session import Outcome
from riskmodel.present.workbook import workbook

_PDF_STEMS = {
    "de": {"overview": "Risikoueberblick", "summary": "Risikoeinschaetzung", "comparison": "Policenvergleich"},
    "en": {"overview": "Risk_overview", "summary": "Risk_estimate", "comparison": "Policy_comparison"},
}


def main() -> None:
    """Draw the page."""
    language, reading = session.language(), session.reading()
    with st.container(key="results", gap="medium"):
        if not reading.usable:
            _not_yet(language)
            return
        with st.spinner(language.t("Simulating many years of your project …")):
            outcome = session.outcome(reading.case)
        _result(outcome, language)


def _not_yet(language: Language) -> None:
    words = language.t("There is no result yet: one of your answers cannot be read. It is marked beside its question.")
    style.show(style.words(language.t("Result"), tag="h1"), style.words(words, "rm-lead"))
    if st.button(language.t("Back to the project"), type="primary"):
        st.switch_page(frame.page_file("project"))


def _result(outcome: Outcome, language: Language) -> None:
    estimate = outcome.estimate
    of = (estimate, session.calibration(), language)
    _headline(outcome, language)
    left, right = st.columns((7, 5), gap="large")
    policy = 0
    with right:
        policy = _chosen_policy(estimate, language)
        screen.figure(charts.who_pays(*of, policy), "who-pays")
        style.show(style.words(findings.policy(*of, policy), "rm-note"))
        with st.expander(language.t("The figures behind it"), key="who-pays-table"):
            screen.table(tables.who_pays(*of, policy))
    with left:
        screen.figure(charts.curve(*of, policy), "curve")
        below = [findings.yearly(*of), findings.ignorance(*of)]
        style.show(*(style.words(sentence, "rm-note") for sentence in below if sentence))
        with st.expander(language.t("The figures behind it"), key="curve-table"):
            screen.table(tables.exceedance(*of))
    _damage(estimate, language)
    if len(estimate.policies) > 2:
        screen.table(tables.policies(*of))
    _rests_on(outcome, language)


def _headline(outcome: Outcome, language: Language) -> None:
    estimate, figures = outcome.estimate, session.calibration()
    said = findings.headline(estimate, figures, language)
    parts = [
        f"<div>{style.words(title, tag='h2')}{style.words(words)}</div>"
        for title, words in (
            (language.t("How likely is a claim?"), said.likelihood),
            (language.t("How bad is it, if it comes?"), said.severity),
        )
        if words
    ]
    style.show(style.words(findings.disclaimer(language), "rm-note"))
    if findings.needed_left_open(estimate):
        style.show(style.words(findings.assumed(estimate, figures, language), "rm-note"))
    _reopened(estimate, language)
    left, right = st.columns((3, 1), vertical_alignment="bottom")
    with left:
        style.show(f'<div class="rm-headline">{"".join(parts)}</div>')
    with right, st.container(horizontal_alignment="right"):
        _pdf(outcome, language)
        st.download_button(
            language.t("Workbook (Excel)"),
            lambda: workbook(estimate, figures, language, made_on=date.today(), stories=outcome.stories[language.code]),
            file_name=_pdf_name("summary", estimate, language).removesuffix("pdf") + "xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            key="excel",
        )


def _reopened(estimate: Estimate, language: Language) -> None:
    """Say how the figures compare with those of the PDF that the case came out of."""
    if found := session.reopened(estimate.case):
        printed, file = found
        style.show(style.words(printed_tables.finding(printed, estimate, file, language), "rm-note"))
        if not printed_tables.same(printed, estimate):
            screen.table(printed_tables.both(printed, estimate, language))


def _pdf(outcome: Outcome, language: Language) -> None:
    """Offer the documents: which one, and the button."""
    estimate, figures = outcome.estimate, session.calibration()
    layouts = [layout for layout in LAYOUTS if layout != "comparison" or len(estimate.policies) > 1]
    layout = st.selectbox(
        language.t("Layout of the PDF"),
        layouts,
        index=layouts.index("summary"),
        format_func=lambda layout: language.t(document.TITLES[layout]),
        label_visibility="collapsed",
        key="pdf-layout",
    )
    st.download_button(
        language.t("Save as PDF"),
        lambda: document.pdf(
            estimate,
            figures,
            language,
            layout=layout,
            made_on=date.today(),
            stories=outcome.stories[language.code],
        ),
        file_name=_pdf_name(layout, estimate, language),
        mime="application/pdf",
        on_click="ignore",
        type="primary",
        key="pdf",
    )


def _pdf_name(layout: Layout, estimate: Estimate, language: Language) -> str:
    stem = _PDF_STEMS[language.code][layout]
    one = len(estimate.case.projects) == 1
    name = names.project(1, estimate, language) if one else names.provider(estimate, language)
    return f"{stem}_{frame.file_stem(name)}.pdf"


def _chosen_policy(estimate: Estimate, language: Language) -> int:
    """Let the reader choose the policy that is looked at; without one there is nothing to choose."""
    places = list(range(len(estimate.policies)))
    if len(places) == 1:
        return 0
    words = {i: names.policy(p, estimate, language) for i, p in enumerate(estimate.policies)}
    chosen = st.selectbox(language.t("With which policy?"), places, format_func=words.__getitem__, key="policy-shown")
    return chosen if chosen in places else 0  # the browser may send a label of before, in another language


def _damage(estimate: Estimate, language: Language) -> None:
    of = (estimate, session.calibration(), language)
    left, right = st.columns((7, 5), gap="large")
    with left:
        screen.figure(charts.heads(*of), "heads")
        with st.expander(language.t("The figures behind it"), key="heads-table"):
            screen.table(tables.heads(*of))
            screen.table(tables.own_heads(*of))
            screen.table(tables.incident_types(*of))
            if len(estimate.case.projects) > 1:
                screen.table(tables.projects(*of))
    with right:
        sentences = [findings.ten_years(*of), findings.above_own_assets(*of), findings.cap(*of)]
        title = style.words(language.t("What else follows"), "rm-finding", "h2")
        style.show(title, *(style.words(s, "rm-follows") for s in sentences if s))


def _rests_on(outcome: Outcome, language: Language) -> None:
    estimate = outcome.estimate
    of = (estimate, session.calibration(), language)
    style.show('<hr class="rm-rule">', style.words(language.t("What this rests on"), "rm-finding", "h2"))
    # Where a needed fact is open, this stands above the headline already.
    said = [] if findings.needed_left_open(estimate) else [style.words(findings.assumed(*of))]
    style.show(*said, style.words(findings.validation(*of), "rm-note"))
    given, ranges, assumed = tables.facts(*of)
    with st.container(gap="xsmall"):
        if told := [table for table in (given, ranges) if table.lines]:
            with st.expander(language.t("What you told us"), key="given"):
                for table in told:
                    screen.table(table, titled=table is ranges)
        if assumed.lines:
            with st.expander(language.t("What is assumed, and from where"), key="assumed"):
                screen.table(assumed, titled=False)
        _stories(outcome, language)


def _stories(outcome: Outcome, language: Language) -> None:
    told = outcome.stories[language.code]
    if told:
        with st.expander(language.t("Two simulated years, told"), key="stories"):
            for story in told:
                once = language.once_in(story.return_period_years)
                title = language.t("A year as it occurs {once}", once=once)
                style.show(style.words(title, "rm-question"), style.words(story.text, "rm-lead"))


main()
