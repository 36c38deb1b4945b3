"""What stands in the form: answers as they were typed, however unfinished, and the way to a case and back.

A draft never forgets what was typed, also where it cannot be read. Projects and policies carry numbers of their own,
so that an answer keeps its key when another project is removed; `path` tells where it stands in a case file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, PlainSerializer

from riskmodel.case import PARTS, Case
from riskmodel.present import names
from riskmodel.present.answers import NO, YES, Question, number, questions, written
from riskmodel.present.language import Code, Language
from riskmodel.values import Amount, Interval

Answer = str | tuple[str, ...]
Many = Literal["project", "policy"]
#: Keys that are marked; written in order, so that the same draft is the same text.
Marked = Annotated[set[str], PlainSerializer(sorted)]
MOST_PROJECTS: Final = 200
MOST_POLICIES: Final = 4
#: Endings of the keys of a range's ends, and of the answer's form.
LOW, HIGH, FORM = ".low", ".high", ".form"
RANGE: Final = "range"
_NESTED: Final = {"project": ("client", "safeguards", "response", "contract")}

#: Details of a cap, and the kinds of cap they belong to; a kind left open may turn out to be any.
_CAP_DETAILS: Final = {
    "cap_eur": ("amount",),
    "cap_multiple": ("multiple",),
    "cap_scope": ("amount", "multiple", ""),
    "cap_agreed": ("amount", "multiple", ""),
}


@dataclass
class Draft:
    """Answers by key; each session has its own, changed in place as somebody types."""

    #: What the user calls this variant of a case; the first needs no name.
    name: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    projects: list[int] = field(default_factory=lambda: [1])
    policies: list[int] = field(default_factory=list)
    #: Numbers that we wrote, not the user: these follow the language.
    ours: Marked = field(default_factory=set)
    #: Keys of questions that a preset answered, until the user answers them.
    suggested: Marked = field(default_factory=set)
    language: Code = "de"
    #: The project that is shown.
    selected: int = 1
    #: Whether the user answered anything since the draft was opened.
    touched: bool = False
    #: Whether a made-up case was opened.
    sample: bool = False

    def text(self, key: str) -> str:
        """Return a text answer, empty if there is none."""
        answer = self.answers.get(key, "")
        return answer if isinstance(answer, str) else ""

    def picked(self, key: str) -> tuple[str, ...]:
        """Return an answer of several choices, empty if there is none."""
        answer = self.answers.get(key, ())
        return answer if isinstance(answer, tuple) else ()

    def put(self, key: str, answer: Answer) -> None:
        """Keep what the user answered."""
        self.answers[key] = answer
        self.ours.discard(key)
        self.suggested -= {of for of in self.suggested if key == of or key.startswith(f"{of}.")}
        self.touched = True

    def begun(self, key: str) -> bool:
        """Tell whether an end of a range is entered."""
        return bool(self.text(key + LOW).strip() or self.text(key + HIGH).strip())

    def of(self, many: Many) -> list[int]:
        """Return the numbers of the projects or policies, in their order."""
        return self.projects if many == "project" else self.policies

    def full(self, many: Many) -> bool:
        """Tell whether there is no room for another project or policy."""
        return len(self.of(many)) >= (MOST_PROJECTS if many == "project" else MOST_POLICIES)

    def add(self, many: Many, like: int | None = None) -> int:
        """Add a project or policy, empty or with the answers of another, and return its number."""
        numbers = self.of(many)
        new = max(numbers, default=0) + 1
        self._forget(many, new)
        if like is not None:
            old, start = f"{many}#{like}.", f"{many}#{new}."
            copied = {start + k.removeprefix(old): v for k, v in self.answers.items() if k.startswith(old)}
            self.answers |= copied
            for marked in (self.ours, self.suggested):
                marked |= {k for k in copied if old + k.removeprefix(start) in marked}
            if name := self.text(f"{start}name").strip():
                self.answers[f"{start}name"] = names.another(name, {self.text(f"{many}#{n}.name") for n in numbers})
        numbers.append(new)
        return new

    def remove(self, many: Many, number: int) -> None:
        """Remove a project or policy with its answers."""
        self.of(many).remove(number)
        self._forget(many, number)

    def copy(self) -> Draft:
        """Return a draft of its own with the same answers."""
        return replace(
            self,
            answers=dict(self.answers),
            projects=list(self.projects),
            policies=list(self.policies),
            ours=set(self.ours),
            suggested=set(self.suggested),
        )

    def path(self, key: str) -> str:
        """Return where an answer stands in a case file: ``project.2.client.revenue_eur``."""
        head, dot, rest = key.partition(".")
        name, hash_, number = head.partition("#")
        if not hash_:
            return key
        of = self.projects if name == "project" else self.policies
        return f"{name}.{of.index(int(number)) + 1}{dot}{rest}"

    def key(self, path: str) -> str:
        """Return the key of what stands at this place of a case file; the inverse of `path`."""
        head, _, rest = path.partition(".")
        number, dot, rest = rest.partition(".")
        if head not in ("project", "policy") or not number.isdigit():
            return path
        return f"{head}#{(self.projects if head == 'project' else self.policies)[int(number) - 1]}{dot}{rest}"

    def _forget(self, many: Many, number: int) -> None:
        for key in [k for k in self.answers if k.startswith(f"{many}#{number}.")]:
            del self.answers[key]
            self.ours.discard(key)
            self.suggested.discard(key)


def asked(draft: Draft) -> Iterator[tuple[str, Question]]:
    """List every question of the draft with the key of its answer."""
    yield from ((f"provider.{name}", q) for name, q in questions("provider").items())
    for many, numbers in (("project", draft.projects), ("policy", draft.policies)):
        for one in numbers:
            at = f"{many}#{one}"
            yield from ((f"{at}.{name}", q) for name, q in questions(many).items())
            for part in _NESTED.get(many, ()):
                yield from ((f"{at}.{part}.{name}", q) for name, q in questions(part).items())


def counts(draft: Draft, key: str) -> bool:
    """Tell whether an answer counts: details of a cap do not while another kind of cap, or none, is chosen."""
    start, _, name = key.rpartition(".")
    if not start.endswith(".contract") or name not in _CAP_DETAILS:
        return True
    return draft.text(f"{start}.cap") in _CAP_DETAILS[name]


def of_case(case: Case, language: Language) -> Draft:
    """Return the draft that holds the answers of a case."""
    draft = Draft(
        projects=list(range(1, len(case.projects) + 1)),
        policies=list(range(1, len(case.policies) + 1)),
        language=language.code,
    )
    draft.answers["title"] = case.title
    parts: list[tuple[str, BaseModel]] = [("provider", case.provider)]
    parts += [(f"project#{i}", p) for i, p in enumerate(case.projects, 1)]
    parts += [(f"policy#{i}", p) for i, p in enumerate(case.policies, 1)]
    for at, part in parts:
        for key, answer in _answers(at, part, language):
            draft.answers[key] = answer
    for i, project in enumerate(case.projects, 1):
        contract = project.contract
        if contract.cap is None and (contract.cap_eur, contract.cap_multiple) != (None, None):
            # A file may leave the kind of cap to be seen from the sum; the form asks for it first.
            draft.answers[f"project#{i}.contract.cap"] = "multiple" if contract.cap_eur is None else "amount"
    draft.ours = {key for key, q in _number_keys(draft) if key in draft.answers}
    return draft


def suggest(draft: Draft, number: int, preset: Case, language: Language) -> None:
    """Let a preset's first project answer for a project of the draft, which keeps its name."""
    made, at, name = of_case(preset, language), f"project#{number}.", draft.text(f"project#{number}.name")
    draft._forget("project", number)
    answers = {
        at + key.removeprefix("project#1."): answer for key, answer in made.answers.items() if "project#1." in key
    }
    draft.answers |= answers
    if name:
        draft.answers[f"{at}name"] = name
    draft.ours |= {at + key.removeprefix("project#1.") for key in made.ours}
    draft.suggested |= {key for key, _ in asked(draft) if key in answers or key + LOW in answers}
    draft.touched = True


def translate(draft: Draft, old: Language, new: Language) -> None:
    """Write the numbers that the user did not type in another language; what was typed stays as it is."""
    for key, question in _number_keys(draft):
        if key in draft.ours:
            draft.answers[key] = written(question, _value(question, draft.text(key), old), new)
    draft.language = new.code


def rename(draft: Draft, names_of: Iterable[Mapping[str, str]], language: Language) -> None:
    """Call what a made-up case names as the reader would; a name of the user's own stays as it is."""
    told = {name: language.of(one) for one in names_of for name in one.values()}
    for key, answer in draft.answers.items():
        if (key == "title" or key.endswith(".name")) and isinstance(answer, str):
            draft.answers[key] = told.get(answer, answer)


def _value(question: Question, text: str, language: Language) -> float | Amount:
    value = number(question, text, language)
    return 0.0 if value is None else value


def _number_keys(draft: Draft) -> Iterator[tuple[str, Question]]:
    """List the keys under which numbers may stand, with the question that says how they are written."""
    for key, question in asked(draft):
        if question.typed:
            yield from ((key + end, question) for end in ("", LOW, HIGH))
        elif question.kind in ("activity", "amounts"):
            inner = replace(question, kind="percent" if question.kind == "activity" else "money")
            yield from ((k, inner) for k in list(draft.answers) if k.startswith(f"{key}."))


def _answers(at: str, part: BaseModel, language: Language) -> Iterator[tuple[str, Answer]]:
    """List the answers that a part of a case amounts to."""
    name = at.rpartition(".")[2].partition("#")[0]
    asked_for = questions(name)
    for field_name in type(part).model_fields:
        value: Any = getattr(part, field_name)
        key = f"{at}.{field_name}"
        if field_name in PARTS:
            yield from _answers(key, value, language)
        elif value is not None and value != () and field_name in part.model_fields_set:
            yield from _answer(key, asked_for[field_name], value, language)


def _answer(key: str, question: Question, value: Any, language: Language) -> Iterator[tuple[str, Answer]]:
    if isinstance(value, Interval):
        yield key + FORM, RANGE
        yield key + LOW, written(question, value.low, language)
        yield key + HIGH, written(question, value.high, language)
    elif question.typed:
        yield key, written(question, value, language)
    elif question.kind == "switch":
        yield key, YES if value else NO
    elif question.kind in ("activity", "amounts"):
        yield key, tuple(name for name, _ in value)
        inner = replace(question, kind="percent" if question.kind == "activity" else "money")
        yield from ((f"{key}.{name}", written(inner, number, language)) for name, number in value)
    else:
        yield key, value
