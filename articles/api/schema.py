"""How the API describes itself beside what its views show: refusals, tags of answers, fields that can be asked for.

`./dev manage spectacular --file docs/openapi.yaml` writes it down.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from articles.api.asking import SPARSE, Asking, Sparse
from articles.api.authentication import BearerToken
from articles.api.repeats import KEY

Json = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
REFUSALS = {
    "400": (
        "BadRequest",
        "Something in the address or the body is not as described; each of `errors` says what.",
    ),
    "401": ("Unauthorized", "No token, or one that is unknown, expired or revoked."),
    "403": ("Forbidden", "The token's scope does not cover this; or a browser sent no X-CSRFToken."),
    "404": ("NotFound", "There is nothing at this address, or nothing under an id that was sent."),
    "406": ("NotAcceptable", "`Accept` names nothing that this address answers with."),
    "409": ("Conflict", "Things are not as the request takes them to be: read again, and then decide."),
    "411": ("LengthRequired", "`Content-Length` is missing: bodies in chunks are not taken."),
    "412": (
        "PreconditionFailed",
        "It was changed since you read what `If-Match` names. Nothing was changed.",
    ),
    "413": ("TooLarge", "The body has more bytes than are taken at once."),
    "415": ("UnsupportedMediaType", "The body is of a type that is not taken here."),
    "422": ("KeyReused", "The `Idempotency-Key` came before, with another request."),
    "428": ("PreconditionRequired", "This cannot be changed without `If-Match`."),
    "429": (
        "TooManyRequests",
        "More requests than the token may make in a minute. `Retry-After` says when to go on.",
    ),
    "503": (
        "Busy",
        "Others have all there is to work with. `Retry-After` says when to try again, in seconds.",
    ),
}
GIVEN = {
    "200": "What was asked for.",
    "201": "It is stored.",
    "202": "It has begun; ask again how it goes.",
    "204": "It is no more.",
}
TAG = {
    "description": "Of this very answer. Send it as `If-None-Match` to get 304 while it stays the same.",
    "schema": {"type": "string"},
}
PLACE = {"description": "The address of what was made.", "schema": {"type": "string"}}
STANDING = {
    "RateLimit-Policy": "How many requests of a token or a person are taken in how many seconds.",
    "RateLimit": "How many of them are left, and for how many seconds that holds.",
}
"""Headers of every answer to a request that was counted; draft-ietf-httpapi-ratelimit-headers-10 has their form."""
UNCOUNTED = ("401", "403")
AGAIN = {"description": "In how many seconds to try again.", "schema": {"type": "integer", "minimum": 0}}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the answer that you have.",
    "schema": {"type": "string"},
}
ERRORS: Json = {
    "type": "object",
    "description": "Why a request was refused.",
    "required": ["type", "errors"],
    "properties": {
        "type": {"enum": ["validation_error", "client_error", "server_error"]},
        "errors": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Error"}},
    },
}
ERROR: Json = {
    "type": "object",
    "required": ["code", "detail", "attr"],
    "properties": {
        "code": {"type": "string", "description": "For programs."},
        "detail": {"type": "string", "description": "For people: a sentence."},
        "attr": {
            "type": ["string", "null"],
            "description": "The field or parameter, its path with dots between the parts; null where it is none.",
        },
    },
}
EXAMPLE = {
    "type": "validation_error",
    "errors": [
        {
            "code": "unknown_parameter",
            "detail": "“speeker” means nothing here. What can be asked: article, cursor, speaker.",
            "attr": "speeker",
        }
    ],
}
MAY_LACK = {"ChangedArticle": ("text",)}
"""Fields that answers do not always have."""


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> Json:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Made on the page “Access tokens”, or by `./dev manage create_token`.",
        }


class Described(AutoSchema):
    """An operation with what its view can be asked in the address."""

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it
        said = str(super().get_description())
        return f"One, by its id. {said}" if getattr(self.view, "action", "") == "retrieve" else said

    def get_filter_backends(self) -> list[Any]:
        return list(self.view.filter_backends) if isinstance(self.view, Sparse) else []

    def _get_filter_parameters(self) -> list[Any]:
        given = super()._get_filter_parameters()
        for parameter in given:
            view: Any = self.view
            found = view.filterset_class.base_filters[parameter["name"]]
            parameter.setdefault("description", found.label)
        return given

    def get_override_parameters(self) -> list[Any]:
        view = self.view
        asks: list[Any] = [view.asks] if isinstance(view, Asking) and view.asks else []
        if isinstance(view, Sparse) and view.action in SPARSE:
            names = {"type": "array", "minItems": 1, "items": {"enum": view.offered}}
            asks.append(OpenApiParameter(
                "fields", names, explode=False, style="form",
                description="The fields that you want, with commas between them. Without it, all.",
            ))  # fmt: skip
        if getattr(getattr(view, getattr(view, "action", "") or "", None), "repeatable", False):
            asks.append(KEY)
        return [*asks, *super().get_override_parameters()]


def complete(result: Json, generator: Any, request: Any, public: bool) -> Json:
    """Hook of drf-spectacular: add to each operation what all of its kind have."""
    schemas = result["components"]["schemas"]
    for name, schema in schemas.items():
        if not name.endswith("Request"):
            whole(name, schema)
        elif "properties" in schema:
            schema["additionalProperties"] = False  # a field misspelt is refused
    schemas |= {"Error": ERROR, "Errors": ERRORS}
    for path, method, operation in operations(result):
        if operation.get("requestBody", {}).get("content", {}).keys() - {"application/json"}:
            operation["requestBody"]["required"] = False  # a file may be empty
        refusals = {status: refusal(status) for status in refused(path, method, operation)}
        answers = operation["responses"].get("200", {})
        if "*/*" in answers.get("content", {}):
            answers["content"]["*/*"] = {}  # bytes: of what type, and so of what shape, the answer says
        if method == "get" and ("application/json" in answers["content"] or "304" in operation["responses"]):
            give_tag(operation)
            if any(given["name"] == "fields" for given in operation.get("parameters", [])):
                allow_some_fields(operation, schemas)
        for status, response in operation["responses"].items():
            response["description"] = response["description"] or GIVEN[status]
            response.setdefault("headers", {}).update(standing())
            if status in ("201", "202"):
                response["headers"]["Location"] = PLACE
        operation["responses"] = dict(sorted({**refusals, **operation["responses"]}.items()))
    apart(result)
    for name, schema in schemas.items():
        if not name.endswith("Request"):
            boundless(schema)
    result["components"]["responses"] = {name: described(status) for status, (name, _) in REFUSALS.items()}
    result["components"]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in STANDING.items()
    }
    return result


def operations(schema: Json) -> Iterator[tuple[str, str, Json]]:
    """Path, method and description of each operation."""
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def refused(path: str, method: str, operation: Json) -> Iterator[str]:
    """The statuses with which an operation may be refused."""
    headers = {given["name"] for given in operation.get("parameters", []) if given["in"] == "header"}
    body = operation.get("requestBody", {}).get("content", {})
    yield from ("400", "401", "403", "406", "429")
    if "{" in path or (method != "get" and body):
        yield "404"
    if method != "get":
        yield "409"
        yield "413"
    if body:
        yield "415"
    if body.keys() - {"application/json"}:
        yield "411"
    if "Idempotency-Key" in headers:
        yield "422"
    if "If-Match" in headers:
        yield from ("412", "428")


def apart(schema: Any) -> None:
    """Say of what may be null that it is, or has its format: in one breath, some tools would hear neither.

    Either will do: a format says nothing to who only validates, and an empty text is an address, too, then.
    """
    if isinstance(schema, list):
        for part in schema:
            apart(part)
    if not isinstance(schema, dict):
        return
    if isinstance(schema.get("type"), list) and "format" in schema:
        kind = next(kind for kind in schema.pop("type") if kind != "null")
        schema["anyOf"] = [{"type": kind, "format": schema.pop("format")}, {"type": "null"}]
    if isinstance(schema.get("oneOf"), list):
        schema["anyOf"] = schema.pop("oneOf")
    for part in schema.values():
        apart(part)


def whole(of: str, schema: Json) -> None:
    """Say of an answer that it has all its fields, those too that may be left out of a request of the same shape."""
    if "properties" in schema:
        schema["required"] = [name for name in schema["properties"] if name not in MAY_LACK.get(of, ())]


def boundless(schema: Any) -> None:
    """Leave out of an answer what is the greatest number in a column of this database, and another in the other."""
    if isinstance(schema, list):
        for part in schema:
            boundless(part)
    if isinstance(schema, dict):
        if schema.get("maximum") in (2**31 - 1, 2**63 - 1):
            del schema["maximum"]
            schema.pop("format", None)
        for part in schema.values():
            boundless(part)


def refusal(status: str) -> Json:
    return {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}


def described(status: str) -> Json:
    """A refusal, with what it looks like."""
    content = {"schema": {"$ref": "#/components/schemas/Errors"}, "example": EXAMPLE}
    headers = {} if status in UNCOUNTED else standing()
    if status in ("429", "503"):
        headers["Retry-After"] = AGAIN
    said = {"description": REFUSALS[status][1], "content": {"application/json": content}}
    return {**said, "headers": headers} if headers else said


def standing() -> Json:
    """The headers that tell who asks how they stand."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in STANDING}


def give_tag(operation: Json) -> None:
    """Every answer to GET has an ETag, and need not come twice."""
    operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    operation["responses"]["200"].setdefault("headers", {})["ETag"] = TAG
    known = operation["responses"].setdefault("304", {"description": "You have the answer already."})
    known["headers"] = {"ETag": TAG}


def allow_some_fields(operation: Json, schemas: Json) -> None:
    """Say of the answer that it may have some of its fields only."""
    content = operation["responses"]["200"]["content"]["application/json"]
    name = content["schema"]["$ref"].rpartition("/")[2]
    if "results" in schemas[name].get("properties", {}):
        rows = schemas[name]["properties"]["results"]
        rows["items"] = sparsely(rows["items"], schemas)
    else:
        content["schema"] = sparsely(content["schema"], schemas)


def sparsely(whole: Json, schemas: Json) -> Json:
    """Either all of it, or, under a name of its own, some of its fields."""
    if "anyOf" in whole:  # another operation has the same list
        return whole
    name = whole["$ref"].rpartition("/")[2]
    some = {key: value for key, value in schemas[name].items() if key != "required"}
    schemas[f"Sparse{name}"] = {
        **some,
        "description": f"{name} with the fields that were asked for.",
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [whole, {"$ref": f"#/components/schemas/Sparse{name}"}]}
