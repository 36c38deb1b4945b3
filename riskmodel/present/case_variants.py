"""Named cases told: where what is known lies in the predictions, and what another way of acting would have done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.cases import Known, Variant, VariantFigure, Way
from riskmodel.measures import Measured
from riskmodel.present import names
from riskmodel.present.case_tables import amount
from riskmodel.present.figure import Axis, Bar, Figure, Label, Tick
from riskmodel.present.formats import significant
from riskmodel.present.language import N_, Language
from riskmodel.present.pairs import Pair, pairs_figure
from riskmodel.present.placement import short
from riskmodel.present.table import Cell, Column, Line, Table, label_cell

_LINE: Final = 1.2
_THICK: Final = 0.7
_LONGEST: Final = 44
_LEAST: Final = 0.012  # width of what is known, so that a point can be seen
#: Damage heads and own cost have names of their own.
_QUANTITIES: Final = {
    "answer_hours": N_("Until the first public answer"),
    "posts": N_("Public posts"),
    "media": N_("Media take it up"),
    "reach_people": N_("People who hear of it"),
    "crisis_days": N_("Days until it is quiet again"),
    "damage": N_("Damage to others"),
    "claimed": N_("Somebody claims damages"),
    "owed": N_("Owed by the provider"),
    "burden": N_("Falls on the provider"),
}
_TIMES: Final = 3.0  # from here on a factor is read more easily than percent
_DRAWN: Final = ("posts", "damage", "owed", "burden")  # of a variant that names no figures of its own
_YOURS: Final = ("owed", "own_", "burden")


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


def variant_figure(variant: Variant, calibration: Calibration, language: Language) -> Figure:
    """Draw the first way beside the last: posts, damage and what falls on the provider, or the figures it names."""
    first, last = (_called(variant.ways[i], language) for i in (0, -1))
    pairs = []
    for of in variant.figures:
        if of.expect is None and of.quantity not in _DRAWN:
            continue
        before, after = of.means[0].value, of.means[-1].value
        was, now = (_written(of, x, language) for x in (before, after))
        role = "you" if of.quantity.startswith(_YOURS) else "client"
        pairs.append(Pair(_name(of, calibration, language), before, after, was, now, role, max(before, after)))
    return pairs_figure(pairs, language, _finding(variant, language), (first, last))


#: Less, more and times as much; then less, more and far more, where an amount would say more than its error carries.
_MOVES: Final = {
    "posts": (
        (N_("{share} fewer posts"), N_("{share} more posts"), N_("{n} times as many posts")),
        (N_("fewer posts"), N_("more posts"), N_("far more posts")),
    ),
    "reach_people": (
        (
            N_("{share} fewer people hear of it"),
            N_("{share} more people hear of it"),
            N_("{n} times as many people hear of it"),
        ),
        (N_("fewer people hear of it"), N_("more people hear of it"), N_("far more people hear of it")),
    ),
    "burden": (
        (
            N_("{share} less falls on the provider"),
            N_("{share} more falls on the provider"),
            N_("{n} times as much falls on the provider"),
        ),
        (
            N_("less falls on the provider"),
            N_("more falls on the provider"),
            N_("far more falls on the provider"),
        ),
    ),
}
#: Errors, as shares of what moves and of what was there before, up to which an amount is told.
_MOVED_WITHIN: Final = 0.3
_BEFORE_WITHIN: Final = 0.5


def _finding(variant: Variant, language: Language) -> str:
    """State what moves beyond its error: the outcry, by its posts if they are told, and what falls on the provider."""
    title, told = _heading(variant, language), [of for of in variant.figures if of.quantity in _MOVES]
    if any(of.quantity == "posts" for of in told):
        told = [of for of in told if of.quantity != "reach_people"]
    parts = [words for of in told if (words := _move(of, language))]
    if not parts and told:
        return language.t("{title}: nothing moves beyond the error of the simulation.", title=title)
    return language.t("{title}: {moves}.", title=title, moves=", ".join(parts)) if parts else title


def _heading(variant: Variant, language: Language) -> str:
    """Say what stands beside what: the pale bars, and the full ones."""
    first, last = variant.ways[0], variant.ways[-1]
    if not first.title:
        return language.of(variant.title)
    words = language.t("{other} against {one}", other=_called(last, language), one=_called(first, language))
    return words[0].upper() + words[1:]


def _move(of: VariantFigure, language: Language) -> str:
    was, moved = of.means[0], of.moved[-1]
    before, after = (significant(of.means[i].value, 2) for i in (0, -1))  # as they are shown, to be recomputed
    if moved.lo <= 0.0 <= moved.hi or before <= 0.0:
        return ""
    carried = moved.farthest <= _MOVED_WITHIN * abs(moved.value)
    factor, (told, direction) = after / before, _MOVES[of.quantity]
    if factor >= _TIMES:
        if carried and was.farthest <= _BEFORE_WITHIN * was.value:
            return language.t(told[2], n=language.number(significant(factor, 2), 1))
        return language.t(direction[2])
    way = 0 if factor < 1.0 else 1
    if not carried:
        return language.t(direction[way])
    return language.t(told[way], share=language.percent(round(abs(factor - 1.0), 2)))


def variant_table(variant: Variant, calibration: Calibration, language: Language) -> Table:
    """Return all figures in each way, with the differences from the first."""
    t = language.t
    columns = [
        Column("label", t("Mean of a year") if variant.yearly else t("Mean of an incident")),
        Column("0", _called(variant.ways[0], language), numeric=True),
    ]
    for i, way in enumerate(variant.ways[1:], start=1):
        columns.append(Column(str(i), _called(way, language), numeric=True))
        columns.append(Column(f"moved_{i}", t("difference"), numeric=True))
    lines = []
    for of in variant.figures:
        cells = [_cell(of, of.means[0], language)]
        for mean, moved in zip(of.means[1:], of.moved, strict=True):
            cells += [_cell(of, mean, language), _cell(of, moved, language, signed=True)]
        lines.append(Line(of.quantity, (label_cell(_name(of, calibration, language)), *cells)))
    note = t(
        "On the same chances, so a difference may be known well where the ways themselves are not; ± is the error of "
        "simulation, and that of a difference is the error of the pairs."
    )
    return Table("variant", language.of(variant.title), tuple(columns), tuple(lines), note)


def _called(way: Way, language: Language) -> str:
    return language.of(way.title) if way.title else language.t("as it was")


def _name(of: VariantFigure, calibration: Calibration, language: Language) -> str:
    if of.quantity in _QUANTITIES:
        return language.t(_QUANTITIES[of.quantity])
    return names.head(of.quantity.removeprefix("damage_"), calibration, language)


def _cell(of: VariantFigure, mean: Measured, language: Language, *, signed: bool = False) -> Cell:
    half, written = mean.farthest, _moved if signed else _written
    sign = "+" if signed and mean.value > 0.0 else ""
    spread = language.t("± {amount}", amount=written(of, half, language)) if half > 0.0 else ""
    return Cell(sign + written(of, mean.value, language), mean.value, spread)


def _moved(of: VariantFigure, value: float, language: Language) -> str:
    if of.unit == "probability":  # from 40 to 50 % is a quarter more, and 10 of these
        points = language.number(significant(100.0 * value, 2), 2)
        return language.t("{points} % points", points=points)
    return _written(of, value, language)


def _written(of: VariantFigure, value: float, language: Language) -> str:
    if of.unit == "h" and value < 0.0:  # lengths of time have no sign of their own
        return f"\N{MINUS SIGN}{amount(-value, of.unit, language)}"
    return amount(value, of.unit, language)
