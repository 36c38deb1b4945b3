"""What is known of a book once it is computed: its figures, and what was read of it. Written as JSON and read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from riskmodel.bands import Band
from riskmodel.book import totals
from riskmodel.book.intake import Book, Convention, Place, RowFault
from riskmodel.book.results import BookResult, CauseFigures
from riskmodel.case import Fault
from riskmodel.estimate import Curve, CurvePoint, Measures
from riskmodel.measures import Measured


@dataclass(frozen=True)
class Published:
    """A computed book, without the rows of its providers."""

    result: BookResult
    riskmodel: str  # version of the program
    as_of: date  # from which dates of the book count as months before
    files: tuple[Convention, ...]
    rows: int
    mended: int
    faulty: int
    held_back: int
    faults: tuple[RowFault, ...]

    @classmethod
    def of(cls, result: BookResult, book: Book, as_of: date, version: str) -> Published:
        """Put together what was read and what was computed."""
        counts = (book.rows, book.mended, book.faulty, len(book.held_back))
        return cls(result, version, as_of, book.conventions, *counts, book.faults)

    @property
    def book(self) -> Book:
        """The book as it was read, without its rows."""
        run = (self.result.providers, self.result.projects)
        return Book((), *run, self.faults, (), self.files, self.rows, self.mended)


def as_json(of: Published, sentences: Sequence[str]) -> dict[str, object]:
    """Return a computed book as JSON values (docs/interfaces.md); `sentences` say what is wrong, one a fault."""
    files = [{name: getattr(f, name) for name in _OF_FILE} for f in of.files]
    read = {
        "as_of": of.as_of.isoformat(),
        "rows": of.rows,
        "mended_rows": of.mended,
        "faulty_rows": of.faulty,
        "held_back_rows": of.held_back,
        "files": files,
        "faults": [_json_fault(f, words) for f, words in zip(of.faults, sentences, strict=True)],
    }
    return {"riskmodel": of.riskmodel, **totals.as_json(of.result), "input": read}


_OF_FILE = ("file", "kind", "rows", "encoding", "delimiter", "decimal_sign")


def _json_fault(of: RowFault, words: str) -> dict[str, object]:
    what = {name: getattr(of.fault, name) for name in ("field", "code", "given", "allowed")}
    other = vars(of.other) if of.other else None
    return {**vars(of.place), "column": of.column, **what, "contradicts": other, "text": words}


def from_json(tree: Mapping[str, Any]) -> Published:
    """Return the computed book that `as_json` wrote.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the values are not of that shape.
    """
    read = tree["input"]
    return Published(
        _result(tree),
        tree["riskmodel"],
        date.fromisoformat(read["as_of"]),
        tuple(Convention(columns=(), **f) for f in read["files"]),
        read["rows"],
        read["mended_rows"],
        read["faulty_rows"],
        read["held_back_rows"],
        tuple(map(_fault, read["faults"])),
    )


def _fault(tree: Mapping[str, Any]) -> RowFault:
    fault = Fault(tree["code"], tree["field"], tree["given"], tree["allowed"])
    other = Place(**tree["contradicts"]) if tree["contradicts"] else None
    return RowFault(Place(tree["file"], tree["row"]), tree["column"], fault, other)


def _result(tree: Mapping[str, Any]) -> BookResult:
    of = {f.name: tree[f.name] for f in fields(BookResult)}
    of["measures"] = {name: _measures(values) for name, values in tree["measures"].items()}
    of["exceedance"] = {name: _curve(values) for name, values in tree["exceedance"].items()}
    of["causes"] = tuple(_record(CauseFigures, values) for values in tree["causes"])
    return BookResult(**of)


def _measures(tree: Mapping[str, Any]) -> Measures:
    return Measures(**_values(Measures, tree), band={name: _band(ends) for name, ends in tree.get("band", {}).items()})


def _band(ends: Sequence[float]) -> Band:
    low, high = ends
    return low, high


def _curve(tree: Mapping[str, Any]) -> Curve:
    return Curve(*(tuple(map(_point, tree[f.name])) for f in fields(Curve)))


def _point(tree: Mapping[str, Any]) -> CurvePoint:
    return CurvePoint(**{**tree, "band": tree["band"] and _band(tree["band"])})


def _record(kind: type[CauseFigures], tree: Mapping[str, Any]) -> CauseFigures:
    return kind(**_values(kind, tree))


def _values(kind: type, tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values as they are, and figures with the ends of their error."""
    found = {}
    for f in fields(kind):
        if f"{f.name}_lo" in tree:
            found[f.name] = Measured(tree[f.name], tree[f"{f.name}_lo"], tree[f"{f.name}_hi"])
        elif f.name in tree and f.name != "band":
            found[f.name] = tree[f.name]
    return found
