"""A process that makes calls with boto3 and judges answers by botocore, so that its start is paid once.

It reads a request a line (JSON) and answers a line each, not always in order: `id` says which. A request is one of
  {"do": "call", "endpoint", "service", "operation", "input"}
  {"do": "wait", "endpoint", "service", "waiter", "input"}
  {"do": "judge", "service", "operation", "status", "headers", "body"}   the body in base64
and the answer has `answer` or `refusal` {code, message, status}, and `problems`, what botocore's model says against it.
"""

import base64
import datetime
import json
import sys
import threading
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore import xform_name
from botocore.awsrequest import HeadersDict
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError
from botocore.parsers import create_parser
from botocore.response import StreamingBody

from model import problems

CONFIG = Config(
    parameter_validation=False,
    retries={"total_max_attempts": 1},
    read_timeout=60,
    s3={"addressing_style": "path"},
    response_checksum_validation="when_required",
)
KEYS = {"aws_access_key_id": "AKIATEST", "aws_secret_access_key": "secret", "region_name": "us-east-1"}

clients = {}
making = threading.Lock()
raw = threading.local()


def client(service, endpoint):
    with making:
        if (service, endpoint) not in clients:
            made = boto3.client(service, endpoint_url=endpoint, config=CONFIG, **KEYS)
            made.meta.events.register("before-parse", keep)
            clients[service, endpoint] = made
        return clients[service, endpoint]


def keep(operation_model, response_dict, **_):
    raw.answer = (operation_model, response_dict)


def call(request):
    raw.answer = None
    asked = client(request["service"], request["endpoint"])
    try:
        answer = getattr(asked, xform_name(request["operation"]))(**request["input"])
        told = {"answer": plain(answer)}
    except ClientError as error:
        told = {"refusal": refusal(error.response)}
    return {**told, "problems": found(*raw.answer) if raw.answer else []}


def wait(request):
    asked = client(request["service"], request["endpoint"])
    pace = {"Delay": 0.2, "MaxAttempts": 300}
    try:
        asked.get_waiter(request["waiter"]).wait(**request["input"], WaiterConfig=pace)
        return {"answer": {}, "problems": []}
    except WaiterError as error:
        return {"refusal": {"code": "WaiterError", "message": str(error), "status": 0}, "problems": []}


def judge(request):
    model = client(request["service"], "http://127.0.0.1:1").meta.service_model
    operation = model.operation_model(request["operation"])
    answer = {
        "status_code": request["status"],
        "headers": HeadersDict(request["headers"]),
        "body": base64.b64decode(request["body"]),
    }
    if operation.has_streaming_output and request["status"] < 300:
        return {"answer": None, "problems": []}
    parsed = create_parser(model.metadata["protocol"]).parse(answer, operation.output_shape)
    told = {"answer": plain(parsed)} if request["status"] < 300 else {"refusal": refusal(parsed)}
    return {**told, "problems": found(operation, answer)}


def found(operation, answer):
    body = answer["body"]
    try:
        return problems(operation, answer["status_code"], answer["headers"], body if isinstance(body, bytes) else b"")
    except (ValueError, ElementTree.ParseError) as error:
        return [f"the answer is not readable: {error}"]


def refusal(response):
    error, status = response["Error"], response["ResponseMetadata"]["HTTPStatusCode"]
    return {"code": error.get("Code", ""), "message": error.get("Message", ""), "status": status}


def plain(value):
    """A value as JSON has it; dates and bytes are told apart from text."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items() if name != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, datetime.datetime):
        return {"$date": value.isoformat()}
    if isinstance(value, StreamingBody):
        return plain(value.read())
    return {"$blob": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def bytes_of(value):
    """Bytes come as Node.js writes them."""
    return bytes(value["data"]) if value.get("type") == "Buffer" else value


def answer(line):
    request = json.loads(line, object_hook=bytes_of)
    try:
        told = {"call": call, "wait": wait, "judge": judge}[request["do"]](request)
    except Exception as error:  # whatever it is, who asked must hear of it
        told = {"failure": f"{type(error).__name__}: {error}"}
    with making:
        print(json.dumps({"id": request["id"], **told}), flush=True)


with ThreadPoolExecutor(16) as pool:
    for line in sys.stdin:
        pool.submit(answer, line)
