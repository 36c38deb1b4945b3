"""Reads a draft: the case it amounts to, and what is wrong with it, answer by answer.

What cannot be read is named beside its question and left open in `case`, which therefore always exists; only a
reading without problems is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from riskmodel import casefile
from riskmodel.case import Case, CaseError, Fault
from riskmodel.present import wording
from riskmodel.present.amounts import AmountError
from riskmodel.present.answers import YES, Question, number
from riskmodel.present.draft import FORM, HIGH, LOW, RANGE, Draft, asked, counts
from riskmodel.present.language import Language
from riskmodel.values import Amount


@dataclass(frozen=True)
class Reading:
    """A draft as understood."""

    case: Case  # without the answers that cannot be used
    problems: dict[str, str]  # key of the answer to what is wrong with it, in the reader's language

    @property
    def usable(self) -> bool:
        """Whether everything that was answered can be used."""
        return not self.problems


class _Reader:
    """Collects values by their place in a case file, and problems by key."""

    def __init__(self, draft: Draft, language: Language) -> None:
        self.draft, self.language = draft, language
        self.values: dict[str, Any] = {}
        self.problems: dict[str, str] = {}

    def number(self, key: str, question: Question) -> float | Amount | None:
        try:
            return number(question, self.draft.text(key), self.language)
        except AmountError as error:
            self.problems[key] = self.language.explain(error)
            return None

    def answer(self, key: str, question: Question) -> None:
        value = self.value(key, question)
        if value not in (None, "", ()):
            self.values[self.draft.path(key)] = value

    def value(self, key: str, question: Question) -> object:
        draft = self.draft
        if question.typed:
            return self.between(key, question) if draft.text(key + FORM) == RANGE else self.number(key, question)
        if question.kind == "switch":
            return draft.text(key) == YES if draft.text(key) else None
        if question.kind == "activity":
            return self.activity(key)
        if question.kind == "amounts":
            named = {name: self.number(f"{key}.{name}", Question("", "", "money")) for name in draft.picked(key)}
            return {name: value for name, value in named.items() if value is not None} or None
        if question.kind == "names":
            return list(draft.picked(key)) or None
        return draft.text(key).strip()

    def between(self, key: str, question: Question) -> dict[str, float | Amount] | float | Amount | None:
        """Read a range; one end alone is no range yet, and without any the number counts that stood there before."""
        if not self.draft.begun(key):
            return self.number(key, question)
        low, high = self.number(key + LOW, question), self.number(key + HIGH, question)
        if low is not None and high is not None:
            return {"low": low, "high": high}
        if (low is None) != (high is None) and not {key + LOW, key + HIGH} & set(self.problems):
            missing = key + (LOW if low is None else HIGH)
            self.problems[missing] = self.language.t("Please enter the other end of the range as well.")
        return None

    def activity(self, key: str) -> str | dict[str, float | Amount] | None:
        """Read what is done; of several things, each has a share, equal ones if none is given."""
        picked = self.draft.picked(key)
        if len(picked) < 2:
            return picked[0] if picked else None
        share = Question("", "", "percent")
        given = {name: self.number(f"{key}.{name}", share) for name in picked}
        if all(not self.draft.text(f"{key}.{name}").strip() for name in picked):
            return dict.fromkeys(picked, round(1.0 / len(picked), 4))
        if any(f"{key}.{name}" in self.problems for name in picked):
            return None
        return {name: value or 0.0 for name, value in given.items()}


def read(draft: Draft, language: Language) -> Reading:
    """Read a draft in the language in which its problems are to be named."""
    reader = _Reader(draft, language)
    if title := draft.text("title").strip():
        reader.values["title"] = title
    for key, question in asked(draft):
        if counts(draft, key):
            reader.answer(key, question)
    case = _case(reader)
    return Reading(case, reader.problems)


def _case(reader: _Reader) -> Case:
    """Validate what could be read; drop what is refused, and try again without it."""
    values = dict(reader.values)
    # A policy without any answer was only just added; it does not count yet, and nothing is wrong with it.
    policies = sorted({int(place.split(".")[1]) for place in values if place.startswith("policy.")})
    while True:
        try:
            return casefile.from_mapping(_tree(values, len(reader.draft.projects), policies))
        except CaseError as error:
            places = [(_place(fault, policies), fault) for fault in error.faults]
        before = len(values) + len(policies)
        for place, fault in places:
            reader.problems.setdefault(_key(place, reader.draft), wording.message(fault, reader.language))
            _drop(place, fault, values, policies)
        if len(values) + len(policies) == before:  # a fault that names no answer; none is known
            return Case()


def _place(fault: Fault, policies: list[int]) -> str:
    """Return the place of a fault among all policies, those left out included."""
    head, *rest = fault.field.split(".")
    return ".".join(["policy", str(policies[int(rest[0]) - 1]), *rest[1:]]) if head == "policy" else fault.field


def _key(place: str, draft: Draft) -> str:
    """Return the question beside which a fault is named; a policy as a whole is named at its limit."""
    key = draft.key(place)
    return f"{key}.limit_eur" if "." not in key and key.startswith("policy#") else key


def _drop(place: str, fault: Fault, values: dict[str, Any], policies: list[int]) -> None:
    """Leave out what was refused; a policy that is refused as a whole, or whose limit is, altogether."""
    steps = place.split(".")
    if steps[0] == "policy" and (len(steps) == 2 or steps[2] == "limit_eur" or place not in values):
        number = int(steps[1])
        policies[:] = [n for n in policies if n != number]
        place = ".".join(steps[:2])
    for known in [k for k in values if k == place or k.startswith(f"{place}.") or place.startswith(f"{k}.")]:
        del values[known]


def _tree(values: dict[str, Any], projects: int, policies: list[int]) -> dict[str, Any]:
    """Turn values by place, ``project.1.client.revenue_eur``, into the tree of a case file."""
    numbered: dict[str, dict[str, Any]] = {f"project.{n + 1}": {} for n in range(projects)}
    numbered |= {f"policy.{n}": {} for n in policies}
    tree: dict[str, Any] = {}
    for place, value in values.items():
        *steps, last = place.split(".")
        at = tree
        if steps and steps[0] in ("project", "policy"):
            at, steps = numbered[".".join(steps[:2])], steps[2:]
        for step in steps:
            at = at.setdefault(step, {})
        at[last] = value
    for many in ("project", "policy"):
        tree[many] = [part for name, part in numbered.items() if name.startswith(f"{many}.")]
    return tree
