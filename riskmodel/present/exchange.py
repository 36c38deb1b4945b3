"""What passes between a page and the visitor's own browser: files, the desk it keeps, the case in an address."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from riskmodel.present import keeper, reopening, session
from riskmodel.present.session import visitor

#: Name of a case in the page's address.
LINK_KEY: Final = "case"


def settled() -> bool:
    """Tell whether the browser has said what it keeps; until then the page would show what is not the visitor's.

    Where nobody asks with a browser, as in a test without one, there is nothing to wait for.
    """
    return visitor().heard or not st.context.headers


def mount(look: str, *, wide: bool = True, **data: Any) -> None:
    """Put the component of our own on the page; its messages are answered here."""
    key = f"keeper-{look}"
    kept: dict[str, str | None] = {}
    if look == "open":  # on every page: what is printed on holds a large logo, so that here it is only forgotten
        forgotten = "" if visitor().paper.kept() == "" else None
        kept = {"session": visitor().token, "desk": visitor().kept(), "paper": forgotten}
    answers: dict[str, Callable[[str], None]] = {"file": _file, "kept": _kept, "full": _not_kept, "back": _back}
    on = {f"on_{event}_change": partial(answer, key) for event, answer in answers.items()}
    keeper.mount(key, {"look": look, "most": reopening.MOST_BYTES, **kept, **data}, wide=wide, **on)


def _kept(key: str) -> None:
    message = session.message(key, "kept")
    if message.get("session") == visitor().token:
        visitor().take_back(str(message.get("text", "")), str(message.get("paper", "")))


def _back(key: str) -> None:
    """Run once more after a cut connection; a new session so hears at once what the browser keeps."""


def _not_kept(key: str) -> None:
    visitor().not_kept()


def _file(key: str) -> None:
    message = session.message(key, "file")
    name, size, content = (message.get(part) for part in ("name", "size", "content"))
    if isinstance(name, str) and isinstance(size, int) and isinstance(content, str):
        opens = visitor().open_paper if key == "keeper-paper" else visitor().open_file
        opens(name, base64.b64decode(content), size)


def open_link() -> None:
    """Open the case that the page's address holds, and take it out of the address, which others may see."""
    text = st.query_params.get(LINK_KEY)
    if text is not None:
        del st.query_params[LINK_KEY]
        visitor().open_link(text)
