"""What is wrong with a branding file, a logo or a PDF that was handed back: a text for each code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from riskmodel.present.language import N_

#: ``{given}`` and ``{allowed}`` are those of the fault.
TEXTS: Final[Mapping[str, str]] = {
    "not_a_colour": N_(
        "“{given}” is not a colour. Please write it as red, green and blue in hexadecimal, for example #1f4e79."
    ),
    "too_many_lines": N_("The text has {given} lines; at most {allowed} are allowed. Please shorten it."),
    "not_a_file_name": N_(
        "“{given}” is not the name of a file beside this one. Please put the logo into the same folder and write its "
        "name only."
    ),
    "branding_too_large": N_(
        "The file is too large for a branding file: at most {allowed} kB are allowed. Please choose another file."
    ),
    "logo_too_large": N_("The logo is too large: at most {allowed} kB are allowed. Please save it smaller."),
    "logo_kind": N_("This is neither a PNG nor an SVG. Please save the logo as one of them."),
    "logo_pixels": N_("The logo has {given} pixels; at most {allowed} a side are allowed. Please save it smaller."),
    "logo_broken": N_("The logo cannot be read: the file is damaged. Please save it again."),
    "logo_size": N_("The drawing has no size. Please save it with width and height, or with a view box."),
    "logo_unsafe": N_(
        "The drawing holds more than plain shapes ({given}). Scripts, references, texts, pictures and effects are not "
        "accepted. Please save it as plain SVG with texts turned into paths, or as PNG."
    ),
    "pdf_unreadable": N_("The PDF cannot be read: it is damaged or locked. Please choose the file as it was written."),
    "pdf_without_case": N_(
        "No case travels in this PDF. Please choose a summary that this program wrote, as it was written; a printed "
        "copy or one saved anew by another program has lost it."
    ),
}
#: Where what is allowed is a number, and what it counts in: bytes are told in kB.
ALLOWED_IN: Final[Mapping[str, float]] = {"branding_too_large": 1e3, "logo_too_large": 1e3, "logo_pixels": 1.0}
