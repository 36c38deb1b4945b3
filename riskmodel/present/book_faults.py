"""What is wrong with a book, in words: file, row and column, what was given, what is allowed and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from riskmodel.case import Fault
from riskmodel.present.language import N_, Language

#: Sentences with ``{given}`` and ``{allowed}`` of the fault; ``{other}`` is the place of the row that contradicts.
TEXTS: Final[Mapping[str, str]] = {
    "ambiguous_number": N_(
        "“{given}” can mean thousands or decimals, and no other number of the file tells which. Please write it "
        "without thousands separators, or with decimals such as 1234,00 or 1234.00."
    ),
    "other_decimal_sign": N_(
        "“{given}” is written differently from the other numbers of the file, whose decimals stand behind “{allowed}”. "
        "Please write it the same way."
    ),
    "three_decimals": N_(
        "“{given}” has three decimals here, as “{allowed}” is the decimal sign of the file. Please write it without "
        "thousands separators, or with two decimals."
    ),
    "cell_needed": N_("This cell is empty and cannot be assumed. Please fill it in."),
    "formula": N_(
        "“{given}” is a formula. Please put its result in its place: copy the cell and insert it as a value."
    ),
    "cell_not_yes_or_no": N_(
        "“{given}” is neither yes nor no. Please write yes or no, or leave the cell empty if it is not known."
    ),
    "no_such_day": N_("There is no day “{given}”. Please correct it."),
    "not_a_date": N_("“{given}” is not a date. Please write it as 31.12.2025 or 2025-12-31, or leave the cell empty."),
    "not_a_sum": N_(
        "“{given}” cannot be read. Please write one name, or several with their shares or amounts, for example "
        "80 % web_shop + 20 % hosting."
    ),
    "given_twice": N_("The column {allowed} says the same in months. Please leave one of the two cells empty."),
    "date_needs_another": N_(
        "This date needs the one in the column {allowed} as well. Please fill that in, or leave both empty."
    ),
    "differs_between_rows": N_(
        "“{given}” contradicts “{allowed}” in another row of the same provider ({other}). Please write the same in all "
        "rows of a provider, or in one of them only."
    ),
    "duplicate_id": N_(
        "The project “{given}” of this provider stands in another row as well ({other}). Please give it another id, or "
        "delete one of the rows."
    ),
    "too_many_projects": N_(
        "The provider has {given} projects; at most {allowed} are allowed. Please sum up small ones."
    ),
    "cells_missing": N_(
        "The row has {given} cells, the header has {allowed}. Please complete it; empty cells count as well."
    ),
    "cells_too_many": N_(
        "The row has {given} cells, the header has {allowed}. Please delete what is too much; a text with a separator "
        "in it stands in quotes."
    ),
    "book_empty": N_("The file is empty. The command “riskmodel new --book” writes a template to start from."),
    "book_without_rows": N_("There is no row below the header. Please write one row for each project."),
    "book_old_excel": N_(
        "This is an Excel file of the old kind (.xls), or one with a password. Please save it as .xlsx without a "
        "password, or as CSV."
    ),
    "book_wrong_kind": N_(
        "This is no table. A book is a CSV, an Excel (.xlsx) or a Parquet file; please choose another one."
    ),
    "book_quotes": N_(
        "A quotation mark is not closed, from row {given} on. Please close it, or double it where it belongs to "
        "the text."
    ),
    "book_damaged": N_("The file cannot be read as {given}: it is damaged, or of another kind. Please save it again."),
    "not_a_book": N_(
        "No column of a book stands in the first row (“{given}”). The command “riskmodel new --book” writes a template "
        "with the names of all columns."
    ),
    "column_twice": N_("The column “{given}” stands there twice. Please delete one of them."),
    "column_missing": N_("The column “{given}” is missing and cannot be assumed. Please add it."),
}


def _number(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is not a number. Please write digits only, for example {example}, or leave the cell empty.",
        given=fault.given,
        example=f"50000{fault.allowed or language.decimal_sign}50",
    )


def _share(fault: Fault, language: Language) -> str:
    return language.t(
        "{given} is not allowed. A share lies between 0 % and 100 %; please write 15 % or {example}, for example.",
        given=fault.given,
        example=f"0{fault.allowed or language.decimal_sign}15",
    )


def _date_bounds(fault: Fault, language: Language) -> str:
    low, high = (language.date(date.fromisoformat(day)) for day in fault.allowed.split(".."))
    return language.t(
        "{given} is not allowed. Allowed is {low} to {high}; please check day and year.",
        given=fault.given,
        low=low,
        high=high,
    )


def _cells_shifted(fault: Fault, language: Language) -> str:
    if not fault.given:
        return language.t(
            "From this empty cell on the cells stand one column beside their own. Please move them back under their "
            "headings."
        )
    return language.t(
        "From “{given}” on the cells stand one column beside their own. Please move them back under their headings.",
        given=fault.given,
    )


def _too_large(fault: Fault, language: Language) -> str:
    given, allowed = (language.number(float(size) / 1e6) for size in (fault.given, fault.allowed))
    return language.t(
        "The file has {given} MB; a book has at most {allowed} MB. Please split it and name all its parts.",
        given=given,
        allowed=allowed,
    )


def _unknown_column(fault: Fault, language: Language) -> str:
    if not fault.allowed:
        return language.t(
            "There is no column “{given}” in a book. Please delete it, or name it as the template of “riskmodel new "
            "--book” does.",
            given=fault.given,
        )
    return language.t(
        "There is no column “{given}” in a book. Did you mean “{allowed}”?", given=fault.given, allowed=fault.allowed
    )


#: Sentences that depend on more. Numbers and shares name the file's decimal sign as allowed; without one, the
#: language's is shown.
WORDS: Final[Mapping[str, Callable[[Fault, Language], str]]] = {
    "cell_not_a_number": _number,
    "share_not_allowed": _share,
    "date_not_allowed": _date_bounds,
    "cells_shifted": _cells_shifted,
    "book_too_large": _too_large,
    "unknown_column": _unknown_column,
}
