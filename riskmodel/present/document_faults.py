"""What is wrong with a branding file, a logo or a PDF that was handed back, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from riskmodel.case import Fault
from riskmodel.present.language import Language


def _not_a_colour(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is not a colour. Please write it as red, green and blue in hexadecimal, for example #1f4e79.",
        given=fault.given,
    )


def _too_many_lines(fault: Fault, language: Language) -> str:
    return language.t(
        "The text has {given} lines; at most {allowed} are allowed. Please shorten it.",
        given=fault.given,
        allowed=fault.allowed,
    )


def _not_a_file_name(fault: Fault, language: Language) -> str:
    return language.t(
        "“{given}” is not the name of a file beside this one. Please put the logo into the same folder and write its "
        "name only.",
        given=fault.given,
    )


def _branding_too_large(fault: Fault, language: Language) -> str:
    return language.t(
        "The file is too large for a branding file: at most {allowed} kB are allowed. Please choose another file.",
        allowed=language.number(float(fault.allowed) / 1e3),
    )


def _logo_too_large(fault: Fault, language: Language) -> str:
    return language.t(
        "The logo is too large: at most {allowed} kB are allowed. Please save it smaller.",
        allowed=language.number(float(fault.allowed) / 1e3),
    )


def _logo_kind(fault: Fault, language: Language) -> str:
    return language.t("This is neither a PNG nor an SVG. Please save the logo as one of them.")


def _logo_pixels(fault: Fault, language: Language) -> str:
    return language.t(
        "The logo has {given} pixels; at most {allowed} a side are allowed. Please save it smaller.",
        given=fault.given,
        allowed=language.number(float(fault.allowed)),
    )


def _logo_broken(fault: Fault, language: Language) -> str:
    return language.t("The logo cannot be read: the file is damaged. Please save it again.")


def _logo_size(fault: Fault, language: Language) -> str:
    return language.t("The drawing has no size. Please save it with width and height, or with a view box.")


def _logo_unsafe(fault: Fault, language: Language) -> str:
    return language.t(
        "The drawing holds more than plain shapes ({given}). Scripts, references, texts, pictures and effects are not "
        "accepted. Please save it as plain SVG with texts turned into paths, or as PNG.",
        given=fault.given,
    )


def _pdf_unreadable(fault: Fault, language: Language) -> str:
    return language.t("The PDF cannot be read: it is damaged or locked. Please choose the file as it was written.")


def _pdf_without_case(fault: Fault, language: Language) -> str:
    return language.t(
        "No case travels in this PDF. Please choose a summary that this program wrote, as it was written; a printed "
        "copy or one saved anew by another program has lost it."
    )


#: A sentence for each code.
WORDS: Final[Mapping[str, Callable[[Fault, Language], str]]] = {
    "not_a_colour": _not_a_colour,
    "too_many_lines": _too_many_lines,
    "not_a_file_name": _not_a_file_name,
    "branding_too_large": _branding_too_large,
    "logo_too_large": _logo_too_large,
    "logo_kind": _logo_kind,
    "logo_pixels": _logo_pixels,
    "logo_broken": _logo_broken,
    "logo_size": _logo_size,
    "logo_unsafe": _logo_unsafe,
    "pdf_unreadable": _pdf_unreadable,
    "pdf_without_case": _pdf_without_case,
}
