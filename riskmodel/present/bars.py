"""Builds the bar figures: what the damage consists of, and who pays for it.

Both read like a table whose rows carry bars: a line of text with the name on the left and the
amounts on the right, the bars beneath. So they need no legend and fit a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from riskmodel.present import theme
from riskmodel.present.figure import Axis, Bar, Figure, Label
from riskmodel.present.language import Language
from riskmodel.present.placement import short
from riskmodel.present.ticks import share_axis

#: Heights in lines of chart text.
_LINE: Final = 1.2
_THIN: Final = 0.42
_THICK: Final = 0.75
_SPACE: Final = 0.65


class HeadRow(NamedTuple):
    """One damage head: its mean a year, and its part of what the worst years cost, EUR."""

    key: str
    label: str
    mean_eur: float
    tail_eur: float


class PayerRow(NamedTuple):
    """One level of severity, and what each side pays of it, EUR; `insurer_eur` is None where there is no insurer."""

    label: str
    client_eur: float
    you_eur: float
    insurer_eur: float | None

    @property
    def total_eur(self) -> float:
        """The whole sum, EUR."""
        return self.client_eur + self.you_eur + (self.insurer_eur or 0.0)

    def payers(self, language: Language) -> list[tuple[str, str, float]]:
        """Return role, name and amount in EUR of each who may pay, in the order in which they are drawn."""
        sides = [("client", language.t("Client"), self.client_eur), ("you", language.t("You"), self.you_eur)]
        if self.insurer_eur is not None:
            sides.append(("insurer", language.t("Insurer"), self.insurer_eur))
        return sides


def heads_figure(rows: Sequence[HeadRow], language: Language, title: str, *, tail: str = "") -> Figure:
    """Draw each damage head's share, in the mean and in the worst years.

    Parameters
    ----------
    rows
        The heads in the order in which they are shown; heads without any euro are left out,
        except for the four that always lead.
    language
        The reader's language.
    title
        The finding in a sentence.
    tail
        What `tail_eur` is, in few words; "in 1 of 100 years" if empty.
    """
    tail = tail or language.frequency(0.01)
    kept = [r for r in rows if r.key in theme.LEADING_HEADS or r.mean_eur + r.tail_eur > 0]
    mean_total = sum(row.mean_eur for row in kept)
    tail_total = sum(row.tail_eur for row in kept)
    if mean_total + tail_total <= 0:
        return _empty(language, title)
    roles = theme.head_roles(row.key for row in kept)
    bars: list[Bar] = []
    texts: list[tuple[float, str, str]] = []  # place from the top, left and right words
    top = _LINE
    for row in kept:
        amounts = f"{language.euros_rounded(row.mean_eur)} · {language.euros_rounded(row.tail_eur)}"
        texts.append((top, row.label, amounts))
        top += _LINE
        mean_share = row.mean_eur / mean_total if mean_total else 0.0
        tail_share = row.tail_eur / tail_total if tail_total else 0.0
        mean_words = _head_words(row.label, language.t("on average"), row.mean_eur, mean_share, language)
        tail_words = _head_words(row.label, tail, row.tail_eur, tail_share, language)
        bars.append(Bar(0.0, mean_share, top, _THIN, roles[row.key], mean_words))
        bars.append(Bar(0.0, tail_share, top + _THIN + 0.06, _THIN, roles[row.key], tail_words, pale=True))
        top += 2 * _THIN + _SPACE
    height = top - _SPACE / 2
    header = language.t("above: on average · below: {tail}", tail=tail)
    labels = [Label(1.0, _up(0.0, height), ((header, "secondary"),), "right")]
    for place, name, amounts in texts:
        labels += _row_words(_up(place, height), name, amounts)
    return Figure(
        title=title,
        alt=" ".join([title, *(bar.hover for bar in bars)]),
        x=share_axis(max(bar.end for bar in bars), language, language.t("share of the sum")),
        y=Axis("hidden", height, 0.0),
        height=height,
        bars=tuple(bars),
        labels=tuple(labels),
    )


def who_pays_figure(rows: Sequence[PayerRow], language: Language, title: str) -> Figure:
    """Draw what client, provider and insurer pay, level by level, each bar the whole sum.

    Parameters
    ----------
    rows
        One a level of severity, from the mean to the rare; levels of zero euros are left out.
    language
        The reader's language.
    title
        The finding in a sentence.
    """
    kept = [row for row in rows if row.total_eur > 0.0]
    if not kept:
        return _empty(language, title)
    bars: list[Bar] = []
    texts: list[tuple[float, PayerRow]] = []
    top = 0.0
    for row in kept:
        texts.append((top, row))
        bars += _stack(row, top + _LINE, language)
        top += 2 * _LINE + _THICK + _SPACE
    height = top - _SPACE
    labels: list[Label] = []
    for place, row in texts:
        labels += _row_words(_up(place, height), row.label, language.euros_rounded(row.total_eur))
        runs = _payer_runs(row, language)
        labels.append(Label(0.0, _up(place + _LINE + _THICK + 0.1, height), runs))
    sentences = (f"{row.label}: {''.join(w for w, _ in _payer_runs(row, language))}." for row in kept)
    return Figure(
        title=title,
        alt=" ".join([title, *sentences]),
        x=Axis("hidden", 0.0, 1.0),
        y=Axis("hidden", height, 0.0),
        height=height,
        bars=tuple(bars),
        labels=tuple(labels),
    )


def _empty(language: Language, title: str) -> Figure:
    words = language.t("There is nothing to pay.")
    hidden = Axis("hidden", 0.0, 1.0)
    return Figure(title, f"{title} {words}", hidden, hidden, 4.0, empty=words)


def _up(from_top: float, height: float) -> float:
    """Return the middle of a line of text as a share of the height, from below."""
    return 1 - (from_top + _LINE / 2) / height


def _row_words(place: float, left: str, right: str) -> list[Label]:
    return [
        Label(0.0, place, ((short(left), "ink"),)),
        Label(1.0, place, ((right, "ink"),), "right", strong=True),
    ]


def _head_words(label: str, when: str, eur: float, share: float, language: Language) -> str:
    return language.t(
        "{head}, {when}: {amount}, {share} of the sum.",
        head=label,
        when=when,
        amount=language.euros_rounded(eur),
        share=language.percent(round(share, 2)),
    )


def _payer_runs(row: PayerRow, language: Language) -> tuple[tuple[str, str], ...]:
    """Write what each pays, in its colour, in the order of the bar's parts."""
    runs: list[tuple[str, str]] = []
    for role, name, eur in row.payers(language):
        if runs:
            runs.append((" · ", "secondary"))
        runs.append((f"{name} {language.euros_rounded(eur)}", role))
    return tuple(runs)


def _stack(row: PayerRow, top: float, language: Language) -> list[Bar]:
    """Return the parts of one level, side by side, as shares of its sum."""
    total = row.total_eur
    bars: list[Bar] = []
    start = 0.0
    for role, name, eur in row.payers(language):
        end = start + eur / total
        share = language.percent(round(eur / total, 2))
        words = language.t(
            "{level}: {payer} {amount} ({share}).",
            level=row.label,
            payer=name,
            amount=language.euros_rounded(eur),
            share=share,
        )
        if eur > 0:
            bars.append(Bar(start, end, top, _THICK, role, words))
        start = end
    return bars
