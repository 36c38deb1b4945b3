"""What the result is made of: heads, incident types and projects."""

from __future__ import annotations

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate, Part
from riskmodel.present import names
from riskmodel.present.language import Language
from riskmodel.present.table import Cell, Column, Line, Table, amount, label_cell


def heads(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return the damage heads in the order of the data, those around the error and the reputation first."""
    leading, further = language.t("Error, information and reputation"), language.t("Further damage")
    lines = []
    for part in estimate.heads:
        leads = calibration.tables["damage"][part.name].get("leading", False)
        lines.append(_line(part, names.head(part.name, calibration, language), language, leading if leads else further))
    note = language.t("Damage to others, whoever has to bear it.")
    return _table("heads", language.t("Kinds of damage"), lines, estimate, language, note)


def own_heads(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return the heads of the provider's own cost."""
    lines = [_line(p, names.head(p.name, calibration, language), language) for p in estimate.own_heads]
    return _table("own_heads", language.t("Own cost"), lines, estimate, language)


def incident_types(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return what falls on the provider by incident type, the largest first."""
    parts = sorted(estimate.incident_types, key=lambda p: p.mean_eur, reverse=True)
    lines = [_line(p, names.incident_type(p.name, calibration, language), language) for p in parts]
    return _table("incident_types", language.t("What goes wrong"), lines, estimate, language, _before(language))


def projects(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return what falls on the provider by project, in the order of the case."""
    lines = [_line(p, names.project(int(p.name), estimate, language), language) for p in estimate.projects]
    return _table("projects", language.t("Projects"), lines, estimate, language, _before(language))


def _before(language: Language) -> str:
    return language.t("Total on you, before insurance.")


def _table(key: str, title: str, lines: list[Line], estimate: Estimate, language: Language, note: str = "") -> Table:
    worst = language.t("share in the worst years")
    if estimate.tail_per == "claim":
        worst = language.t("share in the worst claims")
    columns = (
        Column("label", title),
        Column("mean", language.t("mean a year"), numeric=True),
        Column("share", language.t("share"), numeric=True),
        Column("tail", worst, numeric=True),
    )
    return Table(key, title, columns, tuple(lines), note)


def _line(part: Part, label: str, language: Language, group: str = "") -> Line:
    shares = [Cell(language.percent(round(s, 2)), s) for s in (part.mean_share, part.tail_share)]
    return Line(part.name, (label_cell(label), amount(part.mean_eur, language), *shares), group)
