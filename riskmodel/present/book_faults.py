"""What is wrong with a book, in words: file, row and column, what was given, what is allowed and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from riskmodel.case import Fault
from riskmodel.present.language import Language


def _number(fault: Fault, language: Language) -> str:
    example = language.number(50_000.5, 1) if not fault.allowed else {",": "50000,50", ".": "50000.50"}[fault.allowed]
    return language.t(
        "“{given}” is not a number. Please write digits only, for example {example}, or leave the cell empty.",
        given=fault.given,
        example=example,
    )


def _ambiguous(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” can mean thousands or decimals, and no other number of the file tells which. Please write it "
        "without thousands separators, or with decimals such as {comma} or {point}.",
        given=fault.given,
        comma="1234,00",
        point="1234.00",
    )


def _other_sign(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is written differently from the other numbers of the file, whose decimals stand behind “{allowed}”. "
        "Please write it the same way.",
        given=fault.given,
        allowed=fault.allowed,
    )


def _three_decimals(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” has three decimals here, as “{allowed}” is the decimal sign of the file. Please write it without "
        "thousands separators, or with two decimals.",
        given=fault.given,
        allowed=fault.allowed,
    )


def _needed(fault: Fault, language: Language) -> str:
    return language.t("This cell is empty and cannot be assumed. Please fill it in.")


def _formula(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is a formula. Please put its result in its place: copy the cell and insert it as a value.",
        given=fault.given,
    )


def _yes_no(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is neither yes nor no. Please write {yes} or {no}, or leave the cell empty if it is not known.",
        given=fault.given,
        yes=language.t("yes"),
        no=language.t("no"),
    )


def _no_such_day(fault: Fault, language: Language) -> str:
    return language.t("There is no day “{given}”. Please correct it.", given=fault.given)


def _not_a_date(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is not a date. Please write it as 31.12.2025 or 2025-12-31, or leave the cell empty.",
        given=fault.given,
    )


def _sum(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” cannot be read. Please write one name, or several with their shares or amounts, for example "
        "{example}.",
        given=fault.given,
        example="80 % web_shop + 20 % hosting",
    )


def _date_bounds(fault: Fault, language: Language) -> str:
    low, high = (language.date(date.fromisoformat(day)) for day in fault.allowed.split(".."))
    return language.t(
        "{given} is not allowed. Allowed is {low} to {high}; please check day and year.",
        given=fault.given,
        low=low,
        high=high,
    )


def _given_twice(fault: Fault, language: Language) -> str:
    return language.t(
        "The column {allowed} says the same in months. Please leave one of the two cells empty.", allowed=fault.allowed
    )


def _needs_another(fault: Fault, language: Language) -> str:
    return language.t(
        "This date needs the one in the column {allowed} as well. Please fill that in, or leave both empty.",
        allowed=fault.allowed,
    )


def _differs(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” contradicts “{allowed}” in another row of the same provider ({other}). Please write the same in all "
        "rows of a provider, or in one of them only.",
        given=fault.given,
        allowed=fault.allowed,
        other="{other}",
    )


def _double(fault: Fault, language: Language) -> str:
    return language.t(
        "The project “{given}” of this provider stands in another row as well ({other}). Please give it another id, or "
        "delete one of the rows.",
        given=fault.given,
        other="{other}",
    )


def _too_many_projects(fault: Fault, language: Language) -> str:
    return language.t(
        "The provider has {given} projects; at most {allowed} are allowed. Please sum up small ones.",
        given=fault.given,
        allowed=fault.allowed,
    )


def _cells_missing(fault: Fault, language: Language) -> str:
    return language.t(
        "The row has {given} cells, the header has {allowed}. Please complete it; empty cells count as well.",
        given=fault.given,
        allowed=fault.allowed,
    )


def _cells_too_many(fault: Fault, language: Language) -> str:
    return language.t(
        "The row has {given} cells, the header has {allowed}. Please delete what is too much; a text with a separator "
        "in it stands in quotes.",
        given=fault.given,
        allowed=fault.allowed,
    )


def _cells_shifted(fault: Fault, language: Language) -> str:
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


def _empty(fault: Fault, language: Language) -> str:
    return language.t("The file is empty. The command “riskmodel new --book” writes a template to start from.")


def _without_rows(fault: Fault, language: Language) -> str:
    return language.t("There is no row below the header. Please write one row for each project.")


def _old_excel(fault: Fault, language: Language) -> str:
    return language.t(
        "This is an Excel file of the old kind (.xls), or one with a password. Please save it as .xlsx without a "
        "password, or as CSV."
    )


def _wrong_kind(fault: Fault, language: Language) -> str:
    return language.t(
        "This is no table. A book is a CSV, an Excel (.xlsx) or a Parquet file; please choose another one."
    )


def _quotes(fault: Fault, language: Language) -> str:
    return language.t(
        "A quotation mark is not closed, from row {given} on. Please close it, or double it where it belongs to "
        "the text.",
        given=fault.given,
    )


def _damaged(fault: Fault, language: Language) -> str:
    return language.t(
        "The file cannot be read as {given}: it is damaged, or of another kind. Please save it again.",
        given=fault.given,
    )


def _not_a_book(fault: Fault, language: Language) -> str:
    return language.t(
        "No column of a book stands in the first row (“{given}”). The command “riskmodel new --book” writes a template "
        "with the names of all columns.",
        given=fault.given,
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


def _column_twice(fault: Fault, language: Language) -> str:
    return language.t("The column “{given}” stands there twice. Please delete one of them.", given=fault.given)


def _column_missing(fault: Fault, language: Language) -> str:
    return language.t("The column “{given}” is missing and cannot be assumed. Please add it.", given=fault.given)


#: A sentence for each code; what names another row holds `{other}` in its place.
WORDS: Final[Mapping[str, Callable[[Fault, Language], str]]] = {
    "cell_not_a_number": _number,
    "ambiguous_number": _ambiguous,
    "other_decimal_sign": _other_sign,
    "three_decimals": _three_decimals,
    "cell_needed": _needed,
    "formula": _formula,
    "cell_not_yes_or_no": _yes_no,
    "no_such_day": _no_such_day,
    "not_a_date": _not_a_date,
    "not_a_sum": _sum,
    "date_not_allowed": _date_bounds,
    "given_twice": _given_twice,
    "date_needs_another": _needs_another,
    "differs_between_rows": _differs,
    "duplicate_id": _double,
    "too_many_projects": _too_many_projects,
    "cells_missing": _cells_missing,
    "cells_too_many": _cells_too_many,
    "cells_shifted": _cells_shifted,
    "book_too_large": _too_large,
    "book_empty": _empty,
    "book_without_rows": _without_rows,
    "book_old_excel": _old_excel,
    "book_wrong_kind": _wrong_kind,
    "book_quotes": _quotes,
    "book_damaged": _damaged,
    "not_a_book": _not_a_book,
    "unknown_column": _unknown_column,
    "column_twice": _column_twice,
    "column_missing": _column_missing,
}
