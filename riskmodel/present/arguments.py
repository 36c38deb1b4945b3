"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

CaseFile = Annotated[
    str,
    typer.Argument(metavar="CASE", help="Case file (TOML), as `riskmodel new` writes one, or a PDF of this program."),
]
Data = Annotated[str | None, typer.Option(metavar="DIR", help="Another data folder, say your own calibration.")]
Lang = Annotated[str | None, typer.Option(metavar="de|en", help="Language, also de,en; the system's if not given.")]
Trials = Annotated[str | None, typer.Option(metavar="N", help="Simulated years with incidents.")]
Seed = Annotated[str, typer.Option(metavar="N", help="Start of the random numbers: the same seed, the same result.")]
Date = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Date on PDF and workbook; today if not given.")]
Levers = Annotated[bool, typer.Option("--levers", help="What saves most, in JSON, workbook and CSV; takes longer.")]
Looks = Annotated[
    str | None,
    typer.Option(
        metavar="overview|summary|comparison", help="Layout of the PDF, also several with commas; summary if not given."
    ),
]
Paper = Annotated[
    str | None, typer.Option(metavar="FILE", help="Sender of the PDF: name, logo, colour and more (TOML).")
]
Target = Annotated[str | None, typer.Option(metavar="FILE", help="Write to this file; - is standard output.")]
Day = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Day from which the book's dates count; today.")
]
