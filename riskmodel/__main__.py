"""The command line: `riskmodel`, also `python -m riskmodel`.

Heavy modules are imported inside the commands, so that help comes at once. Exit status: 0 done; 2 the input is wrong,
one line a fault on standard error; 1 anything else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from riskmodel import __version__
from riskmodel.present.arguments import CaseFile, Data, Date, Lang, Levers, Looks, Paper, Seed, Target, Trials

if TYPE_CHECKING:
    from riskmodel.calibration import Calibration
    from riskmodel.present.language import Language

FAILED, WRONG_INPUT = 1, 2
_INTERRUPTED = 130  # how typer ends after Ctrl-C

app = typer.Typer(
    name="riskmodel",
    help="What a software error may cost an IT freelancer or agency, and what insurance would pay of it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a sign gets another one instead of an error.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        app(prog_name="riskmodel", standalone_mode=True)
    except KeyboardInterrupt:
        _stop()
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            _stop()
        raise


def _stop() -> None:
    """Leave at once after Ctrl-C: chunks that are still being computed are of no use any more."""
    print("Stopped.", file=sys.stderr, flush=True)
    os._exit(FAILED)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"riskmodel {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")]


@app.callback()
def _program(version: Version = False) -> None:
    """Only offers --version."""


@contextmanager
def _speaking(lang: str | None) -> Iterator[tuple[Language, ...]]:
    """Give the languages asked for; wrong input becomes sentences on standard error and an exit status."""
    from riskmodel.case import CaseError
    from riskmodel.present import options, output, wording
    from riskmodel.quantity import CalibrationError

    language = options.of_environment()
    try:
        languages = options.languages(lang)
        language = languages[0]
        yield languages
    except (options.Refused, CaseError, CalibrationError) as error:
        for sentence in wording.problem(error, language):
            typer.echo(output.one_line(sentence), err=True)
        raise typer.Exit(WRONG_INPUT) from None
    except (OSError, MemoryError) as error:
        if isinstance(error, BrokenPipeError):  # whoever read along has heard enough
            raise
        typer.echo(output.one_line(language.t("This did not work: {reason}.", reason=error)), err=True)
        raise typer.Exit(FAILED) from None


def _print(page: str) -> None:
    from riskmodel.present import output

    typer.echo(output.plain(page))


def _calibration(folder: str | None, language: Language) -> Calibration:
    from riskmodel import calibration
    from riskmodel.present import options

    return calibration.load(options.data_folder(folder, language))


@app.command()
def new(
    origin: Annotated[str, typer.Option("--from", metavar="NAME", help="A named case.")] = "sample_freelancer",
    out: Annotated[str, typer.Option(metavar="FILE", help="Write to this file; - is standard output.")] = "-",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False,
    book: Annotated[
        bool, typer.Option("--book", help="A template of a broker's book: CSV, or Excel if FILE ends in .xlsx.")
    ] = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Write a commented case file to start from, or the template of a broker's book with a sample in it."""
    with _speaking(lang) as (language, *_):
        from riskmodel import casefile, cases
        from riskmodel.present import options, output

        options.new_file("--out", out, language, force=force)
        calibration = _calibration(data, language)
        if book:
            from riskmodel.present import book_template

            options.book_template("--out", out, language)
            book_template.write(out, calibration, language)
            if out != output.STANDARD_OUTPUT:
                typer.echo(
                    language.t("Written: {path}. Its rows are a sample; please write your own over them.", path=out)
                )
            return
        case, _about = cases.read(options.case_name(origin, calibration, language), calibration)
        with output.written(out) as file:
            file.write(casefile.write(case, comments=True).encode())
        if out != output.STANDARD_OUTPUT:
            typer.echo(language.t("Written: {path}. Next: riskmodel check {path}", path=out))


@app.command()
def check(case: CaseFile, lang: Lang = None, data: Data = None) -> None:
    """Check a case file, and list every field that is assumed, with value, range and source."""
    with _speaking(lang) as languages:
        from riskmodel.present import console

        calibration = _calibration(data, languages[0])
        found = console.opened(case, calibration)
        for language in languages:
            _print(console.checked(case, found, calibration, language))


@app.command()
def estimate(
    case: CaseFile,
    trials: Trials = None,
    seed: Annotated[str | None, typer.Option(metavar="N", help="Start of the random numbers; 1 if not given.")] = None,
    lang: Lang = None,
    json: Target = None,
    pdf: Target = None,
    layout: Looks = None,
    branding: Paper = None,
    excel: Target = None,
    csv: Annotated[str | None, typer.Option(metavar="DIR", help="Write each table into this folder (CSV).")] = None,
    incidents: Target = None,
    levers: Levers = False,
    date: Date = None,
    data: Data = None,
) -> None:
    """Estimate what a case may cost: a readable table, and on demand JSON, PDF, Excel, CSV and every incident."""
    with _speaking(lang) as languages:
        from riskmodel.present import console, options

        language = languages[0]
        targets = {"--json": json, "--pdf": pdf, "--excel": excel, "--incidents": incidents}
        looks = options.layouts(layout, language)
        options.targets(targets, languages, looks)
        options.folder("--csv", csv, language)
        options.only_with_pdf({"--layout": layout, "--branding": branding}, pdf, language)
        made_on = options.date(date, language)
        sender = console.sender(branding, language)
        calibration = _calibration(data, language)
        opened = console.opened(case, calibration)
        number, years = options.run(seed, trials, opened.printed, calibration, language)
        if words := options.policies_to_compare(looks, opened.case, language):
            typer.echo(words, err=True)
        result = console.simulated(opened.case, calibration, years, number, language)
        done = console.Done(
            result, calibration, languages, in_english=lang is None, made_on=made_on, levers=levers,
            printed=opened.printed, file=case,
        )  # fmt: skip
        if "-" not in targets.values():
            _print(done.page())
        done.write_json(json)
        done.write_pdf(pdf, looks, sender)
        done.write_excel(excel)
        done.write_csv(csv)
        done.write_incidents(incidents)


@app.command()
def batch(
    cases: Annotated[list[str], typer.Argument(metavar="CASES...", help="Case files, or folders of them.")],
    out: Annotated[str, typer.Option(metavar="DIR", help="Folder for the results; what is done is not done again.")],
    formats: Annotated[
        str, typer.Option(metavar="pdf,excel,json,csv", help="What to write of each case.")
    ] = "pdf,excel,json",
    layout: Looks = None,
    branding: Paper = None,
    trials: Trials = None,
    seed: Seed = "1",
    lang: Lang = None,
    levers: Levers = False,
    date: Date = None,
    data: Data = None,
) -> None:
    """Estimate many cases and write the results of each; after an interruption go on where it ended."""
    with _speaking(lang) as languages:
        from riskmodel.present import batch as batches
        from riskmodel.present import console, options

        language = languages[0]
        options.folder("--out", out, language)
        forms = options.formats(formats, language)
        options.only_with_pdfs({"--layout": layout, "--branding": branding}, forms, language)
        calibration = _calibration(data, language)
        order = batches.Order(
            formats=forms,
            languages=languages,
            in_english=lang is None,
            trials=options.trials(trials, calibration, language),
            seed=options.whole("--seed", seed, 0, options.LARGEST_SEED, language),
            levers=levers,
            made_on=options.date(date, language),
            layouts=options.layouts(layout, language),
            branding=None if branding is None else console.sender(branding, language),
            dated=date is not None,
        )
        ended = batches.run(options.case_files(cases, language), out, order, calibration)
    if ended:
        raise typer.Exit(ended)


@app.command()
def book(
    books: Annotated[list[str], typer.Argument(metavar="BOOK...", help="CSV, Excel or Parquet, then what was mended.")],
    out: Annotated[str, typer.Option(metavar="DIR", help="Folder for the results.")],
    years: Annotated[str | None, typer.Option(metavar="N", help="Calendar years; 100,000 if not given.")] = None,
    seed: Seed = "1",
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask cluster that is there.")] = None,
    workers: Annotated[str | None, typer.Option(metavar="N", help="Processes; one for each core if not given.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run that DIR holds.")] = False,
    accumulation: Annotated[bool, typer.Option(help="Common causes that hit many providers at once.")] = True,
    keep_parts: Annotated[bool, typer.Option("--keep-parts", help="Keep the amount of each incident (large).")] = False,
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day from which the book's dates count.")
    ] = None,
    branding: Paper = None,
    date: Date = None,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Run a broker's book: what a bad year costs, who has too little cover, what one cause does to many."""
    with _speaking(lang) as languages:
        from riskmodel.present import book_run

        ended = book_run.from_command_line(
            books, out, languages, _calibration(data, languages[0]),
            years=years, seed=seed, scheduler=scheduler, workers=workers, resume=resume, accumulation=accumulation,
            keep_parts=keep_parts, as_of=as_of, branding=branding, date=date,
        )  # fmt: skip
    if ended:
        raise typer.Exit(ended)


@app.command()
def case(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A named case; without, all are listed.")] = None,
    trials: Trials = None,
    seed: Seed = "1",
    lang: Lang = None,
    data: Data = None,
) -> None:
    """List the named cases, or run one and compare it with what is known."""
    with _speaking(lang) as languages:
        from riskmodel.present import console, options

        calibration = _calibration(data, languages[0])
        if name is None:
            for language in languages:
                _print(console.cases_listed(calibration, language))
            return
        options.case_name(name, calibration, languages[0])
        years = options.trials(trials, calibration, languages[0])
        number = options.whole("--seed", seed, 0, options.LARGEST_SEED, languages[0])
        comparison = console.compared(name, calibration, years, number)
        variants = console.varied(name, calibration, years, number)
        for language in languages:
            _print(console.case_told(comparison, variants, calibration, language))


@app.command()
def sensitivity(
    case: CaseFile,
    trials: Trials = None,
    seed: Seed = "1",
    lang: Lang = None,
    json: Target = None,
    data: Data = None,
) -> None:
    """Show which inputs decide the figure, and which change saves most."""
    with _speaking(lang) as languages:
        from riskmodel import sensitivity as what_if
        from riskmodel.present import console, options

        language = languages[0]
        options.targets({"--json": json}, languages)
        calibration = _calibration(data, language)
        given = console.read(case, calibration)
        years = what_if.usual_trials(given) if trials is None else options.trials(trials, calibration, language)
        number = options.whole("--seed", seed, 0, options.LARGEST_SEED, language)
        found = console.moved(given, calibration, years, number, language)
        for language in languages if json != "-" else ():
            _print(console.moves_told(found, given, calibration, language))
        console.write_moves(found, json, console.spoken(languages, in_english=lang is None))


@app.command()
def backtest(
    claims: Annotated[
        str, typer.Argument(metavar="CLAIMS", help="Published claims (CSV, columns of data/claims.csv).")
    ],
    seed: Seed = "1",
    lang: Lang = None,
    json: Target = None,
    data: Data = None,
) -> None:
    """Predict published claims from what is known of them, and score the predictions."""
    with _speaking(lang) as languages:
        from riskmodel.present import console, options

        options.targets({"--json": json}, languages)
        number = options.whole("--seed", seed, 0, options.LARGEST_SEED, languages[0])
        calibration = _calibration(data, languages[0])
        found = console.backtested(claims, calibration, number)
        for language in languages if json != "-" else ():
            _print(console.backtest_told(found, language))
        console.write_backtest(found, calibration.version, json, console.spoken(languages, in_english=lang is None))


@app.command()
def sources(
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="Only figures with this in name, note or source.")] = "",
    lang: Lang = None,
    data: Data = None,
) -> None:
    """List the figures the model rests on: chance, ignorance, unit, quality and source."""
    with _speaking(lang) as languages:
        from riskmodel.present import console

        calibration = _calibration(data, languages[0])
        for language in languages:
            _print(console.sources_listed(text, calibration, language))


@app.command()
def schema(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="estimate, sensitivity, backtest, case.")] = "estimate",
    lang: Lang = None,
) -> None:
    """Print the JSON Schema of what a command writes with --json, or of a case file."""
    with _speaking(lang) as (language, *_):
        from riskmodel.present import options

        typer.echo(options.schema(name, language).read_text(encoding="utf-8"), nl=False)


@app.command(name="app")
def open_app(
    port: Annotated[str | None, typer.Option(metavar="N", help="Port; 8501 or the next free one if not given.")] = None,
    lang: Lang = None,
) -> None:
    """Open the app in the browser."""
    with _speaking(lang) as (language, *_):
        from riskmodel.present import launch, options

        chosen = [] if port is None else ["--server.port", str(options.whole("--port", port, 1, 65_535, language))]
        launch.run(*chosen)


if __name__ == "__main__":
    main()
