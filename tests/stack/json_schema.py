"""JSON Schema, as far as openapi.yaml uses it.

An unknown keyword is an error: nothing is believed to be checked that is not."""
from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

_SAYS_NOTHING = {"description", "examples", "default"}
_KNOWN = _SAYS_NOTHING | {
    "$ref",
    "type",
    "format",
    "enum",
    "oneOf",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "minimum",
    "maximum",
    "pattern",
    "maxLength",
}


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES = {
    "null": lambda v: v is None,
    "boolean": lambda v: isinstance(v, bool),
    "integer": _is_integer,
    "number": lambda v: _is_integer(v) or isinstance(v, float),
    "string": lambda v: isinstance(v, str),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
}


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_date_time(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


_FORMATS = {"date": _is_date, "date-time": _is_date_time, "binary": lambda text: True}


class Schemas:
    """Schemas of one document, so that `$ref` can be followed."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            path = node["$ref"]
            if not path.startswith("#/"):
                raise ValueError(f"not a reference into this document: {path}")
            node = self._document
            for key in path[2:].split("/"):
                node = node[key]
        return node

    def errors(self, value: Any, schema: dict[str, Any], place: str = "$") -> list[str]:
        """What is wrong with `value`; empty if nothing is."""
        schema = self.resolved(schema)
        if unknown := schema.keys() - _KNOWN:
            raise ValueError(f"{place}: keywords that are not checked: {sorted(unknown)}")
        if "oneOf" in schema:
            return self._errors_of_one(value, schema, place)
        wanted = schema.get("type", [])
        types = [wanted] if isinstance(wanted, str) else wanted
        if types and not any(_TYPES[t](value) for t in types):
            return [f"{place}: {value!r:.60} is no {' or '.join(types)}"]
        return [
            *self._scalar_errors(value, schema, place),
            *self._object_errors(value, schema, place),
            *self._array_errors(value, schema, place),
        ]

    def _errors_of_one(self, value: Any, schema: dict[str, Any], place: str) -> list[str]:
        tried = [self.errors(value, choice, place) for choice in schema["oneOf"]]
        fitting = sum(not errors for errors in tried)
        if fitting == 1:
            return []
        return [f"{place}: fits {fitting} of {len(tried)} choices: {tried}"]

    @staticmethod
    def _scalar_errors(value: Any, schema: dict[str, Any], place: str) -> list[str]:
        errors = []
        if "enum" in schema and value not in schema["enum"]:
            errors.append(f"{place}: {value!r} is none of {schema['enum']}")
        if _TYPES["number"](value):
            if value < schema.get("minimum", value) or value > schema.get("maximum", value):
                errors.append(f"{place}: {value} is out of range")
        if isinstance(value, str):
            if "pattern" in schema and not re.search(schema["pattern"], value):
                errors.append(f"{place}: {value!r} does not match {schema['pattern']}")
            if len(value) > schema.get("maxLength", len(value)):
                errors.append(f"{place}: longer than {schema['maxLength']}")
            if "format" in schema and not _FORMATS[schema["format"]](value):
                errors.append(f"{place}: {value!r} is no {schema['format']}")
        return errors

    def _object_errors(self, value: Any, schema: dict[str, Any], place: str) -> list[str]:
        if not isinstance(value, dict):
            return []
        properties = schema.get("properties", {})
        errors = [f"{place}: {name} is missing" for name in schema.get("required", []) if name not in value]
        if schema.get("additionalProperties", True) is False:
            errors += [f"{place}: {name} is not described" for name in value if name not in properties]
        for name, member in value.items():
            if name in properties:
                errors += self.errors(member, properties[name], f"{place}.{name}")
        return errors

    def _array_errors(self, value: Any, schema: dict[str, Any], place: str) -> list[str]:
        if not isinstance(value, list) or "items" not in schema:
            return []
        errors: list[str] = []
        for i, item in enumerate(value):
            errors += self.errors(item, schema["items"], f"{place}[{i}]")
        return errors
