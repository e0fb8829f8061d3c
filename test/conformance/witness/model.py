"""Holds a raw answer against botocore's model of the service: no unknown members, required ones there, types and enums right."""

import base64
import binascii
import json
import re
import xml.etree.ElementTree as ElementTree

# Codes that every service of a protocol may answer, besides those that its model names for the operation.
COMMON_CODES = {
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidAction",
    "InvalidClientTokenId",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingParameter",
    "SerializationException",
    "SignatureDoesNotMatch",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationError",
    "ValidationException",
}

# These services' models name no errors, or only a part.
UNMODELLED = {"ec2", "s3"}

# Elements around every answer of the query protocols.
ENVELOPE = {"ResponseMetadata", "requestId", "RequestId"}


def problems(operation, status, headers, body):
    """What is wrong with an answer, in sentences; none for a faithful one."""
    if status >= 300:
        return error_problems(operation, headers, body)
    shape = operation.output_shape
    if shape is None or payload_is_bytes(shape):
        return []
    protocol = operation.service_model.metadata["protocol"]
    if protocol in ("json", "rest-json"):
        return json_problems(shape, json.loads(body or b"{}"), "")
    return xml_problems(shape, xml_root(shape, operation, body), "") if body.strip() else []


# Errors


def error_problems(operation, headers, body):
    service = operation.service_model
    if service.service_name in UNMODELLED or not body.strip():
        return []
    code = error_code(service.metadata["protocol"], headers, body)
    known = {shape.error_code or shape.name for shape in operation.error_shapes} | {shape.name for shape in operation.error_shapes}
    return [] if code in known | COMMON_CODES else [f"the code {code} is none of {operation.name}'s"]


def error_code(protocol, headers, body):
    if protocol in ("json", "rest-json"):
        code = headers.get("x-amzn-errortype") or json.loads(body).get("__type", "")
        return code.split("#")[-1].split(":")[0]
    found = re.search(rb"<Code>([^<]*)</Code>", body)
    return found.group(1).decode() if found else ""


# JSON


def json_problems(shape, value, path):
    if value is None:
        return [f"{path} is null"]
    kind = JSON_KINDS.get(shape.type_name)
    if kind and (not isinstance(value, kind) or (isinstance(value, bool) and shape.type_name != "boolean")):
        return [f"{path} is {type(value).__name__}, not {shape.type_name}"]
    if shape.type_name == "structure":
        return structure_problems(shape, value, path)
    if shape.type_name == "list":
        return [found for each in value for found in json_problems(shape.member, each, f"{path}[]")]
    if shape.type_name == "map":
        return [found for each in value.values() for found in json_problems(shape.value, each, f"{path}{{}}")]
    return text_problems(shape, value, path) if isinstance(value, str) else []


JSON_KINDS = {
    "structure": dict,
    "list": list,
    "map": dict,
    "string": str,
    "blob": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
}


def structure_problems(shape, value, path):
    if getattr(shape, "is_document_type", False):
        return []
    members = {wire_name(name, member): (name, member) for name, member in shape.members.items()}
    found = [f"{path}.{name} is unknown" for name in value if name not in members]
    found += missing(shape, {members[name][0] for name in value if name in members}, path)
    for name, each in value.items():
        if name in members:
            found += json_problems(members[name][1], each, f"{path}.{name}")
    return found


def wire_name(name, member):
    return member.serialization.get("name", name)


def missing(shape, there, path):
    outside = {name for name, member in shape.members.items() if "location" in member.serialization}
    return [f"{path}.{name} is required" for name in shape.required_members if name not in there | outside]


# XML


def xml_root(shape, operation, body):
    root = ElementTree.fromstring(body)
    wrapper = shape.serialization.get("resultWrapper")
    if wrapper is None:
        return root
    inside = root.find(f"{{*}}{wrapper}")
    return ElementTree.Element(wrapper) if inside is None else inside


def xml_problems(shape, element, path):
    if shape.type_name == "structure":
        return xml_structure_problems(shape, element, path)
    if shape.type_name == "list":
        return xml_list_problems(shape, element, path)
    if shape.type_name == "map":
        return []
    text = element.text or ""
    if not fits(shape.type_name, text):
        return [f"{path} is '{text}', not {shape.type_name}"]
    return text_problems(shape, text, path)


def xml_structure_problems(shape, element, path):
    members = {xml_name(name, member): (name, member) for name, member in shape.members.items()}
    children = [child for child in element if local_name(child) not in ENVELOPE or local_name(child) in members]
    found = [f"{path}.{local_name(child)} is unknown" for child in children if local_name(child) not in members]
    known = [child for child in children if local_name(child) in members]
    found += missing(shape, {members[local_name(child)][0] for child in known}, path)
    for child in known:
        name, member = members[local_name(child)]
        flat = member.serialization.get("flattened")
        found += xml_problems(member.member if flat else member, child, f"{path}.{name}")
    return found


def xml_list_problems(shape, element, path):
    wanted = shape.member.serialization.get("name", "member")
    found = [f"{path}.{local_name(item)} is not called {wanted}" for item in element if local_name(item) != wanted]
    return found + [problem for item in element for problem in xml_problems(shape.member, item, f"{path}[]")]


def xml_name(name, member):
    if member.serialization.get("flattened") and member.type_name == "list":
        return member.serialization.get("name") or member.member.serialization.get("name", name)
    return member.serialization.get("name", name)


def local_name(element):
    return element.tag.split("}")[-1]


# Scalars


def fits(kind, text):
    pattern = PATTERNS.get(kind)
    return pattern is None or re.fullmatch(pattern, text) is not None


PATTERNS = {
    "boolean": "true|false",
    "integer": r"-?\d+",
    "long": r"-?\d+",
    "float": r"-?\d+(\.\d+)?",
    "double": r"-?\d+(\.\d+)?",
    "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)",
}


def text_problems(shape, text, path):
    if shape.type_name == "blob":
        return [] if is_base64(text) else [f"{path} is no base64"]
    if getattr(shape, "enum", None) and text not in shape.enum:
        return [f"{path} is '{text}', none of the enum"]
    pattern = shape.metadata.get("pattern")
    if pattern and not matches(pattern, text):
        return [f"{path} is '{text}', which {pattern} does not match"]
    longest = shape.metadata.get("max")
    return [f"{path} has {len(text)} characters, more than {longest}"] if longest and len(text) > longest else []


def is_base64(text):
    try:
        base64.b64decode(text, validate=True)
        return True
    except binascii.Error:
        return False


def matches(pattern, text):
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True  # a class of Java's that Python does not know


def payload_is_bytes(shape):
    payload = shape.serialization.get("payload")
    return payload is not None and shape.members[payload].type_name in ("blob", "string")
