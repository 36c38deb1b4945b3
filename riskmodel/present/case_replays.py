"""Named cases told: where what is known lies in the predictions, and what another way of acting would have done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from riskmodel.cases import Known, Replay
from riskmodel.measures import Measured
from riskmodel.present.figure import Axis, Bar, Figure, Label, Tick
from riskmodel.present.language import N_, Language
from riskmodel.present.pairs import Pair, pairs_figure
from riskmodel.present.placement import short
from riskmodel.present.table import Cell, Column, Line, Table, label_cell

_LINE: Final = 1.2
_THICK: Final = 0.7
_LONGEST: Final = 44
_LEAST: Final = 0.012  # width of what is known, so that a point can be seen
_QUANTITIES: Final = {
    "answer_hours": N_("Hours until the first public answer"),
    "posts": N_("Posts"),
    "media": N_("Media take it up"),
    "damage": N_("Damage to others"),
    "claimed": N_("Somebody claims damages"),
    "owed": N_("Owed by the provider"),
    "own_defence": N_("Own lawyer, court and expert"),
    "burden": N_("Falls on the provider"),
}
_TIMES: Final = 3.0  # from here on a factor is read more easily than percent
_SHARES: Final = ("media", "claimed")
_DRAWN: Final = {"posts": "client", "damage": "client", "owed": "you", "burden": "you"}


def positions_figure(of: Sequence[Known], language: Language) -> Figure | None:
    """Draw where each known number lies in its predicted distribution; None where no number is known."""
    rows = [k for k in of if k.position_low is not None and k.position_high is not None]
    if not rows:
        return None
    bars, labels, top = list[Bar](), list[tuple[float, str]](), 0.0
    for known in rows:
        low, high = known.position_low or 0.0, known.position_high or 0.0
        middle = language.percent(round((low + high) / 2.0, 2))
        name = language.of(known.title)
        words = language.t("{name}: larger than {share} of what is predicted.", name=name, share=middle)
        labels.append((top, name))
        spread = language.t("{name}: 8 of 10 predictions lie here.", name=name)
        bars.append(Bar(0.1, 0.9, top + _LINE, _THICK, "band", spread))
        half = max(_LEAST - (high - low), 0.0) / 2.0
        bars.append(Bar(low - half, high + half, top + _LINE, _THICK, "accent", words))
        top += _LINE + _THICK + 0.45
    inside = sum(k.agreement == "inside" for k in rows)
    title = language.t(
        "Numbers that are known and lie within what was predicted: {inside} of {n}.",
        n=language.number(len(rows)),
        inside=language.number(inside),
    )
    ticks = (Tick(0.1, language.t("low")), Tick(0.5, language.t("half are smaller")), Tick(0.9, language.t("high")))
    return Figure(
        title=title,
        alt=" ".join([title, *(bar.hover for bar in bars if bar.role == "accent")]),
        x=Axis("linear", 0.0, 1.0, language.t("place in the predictions"), ticks),
        y=Axis("hidden", top, 0.0),
        height=top,
        bars=tuple(bars),
        labels=tuple(
            Label(0.0, 1 - (place + _LINE / 2) / top, ((short(name, _LONGEST), "ink"),)) for place, name in labels
        ),
    )


def replay_figure(replay: Replay, language: Language) -> Figure:
    """Draw posts, damage and what falls on the provider, as it was and otherwise."""
    pairs = []
    for quantity, role in _DRAWN.items():
        before, after = replay.as_it_was[quantity].value, replay.otherwise[quantity].value
        was, now = (_written(quantity, x, language) for x in (before, after))
        pairs.append(Pair(_name(quantity, language), before, after, was, now, role, max(before, after)))
    return pairs_figure(pairs, language, _finding(replay, language))


_MOVES: Final = {
    "posts": (N_("{share} fewer posts"), N_("{share} more posts"), N_("{n} times as many posts")),
    "burden": (
        N_("{share} less falls on the provider"),
        N_("{share} more falls on the provider"),
        N_("{n} times as much falls on the provider"),
    ),
}


def _finding(replay: Replay, language: Language) -> str:
    """State what moves beyond its error: the outcry and what falls on the provider."""
    title = language.of(replay.title)
    parts = [words for quantity in _MOVES if (words := _move(replay, quantity, language))]
    if not parts:
        return language.t("{title}: nothing moves beyond the error of the simulation.", title=title)
    return language.t("{title}: {moves}.", title=title, moves=", ".join(parts))


def _move(replay: Replay, quantity: str, language: Language) -> str:
    before, after, moved = replay.as_it_was[quantity], replay.otherwise[quantity], replay.moved.get(quantity)
    sure = (moved.lo > 0.0 or moved.hi < 0.0) if moved else (before.hi < after.lo or after.hi < before.lo)
    if not sure or before.value <= 0.0:
        return ""
    factor, (fewer, more, times) = after.value / before.value, _MOVES[quantity]
    if factor >= _TIMES:
        return language.t(times, n=language.number(float(f"{factor:.2g}"), 1))
    return language.t(fewer if factor < 1.0 else more, share=language.percent(round(abs(factor - 1.0), 2)))


def replay_table(replay: Replay, language: Language) -> Table:
    """Return all quantities as it was and otherwise, with the difference on the same incidents."""
    t = language.t
    columns = [
        Column("label", t("A year") if replay.yearly else t("Mean of an incident")),
        Column("was", t("as it was"), numeric=True),
        Column("otherwise", language.of(replay.title), numeric=True),
    ]
    if replay.moved:
        columns.append(Column("moved", t("difference on the same incidents"), numeric=True))
    lines = []
    for quantity in _QUANTITIES:
        if replay.yearly and quantity == "answer_hours":
            continue  # hours of a year add up to nothing that has a meaning
        cells = [_cell(quantity, of[quantity], language) for of in (replay.as_it_was, replay.otherwise)]
        if replay.moved:
            cells.append(_cell(quantity, replay.moved[quantity], language, signed=True))
        lines.append(Line(quantity, (label_cell(_name(quantity, language)), *cells)))
    return Table(
        "replay", t("As it was, and otherwise"), tuple(columns), tuple(lines), t("± is the error of simulation.")
    )


def _name(quantity: str, language: Language) -> str:
    return language.t(_QUANTITIES[quantity])


def _cell(quantity: str, of: Measured, language: Language, *, signed: bool = False) -> Cell:
    half = of.farthest
    sign = "+" if signed and of.value > 0.0 else ""
    spread = f"± {_written(quantity, half, language)}" if half > 0.0 else ""
    return Cell(sign + _written(quantity, of.value, language), of.value, spread)


def _written(quantity: str, value: float, language: Language) -> str:
    if quantity in _SHARES:
        return language.percent(value)
    if quantity == "answer_hours":
        return language.number(float(f"{value:.2g}"), 1)
    if quantity == "posts":
        return language.number(float(f"{value:.2g}"), 0 if abs(value) >= 10.0 else 1)
    return language.euros_rounded(value)
