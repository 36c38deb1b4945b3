"""A sender's logo: a PNG or an SVG that somebody hands over, made harmless before anything is drawn.

An SVG is a program as much as a picture. Only plain shapes pass: no scripts, no references to anything outside, no
text (its font is not ours), no effects that could be made to grow without end. What an editor left beside the
shapes is dropped. A PNG is decoded once here, so that the typesetter cannot fail on it, and is then handed on inside
an SVG: there is one kind of logo from here on.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from PIL import Image

from riskmodel.case import CaseError, Fault

MOST_BYTES: Final = 500_000
MOST_PIXELS: Final = 4_000  # a side
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "http://www.w3.org/2000/svg"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_SHAPES: Final = frozenset({
    "svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "linearGradient",
    "radialGradient", "stop", "clipPath", "style",
})  # fmt: skip
#: Tell about the drawing and draw nothing.
_SILENT: Final = frozenset({"title", "desc", "metadata"})
#: A reference in a style to anything but a part of the drawing itself.
_OUTSIDE: Final = r"url\((?!\s*['\"]?#)"
_MOST_ELEMENTS: Final = 5_000
_DEEPEST: Final = 50
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def read(content: bytes, file: str) -> str:
    """Return a logo as the text of a harmless SVG.

    Parameters
    ----------
    content
        The bytes of a PNG or SVG file.
    file
        Its name, for the faults.

    Raises
    ------
    CaseError
        With one fault: too large, neither PNG nor SVG, broken, or an SVG with more than plain shapes.
    """
    if len(content) > MOST_BYTES:
        raise _refused("logo_too_large", file, str(len(content)), str(MOST_BYTES))
    if content.startswith(_PNG):
        return _wrapped(content, file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("logo_kind", file) from None
    if "<svg" not in text:
        raise _refused("logo_kind", file)
    return _plain(text, file)


def _refused(code: str, file: str, given: str = "", allowed: str = "") -> CaseError:
    return CaseError((Fault(code, "logo", given, allowed, file),))


def _wrapped(content: bytes, file: str) -> str:
    """Return a PNG inside an SVG of its size."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            width, height = image.size
            if max(width, height) > MOST_PIXELS:
                raise _refused("logo_pixels", file, f"{width} × {height}", str(MOST_PIXELS))
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, CaseError):
            raise
        raise _refused("logo_broken", file) from None
    data = base64.b64encode(content).decode()
    size = f'width="{width}" height="{height}"'
    picture = f'<image {size} href="data:image/png;base64,{data}"/>'
    return f'<svg xmlns="{_SVG}" {size} viewBox="0 0 {width} {height}">{picture}</svg>'


def _plain(text: str, file: str) -> str:
    """Return an SVG with nothing but shapes in it."""
    if "<!ENTITY" in text:
        raise _refused("logo_unsafe", file, "ENTITY")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError):
        raise _refused("logo_broken", file) from None
    if root.tag != f"{{{_SVG}}}svg":
        raise _refused("logo_kind", file)
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise _refused("logo_unsafe", file, str(_MOST_ELEMENTS))
    if not _has_size(root):
        raise _refused("logo_size", file)
    plain = _shape(root, file, 0)
    return ElementTree.tostring(plain, encoding="unicode")


def _has_size(root: ElementTree.Element) -> bool:
    """Tell whether the drawing has a width and a height above zero."""
    box = root.get("viewBox")
    numbers = box.replace(",", " ").split()[2:] if box else [root.get("width", ""), root.get("height", "")]
    sizes = [re.match(r"[0-9]+(\.[0-9]+)?", number) for number in numbers]
    return len(sizes) == 2 and all(size and 0.0 < float(size[0]) < 1e6 for size in sizes)


def _shape(of: ElementTree.Element, file: str, depth: int) -> ElementTree.Element:
    """Return an element without what draws nothing; refuse what is more than a shape."""
    name = of.tag.removeprefix(f"{{{_SVG}}}")
    if name not in _SHAPES or depth > _DEEPEST:
        raise _refused("logo_unsafe", file, name)
    kept = ElementTree.Element(of.tag, dict(_attributes(of, file)))
    if name == "style":
        if re.search(rf"[@\\<]|{_OUTSIDE}", of.text or "", re.IGNORECASE):
            raise _refused("logo_unsafe", file, "style")
        kept.text = of.text
    kept.extend([_shape(child, file, depth + 1) for child in of if _draws(child)])
    return kept


def _draws(of: ElementTree.Element) -> bool:
    # Comments and processing instructions have no name; other namespaces are an editor's own notes.
    name = of.tag if isinstance(of.tag, str) else ""
    return name.startswith(f"{{{_SVG}}}") and name.rpartition("}")[2] not in _SILENT


def _attributes(of: ElementTree.Element, file: str) -> Iterator[tuple[str, str]]:
    for name, value in of.attrib.items():
        if name in ("href", _HREF):
            if not value.startswith("#"):
                raise _refused("logo_unsafe", file, value[:40])
        elif name.startswith("{"):
            continue
        elif name.lower().startswith("on") or re.search(rf"\\|{_OUTSIDE}", value, re.IGNORECASE):
            raise _refused("logo_unsafe", file, name)
        yield name, value
