import { check } from '../endpoint/check.ts';
import { AwsError, type Input } from '../endpoint/service.ts';
import { invalid } from './errors.ts';
import type { Parameter } from './parameter.ts';

const TYPES = ['SecureString', 'StringList', 'String'];
const MOST_CHARACTERS = 4096;
const MOST_LEVELS = 15;

const BAD_NAME = 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).';
const BAD_PATH =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';

/** The parameter that a request makes, new or in the place of an existing one. */
export function parameterFrom(input: Input, existing: Parameter | undefined): Parameter {
  const { Name: name, Type, Value: value, Description, AllowedPattern, Tags, Overwrite } = input;
  checkName(name);
  if (Tags?.length > 0 && Overwrite)
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  if (input.Policies) throw invalid('Policies are not served here.');
  if (input.Tier !== undefined && input.Tier !== 'Standard')
    throw invalid(`Parameters of tier ${input.Tier} are not served here, only Standard.`);
  const type = typeOf(Type, existing);
  return {
    name,
    type,
    value,
    version: (existing?.version ?? 0) + 1,
    modifiedAt: Date.now(),
    keyId: keyOf(type, input, existing),
    description: Description ?? existing?.description,
    allowedPattern: AllowedPattern ?? existing?.allowedPattern,
    tags: Tags ?? existing?.tags ?? [],
  };
}

/** Refuses a value that is too long, or that breaks the parameter's own pattern. */
export function checkValue({ value, allowedPattern }: Parameter): void {
  if (value.length > MOST_CHARACTERS)
    throw invalid(
      `Standard tier parameters support a maximum parameter value of ${MOST_CHARACTERS} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`,
    );
  if (allowedPattern && !patternOf(allowedPattern).test(value))
    throw new AwsError(
      'ParameterPatternMismatchException',
      `Parameter value, ${value}, doesn't match allowed pattern: ${allowedPattern}`,
    );
}

// Private

function checkName(name: string): void {
  const isPath = name.startsWith('/');
  if (/^\/aws/i.test(name))
    throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  if (
    /^\/?ssm/i.test(name) ||
    /^aws/i.test(name) ||
    !/^\/?[\w.-]+(\/[\w.-]+)*$/.test(name) ||
    isPath !== name.includes('/')
  )
    throw invalid(isPath ? BAD_PATH : BAD_NAME);
  if (name.split('/').length - 1 > MOST_LEVELS)
    throw new AwsError('HierarchyLevelLimitExceededException', `A parameter's path has ${MOST_LEVELS} levels at most.`);
}

function typeOf(type: string | undefined, existing: Parameter | undefined): Parameter['type'] {
  check({ Type: type }, { Type: { oneOf: TYPES } });
  if (type === undefined && !existing) throw invalid('A parameter type is required when you create a parameter.');
  if (existing && type !== undefined && type !== existing.type) throw otherType();
  return (type ?? existing?.type) as Parameter['type'];
}

/** The key is recorded, whatever it says: SecureStrings are encrypted with the endpoint's own. */
function keyOf(type: Parameter['type'], { KeyId }: Input, existing: Parameter | undefined): string | undefined {
  if (type === 'SecureString') return KeyId ?? existing?.keyId ?? 'alias/aws/ssm';
  if (KeyId) throw invalid('KeyId is required for SecureString type parameter only.');
  return undefined;
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 'u');
  } catch {
    throw new AwsError(
      'InvalidAllowedPatternException',
      'The request does not meet the regular expression requirement.',
    );
  }
}

function otherType(): AwsError {
  return new AwsError(
    'HierarchyTypeMismatchException',
    "Parameter Store does not support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.",
  );
}
