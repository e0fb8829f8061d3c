import { check } from '../endpoint/check.ts';
import { AwsError, type Operation } from '../endpoint/service.ts';
import type { Parameter } from './parameter.ts';
import type { Parameters } from './parameters.ts';
import { NAME } from './reading.ts';

/** LabelParameterVersion: names for versions, each of which at most one version of a parameter has. */
export function labelParameterVersion(own: Parameters): Operation {
  return (input) => {
    check(input, { Name: NAME, Labels: { required: true, min: 1, max: MOST_LABELS } });
    const newest = own.get(input.Name);
    const version = input.ParameterVersion ?? newest.version;
    const labels: string[] = input.Labels.filter(isLabel);
    const labelled = own.history(input.Name).map((one) => ({ one, labels: labelsAfter(one, labels, version) }));
    const wanted = labelled.find(({ one }) => one.version === version);
    if (!wanted) throw noVersion(version, input.Name);
    if (wanted.labels.length > MOST_LABELS) throw tooMany();
    for (const { one, labels } of labelled) own.change(one, { labels });
    return { InvalidLabels: input.Labels.filter((label: string) => !isLabel(label)), ParameterVersion: version };
  };
}

// Private

const MOST_LABELS = 10;

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-labels.html */
function isLabel(text: string): boolean {
  return /^[A-Za-z_.-][\w.-]{0,99}$/.test(text) && !/^(aws|ssm)/i.test(text);
}

/** A label goes over from the version that had it. */
function labelsAfter({ version, labels = [] }: Parameter, given: string[], labelled: number): string[] {
  const others = labels.filter((label) => !given.includes(label));
  return version === labelled ? [...others, ...given] : others;
}

function noVersion(version: number, name: string): AwsError {
  return new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
}

function tooMany(): AwsError {
  return new AwsError(
    'ParameterVersionLabelLimitExceeded',
    'An error occurred (ParameterVersionLabelLimitExceeded) when calling the LabelParameterVersion operation: A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.',
  );
}
