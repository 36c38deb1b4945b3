"""Faults in words: which file and field, what was given, what is allowed, what to do.

Lower floors report a code and values; here they become one sentence in the reader's language.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Final

from riskmodel.case import CaseError, Fault
from riskmodel.present import book_faults, document_faults, fields
from riskmodel.present.language import N_, Language
from riskmodel.present.options import Refused
from riskmodel.quantity import CalibrationError

_SYSTEM: Final = {
    "No such file or directory": N_("there is no such file"),
    "Is a directory": N_("it is a folder"),
    "Permission denied": N_("you may not read it"),
}


def faults(error: CaseError, language: Language) -> tuple[str, ...]:
    """Return a sentence for each fault."""
    return tuple(fault(f, language) for f in error.faults)


def problem(error: Exception, language: Language) -> tuple[str, ...]:
    """Return a sentence for each thing that is wrong, whatever kind of error says so."""
    if isinstance(error, CaseError):
        return faults(error, language)
    if isinstance(error, CalibrationError):
        return (language.t("The figures in the data folder cannot be used: {reason}.", reason=_bare(error)),)
    if isinstance(error, Refused):
        return (str(error),)
    return (language.t("This did not work: {reason}.", reason=_bare(error)),)


def _bare(error: Exception) -> str:
    return str(error).rstrip(".")


def fault(fault: Fault, language: Language) -> str:
    """Return a sentence with file, field and its label, what was given, what is allowed and what to do."""
    words = _ALL.get(fault.code, _wrong_shape)(fault, language)
    place = _place(fault, language)
    return f"{place}: {words}" if place else words


def message(fault: Fault, language: Language) -> str:
    """Return the sentence without file and field, to stand beside the field it is about."""
    return _ALL.get(fault.code, _wrong_shape)(fault, language)


def _place(fault: Fault, language: Language) -> str:
    path = fault.field
    if path and fields.known(path):
        path = f"{path} ({fields.label(path, language)})"
    return ", ".join(part for part in (fault.file, path) if part)


def _number(fault: Fault, text: str, language: Language) -> str:
    """Write an allowed bound as the field's values are written."""
    value = float(text)
    unit = fields.unit_of(fault.field)
    return language.euros(value) if unit.startswith("EUR") else language.number(value, 2)


def _bounds(fault: Fault, language: Language) -> dict[str, str]:
    low, high = fault.allowed.split("..")
    return {"low": _number(fault, low, language), "high": _number(fault, high, language)}


def _not_a_number(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is not a number. Please write digits without quotes and thousands separators, for example 50000 or "
        "50000.50.",
        given=fault.given,
    )


def _out_of_range(fault: Fault, language: Language) -> str:
    bounds = _bounds(fault, language)
    if fields.unit_of(fault.field) == "share":
        return language.t(
            "{given} is not allowed. A share lies between {low} and {high}; write 0.15 for 15 %.",
            given=fault.given,
            **bounds,
        )
    if fault.given.startswith("-"):
        return language.t(
            "{given} is below zero. Allowed is {low} to {high}; please write the value without a minus.",
            given=fault.given,
            **bounds,
        )
    return language.t(
        "{given} is not allowed. Allowed is {low} to {high}; please check the digits.", given=fault.given, **bounds
    )


def _not_a_range(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is not a range. Please write it as {example}.",
        given=fault.given,
        example="{ low = 20000, high = 80000 }",
    )


def _not_an_amount(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is not an amount. Please write euros as a plain number, other currencies as {example}.",
        given=fault.given,
        example='{ amount = 120000, currency = "CHF" }',
    )


def _two_currencies(fault: Fault, language: Language) -> str:
    return language.t(
        "The ends of a range need the same currency, not {given}. Please write both in one of them.", given=fault.given
    )


def _range_reversed(fault: Fault, language: Language) -> str:
    return language.t(
        "In the range {given} the lower end must be below the upper one. Please swap them, or give a single number.",
        given=fault.given,
    )


def _not_text(fault: Fault, language: Language) -> str:
    return language.t("“{given}” is not a text. Please put it in quotes.", given=fault.given)


def _text_too_long(fault: Fault, language: Language) -> str:
    return language.t(
        "The text has {given} characters; at most {allowed} are allowed. Please shorten it.",
        given=fault.given,
        allowed=fault.allowed,
    )


def _unknown_choice(fault: Fault, language: Language) -> str:
    allowed = re.split(r", | or ", fault.allowed)
    near = difflib.get_close_matches(fault.given, allowed, n=1)
    words = language.t("“{given}” is not one of the choices.", given=fault.given)
    if near:
        words = language.t(
            "“{given}” is not one of the choices. Did you mean “{near}”?", given=fault.given, near=near[0]
        )
    return words + " " + language.t("Allowed: {allowed}.", allowed=", ".join(allowed))


def _shares(fault: Fault, language: Language) -> str:
    return language.t("The shares {given} do not add up to 1. Please change one of them.", given=fault.given)


def _limit_below_deductible(fault: Fault, language: Language) -> str:
    limit, _, deductible = fault.given.partition(" < ")
    return language.t(
        "The limit {limit} is below the deductible {deductible} (deductible_eur). Please raise the limit or lower the "
        "deductible.",
        limit=language.euros_exact(float(limit)),
        deductible=language.euros_exact(float(deductible)),
    )


def _unknown_schema(fault: Fault, language: Language) -> str:
    return language.t(
        "This file has version {given} of the form; this program reads version {allowed}. Please update the program.",
        given=fault.given,
        allowed=fault.allowed,
    )


def _unknown_key(fault: Fault, language: Language) -> str:
    if ", " in fault.allowed:
        return language.t(
            "“{given}” is not known here. Known are: {allowed}.", given=fault.given, allowed=fault.allowed
        )
    return language.t(
        "“{given}” is not known here. Did you mean “{allowed}”?", given=fault.given, allowed=fault.allowed
    )


def _missing(fault: Fault, language: Language) -> str:
    return language.t("This is missing and cannot be assumed. Please add it.")


def _not_yes_or_no(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is neither yes nor no. Please write true or false, or leave the line out if you do not know.",
        given=fault.given,
    )


def _wrong_shape(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” does not fit here. The command “riskmodel new” writes a sample that shows the form.",
        given=fault.given,
    )


def _file_too_large(fault: Fault, language: Language) -> str:
    given, allowed = (language.number(float(x) / 1e6, 1) for x in (fault.given, fault.allowed))
    return language.t(
        "The file has {given} MB; a case file has at most {allowed} MB. Please choose another file.",
        given=given,
        allowed=allowed,
    )


def _link_broken(fault: Fault, language: Language) -> str:
    return language.t("The link was cut off or changed on its way and cannot be opened. Please ask for it once more.")


def _link_too_long(fault: Fault, language: Language) -> str:
    return language.t("This case is too large for a link. Please pass it on as a file.")


def _file_empty(fault: Fault, language: Language) -> str:
    return language.t("The file is empty. The command “riskmodel new” writes a sample to start from.")


def _file_not_text(fault: Fault, language: Language) -> str:
    return language.t("This is not a text file in UTF-8. Please choose a case file, or save it as UTF-8.")


def _file_not_toml(fault: Fault, language: Language) -> str:
    at = re.search(r"line (\d+), column (\d+)", fault.given)
    hint = language.t("Texts stand in quotes, numbers without thousands separators, for example revenue_eur = 50000.")
    if at is None and "end of document" in fault.given:
        return language.t("The file ends too early: its last line is not finished.") + " " + hint
    if at is None:
        return language.t("The file is not TOML: a number is too long or brackets are too deep.") + " " + hint
    return language.t("Line {line} cannot be read, from column {column} on.", line=at[1], column=at[2]) + " " + hint


def _file_unreadable(fault: Fault, language: Language) -> str:
    reason = _SYSTEM.get(fault.given)
    words = language.t(reason) if reason else fault.given
    return language.t("The file cannot be read: {reason}. Please check name and folder.", reason=words)


def _too_few_claims(fault: Fault, language: Language) -> str:
    return language.t(
        "Only {given} claims can be scored; at least {allowed} are needed. Please add claims with an amount.",
        given=fault.given,
        allowed=fault.allowed,
    )


_WORDS: Final[dict[str, Callable[[Fault, Language], str]]] = {
    "not_a_number": _not_a_number,
    "out_of_range": _out_of_range,
    "not_a_range": _not_a_range,
    "not_an_amount": _not_an_amount,
    "range_of_two_currencies": _two_currencies,
    "range_reversed": _range_reversed,
    "not_text": _not_text,
    "text_too_long": _text_too_long,
    "unknown_choice": _unknown_choice,
    "shares_do_not_add_up": _shares,
    "limit_below_deductible": _limit_below_deductible,
    "unknown_schema": _unknown_schema,
    "unknown_key": _unknown_key,
    "missing": _missing,
    "too_few_claims": _too_few_claims,
    "not_yes_or_no": _not_yes_or_no,
    "wrong_shape": _wrong_shape,
    "file_too_large": _file_too_large,
    "link_broken": _link_broken,
    "link_too_long": _link_too_long,
    "file_empty": _file_empty,
    "file_not_text": _file_not_text,
    "file_not_toml": _file_not_toml,
    "file_unreadable": _file_unreadable,
}
_ALL: Final = {**_WORDS, **book_faults.WORDS, **document_faults.WORDS}
#: Every fault of the lower floors there are words for.
CODES: Final = frozenset(_WORDS) | frozenset(book_faults.WORDS)
