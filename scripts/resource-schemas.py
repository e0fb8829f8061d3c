#!/usr/bin/env python3
"""Writes local/cloudformation/schemas/resource-types.json from AWS's public resource schemas, which cfn-lint carries.

    scripts/resource-schemas.py                        the types that are in the file, anew
    scripts/resource-schemas.py AWS::SNS::Topic …      and these

Kept of a schema is what a template can be held to: its properties with their types and limits, and which of them
identify the resource, replace it, or are only read. One line a type, so that a change shows which type has changed.
"""
import importlib
import json
import pathlib
import sys

import cfnlint

REGION = "us_east_1"
FILE = pathlib.Path(__file__).parent.parent / "local/cloudformation/schemas/resource-types.json"
SCHEMAS = pathlib.Path(cfnlint.__file__).parent / "data/schemas/resources"

KEYWORDS = """$ref additionalProperties enum items maximum maxItems maxLength minimum minItems minLength pattern
    patternProperties properties required type uniqueItems""".split()
# Keywords whose members are names of the author of the schema, not keywords.
NAMED = ["definitions", "patternProperties", "properties"]
PATHS = ["conditionalCreateOnlyProperties", "createOnlyProperties", "primaryIdentifier", "readOnlyProperties"]


def main() -> None:
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    names = importlib.import_module(f"cfnlint.data.schemas.providers.{REGION}").types
    types = sorted({*known, *sys.argv[1:]})
    lines = [f"{json.dumps(type)}: {compact(condense(names[type]))}" for type in types]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def condense(name: str) -> dict:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    kept = {path: sorted(map(dotted, schema[path])) for path in PATHS if path in schema}
    tagging = schema.get("tagging", {})
    if tagging.get("taggable") and "tagProperty" in tagging:
        kept["tagProperty"] = dotted(tagging["tagProperty"])
    return {**kept, **keep(schema), "definitions": keep_all(schema.get("definitions", {}))}


def dotted(pointer: str) -> str:
    return pointer.removeprefix("/properties/").replace("/", ".")


def keep(schema: object) -> object:
    if isinstance(schema, list):
        return [keep(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: keep_all(value) if key in NAMED else text(keep(value)) for key, value in schema.items() if key in KEYWORDS}


def keep_all(named: dict) -> dict:
    return {name: keep(schema) for name, schema in named.items()}


def text(value: object) -> object:
    """Python's end of a text, into which cfn-lint has turned the schema's, as it was."""
    return value.replace("\\Z", "$") if isinstance(value, str) else value


def compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


main()
