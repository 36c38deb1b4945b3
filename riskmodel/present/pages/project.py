"""The first page: the four questions that matter most and a fifth, everything else on demand."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from riskmodel.present import frame, screen, session, style
from riskmodel.present.answers import questions
from riskmodel.present.draft import MOST_POLICIES, MOST_PROJECTS, Draft
from riskmodel.present.inputs import Form
from riskmodel.present.language import N_, Language

_SAMPLES: Final = {
    "": N_("Empty form"),
    "sample_freelancer": N_("Sample: freelancer"),
    "sample_agency": N_("Sample: agency with four projects"),
}
#: The order in which the presets stand; others follow by name.
_PRESETS: Final = ("web_shop", "corporate_site", "app", "campaign", "hosting", "data_ai", "consulting")
#: Asked first, within a project; the provider's own revenue follows them.
_FIRST: Final = ("activity", "contract_value_eur", "client.revenue_eur", "contract.cap")
_CAP_DETAILS: Final = {
    "amount": ("cap_eur", "cap_agreed"),
    "multiple": ("cap_multiple", "cap_agreed"),
}
_PROVIDER_REST: Final = ("name", "kind", "legal_form", "own_assets_eur")
_POLICY_FIRST: Final = ("name", "limit_eur", "deductible_eur", "premium_eur_per_year", "aggregate_multiple", "defence")


def main() -> None:
    """Draw the page."""
    language = session.language()
    draft, reading = session.draft(), session.reading()
    form = Form(draft, reading, session.stated(reading.case), language)
    with st.container(gap="medium"):
        _opening(language)
        _projects(draft, language)
        at = f"project#{draft.selected}"
        _needed(form, at)
        _go(form)
        _on_demand(form, at)
        if len(form.draft.policies) + len(form.draft.projects) > 1:
            _go(form, "again")
    if session.visitor().steps:  # not earlier: it keeps the browser busy for a second, and the form is to be usable
        screen.fetch_charts()


def _opening(language: Language) -> None:
    with st.container(gap="xsmall"):
        style.show(
            style.words(language.t("What could an error in your project cost?"), tag="h1"),
            style.words(
                language.t(
                    "Four questions are enough for a first estimate, a fifth makes it closer. Whatever you do not know "
                    "stays open: we then assume what is usual, and say so."
                ),
                "rm-lead",
            ),
        )
        with st.container(horizontal=True, vertical_alignment="center", key="samples"):
            style.show(style.words(language.t("Start with:"), "rm-unit", "span"), width="content")
            for name, title in _SAMPLES.items():
                st.button(
                    language.t(title),
                    key=f"open-{name}",
                    type="tertiary" if name else "secondary",
                    on_click=session.open_sample,
                    args=(name,),
                )
            _known_cases(language)
        if session.visitor().shows_sample:
            words = language.t("Sample: the answers below are made up, not yours. Change them, or take the empty form.")
            style.show(style.words(words, "rm-question"))


def _known_cases(language: Language) -> None:
    """Offer the known cases as a start."""
    known = {name: language.of(title) for name, title in session.titles().items() if name not in _SAMPLES}
    key = session.list_key("known-case", known.values())
    st.selectbox(
        language.t("Start with a known case"),
        list(known),
        index=None,
        format_func=known.__getitem__,
        placeholder=language.t("A known case …"),
        key=key,
        on_change=session.choose_case,
        args=(key,),
        label_visibility="collapsed",
        width=320,
    )


def _presets(language: Language) -> None:
    """Offer to fill in a project as is usual for its kind."""
    titles = session.titles("presets")
    order = [name for name in _PRESETS if name in titles] + [name for name in titles if name not in _PRESETS]
    with st.container(horizontal=True, vertical_alignment="center", key="presets"):
        style.show(style.words(language.t("Fill in what is usual for:"), "rm-unit", "span"), width="content")
        for name in order:
            title = language.of(titles[name])
            st.button(
                title, key=f"preset-{name}", type="tertiary", on_click=session.visitor().open_preset, args=(name,)
            )


def _projects(draft: Draft, language: Language) -> None:
    """Choose, name, add, copy and remove projects."""
    several, at = len(draft.projects) > 1, f"project#{draft.selected}"
    with st.container(key="projects"):
        left, right = st.columns((6, 7), gap="medium")
        with left, st.container(gap="xxsmall"):
            style.show(style.words(language.t("Project"), tag="h2"))
            with st.container(horizontal=True, gap="medium"):
                _project_buttons(draft, language, several)
        with right, st.container(gap="xsmall"):
            if several:
                names = {n: _project_name(draft, n, language) for n in draft.projects}
                key = session.list_key(f"selected{draft.selected}", names.values())
                st.selectbox(
                    language.t("Which project?"),
                    draft.projects,
                    index=draft.projects.index(draft.selected),
                    format_func=names.__getitem__,
                    key=key,
                    on_change=session.choose,
                    args=(key,),
                    width=400,
                )
            label = language.t("Name of this project") if several else language.t("Name of the project, if you like")
            st.text_input(label, max_chars=200, width=400, **session.widget(f"{at}.name"))
        _presets(language)


def _project_buttons(draft: Draft, language: Language, several: bool) -> None:
    full = len(draft.projects) >= MOST_PROJECTS
    st.button(
        language.t("Add another project"),
        key="add-project", type="tertiary", disabled=full, on_click=session.add, args=("project",),
    )  # fmt: skip
    st.button(
        language.t("Copy this project"),
        key="copy-project", type="tertiary", disabled=full, on_click=session.add, args=("project", draft.selected),
    )  # fmt: skip
    if several:
        st.button(
            language.t("Remove this project"),
            key="remove-project", type="tertiary", on_click=session.remove, args=("project", draft.selected),
        )  # fmt: skip


def _project_name(draft: Draft, number: int, language: Language) -> str:
    place = language.t("Project {n}", n=draft.projects.index(number) + 1)
    name = draft.text(f"project#{number}.name").strip()
    return f"{place}: {name}" if name else place


def _needed(form: Form, at: str) -> None:
    with st.container(gap="small"):
        for name in _FIRST:
            form.ask(f"{at}.{name}")
        for name in _CAP_DETAILS.get(form.draft.text(f"{at}.contract.cap"), ()):
            form.ask(f"{at}.contract.{name}")
        form.ask("provider.revenue_eur")


def _go(form: Form, again: str = "") -> None:
    """Lead on to the result, or say what is still to be put right."""
    language = form.language
    with st.container(gap="xsmall", key=f"go{again}"):
        asked_for = st.button(language.t("Show the result"), type="primary", key=f"show{again}")
        if not form.reading.usable:
            places = dict.fromkeys(form.where(key) for key in form.reading.problems)
            style.show(
                style.words(language.t("Please put right before: {fields}.", fields="; ".join(places)), "rm-problem")
            )
        elif asked_for:
            st.switch_page(frame.page_file("result"))


def _on_demand(form: Form, at: str) -> None:
    """Draw all other questions, in groups that open on demand."""
    t = form.language.t
    with st.container(gap="small"):
        style.show(style.words(t("More about it, for a closer estimate"), tag="h2"))
        _group(form, "client", t("The client"), _rest(f"{at}.client"))
        _group(form, "safeguards", t("Safeguards in the project"), _rest(f"{at}.safeguards"))
        _group(form, "response", t("How the client reacts in public"), _rest(f"{at}.response"))
        _group(form, "contract", t("The contract"), _rest(f"{at}.contract"))
        _group(form, "people", t("People and releases"), _rest(at) + _rest("provider", _PROVIDER_REST))
        _group(form, "provider", t("You and your business"), [f"provider.{name}" for name in _PROVIDER_REST], True)
        _policies(form)


def _rest(at: str, besides: tuple[str, ...] = ()) -> list[str]:
    """List the questions of a part that are asked nowhere else, so that a new one is found by itself."""
    part = at.rpartition(".")[2].partition("#")[0]
    first = {"name", *_FIRST, *(f"contract.{name}" for names in _CAP_DETAILS.values() for name in names)}
    asked = {name.removeprefix(f"{part}.") for name in first} if part != "provider" else {"revenue_eur"}
    return [f"{at}.{name}" for name in questions(part) if name not in asked | set(besides)]


def _group(form: Form, name: str, title: str, keys: list[str], titled: bool = False) -> None:
    group = _on_opening(form.tally(title, keys), name)
    if group.open:
        with group, st.container(gap="small"):
            for key in keys:
                form.ask(key)
            if titled:
                form.ask_title()


def _on_opening(title: str, name: str) -> Any:
    """Return a group whose questions are drawn once it is open: a page of all of them answers slowly on a phone."""
    return st.expander(title, **session.group(name))


def _policies(form: Form) -> None:
    language, numbers = form.language, form.draft.policies
    count = language.nt("{n} policy", "{n} policies", len(numbers)) if numbers else language.t("none entered")
    title = language.t("Insurance – {count}", count=count)
    if form.wrong([f"policy#{number}" for number in numbers]):
        title = language.t("{title} – please check", title=title)
    group = _on_opening(title, "policies")
    if not group.open:
        return
    with group, st.container(gap="small"):
        if not numbers:
            words = language.t("Enter a policy you have or were offered, to see what it pays; up to four side by side.")
            style.show(style.words(words, "rm-lead"))
        for place, number in enumerate(numbers, 1):
            _policy(form, place, number)
        if len(numbers) < MOST_POLICIES:
            st.button(language.t("Add a policy"), key="add-policy", on_click=session.add, args=("policy",))


def _policy(form: Form, place: int, number: int) -> None:
    language, at = form.language, f"policy#{number}"
    style.show('<hr class="rm-rule">' if place > 1 else "", style.words(language.t("Policy {n}", n=place), tag="h2"))
    for name in _POLICY_FIRST:
        form.ask(f"{at}.{name}")
    small_print = [f"{at}.{name}" for name in questions("policy") if name not in _POLICY_FIRST]
    wanted = st.toggle(language.t("Show the small print of this policy"), key=f"small-print-{number}")
    if wanted or form.wrong(small_print):
        for key in small_print:
            form.ask(key)
    with st.container(horizontal=True, gap="medium"):
        if len(form.draft.policies) < MOST_POLICIES:
            st.button(
                language.t("Copy this policy"),
                key=f"copy-{at}", type="tertiary", on_click=session.add, args=("policy", number),
            )  # fmt: skip
        st.button(
            language.t("Remove this policy"),
            key=f"remove-{at}", type="tertiary", on_click=session.remove, args=("policy", number),
        )  # fmt: skip


main()
