"""Draws the questions of the form.

Each takes an answer as it is typed, says below how it was understood, and may stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import streamlit as st

from riskmodel.facts import Stated
from riskmodel.present import currencies, fields, names, session, style
from riskmodel.present.amounts import AmountError
from riskmodel.present.answers import NO, YES, Kind, Question, echo, number, questions
from riskmodel.present.draft import FORM, HIGH, LOW, RANGE, Draft
from riskmodel.present.fields import Field
from riskmodel.present.language import Language
from riskmodel.present.reading import Reading
from riskmodel.values import Amount

_NUMBER_WIDTH: Final = 160
_CHOICE_WIDTH: Final = 400
_PART_WIDTH: Final = 130
#: With more characters than this, choices stand in a list rather than side by side.
_SIDE_BY_SIDE: Final = 40


@dataclass(frozen=True)
class Form:
    """The questions of one visitor's draft, in one language."""

    draft: Draft
    reading: Reading
    stated: Mapping[str, Stated]
    language: Language

    def ask(self, key: str) -> None:
        """Draw a question with its reason on the left, its field and what was understood on the right."""
        question, field = self.question(key), self.field(key)
        with st.container(key=f"row-{key}"):
            left, right = st.columns((6, 7), gap="medium")
            with left:
                style.show(style.words(field.question, "rm-question"), style.words(field.help, "rm-why"))
            with right, st.container(gap="xxsmall"):
                self._draw(key, question, field)

    def ask_title(self) -> None:
        """Ask what the case as a whole is called; it is no field of any part."""
        label = self.language.t("What should this case be called?")
        why = self.language.t("It stands in the case file. Example: offer of spring 2027.")
        with st.container(key="row-title"):
            left, right = st.columns((6, 7), gap="medium")
            with left:
                style.show(style.words(label, "rm-question"), style.words(why, "rm-why"))
            with right:
                st.text_input(label, max_chars=200, label_visibility="collapsed", width=_CHOICE_WIDTH, **_tie("title"))

    def _draw(self, key: str, question: Question, field: Field) -> None:
        if question.typed:
            self._number(key, question, field)
        elif question.kind == "text":
            label = field.question
            st.text_input(label, max_chars=200, label_visibility="collapsed", width=_CHOICE_WIDTH, **_tie(key))
        elif question.kind == "switch":
            self._choice(key, field, {YES: self.language.t("yes"), NO: self.language.t("no")})
        elif question.kind == "choice":
            self._choice(key, field, field.choices)
        elif question.kind == "activity":
            self._activity(key, field)
        elif question.kind == "names":
            self._several(key, field, self._known(question))
            self._note(key)
        else:
            self._amounts(key, field, self._known(question))

    def question(self, key: str) -> Question:
        """Return the question of a key: ``project#1.client.revenue_eur`` is one of the client."""
        *parts, name = key.split(".")
        return questions(parts[-1].split("#")[0])[name]

    def field(self, key: str) -> Field:
        """Return the words of a key."""
        return fields.field(self.draft.path(key), self.language)

    def where(self, key: str) -> str:
        """Name a question and the part of the case it belongs to, for a list of what to put right."""
        path = self.draft.path(key.removesuffix(LOW).removesuffix(HIGH))
        label = fields.label(path, self.language)
        kind, _, rest = path.partition(".")
        several = {"project": len(self.draft.projects) > 1, "policy": True}.get(kind, False)
        if not several:
            return label
        place = int(rest.partition(".")[0])
        if kind == "policy":
            return f"{label} ({self.language.t('Policy {n}', n=place)})"
        return f"{label} ({self.language.t('Project {n}', n=place)})"

    def wrong(self, keys: list[str]) -> bool:
        """Tell whether one of these questions is to be put right."""
        return any(at == key or at.startswith(f"{key}.") for at in self.reading.problems for key in keys)

    def tally(self, title: str, keys: list[str]) -> str:
        """Add to a title how many of its questions are answered, or that one of them is to be put right."""
        if self.wrong(keys):
            return self.language.t("{title} – please check", title=title)
        answered = sum(bool(self.draft.answers.get(key) or self.draft.text(key + LOW)) for key in keys)
        return self.language.t("{title} – {n} of {all} answered", title=title, n=answered, all=len(keys))

    # --- one kind of field each

    def _number(self, key: str, question: Question, field: Field) -> None:
        ranged = question.ranged and self.draft.text(key + FORM) == RANGE
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            if ranged:
                self._field(key + LOW, self.language.t("{question} at least", question=field.question))
                style.show(style.words(self.language.t("to"), "rm-unit", "span"), width="content")
                self._field(key + HIGH, self.language.t("{question} at most", question=field.question))
            else:
                self._field(key, field.question)
            if field.unit:
                style.show(style.words(field.unit, "rm-unit", "span"), width="content")
            if question.ranged:
                st.toggle(self.language.t("as a range"), **session.widget(key + FORM, kind=bool))
        self._note(key, self._range(key, question) if ranged else self._echo(key, question))

    def _field(self, key: str, label: str) -> None:
        unknown = self.language.t("don't know")
        st.text_input(label, placeholder=unknown, label_visibility="collapsed", width=_NUMBER_WIDTH, **_tie(key))

    def _echo(self, key: str, question: Question) -> str:
        """Say how a number was understood; nothing where it was not, which is named instead."""
        try:
            value = number(question, self.draft.text(key), self.language)
            if isinstance(value, Amount):
                return currencies.echo((value,), session.calibration(), self.language)
            return echo(question, self.draft.text(key), self.language)
        except AmountError:
            return ""

    def _range(self, key: str, question: Question) -> str:
        """Say how a range was understood, once both ends are there, and until one is what counts in its place."""
        if not self.draft.begun(key):
            if not (typed := self.draft.text(key).strip()):
                return ""
            before = " ".join(filter(None, (typed, self.field(key).unit)))
            return self.language.t("until both ends are there, {value} counts", value=before)
        try:
            low, high = (number(question, self.draft.text(key + end), self.language) for end in (LOW, HIGH))
        except AmountError:
            return ""
        if low is None or high is None:
            return ""
        if isinstance(low, Amount) or isinstance(high, Amount):
            both = [end for end in (low, high) if isinstance(end, Amount)]
            return currencies.echo(both, session.calibration(), self.language) if len(both) > 1 else ""
        span = fields.range_text(self.draft.path(key), low, high, self.language)
        return self.language.t("= {range}, fairly sure (in 8 of 10 cases)", range=span)

    def _choice(self, key: str, field: Field, choices: Mapping[str, str]) -> None:
        self._options(key, field, choices)
        self._note(key)

    def _options(self, key: str, field: Field, choices: Mapping[str, str]) -> None:
        words = {**choices, "": self.language.t("don't know")}
        draw: Callable[..., Any] = partial(st.selectbox, width=_CHOICE_WIDTH)
        if sum(map(len, words.values())) <= _SIDE_BY_SIDE:
            draw = partial(st.segmented_control, required=True, wrap=True)
        draw(field.question, list(words), format_func=words.__getitem__, label_visibility="collapsed", **_tie(key))

    def _several(self, key: str, field: Field, words: Mapping[str, str]) -> None:
        st.pills(
            field.question,
            list(words),
            selection_mode="multi",
            format_func=words.__getitem__,
            label_visibility="collapsed",
            wrap=True,
            **session.widget(key, kind=list),
        )

    def _activity(self, key: str, field: Field) -> None:
        self._several(key, field, field.choices)
        picked = self.draft.picked(key)
        if len(picked) > 1:
            title = self.language.t("Share of each in percent; left open, they count equally:")
            style.show(style.words(title, "rm-why"))
            self._parts(key, picked, field.choices, "%", "percent")
        self._note(key)

    def _amounts(self, key: str, field: Field, words: Mapping[str, str]) -> None:
        self._several(key, field, words)
        self._parts(key, self.draft.picked(key), words, "€", "money")
        self._note(key)

    def _parts(self, key: str, picked: tuple[str, ...], words: Mapping[str, str], unit: str, kind: Kind) -> None:
        """Draw a number for each of several choices."""
        for name in picked:
            part = f"{key}.{name}"
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"part-{part}"):
                style.show(style.words(words[name]), width=170)
                st.text_input(words[name], label_visibility="collapsed", width=_PART_WIDTH, **_tie(part))
                style.show(style.words(unit, "rm-unit", "span"), width="content")
            if kind == "money" or part in self.reading.problems:
                self._note(part, self._echo(part, Question("", "", kind)))

    # --- what stands below a field

    def _note(self, key: str, understood: str = "") -> None:
        """Say what is wrong, else what was understood, else what is assumed; the line is always there."""
        problems = [words for at, words in self.reading.problems.items() if at in (key, key + LOW, key + HIGH)]
        if problems:
            style.show(*(style.words(words, "rm-problem") for words in problems))
        else:
            said = understood or self._assumed(key)
            if key in self.draft.suggested:
                said = " · ".join(filter(None, (said, self.language.t("a usual value; please check"))))
            style.show(style.words(said, "rm-echo"))

    def _assumed(self, key: str) -> str:
        of = self.stated.get(self.draft.path(key))
        if of is None and key.endswith(".limit_eur"):
            return self.language.t("The policy counts as soon as you answer one of its questions.")
        if of is None or of.status != "assumed":
            return ""
        if of.value is None:  # a safeguard, there in its usual share of cases
            usual = session.calibration().entries[f"safeguards.{of.field.rpartition('.')[2]}.prevalence"].centre
            there = self.language.t("present {cases}", cases=self.language.cases(usual))
            return self.language.t("assumed: {value}", value=there)
        value = fields.value_text(of.field, of.value, self.language, rounded=True)
        if of.low is None or of.high is None or of.low == of.high:
            return self.language.t("assumed: {value}", value=value)
        span = fields.range_text(of.field, of.low, of.high, self.language, rounded=True)
        return self.language.t("assumed: about {value}, in 8 of 10 cases {range}", value=value, range=span)

    def _known(self, question: Question) -> dict[str, str]:
        """Return the damage heads or incident types there are, by key."""
        figures = session.calibration()
        if question.name == "excluded_incident_types":
            keys = [name.removeprefix("incidents.") for name in figures.tables if name.startswith("incidents.")]
            return {key: names.incident_type(key, figures, self.language) for key in keys}
        return {key: names.head(key, figures, self.language) for key in figures.tables["damage"]}


def _tie(key: str) -> dict[str, Any]:
    return session.widget(key)
