"""Are the shapes that the annotation page counts on (`static/annotation/types.js`) those of `docs/openapi.yaml`?

The schema is written as declarations of TypeScript, and the type checker asked whether what the server sends is what
the page reads, and whether what the page sends is what the server takes.
"""

import json
from pathlib import Path
from typing import Any

import yaml

from annotator.serve import ROOT

READ = {
    "Act": "Act", "ChangedQuote": "ChangedQuote", "Comment": "Comment", "Decision": "Decision",
    "DecisionAnswer": "Decided", "Heard": "Heard", "KnownSpeaker": "Speaker", "Merge": "MergeAct", "News": "News",
    "Person": "Person", "Preferences": "Preferences", "Quote": "Quote", "Review": "Review", "Run": "ReviewRun",
    "Article": "ReviewArticle", "Snapshot": "Snapshot", "Span": "Span", "Speaker": "SpeakerRef", "Standing": "Standing",
    "Suggestion": "Proposal",
}  # fmt: skip
"""Types of the page that the server sends, and what the schema calls them."""
SENT = {
    "DecisionRequest": "DecideRequest",
    "Span": "SpanRequest",
    "Speaker": "SpeakerRefRequest",
    "Heard": "HeardRequest",
}
"""Types of the page that it sends."""
SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def declared(schema: dict[str, Any]) -> str:
    """A type of TypeScript for a JSON Schema, as far as ours go. Raises KeyError for what ours never had."""
    if "$ref" in schema:
        return f"Server.{schema['$ref'].rsplit('/', 1)[1]}"
    for key, sign in (("allOf", " & "), ("oneOf", " | "), ("anyOf", " | ")):
        if key in schema:
            return "(" + sign.join(declared(it) for it in schema[key]) + ")"
    if "enum" in schema:
        return "(" + " | ".join("null" if it is None else repr(it) for it in schema["enum"]) + ")"
    if "const" in schema:
        return repr(schema["const"])
    kind = schema.get("type")
    if isinstance(kind, list):
        return "(" + " | ".join(declared({**schema, "type": it}) for it in kind) + ")"
    if kind == "array":
        if schema.get("maxItems", 0) == schema.get("minItems"):
            return "[" + ", ".join([declared(schema["items"])] * schema["minItems"]) + "]"
        return f"({declared(schema['items'])})[]"
    if kind == "object":
        if "properties" not in schema:
            return f"Record<string, {declared(schema.get('additionalProperties') or {})}>"
        needed = schema.get("required", ())
        return "{" + "; ".join(
            f"{name}{'' if name in needed else '?'}: {declared(it)}" for name, it in schema["properties"].items()
        ) + "}"  # fmt: skip
    return SIMPLE[kind] if kind else "unknown"


def write(folder: Path) -> Path:
    """The project that the type checker is to check, in a folder; it refers to the page's own types."""
    schemas = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))["components"][
        "schemas"
    ]
    page = (ROOT / "static" / "annotation" / "types.js").as_posix()
    lines = ["declare namespace Server {"]
    lines += [f"  type {name} = {declared(schema)};" for name, schema in schemas.items()]
    lines += ["}", "type Page<Name extends keyof Types> = Types[Name];", "interface Types {"]
    lines += [f'  {name}: import("{page}").{name};' for name in sorted({*READ, *SENT})]
    lines += ["}"]
    lines += [
        f'export const {page}_is_read = (sent: Server.{server}): Page<"{page}"> => sent;'
        for page, server in READ.items()
    ]
    lines += [
        f'export const {page}_is_taken = (sent: Page<"{page}">): Server.{server} => sent;'
        for page, server in SENT.items()
    ]
    (folder / "page_types.ts").write_text("\n".join(lines) + "\n", encoding="utf-8")
    project = folder / "tsconfig.json"
    project.write_text(
        json.dumps({"extends": str(ROOT / "tsconfig.json"), "include": ["*.ts"]}), encoding="utf-8"
    )
    return project
