"""Builds figures of pairs: something as it is, and otherwise, one pair of bars beneath each name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from riskmodel.present.figure import Axis, Bar, Figure, Label
from riskmodel.present.language import Language
from riskmodel.present.placement import short

_LINE: Final = 1.2
_THICK: Final = 0.62
_SPACE: Final = 0.5


class Pair(NamedTuple):
    """One thing before and after; `scale` is what a full bar stands for."""

    label: str
    before: float
    after: float
    before_text: str
    after_text: str
    role: str
    scale: float


def pairs_figure(
    pairs: Sequence[Pair], language: Language, title: str, called: tuple[str, str] | None = None
) -> Figure:
    """Draw each pair, before pale and after full.

    Parameters
    ----------
    pairs
        In the order in which they are shown.
    language
        The reader's language.
    title
        What is compared, in a sentence.
    called
        What both are called; as it is, and otherwise, if nothing is said.
    """
    bars, texts, top = list[Bar](), list[tuple[float, str, str]](), 0.0
    for pair in pairs:
        texts_of = {"label": pair.label, "was": pair.before_text, "now": pair.after_text}
        if called:
            words = language.t("{label}: {was} ({one}), {now} ({other}).", **texts_of, one=called[0], other=called[1])
        else:
            words = language.t("{label}: {was} as it is, {now} otherwise.", **texts_of)
        texts.append((top, pair.label, f"{pair.before_text} → {pair.after_text}"))
        scale = pair.scale or 1.0
        bars.append(Bar(0.0, pair.before / scale, top + _LINE, _THICK, pair.role, words, pale=True))
        bars.append(Bar(0.0, pair.after / scale, top + _LINE + _THICK + 0.06, _THICK, pair.role, words))
        top += _LINE + 2 * _THICK + _SPACE
    height = max(top - _SPACE + 0.1, 1.0)
    labels = []
    for place, left, right in texts:
        at = 1 - (place + _LINE / 2) / height
        labels.append(Label(0.0, at, ((short(left), "ink"),)))
        labels.append(Label(1.0, at, ((right, "ink"),), "right", strong=True))
    return Figure(
        title=title,
        alt=" ".join([title, *dict.fromkeys(bar.hover for bar in bars)]),
        x=Axis("hidden", 0.0, 1.0),
        y=Axis("hidden", height, 0.0),
        height=height,
        bars=tuple(bars),
        labels=tuple(labels),
    )
