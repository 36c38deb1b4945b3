"""The method shown: the way of a euro as a table, where the back-test's claims lie, the versions, and the limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from riskmodel.backtest import Backtest
from riskmodel.estimate import Estimate
from riskmodel.present import names
from riskmodel.present.figure import Axis, Bar, Figure, Label, Marker
from riskmodel.present.language import N_, Language
from riskmodel.present.table import Cell, Column, Line, Table, label_cell, money

_LINE: Final = 1.25
_TENTHS: Final = 0.26  # of the longest bar: room for the tenths' names on a phone
#: What the model cannot say, in the order of how much it matters to most readers.
LIMITS: Final = (
    N_(
        "It says how often and how much in many cases like yours, not what will happen in your project. Most years are "
        "quiet."
    ),
    N_("Many of its figures are judgement (grade D). That is what the band shows; it may still be too narrow."),
    N_(
        "The level is set from few published insurance prices and claim averages; the large consequential loss rests "
        "on one price list."
    ),
    N_(
        "German law is the yardstick. Disputes in Austria, Switzerland and the United Kingdom cost what the German fee "
        "tables say, as an assumption."
    ),
    N_("A policy's limit a year is that of the year of the incident, also where a claim is made in a later one."),
    N_("Margins differ by industry; no source tells them apart yet."),
    N_("Amounts are euros, net of VAT. Interest and what you spend although you win are not included."),
    N_("Suits between very large companies are beyond it, as the worst misses show."),
)


def way_table(estimate: Estimate, policy: int, language: Language) -> Table:
    """Return the way of a euro as means a year: damage, owed, own cost, and who pays in the end."""
    t = language.t
    of = estimate.policies[policy]
    lines = [
        Line(
            key, (label_cell(language.t(names.QUANTITIES[key])), money(getattr(estimate, key).per_year.mean, language))
        )
        for key in ("damage", "claimed", "owed", "own_cost", "burden")
    ]
    lines.append(Line("insured", (label_cell(t("Paid by the insurer")), money(of.insured.per_year.mean, language))))
    lines.append(Line("retained", (label_cell(t("Left with you")), money(of.retained.per_year.mean, language))))
    columns = (Column("label", t("Step")), Column("value", t("mean a year"), numeric=True))
    note = t("Damage = owed + borne by others. Falls on you = owed + own cost − recourse = insured + left with you.")
    return Table("way", t("The way of a euro"), columns, tuple(lines), note)


def positions_figure(found: Backtest, language: Language) -> Figure:
    """Draw how many actual amounts lie in each tenth of their prediction; the line is what a perfect one would give."""
    perfect = len(found.rows) / len(found.pit)
    longest = max(*found.pit, perfect)
    height = len(found.pit) * _LINE
    bars, labels = [], []
    for i, count in enumerate(found.pit):
        tenth = f"{i * 10}–{language.percent((i + 1) / len(found.pit))}"
        words = language.nt(
            "{n} claim lies at {tenth} of its prediction.", "{n} claims lie at {tenth} of their predictions.", count,
            tenth=tenth,
        )  # fmt: skip
        bars.append(Bar(0.0, float(count), i * _LINE + 0.2, 0.85, "accent", words))
        at = 1 - (i * _LINE + 0.62) / height
        labels.append(Label(-0.01, at, ((tenth, "secondary"),), "right"))
        labels.append(Label(count / (longest * 1.12) + 0.015, at, ((language.number(count), "ink"),)))
    title = language.t(
        "{inside} of the published claims lie within their 80% interval; each tenth would hold {perfect} if the "
        "predictions were perfect (dotted line).",
        inside=language.percent(round(found.coverage[0.8], 2)),
        perfect=language.number(perfect, 1),
    )
    return Figure(
        title=title,
        alt=" ".join([title, *(bar.hover for bar in bars)]),
        x=Axis("hidden", -_TENTHS * longest, longest * 1.12),
        y=Axis("hidden", height, 0.0),
        height=height,
        bars=tuple(bars),
        markers=(Marker("x", perfect, ""),),
        labels=tuple(_moved(label, longest) for label in labels),
    )


def _moved(label: Label, longest: float) -> Label:
    """Shift a label's place from shares of the bars to shares of the figure, which has room for the tenths."""
    whole = longest * (1.12 + _TENTHS)
    x = (_TENTHS * longest + label.x * longest * 1.12) / whole
    return Label(x, label.y, label.runs, label.align, label.strong)


def versions(changes: Sequence[Mapping[str, Any]], language: Language) -> Table:
    """Return what each version of the figures changed and which results moved, the newest first."""
    t = language.t
    columns = (
        Column("version", t("Figures")),
        Column("date", t("Date")),
        Column("what", t("What changed")),
        Column("moved", t("Which results moved, and why")),
    )
    lines = tuple(
        Line(
            entry["data"],
            (
                label_cell(entry["data"]),
                Cell(language.date(_day(entry["date"]))),
                Cell(language.of(entry["what"])),
                Cell(language.of(entry["moved"])),
            ),
        )
        for entry in changes
    )
    return Table("versions", t("Versions of the figures"), columns, lines)


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value
