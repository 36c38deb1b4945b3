"""One language for one reader: translated messages, and numbers as that reader writes them.

A `Language` is a value handed from hand to hand; nothing is installed globally, because
pages of several readers are drawn at once in one process. English is the language of the
messages themselves; every other one has a catalogue,
``data/locales/<code>/LC_MESSAGES/riskmodel.po``.

Messages are marked by the calls that the catalogue test looks for: ``language.t("...")``,
``language.nt("one", "many", n)`` and, for texts kept in tables and translated when shown,
``N_("...")``. Values stand in messages as named fields: ``"about {amount}"``.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from riskmodel.present.amounts import AmountError, reads_decimal_sign_as_thousands
from riskmodel.present.formats import Formats, counted, significant

_PACKAGE: Final = Path(__file__).resolve().parents[1]
#: Where the catalogues lie: beside the package in the repository, inside once installed.
LOCALES: Final = next(
    (path for path in (_PACKAGE.parent / "data" / "locales",) if path.is_dir()),
    _PACKAGE / "_data" / "locales",
)
Code = Literal["de", "en"]
#: The languages there are; the first is the one to begin with.
CODES: Final[tuple[Code, ...]] = ("de", "en")
#: British English, because this reader buys cover in euros and writes the day first.
_LOCALE_OF: Final = {"de": "de_DE", "en": "en_GB"}


def N_(message: str) -> str:
    """Mark a message for the catalogue without translating it yet."""
    return message


_PROBLEMS: Final = {
    "unreadable": N_("“{text}” could not be read as a number. Please write, for example, {plain} or {decimals}."),
    "negative": N_("“{text}” is below zero. Please enter zero or more."),
    "too_large": N_("“{text}” is more than can be reckoned with. Please check the digits."),
    "percent_range": N_("“{text}” is not between 0 and 100 percent. Please enter, say, 15."),
}


@dataclass(frozen=True)
class Language(Formats):
    """Messages, formats and the reading of typed numbers in one language.

    Build it with `Language.named`.

    Attributes
    ----------
    locale
        The Babel locale: "de_DE" or "en_GB".
    code
        "de" or "en".
    """

    code: Code
    _translations: gettext.NullTranslations = field(repr=False, compare=False)

    @classmethod
    def named(cls, code: str) -> Self:
        """Return the language of a code, "de" or "en".

        Raises
        ------
        ValueError
            If there is no such language.
        """
        for known in CODES:
            if code == known:
                return cls(_LOCALE_OF[known], known, _catalogue(known))
        raise ValueError(f"language: {code!r} is not known; allowed: {', '.join(CODES)}")

    def t(self, message: str, /, **values: object) -> str:
        """Translate a message and fill in its named fields."""
        # gettext keeps the catalogue's header under the empty message.
        if not message:
            return ""
        said = self._translations.gettext(message)
        return _well_set(said, said.format(**values))

    def nt(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Translate a message that counts; ``{n}`` is filled in with `n` as a number."""
        said = self._translations.ngettext(one, many, n)
        return _well_set(said, said.format(n=self.number(n), **values))

    def of(self, texts: Mapping[str, str]) -> str:
        """Pick this language's text from data that carries all, ``{de = ..., en = ...}``.

        Raises
        ------
        KeyError
            If the text is missing in this language.
        """
        return texts[self.code]

    def frequency(self, probability: float) -> str:
        """Write a chance per year as a natural frequency: ``in 3 von 100 Jahren``."""
        if probability >= 1:
            return self.t("in every year")
        if probability <= 0:
            return self.t("in no year")
        count, base = counted(probability)
        if count == 0:
            return self.t("in less than 1 of {base} years", base=self.number(base))
        if count == base:
            return self.t("in nearly every year")
        return self.t("in {out_of} years", out_of=self.out_of(probability))

    def cases(self, probability: float) -> str:
        """Write a chance among cases rather than years: ``in 6 von 10 Fällen``."""
        if probability >= 1:
            return self.t("in every case")
        if probability <= 0:
            return self.t("in no case")
        count, base = counted(probability)
        if count == 0:
            return self.t("in less than 1 of {base} cases", base=self.number(base))
        if count == base:
            return self.t("in nearly every case")
        return self.t("in {out_of} cases", out_of=self.out_of(probability))

    def out_of(self, probability: float) -> str:
        """Write a chance as a bare count: ``3 von 100``."""
        count, base = counted(probability)
        return self.t("{count} of {base}", count=self.number(count), base=self.number(base))

    def frequency_with_percent(self, probability: float) -> str:
        """Write a natural frequency with percent in brackets: ``in 3 von 100 Jahren (3 %)``."""
        return f"{self.frequency(probability)} ({self.percent(probability)})"

    def once_in(self, years: float) -> str:
        """Write a return period: ``einmal in 20 Jahren``."""
        shown = max(round(significant(years, 2)), 1)
        return self.nt("once a year", "once in {n} years", shown)

    def echo_euros(self, text: str) -> str:
        """Say how an amount was understood, ``= 50.000 €``; empty if nothing was typed.

        Raises
        ------
        AmountError
            As `parse_euros`, but for negative amounts, which are echoed as they are.
        """
        value = self.parse_euros(text, negative=True)
        if value is None:
            return ""
        amount = self.euros_exact(value)
        if reads_decimal_sign_as_thousands(text, self.decimal_sign):
            return self.t("= {amount} (read as thousands, not as decimals)", amount=amount)
        return f"= {amount}"

    def explain(self, error: AmountError) -> str:
        """Put an `AmountError` into a sentence: what was read, what is allowed."""
        plain, decimals = self.number(50_000), self.decimals(50_000.5, 2)
        return self.t(_PROBLEMS[error.code], text=error.text, plain=plain, decimals=decimals)


@cache
def _catalogue(code: Code) -> gettext.NullTranslations:
    """Read a catalogue, once a process; without one the messages stay English."""
    path = LOCALES / code / "LC_MESSAGES" / "riskmodel.po"
    if not path.exists():
        if code == "en":
            return gettext.NullTranslations()
        raise FileNotFoundError(f"{path}: the catalogue of language {code!r} is missing")
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def capital(words: str) -> str:
    """Return words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def _well_set(pattern: str, said: str) -> str:
    """Let a name that ends with a full stop end the sentence as well, and no line end between ± and its number."""
    doubled = pattern.endswith("}.") and said.endswith("..") and not said.endswith("...")
    return (said[:-1] if doubled else said).replace("± ", "±\u00a0")
