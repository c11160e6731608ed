"""The API described: OpenAPI 3.1, made from the operations themselves.

What Ninja makes of routes and models is completed: what may go wrong, what a token needs, how often
one may ask, which command of the socket it is, an example of each body.
"""

import re
from copy import deepcopy
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic.json_schema import models_json_schema

from chat.api.examples import request_example
from chat.api.operations import command_of, fails_of, scopes_of
from chat.api.problems import KINDS, Problem
from chat.api.words import INTRODUCTION, TAGS
from chat.errors import PROBLEM_TYPE, ChatError
from chat.scopes import WORDS

PREFIX = "/api/"
_REFS = "#/components/schemas/{model}"
_RATES = {
    "RateLimit-Policy": "How often one may ask: `q` in `w` seconds, under a name for each bound.",
    "RateLimit": "What is left: `r` now, all of it again in `t` seconds.",
}
_RETRY = {"Retry-After": "In how many seconds to try again."}
_TAG = {"ETag": "What this answer is: send it as `If-None-Match` to be told whether it changed."}


class DescribedAPI(NinjaAPI):
    """Ninja's API with a description that is whole."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """The document, made once; nothing in it depends on who asks."""
        if not hasattr(self, "_described"):
            self._described = _complete(self, super().get_openapi_schema(path_prefix=PREFIX))
        return self._described

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Such as `messages_send`."""
        module = operation.view_func.__module__.rpartition(".")[2]
        return f"{module}_{operation.view_func.__name__}"


def _complete(api: NinjaAPI, document: OpenAPISchema) -> OpenAPISchema:
    document["info"]["description"] = INTRODUCTION
    components = document["components"]
    _add_problems(components)
    used = set()
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                found = _find(document, api.get_openapi_operation_id(operation))
                used.update(found["tags"])
                _describe(found, operation, components)
    document["tags"] = [{"name": tag, "description": TAGS.get(tag, "")} for tag in sorted(used)]
    _add_security(components)
    _tidy(document["paths"])
    _tidy(components)
    return document


def _find(document: OpenAPISchema, name: str) -> dict[str, Any]:
    """The operation of that id. Each is made its own: Ninja lets methods share one."""
    for methods in document["paths"].values():
        for method, found in methods.items():
            if found["operationId"] == name:
                methods[method] = deepcopy(found)
                return dict.__getitem__(methods, method)
    raise KeyError(name)


def _describe(found: dict[str, Any], operation: Operation, components: dict[str, Any]) -> None:
    words = " ".join(found.get("description", "").split())
    found["summary"] = re.split(r"[.;:] ", words, maxsplit=1)[0].rstrip(".")
    found["description"] = words
    scopes = [str(scope) for scope in scopes_of(operation)]
    unsafe = operation.methods != ["GET"]
    found["security"] = [{"Bearer": scopes}, {"Session": [], **({"Csrf": []} if unsafe else {})}]
    if (model := command_of(operation)) is not None:
        found["x-socket-command"] = model.event
    for body in found.get("requestBody", {}).get("content", {}).values():
        if body["schema"].get("type") != "string":
            body["example"] = request_example(body["schema"], components["schemas"])
    for status, answer in list(found["responses"].items()):
        answer["headers"] = _headers(*_RATES)
        found["responses"][str(status)] = found["responses"].pop(status)
    if not unsafe:
        found["responses"]["200"].setdefault("headers", {}).update(_headers(*_TAG))
        found["responses"]["304"] = {"description": "It has not changed: `If-None-Match` fits."}
    for kind in (*_possible(found, unsafe), *fails_of(operation)):
        found["responses"].setdefault(
            str(kind.status), {"$ref": f"#/components/responses/{_name(kind)}"}
        )


def _possible(found: dict[str, Any], unsafe: bool) -> list[type[ChatError]]:
    """What may go wrong with an operation, by what it takes."""
    body, named = "requestBody" in found, bool(found["parameters"])
    ruled_out = {405, 412, 416, 423}
    if not body:
        ruled_out |= {408, 413, 415}
    if not body and not named:
        ruled_out |= {400, 404}
    if not unsafe:
        ruled_out.add(409)
    return [kind for kind in KINDS if kind.status not in ruled_out]


def _add_problems(components: dict[str, Any]) -> None:
    _, schemas = models_json_schema([(Problem, "serialization")], ref_template=_REFS)
    components["schemas"].update(schemas["$defs"])
    responses: dict[str, Any] = {}
    for status in sorted({kind.status for kind in KINDS}):
        kinds = [kind for kind in KINDS if kind.status == status]
        responses[_name(kinds[0])] = {
            "description": " Or: ".join(" ".join((kind.__doc__ or "").split()) for kind in kinds),
            "headers": _headers(*_RATES, *(_RETRY if status in {429, 503} else ())),
            "content": {
                PROBLEM_TYPE: {
                    "schema": {"$ref": _REFS.format(model="Problem")},
                    "example": _problem(kinds[0]),
                }
            },
        }
    components["responses"] = responses
    components["headers"] = {
        name: {"description": words, "schema": {"type": "string"}}
        for name, words in {**_RATES, **_RETRY, **_TAG}.items()
    }


def _problem(kind: type[ChatError]) -> dict[str, Any]:
    error = kind()
    if kind.status == HTTPStatus.TOO_MANY_REQUESTS:
        error.details["retry_after"] = 0.5
    return error.as_problem("/api/rooms/12/messages")


def _name(kind: type[ChatError]) -> str:
    first = next(each for each in KINDS if each.status == kind.status)
    return first.__name__


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _add_security(components: dict[str, Any]) -> None:
    scopes = "\n".join(f"- `{scope}`: {words}" for scope, words in WORDS.items())
    schemes = components["securitySchemes"]
    schemes["Bearer"]["description"] = (
        "A personal access token, made in the settings: `Authorization: Bearer hearth_…`. "
        f"It may do what its scopes say:\n\n{scopes}"
    )
    schemes["Session"]["description"] = "The cookie of a browser that is logged in."
    schemes["Csrf"] = {
        "type": "apiKey", "in": "header", "name": "X-CSRFToken",
        "description": "With the cookie, for whatever is no GET: the value of `csrftoken`.",
    }  # fmt: skip


def _tidy(part: Any) -> None:
    """Leave out titles that only repeat names, and the null that a query cannot say."""
    if isinstance(part, list):
        for each in part:
            _tidy(each)
    if not isinstance(part, dict):
        return
    if isinstance(part.get("title"), str):
        del part["title"]
    if part.get("in") == "query" and "anyOf" in part["schema"]:
        options = [one for one in part["schema"]["anyOf"] if one != {"type": "null"}]
        part["schema"] = options[0] if len(options) == 1 else {"anyOf": options}
    for name, each in part.items():
        if name not in {"example", "examples", "properties"}:
            _tidy(each)
    for each in part.get("properties", {}).values():
        _tidy(each)
