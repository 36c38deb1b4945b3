"""Case files: TOML in, case or faults out, and back.

The file is the one the app saves and loads and the command line reads. Unknown keys are refused with the nearest
known name; nothing is guessed.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import tomlkit
from pydantic import BaseModel, ValidationError

from riskmodel.case import ACTIVITIES, PARTS, Case, CaseError, Fault
from riskmodel.values import Amount, Interval, shown

MAX_FILE_BYTES = 1_000_000
# Tables of named cases that explain them; the model does not read them.
ABOUT = ("about", "known", "variant", "timeline")


def from_mapping(data: Mapping[str, Any], file: str = "") -> Case:
    """Validate a mapping in the shape of a case file.

    Raises
    ------
    CaseError
        With one fault for each field that cannot be used.
    """
    try:
        return Case.model_validate(dict(data))
    except ValidationError as error:
        faults = [(e["type"], _fault(e, file)) for e in error.errors()]
        # pydantic also reports a list whose every member was refused as too short; that says nothing new.
        own = [f for kind, f in faults if kind != "too_short"]
        raise CaseError(tuple(own or [f for _, f in faults])) from None


def read(path: Path) -> Case:
    """Read a case file.

    Raises
    ------
    CaseError
        If the file is missing, too large, empty, not text, not TOML, or a field cannot be used.
    """
    return parse(_bytes(path), path.name)


def parse(content: bytes, file: str = "") -> Case:
    """Read a case from the bytes of a case file; `file` is its name for the faults."""

    def refuse(code: str, given: str = "", allowed: str = "") -> CaseError:
        return CaseError((Fault(code, "", given, allowed, file),))

    if len(content) > MAX_FILE_BYTES:
        raise refuse("file_too_large", str(len(content)), str(MAX_FILE_BYTES))
    if not content.strip():
        raise refuse("file_empty")
    try:
        text = content.decode("utf-8-sig")
        if "\0" in text:
            raise refuse("file_not_text")
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        raise refuse("file_not_text") from None
    except CaseError:
        raise
    except (ValueError, RecursionError) as error:  # beside TOMLDecodeError: endless digits, brackets without end
        raise refuse("file_not_toml", str(error)) from None
    return from_mapping({k: v for k, v in data.items() if k not in ABOUT}, file)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise CaseError((Fault("file_too_large", "", str(size), str(MAX_FILE_BYTES), path.name),))
        return path.read_bytes()
    except OSError as error:
        raise CaseError((Fault("file_unreadable", "", error.strerror or "", "", str(path)),)) from None


def _fault(error: Any, file: str) -> Fault:
    place = [p for p in error["loc"] if not (isinstance(p, str) and p.startswith(("tuple[", "function-")))]
    field = ".".join(str(p + 1) if isinstance(p, int) else str(p) for p in place)
    context, given, kind = error.get("ctx", {}), error.get("input"), error["type"]
    if kind == "case_fault":
        return Fault(context["code"], _named(field, context), context["given"], context["allowed"], file)
    if kind == "extra_forbidden":
        known = sorted(_known_keys(place[:-1]))
        near = difflib.get_close_matches(str(place[-1]), known, n=1)
        return Fault("unknown_key", field, str(place[-1]), near[0] if near else ", ".join(known), file)
    if kind == "literal_error":
        return Fault("unknown_choice", field, shown(given), context["expected"].replace("'", ""), file)
    if kind in ("bool_type", "bool_parsing"):
        return Fault("not_yes_or_no", field, shown(given), "true, false", file)
    return Fault("wrong_shape", field, shown(given), "", file)


def _named(field: str, context: Mapping[str, str]) -> str:
    """Return the field to mend where a check looks at several at once."""
    if context["code"] == "limit_below_deductible":
        return f"{field}.limit_eur"
    if context["code"] == "cap_of_another_kind":
        return f"{field}.{context['given']}"
    return "schema_version" if context["code"] == "unknown_schema" else field


def _known_keys(place: list[str | int]) -> Iterator[str]:
    model: type[BaseModel] = Case
    for step in place:
        if isinstance(step, int):
            continue
        model = PARTS[str(step)]
    for name, info in model.model_fields.items():
        yield info.alias or name


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a case file; it does not know the names that stand in the data."""
    one, several = {"type": "object"}, {"type": "array", "items": {"type": "object"}}
    about: dict[str, Any] = {name: one if name == "about" else several for name in ABOUT}
    found: dict[str, Any] = _without_defaults(Case.model_json_schema(by_alias=True))
    found["properties"] |= about
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "$id": "urn:it-liability-risk:schema:case", **found}


def _without_defaults(schema: Any) -> Any:
    """Leave out what pydantic fills in: a field that is left out is not known, and names need no second name."""
    if isinstance(schema, list):
        return [_without_defaults(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {k: v for k, v in schema.items() if k != "default" and not (k == "title" and isinstance(v, str))}
    return {k: _without_defaults(v) for k, v in kept.items()}


def write(case: Case, *, comments: bool = False) -> str:
    """Return the case as the text of a case file.

    With `comments` each field is explained and open fields stand as commented-out lines, as `riskmodel new` writes
    them; without, the file holds what was given and nothing else, as the app saves it.
    """
    document = tomlkit.document()
    document["schema_version"] = case.schema_version
    if case.title:
        document["title"] = case.title
    document["provider"] = _table(case.provider, comments)
    for key, parts in (("project", case.projects), ("policy", case.policies)):
        if parts:
            tables = tomlkit.aot()
            for part in parts:
                tables.append(_table(part, comments))
            document[key] = tables
    return tomlkit.dumps(document)


def _table(part: BaseModel, comments: bool) -> tomlkit.items.Table:
    table, nested = tomlkit.table(), []
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel) and not isinstance(value, Interval | Amount):
            nested.append((name, _table(value, comments)))
            continue
        given = not (value is None or value in ((), "") or (name in part.model_fields_set) is False)
        if comments:
            table.add(tomlkit.comment(_explained(name, part)))
        if given:
            table[name] = _toml(value)
        elif comments:
            table.add(tomlkit.comment(f"{name} = "))
    for name, inner in nested:
        if inner or comments:
            table[name] = inner
    return table


def _explained(name: str, part: BaseModel) -> str:
    info = type(part).model_fields[name]
    extra = info.json_schema_extra
    unit = f" ({extra['unit']})" if isinstance(extra, dict) else ""
    choices = [c for option in (info.annotation, *get_args(info.annotation)) for c in _choices(option)]
    return f"{info.description}{unit}" + (f": {', '.join(dict.fromkeys(choices))}" if choices else "")


def _choices(annotation: object) -> tuple[str, ...]:
    args = get_args(annotation)
    return args if args and all(isinstance(a, str) for a in args) else ()


def _toml(value: object) -> Any:
    if isinstance(value, Interval):
        inline = tomlkit.inline_table()
        inline.update({"low": _toml(value.low), "high": _toml(value.high)})
        return inline
    if isinstance(value, Amount):
        inline = tomlkit.inline_table()
        inline.update({"amount": _toml(value.amount), "currency": value.currency})
        return inline
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        if len(value) == 1 and value[0][1] == 1.0 and value[0][0] in ACTIVITIES:
            return value[0][0]
        inline = tomlkit.inline_table()
        inline.update({k: _toml(v) for k, v in value})
        return inline
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
