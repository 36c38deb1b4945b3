"""The one home of colours, type sizes and font names.

Screen, PDF and workbook read their looks from here; ``.streamlit/config.toml``
repeats only what it must, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

PAPER: Final = "#ffffff"
INK: Final = "#111111"
SECONDARY: Final = "#4a4f57"
HAIRLINE: Final = "#d9dce1"
ACCENT: Final = "#1f4e79"
#: Behind fields and boxes.
SURFACE: Final = "#f5f6f7"
#: What is not known is shown as a pale band: the accent, thinned on paper.
BAND: Final = "#dfe7ef"

#: Who pays, the same three everywhere. For areas and lines, not for text.
PAYERS: Final = {"client": "#8a8f98", "you": "#c8553d", "insurer": "#2a6f97"}

#: The same three hues, dark enough to be read as text on paper.
PAYERS_TEXT: Final = {"client": "#5f656e", "you": "#b2452f", "insurer": "#2a6f97"}

#: The four damage heads that lead every table and chart, in this order.
LEADING_HEADS: Final = {
    "bug_fixing": "#24594f",
    "customer_notification": "#3b7266",
    "reputational_harm": "#528a7d",
    "pr_campaign": "#6a9b8f",
}

#: Tones of all further heads, in the order they come; quieter than the four.
FURTHER_HEADS: Final = ("#6f7a8a", "#7a8494", "#868f9d", "#8b94a2")

FONT: Final = "Source Sans 3"
#: A workbook cannot carry its font; every spreadsheet program has this one or one of the same widths.
FONT_WORKBOOK: Final = "Calibri"
#: The screen gets its font from Streamlit, which names the same family shorter.
FONT_SCREEN: Final = '"Source Sans", "Source Sans 3", sans-serif'

#: Type sizes on paper, in points: one text, one small print, two headings, one big figure.
PAPER_SIZES: Final = {"text": 10.0, "small": 8.0, "heading": 12.5, "title": 20.0, "figure": 17.0}

#: Type sizes on screen, in pixels.
SCREEN_SIZES: Final = {"text": 16, "small": 14, "chart": 13, "heading": 20, "title": 28}

_NEUTRALS: Final = {
    "paper": PAPER,
    "ink": INK,
    "secondary": SECONDARY,
    "hairline": HAIRLINE,
    "surface": SURFACE,
    "accent": ACCENT,
    "band": BAND,
}


def head_roles(keys: Iterable[str]) -> dict[str, str]:
    """Give each damage head its colour role.

    Parameters
    ----------
    keys
        Head keys in the order in which they are shown.

    Returns
    -------
    dict
        Head key to a role name that `colour` and `text_colour` understand. The four
        leading heads are their own roles; further heads share the quiet tones in turn.

    Examples
    --------
    >>> head_roles(["bug_fixing", "goodwill"])
    {'bug_fixing': 'bug_fixing', 'goodwill': 'further_0'}
    """
    roles: dict[str, str] = {}
    further = 0
    for key in keys:
        if key in LEADING_HEADS:
            roles[key] = key
        else:
            roles[key] = f"further_{further % len(FURTHER_HEADS)}"
            further += 1
    return roles


def colour(role: str) -> str:
    """Return the colour of a role for areas and lines, as ``#rrggbb``.

    Parameters
    ----------
    role
        A neutral ("ink", "accent", ...), a payer ("client", "you", "insurer"), a leading
        head or "further_<n>".

    Raises
    ------
    KeyError
        If no such role exists.
    """
    return _AREAS[role]


def text_colour(role: str) -> str:
    """Return the colour of a role for text on paper: at least 4.5:1 in contrast.

    Roles that are too pale to be read are written in secondary grey.
    """
    if role in PAYERS_TEXT:
        return PAYERS_TEXT[role]
    return role_colour if contrast(role_colour := colour(role), PAPER) >= 4.5 else SECONDARY


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours after WCAG 2.2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def as_dict(accent: str = ACCENT) -> dict[str, object]:
    """Return the theme as plain JSON values, for the typesetter; a sender may have an accent of his own."""
    colours = {**_AREAS, "accent": accent, "band": thinned(accent)}
    return {"colours": colours, "font": FONT, "sizes": dict(PAPER_SIZES)}


def thinned(accent: str) -> str:
    """Return the pale band that goes with an accent: the accent, thinned on paper."""
    if accent == ACCENT:
        return BAND
    channels = (int(accent[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - c) * 0.145):02x}" for c in channels)


def tinted(value: object, accent: str) -> object:
    """Return JSON values with the theme's accent and band replaced by those of another accent."""
    if accent == ACCENT:
        return value
    new = {ACCENT: accent, BAND: thinned(accent)}
    if isinstance(value, Mapping):
        return {k: new.get(str(v), v) if k == "colour" else tinted(v, accent) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [tinted(item, accent) for item in value]
    return value


def _luminance(colour_hex: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2, definition)."""
    channels = (int(colour_hex[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _thinned(colour_hex: str, share: float) -> str:
    """Return a colour thinned on paper: `share` of it, the rest white."""
    parts = (round(255 - share * (255 - int(colour_hex[i : i + 2], 16))) for i in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


_AREAS: Final[dict[str, str]] = {
    **_NEUTRALS,
    **PAYERS,
    **{f"{role}_pale": _thinned(tone, 0.3) for role, tone in PAYERS.items()},
    **LEADING_HEADS,
    **{f"further_{i}": tone for i, tone in enumerate(FURTHER_HEADS)},
}
