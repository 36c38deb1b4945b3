"""The German catalogue has every message, well formed.

A message is marked in the code by `t("...")`, `nt("one", "many", n)` or `N_("...")`. To see what is missing,
run this test: it names each message. To update the file by tool instead:

    pybabel extract -k t -k nt:1,2 -k N_ --omit-header --no-wrap -o messages.pot riskmodel risk_app.py
    pybabel update -D riskmodel -l de -d data/locales -i messages.pot --no-fuzzy-matching --ignore-obsolete
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from riskmodel.present.language import LOCALES

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"t": None, "nt": (1, 2), "N_": None}
#: Umlauts written in ASCII, in words that occur in such texts. "neue", "Steuer", "dauert", "aktuell" are fine.
ASCII_UMLAUTS = re.compile(
    r"\b(fuer|ueber\w*|koenn\w*|muess\w*|moeg\w*|waer\w*|haett\w*|wuerd\w*|aender\w*|geaender\w*|naechst\w*"
    r"|groess\w*|schaed\w*|vertraeg\w*|betraeg\w*|jaehr\w*|hoeh\w*|hoechst\w*|zurueck\w*|pruef\w*|gewaehr\w*"
    r"|erklaer\w*|schaetz\w*|moecht\w*|loesch\w*|oeffn\w*|verfueg\w*|gueltig\w*|faell\w*|traeg\w*|massnahm\w*"
    r"|dass\s+sie\s+muess\w*|strass\w*|gross\w*|heiss\w*|schliess\w*|ausser\w*)\b",
    re.IGNORECASE,
)  # fmt: skip


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "riskmodel").rglob("*.py"))
    if (ROOT / "risk_app.py").exists():
        yield ROOT / "risk_app.py"


def marked() -> dict[str | tuple[str, ...], str]:
    """Return each marked message and where it stands first."""
    found: dict[str | tuple[str, ...], str] = {}
    for path in sources():
        for line, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            if message and message != ("", ""):
                found.setdefault(message, f"{path.relative_to(ROOT)}:{line}")
    return found


def german() -> Catalog:
    with (LOCALES / "de" / "LC_MESSAGES" / "riskmodel.po").open("rb") as file:
        return read_po(file, locale="de", abort_invalid=True)


MARKED, GERMAN = marked(), german()
MESSAGES: list[Message] = [message for message in GERMAN if message.id]


def translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_messages_are_found_in_the_code() -> None:
    assert "in {out_of} years" in MARKED
    assert ("once a year", "once in {n} years") in MARKED


def test_every_message_is_translated() -> None:
    known = {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in MESSAGES}
    missing = [f"{place}: {message!r}" for message, place in MARKED.items() if message not in known]
    assert not missing, "not in data/locales/de/LC_MESSAGES/riskmodel.po:\n" + "\n".join(missing)


def test_no_message_is_left_over() -> None:
    known = set(MARKED)
    extra = [m.id for m in MESSAGES if (tuple(m.id) if isinstance(m.id, list | tuple) else m.id) not in known]
    assert not extra, "in the catalogue, but no longer in the code"
    assert not GERMAN.obsolete


def offending(fits: Callable[[Message], bool]) -> list[str]:
    """Name the messages that do not fit a rule. One test a rule, not a message: there are thousands of these."""
    return [ids(message)[0] for message in MESSAGES if not fits(message)]


def test_every_translation_is_finished() -> None:
    assert offending(lambda m: not m.fuzzy and all(text.strip() for text in translations(m))) == []


def test_every_translation_has_the_fields_of_its_original() -> None:
    def fits(message: Message) -> bool:
        wanted = fields(ids(message)[-1])
        *singular, plural = translations(message)  # "once a year" needs no number; the plural must have all
        return fields(plural) == wanted and all(fields(text) <= wanted for text in singular)

    assert offending(fits) == []


def test_every_translation_has_its_edges_and_its_end_like_the_original() -> None:
    def fits(message: Message) -> bool:
        original, ends = ids(message)[0], (".", "?", "!", ":")
        return all(
            (text == text.strip() or original != original.strip()) and text.endswith(ends) == original.endswith(ends)
            for text in translations(message)
        )

    assert offending(fits) == []


def test_german_quotation_marks_are_used_in_pairs() -> None:
    def fits(text: str) -> bool:
        return '"' not in text and "'" not in text and text.count("„") == text.count("“")

    assert offending(lambda m: all(map(fits, translations(m)))) == []


def test_umlauts_are_written_as_such() -> None:
    assert offending(lambda m: not any(map(ASCII_UMLAUTS.search, translations(m)))) == []


def test_readers_are_addressed_politely() -> None:
    familiar = re.compile(r"\b(du|dein\w*|dich|dir)\b")
    assert offending(lambda m: not any(map(familiar.search, translations(m)))) == []
