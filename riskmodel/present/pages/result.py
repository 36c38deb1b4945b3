"""The result: how likely and how bad, the curve, who pays, the damage, two years told, and why it is so high."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from riskmodel import casefile, precedents
from riskmodel.case import Case
from riskmodel.estimate import Estimate
from riskmodel.present import (
    charts,
    computed,
    document,
    findings,
    frame,
    names,
    printed_tables,
    reasons,
    screen,
    session,
    style,
    tables,
)  # fmt: skip
from riskmodel.present import what_if_tables as what_if
from riskmodel.present.background import Work
from riskmodel.present.branding import Branding
from riskmodel.present.language import Language
from riskmodel.present.options import LAYOUTS, Layout
from riskmodel.present.session import Outcome
from riskmodel.present.workbook import workbook
from riskmodel.sensitivity import Sensitivity

_PDF_STEMS = {
    "de": {"overview": "Risikoueberblick", "summary": "Risikoeinschaetzung", "comparison": "Policenvergleich"},
    "en": {"overview": "Risk_overview", "summary": "Risk_estimate", "comparison": "Policy_comparison"},
}

_PATIENCE = 0.25  # seconds to wait for full depth before figures from fewer years are shown


def main() -> None:
    """Draw the page."""
    language, reading = session.language(), session.reading()
    with st.container(key="results", gap="medium"):
        if not reading.usable:
            screen.not_yet(language.t("Result"), language)
            return
        outcome, refining = _outcome(reading.case)
        _result(reading.case, outcome, refining, language)


def _outcome(case: Case) -> tuple[Outcome, Work[Outcome] | None]:
    """Return the whole outcome, or one from fewer years and the work that computes the whole."""
    if computed.full_depth() <= computed.AT_ONCE:
        return session.outcome(case), None
    work = computed.whole(case)
    work.wait(_PATIENCE)
    if work.state == "done":
        return session.outcome(case), None
    return session.first_outcome(case, computed.AT_ONCE), work


def _result(case: Case, outcome: Outcome, refining: Work[Outcome] | None, language: Language) -> None:
    estimate = outcome.estimate
    of = (estimate, session.calibration(), language)
    _headline(case, estimate, refining is None, language)
    years = language.number(computed.AT_ONCE)
    doing = language.t("First figures, from {years} simulated years. All years follow:", years=years)
    stopped = language.t(
        "Figures from {years} simulated years. PDF and workbook are offered once all years are computed.", years=years
    )
    screen.refining(refining, language, doing, "outcome", stopped)
    left, right = st.columns((7, 5), gap="large")
    with right:
        policy = _chosen_policy(estimate, language)
        screen.figure(charts.flow(*of, policy), "who-pays")
        screen.origin("who_pays", estimate, language)
        style.show(style.words(findings.policy(*of, policy), "rm-note"))
        with st.expander(language.t("The figures behind it"), key="who-pays-table"):
            screen.table(tables.who_pays(*of, policy))
    with left:
        screen.figure(charts.curve(*of, policy), "curve")
        _how_often(estimate, policy, language)
        band = findings.ignorance(*of)
        if refining:
            band = language.t("How far the assumptions move this follows with full depth.")
        below = [findings.yearly(*of), band]
        style.show(*(style.words(sentence, "rm-note") for sentence in below if sentence))
        screen.origin("curve", estimate, language)
        with st.expander(language.t("The figures behind it"), key="curve-table"):
            screen.table(tables.exceedance(*of))
    _stories(outcome, language)
    _damage(estimate, language)
    _why(case, estimate, refining is None, language)
    _further(language)
    _rests_on(estimate, refining is not None, language)


def _headline(case: Case, estimate: Estimate, whole: bool, language: Language) -> None:
    figures = session.calibration()
    said = findings.headline(estimate, figures, language)
    parts = [
        f'<div class="rm-headline">{style.words(title, tag="h2")}{style.words(words)}</div>'
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
    *said_in, right = st.columns((*(3 / len(parts) for _ in parts), 1))
    for column, part in zip(said_in, parts, strict=True):
        with column:
            style.show(part)
    with said_in[0]:  # the shorter one: below it is room that costs no height
        screen.origin("headline", estimate, language)
    with right, st.container(horizontal_alignment="right", gap="xsmall", key="take-home"):
        _take_home(case, estimate, whole, language)


def _take_home(case: Case, estimate: Estimate, whole: bool, language: Language) -> None:
    """Offer the result as a file once it is there at full depth; before, pages are drawn anew under a click."""
    layouts = [layout for layout in LAYOUTS if layout != "comparison" or len(estimate.policies) > 1]
    layout = st.selectbox(
        language.t("Layout of the PDF"),
        layouts,
        index=layouts.index("summary"),
        format_func=lambda layout: language.t(document.TITLES[layout]),
        label_visibility="collapsed",
        key="pdf-layout",
    )
    layout = layout if layout in layouts else "summary"  # the browser may send a label of before, in another language
    wait = None if whole else language.t("A file holds the figures of all years; it is offered once they are there.")
    levers = session.done("what-if", casefile.write(case))  # they stand in the file if they are there by now
    st.download_button(
        language.t("Save as PDF"),
        partial(_pdf, case, layout, levers, language, session.visitor().paper.branding()[0]),
        file_name=_pdf_name(layout, estimate, language),
        mime="application/pdf",
        on_click="ignore",
        type="primary",
        disabled=not whole,
        help=wait or language.t("Logo, name and colour on it: on the page “Files and variants”."),
        key="pdf",
    )
    st.download_button(
        language.t("Workbook (Excel)"),
        partial(_workbook, case, levers, language),
        file_name=_pdf_name("summary", estimate, language).removesuffix("pdf") + "xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
        disabled=not whole,
        help=wait,
        key="excel",
    )


def _pdf(
    case: Case, layout: Layout, levers: Sensitivity | None, language: Language, sender: Branding | None = None
) -> bytes:
    outcome = session.outcome(case)
    return document.pdf(
        outcome.estimate,
        session.calibration(),
        language,
        layout=layout,
        made_on=date.today(),
        branding=sender,
        stories=outcome.stories[language.code],
        sensitivity=levers,
    )


def _workbook(case: Case, levers: Sensitivity | None, language: Language) -> bytes:
    outcome = session.outcome(case)
    stories = outcome.stories[language.code]
    return workbook(
        outcome.estimate, session.calibration(), language, made_on=date.today(), stories=stories, levers=levers
    )


def _reopened(estimate: Estimate, language: Language) -> None:
    """Say how the figures compare with those of the PDF that the case came out of."""
    if found := session.reopened(estimate.case):
        printed, file = found
        style.show(style.words(printed_tables.finding(printed, estimate, file, language), "rm-note"))
        if not printed_tables.same(printed, estimate):
            screen.table(printed_tables.both(printed, estimate, language))


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
    t = language.t
    words = {i: t("Policy: {name}", name=names.policy(p, estimate, language)) for i, p in enumerate(estimate.policies)}
    chosen = st.selectbox(
        t("With which policy?"),
        places,
        format_func=words.__getitem__,
        label_visibility="collapsed",
        key=f"policy-shown-{len(places)}",
    )
    return chosen if chosen in places else 0  # the browser may send a label of before, in another language


@st.fragment
def _how_often(estimate: Estimate, policy: int, language: Language) -> None:
    """Answer for any amount how often it is exceeded; read off the curve, so nothing is simulated."""
    amounts = reasons.amounts_to_ask(estimate)
    if not amounts:
        return
    with st.container(key="how-often", gap="xxsmall"):
        amount = st.select_slider(
            language.t("How often is it more than …?"),
            amounts,
            value=amounts[len(amounts) // 2],
            format_func=language.euros,
            key=f"above-{amounts[-1]:g}",
        )
        style.show(style.words(reasons.above(estimate, amount, language, policy), "rm-answer"))


def _stories(outcome: Outcome, language: Language) -> None:
    told = outcome.stories[language.code]
    if not told:
        return
    style.show('<hr class="rm-rule">', style.words(language.t("Two simulated years, told"), "rm-finding", "h2"))
    for place, story in zip(st.columns(len(told), gap="large"), told, strict=True):
        once = language.once_in(story.return_period_years)
        title = language.t("A year as it occurs {once}", once=once)
        with place:
            style.show(style.words(title, "rm-question"), style.words(story.text, "rm-lead"))
    screen.origin("stories", outcome.estimate, language)


def _damage(estimate: Estimate, language: Language) -> None:
    of = (estimate, session.calibration(), language)
    style.show('<hr class="rm-rule">')
    left, right = st.columns((7, 5), gap="large")
    with left:
        screen.figure(charts.heads(*of), "heads")
        screen.origin("heads", estimate, language)
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
        screen.origin("follows", estimate, language)


def _why(case: Case, estimate: Estimate, whole: bool, language: Language) -> None:
    """Say which three inputs matter most, once that is computed, and show real claims near this case."""
    style.show('<hr class="rm-rule">')
    left, right = st.columns((7, 5), gap="large")
    with left, st.container(key="why"):
        style.show(style.words(language.t("Why is it this high? Three inputs matter most"), "rm-finding", "h2"))
        work = session.work("what-if", casefile.write(case), partial(computed.what_if, case)) if whole else None
        if work is None:
            style.show(style.words(language.t("This follows once all years are simulated."), "rm-note"))
        elif work.state != "done":
            screen.follow(work, language, language.t("Each input is moved, one at a time:"), "what-if")
        else:
            found = computed.what_if(case)
            for name, words in reasons.why(found, case, estimate, language):
                style.show(style.words(name, "rm-question"), style.words(words, "rm-lead"))
            screen.origin("why", None, language)
            with st.expander(language.t("The figures behind it"), key="why-table"):
                screen.table(what_if.tornado(found, case, session.calibration(), language))
    with right:
        figures = session.calibration()
        found_claims = precedents.nearest(estimate, computed.claims(), figures)
        retold = computed.retold(language.code)
        title = language.t("Real claims close to your case")
        note = language.t(
            "Published claims, nearest by what went wrong, activity, kind of provider and amount. Published claims are "
            "larger than ordinary ones; the model is not set from them."
        )
        pieces = [reasons.precedent_html(claim, retold, figures, language) for claim in found_claims]
        style.show(style.words(title, "rm-finding", "h2"), style.words(note, "rm-note"), *pieces)


def _further(language: Language) -> None:
    """Lead on along the way."""
    with st.container(horizontal=True, gap="medium", key="further"):
        if st.button(language.t("Compare policies"), key="to-cover"):
            st.switch_page(frame.page_file("cover"))
        if st.button(language.t("See what lowers the risk"), key="to-levers"):
            st.switch_page(frame.page_file("levers"))


def _rests_on(estimate: Estimate, first: bool, language: Language) -> None:
    of = (estimate, session.calibration(), language)
    style.show('<hr class="rm-rule">', style.words(language.t("What this rests on"), "rm-finding", "h2"))
    # Where a needed fact is open, this stands above the headline already.
    said = [] if findings.needed_left_open(estimate) else [style.words(findings.assumed(*of))]
    validation = [] if first else [style.words(findings.validation(*of), "rm-note")]
    style.show(*said, *validation)
    given, ranges, assumed = tables.facts(*of)
    with st.container(gap="xsmall"):
        if told := [table for table in (given, ranges) if table.lines]:
            with st.expander(language.t("What you told us"), key="given"):
                for table in told:
                    screen.table(table, titled=table is ranges)
        if assumed.lines:
            with st.expander(language.t("What is assumed, and from where"), key="assumed"):
                screen.table(assumed, titled=False)


main()
