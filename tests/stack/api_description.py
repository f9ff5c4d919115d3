"""openapi.yaml, and whether an answer is one that it describes."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from json_schema import Schemas
from support import Answer

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    method: str  # GET
    path: str  # /api/vis/meter_data/{meter_id}
    details: dict[str, Any]

    @property
    def id(self) -> str:
        return self.details["operationId"]


class Description:
    def __init__(self, text: str) -> None:
        self.document = yaml.safe_load(text)
        self.schemas = Schemas(self.document)
        self.operations = [
            Operation(method.upper(), path, item[method])
            for path, item in self.document["paths"].items()
            for method in METHODS
            if method in item
        ]

    def by_id(self, operation_id: str) -> Operation:
        (found,) = [o for o in self.operations if o.id == operation_id]
        return found

    def parameters(self, operation: Operation) -> list[dict[str, Any]]:
        return [self.schemas.resolved(p) for p in operation.details.get("parameters", [])]

    def security(self, operation: Operation) -> list[str]:
        """Names of the schemes that open it; empty: everybody may."""
        return [name for choice in operation.details.get("security", self.document["security"]) for name in choice]

    def errors(self, operation: Operation, answer: Answer) -> list[str]:
        """What of the answer is not as described; empty if it is."""
        place = f"{operation.id} {answer.status}"
        responses = operation.details["responses"]
        if str(answer.status) not in responses:
            return [f"{place}: only {sorted(responses)} are described; {answer.body[:200]!r}"]
        response = self.schemas.resolved(responses[str(answer.status)])
        missing = [h for h in response.get("headers", {}) if answer.header(h) is None]
        errors = [f"{place}: the header {name} is missing" for name in missing]
        content = response.get("content", {})
        if not content:
            return errors + ([f"{place}: has a body that is not described"] if answer.body else [])
        if answer.content_type not in content:
            return [*errors, f"{place}: {answer.content_type} is none of {sorted(content)}"]
        return errors + self._body_errors(answer, content[answer.content_type]["schema"], place)

    def _body_errors(self, answer: Answer, schema: dict[str, Any], place: str) -> list[str]:
        kind = answer.content_type or ""
        if kind.endswith("json"):
            errors = self.schemas.errors(answer.json, schema, place)
        elif kind in ("application/octet-stream", "application/zip"):
            return []
        else:
            errors = self.schemas.errors(answer.text, schema, place)
        if kind == "application/problem+json" and not errors:
            errors += problem_errors(answer, place)
        return errors


def problem_errors(answer: Answer, place: str = "problem") -> list[str]:
    """Beyond the schema: what RFC 9457 and our own promise ask of every problem document."""
    if answer.content_type != "application/problem+json":
        return [f"{place}: {answer.status} as {answer.content_type}, not a problem document"]
    problem = answer.json
    errors = []
    if problem.get("status") != answer.status:
        errors.append(f"{place}: says status {problem.get('status')}, is {answer.status}")
    if not re.fullmatch(r"/problems/[a-z0-9]+(-[a-z0-9]+)*", problem.get("type", "")):
        errors.append(f"{place}: type {problem.get('type')!r}")
    for name in ("title", "detail", "instance"):
        if not problem.get(name):
            errors.append(f"{place}: no {name}")
    return errors
