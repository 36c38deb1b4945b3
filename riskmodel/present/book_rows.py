"""The rows of a book that cannot be run: each fault in a sentence, and a file of these rows to be mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from riskmodel.book.columns import FAULT, by_name
from riskmodel.book.decimals import NoNumber, bare, number
from riskmodel.book.intake import Book, Cell, Convention, DecimalSign, LeftOut, Place, RowFault
from riskmodel.book.published import Published
from riskmodel.book.writing import content
from riskmodel.present import wording
from riskmodel.present.language import N_, Language
from riskmodel.present.output import written

#: How a book is written where no file of its own says so.
_DELIMITERS: Final[dict[str, str]] = {"de": ";", "en": ","}
_SIGNS: Final[dict[str, DecimalSign]] = {"de": ",", "en": "."}
_KINDS: Final = {"csv": N_("CSV"), "xlsx": N_("Excel"), "parquet": N_("Parquet")}
_DELIMITER_NAMES: Final = {"\t": N_("tab")}


def usual(language: Language) -> tuple[str, DecimalSign]:
    """Return delimiter and decimal sign of CSV files as spreadsheets in this language write them."""
    return _DELIMITERS[language.code], _SIGNS[language.code]


def sentence(fault: RowFault, book: Book, language: Language) -> str:
    """Return what is wrong: file, row and column, what was given, what is allowed and what to do."""
    return f"{_place(fault.place, book, language, fault.column)}: {_words(fault, book, language)}"


def sentences(book: Book, language: Language) -> tuple[str, ...]:
    """Return all that is wrong with a book, one sentence a fault."""
    return tuple(sentence(fault, book, language) for fault in book.faults)


def words(book: Book, language: Language) -> tuple[str, ...]:
    """Return the same without file, row and column, to stand in a table that has them."""
    return tuple(_words(fault, book, language) for fault in book.faults)


def convention(of: Convention, language: Language) -> str:
    """Say how a file was read."""
    parts = [language.t(_KINDS[of.kind]), language.nt("{n} row", "{n} rows", of.rows)]
    if of.encoding:
        delimiter = language.t(_DELIMITER_NAMES[of.delimiter]) if of.delimiter in _DELIMITER_NAMES else of.delimiter
        parts.append(of.encoding)
        parts.append(language.t("separator “{delimiter}”", delimiter=delimiter))
    if of.decimal_sign:
        parts.append(language.t("decimal sign “{sign}”", sign=of.decimal_sign))
    return f"{of.file}: {', '.join(parts)}"


def counted(book: Book, language: Language) -> str:
    """Say how many rows of a book that was just read are run and how many are not, so that the numbers add up."""
    counts = (book.rows, book.projects, book.providers, book.faulty, len(book.held_back), book.mended)
    return _counted(*counts, language)


def counted_when_computed(of: Published, language: Language) -> str:
    """Say the same of a computed book."""
    result = of.result
    counts = (of.rows, result.projects, result.providers, of.faulty, of.held_back, of.mended)
    return _counted(*counts, language)


def _counted(rows: int, run: int, providers: int, faulty: int, held: int, mended: int, language: Language) -> str:
    text = language.t(
        "{rows} rows: {run} are run ({providers} providers), {faulty} are faulty, {held} are held back with them.",
        rows=language.number(rows),
        run=language.number(run),
        providers=language.number(providers),
        faulty=language.number(faulty),
        held=language.number(held),
    )
    if not mended:
        return text
    return f"{text} " + language.t("{n} rows of earlier files were replaced.", n=language.number(mended))


def write_faulty(book: Book, target: str, language: Language) -> None:
    """Write the rows that are not run, as they were, with what is wrong in a last column; nothing if there are none.

    The file is CSV as the first CSV file of the book is written, or else as is usual in the language. Mended, it can be
    read after the files of the book.
    """
    if not book.left_out:
        return
    with written(target) as file:
        file.write(faulty(book, language))


def faulty(book: Book, language: Language) -> bytes:
    """Return the bytes of that file."""
    delimiter, sign = usual(language)
    like = next((c for c in book.conventions if c.kind == "csv"), None)
    if like:
        delimiter, sign = like.delimiter, like.decimal_sign or sign
    found: dict[Place, list[RowFault]] = defaultdict(list)
    for fault in book.faults:
        found[fault.place].append(fault)
    header = tuple(dict.fromkeys(name for c in book.conventions for name in c.columns if name))
    rows = (_row(row, header, found[row.place], book, sign, language) for row in book.left_out)
    return content((*header, FAULT), rows, delimiter=delimiter, decimal_sign=sign)


def _row(
    row: LeftOut, header: tuple[str, ...], faults: list[RowFault], book: Book, sign: DecimalSign, language: Language
) -> list[Cell]:
    of = book.conventions[row.place.file]
    cells = dict(zip(of.columns, row.cells, strict=False))
    kept = [_cell(name, cells.get(name), of.decimal_sign, sign) for name in header]
    said = list(_said(row, faults, book, language))
    # What stood beyond the header stands beyond the explanation: it is still there, and still too much.
    origin = book.conventions[row.origin.file].file
    return [*kept, f"[{origin}:{row.origin.row}] {' / '.join(said)}", *row.cells[len(of.columns) :]]


def _said(row: LeftOut, faults: list[RowFault], book: Book, language: Language) -> Iterator[str]:
    if row.because is not None:
        where = _place(row.because, book, language)
        yield language.t(
            "Nothing is wrong with this row; it is held back because of another of its provider: {where}.", where=where
        )
    for fault in faults:
        words = _words(fault, book, language)
        yield f"{fault.column}: {words}" if fault.column else words


def _cell(name: str, cell: Cell, source: DecimalSign | None, target: DecimalSign) -> Cell:
    """Return a cell as it was, a number in the way of the file it is written to."""
    column = by_name().get(name)
    if not isinstance(cell, str) or column is None or column.reading != "number" or source in (None, target):
        return cell
    try:
        return number(bare(cell, euros=True), source)
    except NoNumber:
        return cell


def _words(fault: RowFault, book: Book, language: Language) -> str:
    return wording.message(fault.fault, language, _place(fault.other, book, language) if fault.other else "")


def _place(place: Place, book: Book, language: Language, column: str = "") -> str:
    file = book.conventions[place.file].file
    if column:
        return language.t("{file}, row {row}, column {column}", file=file, row=place.row, column=column)
    return language.t("{file}, row {row}", file=file, row=place.row)
