"""Faults in words: which file and field, what was given, what is allowed, what to do.

Lower floors report a code and values; here they become one sentence in the reader's language.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Final

from riskmodel.case import CaseError, Fault
from riskmodel.present import book_faults, document_faults, engine_faults, fields
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
    words, place = message(fault, language), _place(fault, language)
    return f"{place}: {words}" if place else words


def message(fault: Fault, language: Language, other: str = "") -> str:
    """Return the sentence without file and field, to stand beside the field it is about.

    `other` is the place of another row of the file that the fault contradicts, in words.
    """
    if fault.code not in _TEXTS:
        return _WORDS.get(fault.code, _wrong_shape)(fault, language)
    per = document_faults.ALLOWED_IN.get(fault.code)
    allowed = language.number(float(fault.allowed) / per) if per else fault.allowed
    return language.t(_TEXTS[fault.code], given=fault.given, allowed=allowed, other=other)


#: Larger numbers are shown as they were written: 1e308 has more digits than anybody counts.
_LEGIBLE: Final = 1e15


def _place(fault: Fault, language: Language) -> str:
    path = fault.field
    if path and fields.known(path):
        path = f"{path} ({fields.label(path, language)})"
    return ", ".join(part for part in (fault.file, path) if part)


def _number(fault: Fault, text: str, language: Language) -> str:
    """Write an allowed bound as the field's values are written."""
    value = float(text)
    if fault.field.rpartition(".")[2] == "year":  # 1850 is a year, 1,850 a number
        return f"{value:.10g}"
    unit = fields.unit_of(fault.field)
    return language.euros(value) if unit.startswith("EUR") else language.number(value, 2)


def _legible(fault: Fault, text: str, language: Language) -> str:
    """Write a number that was given as the field's values are written; what is none, or too long, as it stands."""
    try:
        return _number(fault, text, language) if abs(float(text)) <= _LEGIBLE else text
    except ValueError:
        return text


def _bounds(fault: Fault, language: Language) -> dict[str, str]:
    low, high = fault.allowed.split("..")
    return {"low": _number(fault, low, language), "high": _number(fault, high, language)}


def _out_of_range(fault: Fault, language: Language) -> str:
    bounds = _bounds(fault, language)
    if fields.unit_of(fault.field) == "share":
        return language.t(
            "{given} is not allowed. A share lies between {low} and {high}; write 0.15 for 15%.",
            given=fault.given,
            **bounds,
        )
    if fault.given.startswith("-"):
        return language.t(
            "{given} is below zero. Allowed is {low} to {high}; please write the value without a minus.",
            given=fault.given,
            **bounds,
        )
    given = _legible(fault, fault.given, language)
    return language.t(
        "{given} is not allowed. Allowed is {low} to {high}; please check the digits.", given=given, **bounds
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


def _range_reversed(fault: Fault, language: Language) -> str:
    return language.t(
        "In the range {given} the lower end must be below the upper one. Please swap them, or give a single number.",
        given=" .. ".join(_legible(fault, end, language) for end in fault.given.split(" .. ")),
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


def _limit_below_deductible(fault: Fault, language: Language) -> str:
    limit, _, deductible = fault.given.partition(" < ")
    return language.t(
        "The limit {limit} is below the deductible {deductible} (deductible_eur). Please raise the limit or lower the "
        "deductible.",
        limit=language.euros_exact(float(limit)),
        deductible=language.euros_exact(float(deductible)),
    )


def _unknown_key(fault: Fault, language: Language) -> str:
    if ", " in fault.allowed:
        return language.t(
            "“{given}” is not known here. Known are: {allowed}.", given=fault.given, allowed=fault.allowed
        )
    return language.t(
        "“{given}” is not known here. Did you mean “{allowed}”?", given=fault.given, allowed=fault.allowed
    )


def _wrong_shape(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” does not fit here. The command “riskmodel new” writes a sample that shows the form.",
        given=fault.given,
    )


def _file_too_large(fault: Fault, language: Language) -> str:
    given, allowed = (language.number(float(x) / 1e6, 1) for x in (fault.given, fault.allowed))
    return language.t(
        "The file has {given} MB; at most {allowed} MB are allowed. Please choose another file.",
        given=given,
        allowed=allowed,
    )


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


#: Faults told by one text; ``{given}`` and ``{allowed}`` are those of the fault.
_TEXTS: Final[dict[str, str]] = {
    "not_a_number": N_(
        "“{given}” is not a number. Please write digits without quotes and thousands separators, for example 50000 or "
        "50000.50."
    ),
    "range_of_two_currencies": N_(
        "The ends of a range need the same currency, not {given}. Please write both in one of them."
    ),
    "no_range_here": N_(
        "Here stands one number and no range: policy and contract say it in writing. Please enter that number; to "
        "compare two, enter two policies."
    ),
    "cap_of_another_kind": N_(
        "“{given}” does not go with a cap of the kind “{allowed}”. Please leave it out, or change the kind in “cap”."
    ),
    "not_text": N_("“{given}” is not a text. Please put it in quotes."),
    "text_too_long": N_("The text has {given} characters; at most {allowed} are allowed. Please shorten it."),
    "shares_do_not_add_up": N_("The shares {given} do not add up to 1. Please change one of them."),
    "unknown_schema": N_(
        "This file has version {given} of the form; this program reads version {allowed}. Please update the program."
    ),
    "missing": N_("This is missing and cannot be assumed. Please add it."),
    "not_yes_or_no": N_(
        "“{given}” is neither yes nor no. Please write true or false, or leave the line out if you do not know."
    ),
    "link_broken": N_("The link was cut off or changed on its way and cannot be opened. Please ask for it once more."),
    "link_too_long": N_("This case is too large for a link. Please pass it on as a file."),
    "file_empty": N_(
        "The file is empty. Please choose a saved case; on the command line “riskmodel new” writes a sample."
    ),
    "file_not_text": N_("This is not a text file in UTF-8. Please save it as UTF-8, or choose another file."),
    "duplicate_claim": N_(
        "The claim “{given}” stands in row {allowed} already and would count twice. Please delete one of the rows, or "
        "give one another id."
    ),
    "unknown_country": N_(
        "“{given}” is no country. Please write its two letters (ISO 3166, for example DE, AT, GB), or leave the cell "
        "empty."
    ),
    "too_few_claims": N_(
        "Claims that can be scored: {given}; at least {allowed} are needed. Each needs an amount, a currency whose "
        "rate is known, and known labels of incident type, provider, activity and country."
    ),
    "no_claims": N_(
        "There is no published claim in this file: not one row below the header. Please write one row for each claim, "
        "in the columns of data/claims.csv."
    ),
    "columns_missing": N_(
        "These columns of published claims are missing: {given}. Please add them to the header, as in data/claims.csv; "
        "what is not known of a claim stays empty."
    ),
    **book_faults.TEXTS,
    **document_faults.TEXTS,
    **engine_faults.TEXTS,
}
#: Faults whose sentence depends on more.
_WORDS: Final[dict[str, Callable[[Fault, Language], str]]] = {
    "out_of_range": _out_of_range,
    "not_a_range": _not_a_range,
    "not_an_amount": _not_an_amount,
    "range_reversed": _range_reversed,
    "unknown_choice": _unknown_choice,
    "limit_below_deductible": _limit_below_deductible,
    "unknown_key": _unknown_key,
    "wrong_shape": _wrong_shape,
    "file_too_large": _file_too_large,
    "file_not_toml": _file_not_toml,
    "file_unreadable": _file_unreadable,
    **book_faults.WORDS,
    **engine_faults.WORDS,
}
#: Every fault of the lower floors there are words for.
CODES: Final = frozenset({*_TEXTS, *_WORDS} - document_faults.TEXTS.keys())
