"""Builds flow figures: a sum on the left runs into those who bear it, as wide as their part.

Ribbons are bands and nodes are bars of the neutral description, so screen and paper need nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from riskmodel.present.bars import PayerRow
from riskmodel.present.figure import Axis, Band, Bar, Figure, Label
from riskmodel.present.language import Language
from riskmodel.present.placement import short

_LINE: Final = 1.2
_NODE: Final = 0.018  # width of a node, as a share of the figure
_SPACE: Final = 0.5
_STEPS: Final = 16
_HIDDEN: Final = Axis("hidden", 0.0, 1.0)


class Node(NamedTuple):
    """Where a flow begins or ends: its part of the whole, what it is called, and its amount in words."""

    key: str
    share: float
    role: str
    name: str
    amount: str
    hover: str


class Link(NamedTuple):
    """What runs from a node to one of the next column, as a part of the whole."""

    start: str
    end: str
    share: float


@dataclass
class _Drawing:
    bands: list[Band] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    words: list[tuple[float, float, tuple[tuple[str, str], ...]]] = field(default_factory=list)


def _block(
    drawn: _Drawing, columns: Sequence[Sequence[Node]], links: Sequence[Link], at: Sequence[float], top: float,
    whole: float, lines: int,
) -> float:  # fmt: skip
    """Draw one flow below `top`; `whole` is its height, and words take `lines` each; return where it ends."""
    columns = [[node for node in column if node.share > 0.0] for column in columns]
    least = lines * 1.05
    heights = [sum(max(node.share * whole, least) for node in column) for column in columns]
    height = max(heights)
    places: dict[str, float] = {}
    left: dict[str, tuple[float, str]] = {}
    for column, x, own in zip(columns, at, heights, strict=True):
        y = top + (height - own) / 2.0
        for node in column:
            room, thick = max(node.share * whole, least), node.share * whole
            places[node.key] = y + (room - thick) / 2.0
            left[node.key] = (x, node.role)
            drawn.bars.append(Bar(x, x + _NODE, places[node.key], thick, node.role, node.hover))
            text = y + room / 2.0
            if not node.name:
                pass  # the whole needs no words: they stand above
            elif lines == 1:
                drawn.words.append((x + 0.03, text, ((f"{node.name} ", node.role), (node.amount, "ink"))))
            else:
                drawn.words.append((x + 0.03, text - 0.5, ((node.name, node.role),)))
                drawn.words.append((x + 0.03, text + 0.5, ((node.amount, "ink"),)))
            y += room
    _ribbons(drawn, links, places, left, whole)
    return top + height


def _ribbons(
    drawn: _Drawing, links: Sequence[Link], places: dict[str, float], left: dict[str, tuple[float, str]], whole: float
) -> None:
    out, into = dict(places), dict(places)
    for link in links:
        if link.share <= 0.0 or link.start not in left or link.end not in left:
            continue
        thick = link.share * whole
        x0, x1 = left[link.start][0] + _NODE, left[link.end][0]
        y0, y1 = out[link.start], into[link.end]
        out[link.start], into[link.end] = y0 + thick, y1 + thick
        t = [i / _STEPS for i in range(_STEPS + 1)]
        bend = [u * u * (3.0 - 2.0 * u) for u in t]
        upper = tuple(y0 + (y1 - y0) * b for b in bend)
        xs = tuple(x0 + (x1 - x0) * u for u in t)
        # The y axis runs down: the "low" edge of a ribbon is the one further up.
        drawn.bands.append(Band(xs, upper, tuple(y + thick for y in upper), f"{left[link.end][1]}_pale"))


def _figure(title: str, drawn: _Drawing, height: float, labels: Sequence[Label] = ()) -> Figure:
    words = [Label(x, 1.0 - y / height, runs) for x, y, runs in drawn.words]
    return Figure(
        title=title,
        alt=" ".join([title, *(bar.hover for bar in drawn.bars)]),
        x=_HIDDEN,
        y=Axis("hidden", height, 0.0),
        height=height,
        bands=tuple(drawn.bands),
        bars=tuple(drawn.bars),
        labels=(*labels, *words),
    )


def who_pays_figure(rows: Sequence[PayerRow], language: Language, title: str) -> Figure:
    """Draw, for each size of claim, how damage and own cost run to client, provider and insurer.

    Parameters
    ----------
    rows
        One a size, from the typical to the rare; sizes of zero euros are left out.
    language
        The reader's language.
    title
        The finding in a sentence.
    """
    kept = [row for row in rows if row.total_eur > 0.0]
    if not kept:
        words = language.t("There is nothing to pay.")
        return Figure(title, f"{title} {words}", _HIDDEN, _HIDDEN, 4.0, empty=words)
    drawn, heads, top = _Drawing(), list[tuple[float, PayerRow]](), 0.0
    for row in kept:
        heads.append((top + _LINE / 2.0, row))
        ends = [_payer(row, role, name, eur, language) for role, name, eur in row.payers(language)]
        words = language.t("{level}: {amount} in all.", level=row.label, amount=language.euros_rounded(row.total_eur))
        start = Node("sum", 1.0, "ink", "", "", words)
        links = [Link("sum", node.key, node.share) for node in ends]
        top = _block(drawn, [[start], ends], links, (0.0, 0.5), top + _LINE, 2.3, 1) + _SPACE
    height = top - _SPACE
    labels = []
    for place, row in heads:
        total_words = language.euros_rounded(row.total_eur)
        runs = ((f"{short(row.label)}: ", "ink"), (total_words, "ink"))
        labels.append(Label(0.0, 1.0 - place / height, runs, strong=True))
    return _figure(title, drawn, height, labels)


def _payer(row: PayerRow, key: str, name: str, eur: float, language: Language) -> Node:
    share = language.percent(round(eur / row.total_eur, 2))
    amount = language.euros_rounded(eur)
    hover = language.t("{level}: {payer} {amount} ({share}).", level=row.label, payer=name, amount=amount, share=share)
    return Node(key, eur / row.total_eur, key, name, amount, hover)


class Way(NamedTuple):
    """The way of a euro through a case: means a year, EUR."""

    damage_eur: float
    owed_eur: float
    own_cost_eur: float
    recourse_eur: float
    insured_eur: float
    retained_eur: float


def way_figure(way: Way, language: Language, title: str) -> Figure:
    """Draw where a hundred euros of damage and own cost end: with others, the insurer, a subcontractor, or you."""
    whole = way.damage_eur + way.own_cost_eur
    if whole <= 0.0:
        words = language.t("There is nothing to pay.")
        return Figure(title, f"{title} {words}", _HIDDEN, _HIDDEN, 4.0, empty=words)
    t = language.t

    def node(key: str, eur: float, role: str, name: str) -> Node:
        hundred = language.euros(100.0 * eur / whole)
        words = t("{name}: {part} of {whole}.", name=name, part=hundred, whole=language.euros(100.0))
        return Node(key, eur / whole, role, name, hundred, words)

    others = way.damage_eur - way.owed_eur
    # Less than half a euro of the hundred would be a node of “€0”.
    recourse = way.recourse_eur if way.recourse_eur >= 0.005 * whole else 0.0
    columns = [
        [
            node("damage", way.damage_eur, "ink", t("Damage to others")),
            node("own", way.own_cost_eur, "ink", t("Own cost")),
        ],
        [node("borne", others, "client", t("Others bear")), node("burden", whole - others, "you", t("Falls on you"))],
        [
            node("client", others, "client", t("Client, others")),
            node("subcontractor", recourse, "client", t("Subcontractor")),
            node("insurer", way.insured_eur, "insurer", t("Insurer")),
            node("you", way.retained_eur, "you", t("You")),
        ],
    ]
    links = [
        Link("damage", "borne", others / whole),
        Link("damage", "burden", way.owed_eur / whole),
        Link("own", "burden", way.own_cost_eur / whole),
        Link("borne", "client", others / whole),
        Link("burden", "subcontractor", recourse / whole),
        Link("burden", "insurer", way.insured_eur / whole),
        Link("burden", "you", way.retained_eur / whole),
    ]
    drawn = _Drawing()
    height = _block(drawn, columns, links, (0.0, 0.36, 0.7), 0.0, 9.0, 2)
    return _figure(title, drawn, height)
