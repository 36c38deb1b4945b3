"""The part of the summary that says what it rests on: given, assumed, and the sources behind both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.facts import Stated
from riskmodel.present import conventions, fields, names, tables
from riskmodel.present.language import N_, Language
from riskmodel.present.table import Column, Line

#: Sources listed in the summary; the program lists all.
_MOST_SOURCES: Final = 5
#: Projects side by side in one table.
_PROJECTS_ABREAST: Final = 4
#: Project numbers written out before "all" or a count reads better.
_MOST_NUMBERS: Final = 6
#: Shares of the width that the columns of what is assumed take.
_WIDTHS: Final = [2.0, 1.5, 1.3, 0.7]
#: Parts of a project under headings of their own, where there is only one project.
_PARTS: Final = {
    "client": N_("The client"),
    "safeguards": N_("Safeguards"),
    "response": N_("After an incident"),
    "contract": N_("The contract"),
}


@dataclass
class References:
    """Numbers the sources in the order in which they are first named."""

    calibration: Calibration
    language: Language
    keys: list[str] = field(default_factory=list)

    def number(self, key: str) -> str:
        """Return what stands in a table for a source: its number, or that it is judgement."""
        if not key:
            return ""
        if own(key, self.calibration):
            return self.language.t("judgement")
        if key not in self.keys:
            self.keys.append(key)
        return f"[{self.keys.index(key) + 1}]"

    def listed(self) -> list[list[str]]:
        """Return number and citation of what was named, then, without a number, of what most figures rest on."""
        further = [line.key for line in tables.sources_used(self.calibration, self.language).lines]
        further = [key for key in further if key not in self.keys and not own(key, self.calibration)]
        kept = further[: max(0, _MOST_SOURCES - len(self.keys))]
        numbered = [(f"[{n}]", key) for n, key in enumerate(self.keys, 1)] + [("–", key) for key in kept]
        return [[mark, names.source(key, self.calibration, self.language)] for mark, key in numbered]


def own(key: str, calibration: Calibration) -> bool:
    """Tell whether a source is the project's own judgement and no publication."""
    return "address" not in calibration.sources[key] and calibration.sources[key]["quality"] == "D"


def blocks(estimate: Estimate, calibration: Calibration, language: Language, *, most: int) -> dict[str, object]:
    """Return the blocks "given", "assumed" and "sources" of the summary.

    Parameters
    ----------
    estimate, calibration, language
        What is summarised, for whom.
    most
        Projects whose facts are printed: those on which most of the burden falls.
    """
    t = language.t
    shown = largest(estimate, most)
    references = References(calibration, language)
    of_all = tables.stated(estimate.case, estimate.stated, calibration)
    stated = [s for s in of_all if _number(s) in {0, *shown}]
    lines = _given(estimate, calibration, language, stated)
    note = left_out(estimate, shown, language) if lines else t("Nothing was given, so all is assumed.")
    note = " ".join(part for part in (note, conventions.said(estimate.case, estimate.rates, language)) if part)
    return {
        "given": {"heading": t("What you told us"), **_laid_out(lines, estimate, shown, language), "note": note},
        "assumed": {
            "heading": t("What is assumed because it was left open"),
            "table": _assumed(estimate, calibration, language, stated, shown, references),
            "widths": [0.65, *_WIDTHS] if len(estimate.projects) > 1 else _WIDTHS,
        },
        "sources": {
            "heading": t("Sources"),
            "items": references.listed(),
            "note": t("All figures with unit, source and quality are listed by the program under “Method”."),
        },
    }


def largest(estimate: Estimate, most: int) -> list[int]:
    """Return the numbers of the projects on which most of the burden falls, in the order of the case."""
    ordered = sorted(estimate.projects, key=lambda p: -p.mean_eur)[:most]
    return sorted(int(p.name) for p in ordered)


def left_out(estimate: Estimate, shown: Sequence[int], language: Language) -> str:
    """Say how many projects are not shown, if any."""
    others = len(estimate.projects) - len(shown)
    if not others:
        return ""
    return language.nt(
        "One more project, which weighs less, stands in the case file only.",
        "{n} more projects, which weigh less, stand in the case file only.",
        others,
    )


def _number(stated: Stated) -> int:
    """Return the number of the project a field belongs to, 0 for the provider's."""
    kind, _, rest = stated.field.partition(".")
    return int(rest.partition(".")[0]) if kind == "project" else 0


def _given(
    estimate: Estimate, calibration: Calibration, language: Language, stated: Sequence[Stated]
) -> dict[str, Line]:
    """Return what was given by field, ranges among it, in the order of the case."""
    of = (estimate.case, stated, calibration, language)
    lines = {line.key: line for table in (tables.given(*of), tables.ranges(*of)) for line in table.lines}
    return {s.field: lines[s.field] for s in stated if s.field in lines}


def _laid_out(
    lines: dict[str, Line], estimate: Estimate, shown: Sequence[int], language: Language
) -> dict[str, object]:
    """Lay one project out under headings in two columns, several side by side in tables."""
    if len(estimate.projects) == 1:
        groups: dict[str, list[list[str]]] = {}
        for key, line in lines.items():
            groups.setdefault(_heading(key, line, language), []).append([cell.text for cell in line.cells])
        return {"columns": _halves([{"name": name, "rows": rows} for name, rows in groups.items()]), "tables": []}
    rows = [[c.text for c in line.cells] for key, line in lines.items() if not key.startswith("project.")]
    half = (len(rows) + 1) // 2
    abreast = [shown[i : i + _PROJECTS_ABREAST] for i in range(0, len(shown), _PROJECTS_ABREAST)]
    return {
        "columns": [[{"name": "", "rows": part}] for part in (rows[:half], rows[half:]) if part],
        "tables": [_side_by_side(lines, numbers, language) for numbers in abreast],
    }


def _side_by_side(lines: dict[str, Line], numbers: Sequence[int], language: Language) -> dict[str, object]:
    """Return a table with a column for each project and a row for each fact given in one of them."""
    rows: dict[str, dict[int, str]] = {}
    labels: dict[int, str] = {}
    for key, line in lines.items():
        _, _, rest = key.partition("project.")
        number, _, path = rest.partition(".")
        if path and int(number) in numbers:
            label, value = line.cells
            rows.setdefault(f"{path}\n{label.text}", {})[int(number)] = value.text
            labels[int(number)] = line.group
    columns: list[dict[str, object]] = [{"title": language.t("Fact"), "number": False}]
    columns += [{"title": labels[number], "number": False} for number in numbers if number in labels]
    # A fact given in one project only has its place among its like, not behind those of the projects before.
    form = {field.path: place for place, field in enumerate(fields.fields(language))}
    called = {key: key.split("\n") for key in rows}
    ordered = sorted(rows, key=lambda key: form[fields.plain_path(f"project.{called[key][0]}")])
    printed = [[called[key][1], *(rows[key].get(n, "–") for n in labels)] for key in ordered]
    return {"columns": columns, "lines": [_row(row) for row in printed], "note": ""}


def _heading(key: str, line: Line, language: Language) -> str:
    path = key.split(".")
    part = path[2] if len(path) > 3 else ""
    return language.t(_PARTS[part]) if part in _PARTS else line.group


def _halves(groups: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    """Split groups into two columns of about the same length."""
    sizes = [len(group["rows"]) + 2 for group in groups]  # type: ignore[arg-type]
    at = min(range(1, len(groups) + 1), key=lambda i: abs(sum(sizes[:i]) - sum(sizes[i:])), default=0)
    return [groups[:at], groups[at:]]


def _assumed(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    stated: Sequence[Stated],
    shown: Sequence[int],
    references: References,
) -> dict[str, object]:
    """Return what is assumed; what is the same in several projects stands once, with their numbers."""
    table = tables.assumed(estimate.case, stated, calibration, language)
    by_field = {s.field: s for s in stated}
    merged: dict[tuple[str, ...], list[Stated]] = {}
    for line in table.lines:
        s = by_field[line.key]
        texts = [cell.text for cell in line.cells[:-1]]
        # What two policies leave open is told apart from what projects do.
        kind = s.field.partition(".")[0]
        merged.setdefault((kind, *texts, references.number(s.source)), []).append(s)
    rows = sorted(merged.items(), key=lambda item: _order(item[1]))
    columns = table.columns
    if len(estimate.projects) > 1:
        columns = (Column("project", language.t("Project")), *columns)
        printed = [[_where(found, estimate, shown, language), *texts] for (_, *texts), found in rows]
    else:
        printed = [[label + _of(found, estimate, language), *rest] for (_, label, *rest), found in rows]
    note = table.note
    if len(rows) < len(table.lines):
        note += " " + language.t("What is the same in several projects or policies stands in one row.")
    return {"columns": [_column(c) for c in columns], "lines": [_row(row) for row in printed], "note": note.strip()}


def _of(found: Sequence[Stated], estimate: Estimate, language: Language) -> str:
    """Say behind a label which policies it is about; nothing where it is all of them, or none."""
    if not found[0].field.startswith("policy.") or len(found) == len(estimate.case.policies):
        return ""
    return f" ({_policies(found, estimate, language)})"


def _policies(found: Sequence[Stated], estimate: Estimate, language: Language) -> str:
    if len(found) == len(estimate.case.policies) > 1:
        return language.t("all policies")
    return language.t("Policy {n}", n=", ".join(s.field.split(".")[1] for s in found))


def _order(found: Sequence[Stated]) -> tuple[object, ...]:
    """Say what comes first: the provider, what holds in most projects, then project after project, the policies."""
    kind = found[0].field.partition(".")[0]
    return (("provider", "project", "policy").index(kind), -len(found), [_number(s) for s in found])


def _where(found: Sequence[Stated], estimate: Estimate, shown: Sequence[int], language: Language) -> str:
    numbers = [_number(s) for s in found]
    if found[0].field.startswith("policy."):
        return _policies(found, estimate, language)
    if numbers == [0]:
        return "–"
    if len(numbers) == len(shown):
        return language.t("all")
    if len(numbers) > _MOST_NUMBERS:
        return language.t("{n} of {all}", n=len(numbers), all=len(shown))
    return ", ".join(map(str, numbers))


def _column(column: Column) -> dict[str, object]:
    return {"title": column.label, "number": column.numeric}


def _row(texts: Sequence[str]) -> dict[str, object]:
    return {"cells": list(texts), "group": "", "strong": False}
