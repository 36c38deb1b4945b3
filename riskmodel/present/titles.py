"""What the figures of the calibration, and the categories by which they differ, are called in plain words.

`figures.csv` of the data folder holds a title for each, in every language. Its column `figure` is the path of a figure,
in which a `*` stands for exactly one name; `{name}` in the title is what that name is called everywhere else: an
incident type, a safeguard, a head, a field of the case. With two of them `{of}` is the first and `{name}` the second.
A name that is called nothing belongs to no family, so a figure with words of its own may stand beside one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.present import csv_texts, fields, names
from riskmodel.present.language import CODES, N_, Language

_ANY: Final = "*"
#: Fields whose choices are categories by which figures differ.
_DIFFER_BY: Final = (
    "project.activity",
    "provider.kind",
    "project.client.visibility",
    "project.response.stance",
    "project.response.orders",
)
#: Categories that no field asks for: the degrees of fault, and kinds of business beside those of the form.
_UNASKED: Final = {
    "none": N_("no fault"),
    "simple": N_("simple negligence"),
    "gross": N_("gross negligence"),
    "intent": N_("intent"),
    "other": N_("others"),
}


@dataclass(frozen=True)
class Row:
    """A row of the file: titles of a figure, or of a family of them."""

    figure: str
    titles: dict[str, str]  # code of the language -> title

    def title(self, path: str, calibration: Calibration, language: Language) -> str | None:
        """Return the title of a figure, None if the row does not name it."""
        pattern, parts = self.figure.split("."), path.split(".")
        if len(pattern) != len(parts) or any(p not in (_ANY, part) for p, part in zip(pattern, parts, strict=True)):
            return None
        called = [_called(parts[: i + 1], calibration, language) for i, p in enumerate(pattern) if p == _ANY]
        if not all(called):
            return None
        # Replaced, not formatted: whoever writes a title need know of no other braces.
        filled = self.titles[language.code]
        for place, name in zip(("{name}", "{of}"), reversed(called), strict=False):
            filled = filled.replace(place, name)
        return filled


@cache
def rows(folder: Path) -> tuple[Row, ...]:
    """Return the rows of a data folder, read once; none if it has no such file.

    Raises
    ------
    CalibrationError
        If the file is there but cannot be used, as `csv_texts.rows`.
    """
    found = csv_texts.rows(folder / "figures.csv", ("figure", *CODES))
    return tuple(Row(figure, dict(zip(CODES, titles, strict=True))) for figure, *titles in found)


@cache
def _of_file(folder: Path, file: str) -> tuple[Row, ...]:
    return tuple(row for row in rows(folder) if row.figure.partition(".")[0] == file)


def title(path: str, calibration: Calibration, language: Language) -> str:
    """Return what a figure is called; its path where nobody gave it a title."""
    of_file = _of_file(calibration.folder, path.partition(".")[0])
    given = (row.title(path, calibration, language) for row in of_file)
    return next((text for text in given if text), path)


def words(path: str, calibration: Calibration) -> Iterator[str]:
    """List the words that a figure is found by, in all languages, whichever the reader's is.

    They are its title, what the names in its path are called, and what is asked where it stands in for a field.
    """
    parts, field = path.split("."), _field(path.split("."))
    for code in CODES:
        language = Language.named(code)
        yield title(path, calibration, language)
        yield from (_called(parts[: i + 1], calibration, language) for i in range(len(parts)))
        if field:
            asked = fields.field(field, language)
            yield from (asked.label, asked.question)


def category(name: str, language: Language) -> str:
    """Return what a category is called by which a figure differs; its name where it is called nothing, as a year."""
    asked = (_choice(field, name, language) for field in _DIFFER_BY)
    return next((words for words in asked if words), language.t(_UNASKED.get(name, name)))


def _called(path: Sequence[str], calibration: Calibration, language: Language) -> str:
    """Return what the last name of a path is called; empty where it is called nothing."""
    tables = calibration.tables
    match path:
        case ["incidents", name] if f"incidents.{name}" in tables:
            return names.incident_type(name, calibration, language)
        case ["damage", name] | ["liability", "allowed", name] if name in tables["damage"]:
            return names.head(name, calibration, language)
        case [("safeguards" | "causes") as part, name] if name in tables[part]:
            return language.of(tables[part][name]["title"])
        case ["currency", name]:
            return name
        case ["case", "by_industry", name]:
            return _choice("project.client.industry", name, language)
        case ["liability", "cap_holds", name]:
            return _choice("project.contract.law", name, language)
        case ["liability", "cap_holds", _, name]:
            return _choice("project.contract.cap_agreed", name, language)
        case ["case" | "cover", *_] if field := _field(path):
            return fields.label(field, language)
    return ""


def _choice(field: str, value: str, language: Language) -> str:
    return fields.field(field, language).choices.get(value, "")


def _field(path: Sequence[str]) -> str:
    """Return the field of the case that a figure stands in for; empty if there is none."""
    match path:
        case ["case", "by_industry", _, name]:
            places = [f"project.client.{name}"]
        case ["case", part, name]:
            places = [f"{part}.{name}", f"project.{part}.{name}", f"project.response.{name}"]
        case ["cover", name]:
            places = [f"policy.{name}"]
        case ["safeguards", name, *_]:
            places = [f"project.safeguards.{name}"]
        case _:
            places = []
    return next((place for place in places if fields.known(place)), "")
