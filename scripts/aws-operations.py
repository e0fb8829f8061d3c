#!/usr/bin/env python3
"""Writes local/coverage/aws-operations.ts: what AWS has of each service that local/ serves, by the API models of botocore.

Run it where botocore is installed (it comes with the aws command line and with moto), after a service was added to SERVICES.
"""
import os
import textwrap

import botocore
import botocore.session

# The name in a signature's scope, and botocore's name for the service.
SERVICES = {
    'acm': 'acm',
    'autoscaling': 'autoscaling',
    'cloudformation': 'cloudformation',
    'ec2': 'ec2',
    'ecr': 'ecr',
    'ecs': 'ecs',
    'elasticache': 'elasticache',
    'elasticfilesystem': 'efs',
    'elasticloadbalancing': 'elbv2',
    'iam': 'iam',
    'kinesis': 'kinesis',
    'logs': 'logs',
    'monitoring': 'cloudwatch',
    'rds': 'rds',
    's3': 's3',
    'scheduler': 'scheduler',
    'secretsmanager': 'secretsmanager',
    'servicequotas': 'service-quotas',
    'sqs': 'sqs',
    'ssm': 'ssm',
    'sts': 'sts',
}
# What only the address of another kind of endpoint tells from another operation: it can neither be served nor refused here.
ELSEWHERE = {('s3', 'ListDirectoryBuckets')}
TARGET = os.path.join(os.path.dirname(__file__), '..', 'local', 'coverage', 'aws-operations.ts')

HEAD = f"""// Written by scripts/aws-operations.py from the API models of botocore {botocore.__version__}.

/** Every operation that AWS has of the services that are served here, by the service's signing name. */
// biome-ignore format: a line for each would be two thousand lines
export const AWS_OPERATIONS = {{
"""

MIDDLE = """} as const;

/** Method and path of each operation of the services that speak REST, and the headers that it cannot do without. */
export const AWS_REQUESTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
"""


def main():
    session = botocore.session.get_session()
    models = {name: session.get_service_model(known) for name, known in SERVICES.items()}
    rest = {name: model for name, model in models.items() if model.metadata['protocol'].startswith('rest')}
    with open(TARGET, 'w') as file:
        file.write(HEAD)
        for name, model in models.items():
            file.write(f'  {name}: [\n{wrapped(names(name, model))},\n  ],\n')
        file.write(MIDDLE)
        for name, model in rest.items():
            lines = [f"    {each}: '{request(model.operation_model(each))}'," for each in names(name, model)]
            file.write(f'  {name}: {{\n' + '\n'.join(lines) + '\n  },\n')
        file.write('};\n')


def names(service, model):
    return sorted(each for each in model.operation_names if (service, each) not in ELSEWHERE)


def wrapped(operations):
    text = ', '.join(f"'{each}'" for each in operations)
    return textwrap.fill(text, 118, initial_indent='    ', subsequent_indent='    ', break_long_words=False)


def request(operation):
    shape = operation.input_shape
    required = [shape.members[each].serialization for each in (shape.required_members if shape else [])]
    query = [each['name'] for each in required if each.get('location') == 'querystring']
    headers = [each['name'] for each in required if each.get('location') == 'header']
    path = operation.http['requestUri']
    if query:
        path += ('&' if '?' in path else '?') + '&'.join(query)
    return ' '.join([operation.http['method'], path, *headers])


main()
