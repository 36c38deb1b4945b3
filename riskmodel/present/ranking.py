"""Builds figures of ranked things: a name, an amount in words, and one or two bars beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from riskmodel.present.figure import Axis, Bar, Figure, Label
from riskmodel.present.language import Language
from riskmodel.present.placement import short

#: Heights in lines of chart text.
_LINE: Final = 1.2
_THICK: Final = 0.62
_SPACE: Final = 0.5
_LONGEST: Final = 56  # characters of a label and of the words beside it, on a phone


class Ranked(NamedTuple):
    """One thing: its bar, what stands at its right, and a pale bar beneath to compare it with (None: no such bar)."""

    label: str
    value: float
    words: str
    role: str = "accent"
    pale: float | None = None


def ranking_figure(
    rows: Sequence[Ranked], language: Language, title: str, *, header: str = "", empty: str = ""
) -> Figure:
    """Draw things in the order in which they are given.

    Parameters
    ----------
    rows
        The longest bar fills the width.
    language
        The reader's language.
    title
        The finding in a sentence.
    header
        What the bars show, above them.
    empty
        What is said where there is nothing to draw.
    """
    longest = max((max(row.value, row.pale or 0.0) for row in rows), default=0.0)
    if longest <= 0.0:
        hidden = Axis("hidden", 0.0, 1.0)
        return Figure(title, f"{title} {empty}", hidden, hidden, 3.0, empty=empty or language.t("nothing to show"))
    bars, texts, top = list[Bar](), list[tuple[float, Ranked]](), _LINE if header else 0.0
    for row in rows:
        texts.append((top, row))
        hover = f"{row.label}: {row.words}"
        bars.append(Bar(0.0, row.value / longest, top + _LINE, _THICK, row.role, hover))
        top += _LINE + _THICK
        if row.pale is not None:
            bars.append(Bar(0.0, row.pale / longest, top + 0.06, _THICK, row.role, hover, pale=True))
            top += _THICK + 0.06
        top += _SPACE
    height = top - _SPACE + 0.1
    labels = [Label(1.0, 1 - _LINE / 2 / height, ((header, "secondary"),), "right")] if header else []
    for place, row in texts:
        at = 1 - (place + _LINE / 2) / height
        labels.append(Label(0.0, at, ((short(row.label, _LONGEST - len(row.words)), "ink"),)))
        labels.append(Label(1.0, at, ((row.words, "ink"),), "right", strong=True))
    return Figure(
        title=title,
        alt=" ".join([title, *(f"{row.label}: {row.words}." for row in rows)]),
        x=Axis("hidden", 0.0, 1.0),
        y=Axis("hidden", height, 0.0),
        height=height,
        bars=tuple(bars),
        labels=tuple(labels),
    )
