"""Published claims: a file of them, read and checked.

One claim a row, in its original currency; the columns are those of `data/claims.csv`, more may be there. A label that
is not known, of incident type, kind of provider, activity or country, stays with its claim, which then is not scored.
What cannot be read at all is reported as faults, code and values without words, for the presentation to word.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from riskmodel.backtest.countries import COUNTRIES
from riskmodel.calibration import Calibration
from riskmodel.case import ACTIVITIES, CaseError, Fault
from riskmodel.safeguards import incident_types
from riskmodel.values import shown

Row = Mapping[str | None, str | None]  # under None: fields beyond the header
MAX_FILE_BYTES = 10_000_000
KINDS = ("freelancer", "agency", "it_firm", "other")

# The words of the file for activities and incident types, and those of the model. None: the model has none for it.
ACTIVITY_WORDS: dict[str, str | None] = {
    "software_development": "software",
    "data_ai": "software",
    "hosting_operations": "hosting",
    "online_marketing": "marketing",
    "social_media": "marketing",
    "seo": "marketing",
    "media_production": "media",
    "it_consulting": "consulting",
    "other": None,
    **{name: name for name in ACTIVITIES},
}
TYPE_WORDS: dict[str, str | None] = {"contract_breach": "service_failure", "other": None}  # beside the model's own
_TEXTS = ("id", "source_title", "source_url", "country", "currency")
_CHOICES = ("incident_type", "insured_kind", "activity")
_NOT_STATED = "other"  # what an empty choice means
_AMOUNTS = ("client_loss", "amount_claimed", "amount_paid", "contract_value")
_COUNTS = ("affected_people", "duration_days")
_MOST = 1e13
_YEARS = (1900.0, 2100.0)
COLUMNS = (*_TEXTS, "year", *_CHOICES, *_AMOUNTS, *_COUNTS)


@dataclass(frozen=True)
class Claim:
    """What a back-test may know of a published claim, and its amounts in the original currency; None: not stated."""

    id: str
    title: str  # of the report
    addresses: tuple[str, ...]
    year: int | None
    country: str
    kind: str  # of provider
    activity: str | None  # in the model's words
    incident_type: str | None  # in the model's words
    currency: str
    client_loss: float | None
    amount_claimed: float | None
    amount_paid: float | None
    people: float | None
    days: float | None
    contract_value: float | None
    facts: str = ""  # what happened, in the words of whoever collected it; no part of a prediction
    row: int = 0  # of the file, the header is row 1; 0 without a file
    unknown: Fault | None = None  # the first label that is not known


def read(path: Path, calibration: Calibration) -> tuple[Claim, ...]:
    """Read a file of claims (CSV, UTF-8); the calibration says which incident types there are.

    Raises
    ------
    CaseError
        If the file cannot be read, columns are missing, or a row cannot be read: one fault for each, with row (the
        header is row 1), column, value and what is allowed.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_FILE_BYTES else b""
    except OSError as error:
        raise CaseError((Fault("file_unreadable", "", error.strerror or "", "", str(path)),)) from None
    if size > MAX_FILE_BYTES:
        raise CaseError((Fault("file_too_large", "", str(size), str(MAX_FILE_BYTES), path.name),))
    return parse(content, calibration, path.name)


def parse(content: bytes, calibration: Calibration, file: str = "") -> tuple[Claim, ...]:
    """Read claims from the bytes of a file; `file` is its name for the faults."""
    if not content.strip():
        raise CaseError((Fault("no_claims", "", "", "", file),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise CaseError((Fault("file_not_text", "", "", "", file),))
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","  # as German spreadsheets write it
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = list(reader)
    except csv.Error:
        raise CaseError((Fault("book_damaged", "", "CSV", "", file),)) from None
    header = reader.fieldnames or ()
    if missing := [name for name in COLUMNS if name not in header]:
        raise CaseError((Fault("columns_missing", "", ", ".join(missing), ", ".join(COLUMNS), file),))
    if not rows:
        raise CaseError((Fault("no_claims", "", "", "", file),))
    types = {**TYPE_WORDS, **{name: name for name in incident_types(calibration)}}
    words = dict(zip(_CHOICES, (tuple(types), KINDS, tuple(ACTIVITY_WORDS)), strict=True))
    faults = [fault for number, row in enumerate(rows, 2) for fault in _faults(row, number, len(header), file)]
    if faults := [*faults, *_doubles(rows, file)]:
        raise CaseError(tuple(faults))
    return tuple(
        _claim(row, number, types, next(_unknown(row, number, words, file), None)) for number, row in enumerate(rows, 2)
    )


def _faults(row: Row, number: int, width: int, file: str) -> Iterator[Fault]:
    """Yield what keeps a row from being read; `width` is the number of fields of the header."""

    def fault(code: str, column: str, given: str, allowed: str = "") -> Fault:
        return Fault(code, f"row.{number}.{column}", shown(given), allowed, file)

    if None in row:
        yield Fault("cells_too_many", f"row.{number}", str(width + len(row[None] or ())), str(width), file)
        return
    if empty := sum(text is None for text in row.values()):
        yield Fault("cells_missing", f"row.{number}", str(width - empty), str(width), file)
        return
    if not _text(row, "id"):
        yield fault("missing", "id", "")
    for column in ("year", *_AMOUNTS, *_COUNTS):
        given = _text(row, column)
        low, high = _YEARS if column == "year" else (0.0, _MOST)
        value = _number(given)
        if value is not None and not math.isfinite(value):
            yield fault("not_a_number", column, given)
        elif value is not None and not low <= value <= high:
            yield fault("out_of_range", column, given, f"{low:g}..{high:g}")


def _unknown(row: Row, number: int, words: Mapping[str, tuple[str, ...]], file: str) -> Iterator[Fault]:
    """Yield the labels of a row that are not known; `words` are those a column may hold."""
    for column, allowed in words.items():
        if _choice(row, column) not in allowed:
            place = f"row.{number}.{column}"
            yield Fault("unknown_choice", place, shown(_text(row, column)), ", ".join(allowed), file)
    country = _text(row, "country")
    if country and country.upper() not in COUNTRIES:
        yield Fault("unknown_country", f"row.{number}.country", shown(country), "", file)


def _doubles(rows: Sequence[Row], file: str) -> Iterator[Fault]:
    """Yield a fault for each row whose id stands in an earlier row: the same claim would count twice."""
    first: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        id_ = _text(row, "id")
        if id_ and id_ in first:
            yield Fault("duplicate_claim", f"row.{number}.id", shown(id_), str(first[id_]), file)
        first.setdefault(id_, number)


def _text(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()


def _choice(row: Row, column: str) -> str:
    """Return a label as the file's words are written: “Data loss” is data_loss."""
    return _text(row, column).lower().replace(" ", "_").replace("-", "_") or _NOT_STATED


def _number(text: str) -> float | None:
    """Return a number, None if there is none, NaN if it is none."""
    if not text:
        return None
    try:
        # Python reads 1_000 as a number, other programs do not.
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan


def _claim(row: Row, number: int, types: Mapping[str, str | None], unknown: Fault | None) -> Claim:
    amounts = {name: _number(_text(row, name)) for name in ("year", *_AMOUNTS, *_COUNTS)}
    year, kind = amounts["year"], _choice(row, "insured_kind")
    return Claim(
        id=_text(row, "id"),
        title=_text(row, "source_title"),
        addresses=(_text(row, "source_url"), *_text(row, "other_urls").split()),
        year=None if year is None else int(year),
        country=_text(row, "country").upper(),
        kind=kind if kind in KINDS else _NOT_STATED,
        activity=ACTIVITY_WORDS.get(_choice(row, "activity")),
        incident_type=types.get(_choice(row, "incident_type")),
        currency=_text(row, "currency").upper(),
        client_loss=amounts["client_loss"],
        amount_claimed=amounts["amount_claimed"],
        amount_paid=amounts["amount_paid"],
        people=amounts["affected_people"],
        days=amounts["duration_days"],
        contract_value=amounts["contract_value"],
        facts=_text(row, "facts"),
        row=number,
        unknown=unknown,
    )
