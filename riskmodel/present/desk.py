"""What one visitor has before them: a case and its variants, each a draft; as text for the visitor's own browser.

The browser keeps the text and hands it back, perhaps to a newer version of the app and perhaps changed by hand. It is
therefore read as distrustfully as a file: what no longer fits is left out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from pydantic import TypeAdapter, ValidationError

from riskmodel.case import ACTIVITIES
from riskmodel.present.answers import NO, YES, Question
from riskmodel.present.draft import MOST_POLICIES, MOST_PROJECTS, Answer, Draft, asked
from riskmodel.values import MAX_TEXT

MOST_VARIANTS: Final = 4
#: More than the largest case takes; a browser keeps some five million letters for an address.
MAX_LETTERS: Final = 2_000_000


@dataclass
class Desk:
    """Up to four drafts, one of which is shown."""

    drafts: list[Draft] = field(default_factory=lambda: [Draft()])
    shown: int = 0

    @property
    def draft(self) -> Draft:
        """The draft that is shown."""
        return self.drafts[self.shown]

    def replace(self, new: Draft) -> None:
        """Put another draft in the place of the shown one, under the same name."""
        new.name = self.draft.name
        self.drafts[self.shown] = new

    def add(self, new: Draft) -> None:
        """Put another draft beside the others and show it."""
        self.drafts.append(new)
        self.shown = len(self.drafts) - 1

    def remove(self, place: int) -> None:
        """Take away a variant; one always stays."""
        del self.drafts[place]
        self.shown = min(self.shown - (place < self.shown), len(self.drafts) - 1)

    def copy(self) -> Desk:
        """Return a desk of its own with the same answers."""
        return Desk([draft.copy() for draft in self.drafts], self.shown)

    @property
    def full(self) -> bool:
        """Whether there is no room for another variant."""
        return len(self.drafts) >= MOST_VARIANTS


_ADAPTER: Final = TypeAdapter(Desk)


def write(desk: Desk) -> str:
    """Return the desk as text."""
    return _ADAPTER.dump_json(desk).decode()


def read(text: str, known: Collection[str]) -> Desk:
    """Return the desk of a text.

    Parameters
    ----------
    text
        What `write` returned, perhaps in another version of the app.
    known
        Names of damage heads and incident types there are.

    Raises
    ------
    ValueError
        If it is no desk.
    """
    if len(text) > MAX_LETTERS:
        raise ValueError("larger than any desk")
    try:
        desk = _ADAPTER.validate_json(text)
    except ValidationError as error:
        raise ValueError(f"no desk: {error.error_count()} errors") from None
    if not 0 <= desk.shown < len(desk.drafts) <= MOST_VARIANTS:
        raise ValueError("no draft is shown")
    for draft in desk.drafts:
        _check(draft)
        _drop_unknown(draft, known)
    return desk


def _check(draft: Draft) -> None:
    """Refuse numbers of projects and policies that the form could not show."""
    for numbers, most in ((draft.projects, MOST_PROJECTS), (draft.policies, MOST_POLICIES)):
        if len(set(numbers)) != len(numbers) or len(numbers) > most or any(n < 1 for n in numbers):
            raise ValueError("numbers that the form could not show")
    if draft.selected not in draft.projects:
        raise ValueError("no project is shown")


def _drop_unknown(draft: Draft, known: Collection[str]) -> None:
    """Leave out choices that there are no longer, and texts longer than the form takes."""
    kinds = dict(asked(draft))
    for key, answer in list(draft.answers.items()):
        kept = _kept(kinds.get(key), answer, known)
        if kept:
            draft.answers[key] = kept
        else:
            del draft.answers[key]
    draft.name = draft.name[:MAX_TEXT]


def _kept(question: Question | None, answer: Answer, known: Collection[str]) -> Answer:
    kind = question.kind if question else "text"
    if kind in ("activity", "names", "amounts"):
        allowed = ACTIVITIES if kind == "activity" else known
        return tuple(a for a in answer if a in allowed) if isinstance(answer, tuple) else ()
    if not isinstance(answer, str):
        return ""
    if question and kind in ("choice", "switch"):
        return answer if answer in (question.choices or (YES, NO)) else ""
    return answer[:MAX_TEXT]
