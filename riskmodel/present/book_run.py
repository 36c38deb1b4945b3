"""The run of a book from files to files: read, compute, publish.

What cannot be read is told at once and written to a file to be mended; the rest runs. The parts of a run stay in the
folder until it is finished, so that it can be gone on with; then they are removed, as they are large.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer
from pyarrow import parquet

from riskmodel import __version__, files
from riskmodel.book import apart, engine, lock, published, totals
from riskmodel.book.block import Plan
from riskmodel.book.insured import Insured
from riskmodel.book.intake import Book
from riskmodel.book.parts import FOLDER, RUN
from riskmodel.book.published import Published
from riskmodel.calibration import Calibration
from riskmodel.present import (
    book_document,
    book_findings,
    book_rows,
    book_tables,
    book_workbook,
    console,
    options,
    output,
    terminal,
)
from riskmodel.present.book_pace import Told
from riskmodel.present.book_shown import Shown
from riskmodel.present.branding import Branding
from riskmodel.present.language import Language

DONE, WRONG_INPUT = 0, 2
YEARS: Final = 100_000
_YEARS_ALLOWED: Final = (book_findings.FEWEST_YEARS, 10_000_000)
_MOST_WORKERS: Final = 1_000
FAULTY: Final = "faulty_rows.csv"


@dataclass(frozen=True)
class Order:
    """What is wanted of a book."""

    out: Path
    years: int
    seed: int
    accumulation: bool
    scheduler: str | None
    workers: int | None
    resume: bool
    keep_parts: bool
    as_of: dt.date  # from which dates count as months before
    made_on: dt.date
    branding: Branding | None
    languages: tuple[Language, ...]

    @property
    def language(self) -> Language:
        """The language to speak."""
        return self.languages[0]


def from_command_line(
    books: Sequence[str],
    out: str,
    languages: tuple[Language, ...],
    calibration: Calibration,
    *,
    years: str | None,
    seed: str,
    workers: str | None,
    branding: str | None,
    as_of: str | None,
    date: str | None,
    scheduler: str | None,
    resume: bool,
    accumulation: bool,
    keep_parts: bool,
) -> int:
    """Run a book as the command line asks for it; return the exit status.

    Raises
    ------
    Refused, CaseError
        If an option or a file cannot be used; the words say why.
    """
    language = languages[0]
    options.folder("--out", out, language)
    order = Order(
        out=Path(out),
        years=YEARS if years is None else options.whole("--years", years, *_YEARS_ALLOWED, language),
        seed=options.whole("--seed", seed, 0, options.LARGEST_SEED, language),
        workers=None if workers is None else options.whole("--workers", workers, 1, _MOST_WORKERS, language),
        branding=None if branding is None else console.sender(branding, language),
        as_of=options.date(as_of, language, "--as-of"),
        made_on=options.date(date, language),
        languages=languages,
        scheduler=scheduler,
        resume=resume,
        accumulation=accumulation,
        keep_parts=keep_parts,
    )
    return run([Path(name) for name in books], order, calibration)


def run(books: Sequence[Path], order: Order, calibration: Calibration) -> int:
    """Run a book and return the exit status: 2 if a row could not be read, though the others are run.

    Raises
    ------
    CaseError
        If a file is no book, or the run cannot be begun or ended; the faults say why.
    """
    with apart.read(books, as_of=order.as_of, calibration=calibration) as (book, insured):
        order.out.mkdir(parents=True, exist_ok=True)
        with lock.held(order.out):
            return _run(book, insured, books, order, calibration)


def _run(book: Book, insured: Iterator[Insured], books: Sequence[Path], order: Order, calibration: Calibration) -> int:
    """Run a book in a folder that is ours."""
    waiting = _left_out(book, books, order)
    if not book.providers:
        return WRONG_INPUT
    told = Told(order.out, order.language)
    plan = Plan(calibration, order.years, order.seed, order.accumulation)
    parts = engine.run(
        plan,
        insured,
        order.out,
        scheduler=order.scheduler,
        workers=order.workers,
        resume=order.resume,
        progress=told,
    )
    found, rows = totals.result(plan, parts)
    of = Shown(Published.of(found, book, order.as_of, __version__), rows, calibration)
    _written(of, book, order)
    told.end()
    if not order.keep_parts:
        shutil.rmtree(order.out / FOLDER, ignore_errors=True)
        (order.out / RUN).unlink(missing_ok=True)
    for language in order.languages:
        typer.echo(output.plain(_told(of, language)))
    typer.echo(order.language.t("The results are in {folder}.", folder=order.out))
    if waiting:
        typer.echo(waiting)
        return WRONG_INPUT
    return DONE


def _left_out(book: Book, books: Sequence[Path], order: Order) -> str:
    """Tell how the files were read and all that is wrong, and write the rows that wait; return what to do with them."""
    language = order.language
    for convention in book.conventions:
        typer.echo(output.one_line(book_rows.convention(convention, language)))
    typer.echo(book_rows.counted(book, language))
    for sentence in book_rows.sentences(book, language):
        typer.echo(output.one_line(sentence), err=True)
    target = order.out / FAULTY
    if not book.left_out:
        return ""
    if any(path.resolve() == target.resolve() for path in books):  # what was mended is not written over
        target = target.with_stem(f"{target.stem}_{dt.date.today():%Y%m%d}")
    book_rows.write_faulty(book, str(target), language)
    waits = language.nt(
        "{n} row waits in {file}. Mend it there and name that file after the book.",
        "{n} rows wait in {file}. Mend them there and name that file after the book.",
        len(book.left_out),
        file=target,
    )
    typer.echo(waits, err=True)
    return waits


def _written(of: Shown, book: Book, order: Order) -> None:
    """Write all files of a computed book; the figures last: where they are, all is."""
    out, several = order.out, len(order.languages) > 1
    with files.whole(out / "providers.parquet") as file:
        parquet.write_table(of.providers, file, compression="zstd")
    for language in order.languages:
        with files.whole(out / options.one_of("book.xlsx", language.code, several)) as file:
            book_workbook.workbook(file, of, book_rows.words(book, language), language, order.made_on)
        said = book_rows.sentences(book, language)
        with files.whole(out / options.one_of("book.pdf", language.code, several)) as file:
            file.write(book_document.pdf(of, said, language, order.made_on, order.branding))
    figures = published.as_json(of.published, book_rows.sentences(book, order.language))
    with files.whole(out / "book.json") as file:
        file.write(json.dumps(figures, indent=1, ensure_ascii=False).encode() + b"\n")


def _told(of: Shown, language: Language) -> str:
    """Return a computed book as a page for the terminal."""
    tables = (
        book_tables.key_figures(of, language),
        book_tables.exceedance(of, language),
        book_tables.top(of, language),
    )
    said = [
        *book_findings.headline(of, language),
        book_findings.cover(of, language),
        *book_findings.accumulation(of, language),
        book_findings.validation(of, language),
    ]
    return "\n\n".join([*said, *(terminal.table(table) for table in tables)])
