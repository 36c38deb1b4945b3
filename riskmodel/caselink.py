"""A case as a short text for a link: figures and choices, no names.

The text is the case as compact JSON, compressed (zlib) and written in the letters an address may hold (base64, RFC
4648, section 5). It is read as distrustfully as a file: its length, its length once unpacked, and every field.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any, Final

from riskmodel import casefile
from riskmodel.case import Case, CaseError, Fault

#: Longer addresses are cut off by some programs that pass them on.
MAX_LETTERS: Final = 6_000
_MAX_BYTES: Final = 200_000
_VERSION: Final = "1"


def write(case: Case) -> str:
    """Return the text of a case, without the names in it.

    Raises
    ------
    CaseError
        If the case is too large for a link.
    """
    data = nameless(case).model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    packed = zlib.compress(json.dumps(data, separators=(",", ":"), sort_keys=True).encode(), 9)
    text = _VERSION + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if len(text) > MAX_LETTERS:
        raise CaseError((Fault("link_too_long", "", str(len(text)), str(MAX_LETTERS)),))
    return text


def read(text: str) -> Case:
    """Return the case of a link.

    Raises
    ------
    CaseError
        If the text is no such link, was cut off or changed on its way, or holds a field that cannot be used.
    """
    try:
        return nameless(casefile.from_mapping(_unpacked(text)))
    except (ValueError, TypeError, RecursionError, zlib.error) as error:
        if isinstance(error, CaseError):
            raise
        raise CaseError((Fault("link_broken", ""),)) from None


def _unpacked(text: str) -> dict[str, Any]:
    if len(text) > MAX_LETTERS or not text.startswith(_VERSION) or not text.isascii():
        raise ValueError("not a link of this version")
    letters = text.removeprefix(_VERSION)
    packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
    unpacker = zlib.decompressobj()
    content = unpacker.decompress(packed, _MAX_BYTES)
    if not unpacker.eof:
        raise ValueError("cut off, or larger than any case")
    data = json.loads(content)
    json.dumps(data, ensure_ascii=False).encode()  # halves of letters can be escaped, but never be shown again
    if not isinstance(data, dict):
        raise ValueError("not a case")
    return data


def nameless(case: Case) -> Case:
    """Return the case without title and without the names of provider, projects and policies."""
    return case.model_copy(
        update={
            "title": "",
            "provider": case.provider.model_copy(update={"name": ""}),
            "projects": tuple(p.model_copy(update={"name": ""}) for p in case.projects),
            "policies": tuple(p.model_copy(update={"name": ""}) for p in case.policies),
        }
    )
