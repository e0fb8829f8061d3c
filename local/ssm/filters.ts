import { check } from '../endpoint/check.ts';
import { AwsError, type Input } from '../endpoint/service.ts';
import type { Parameter } from './parameter.ts';

/** Throws for filters that Parameter Store does not know, or that the operation has not. */
export function checkFilters({ ParameterFilters = [] }: Input, keys: readonly string[]): void {
  for (const [index, { Key, Option = 'Equals' }] of ParameterFilters.entries()) {
    const member = `parameterFilters.${index + 1}.member.key`;
    check({ [member]: Key }, { [member]: { required: true, pattern: KEY } });
    if (!isOf(keys, Key)) throw wrongKey(Key, keys);
    const options = OPTIONS[Key] ?? ['Equals'];
    if (!options.includes(Option)) throw wrongOption(Option, options);
  }
}

/** Whether a parameter is one of those that all filters of a request mean. */
export function fitsAll(parameter: Parameter, { ParameterFilters = [] }: Input): boolean {
  return ParameterFilters.every((filter: Input) => fits(parameter, filter));
}

// Private

const KEY = /^(tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$/;

/** How the values of a filter are meant, where not only as the whole. */
const OPTIONS: Record<string, readonly string[]> = {
  Name: ['BeginsWith', 'Contains', 'Equals'],
  Path: ['Recursive', 'OneLevel'],
};

function isOf(keys: readonly string[], key: string): boolean {
  return keys.includes(key) || (key.startsWith('tag:') && keys.includes('tag:'));
}

function fits(parameter: Parameter, { Key, Option = 'Equals', Values = [] }: Input): boolean {
  const own = valuesOf(parameter, Key);
  if (Key.startsWith('tag:') && Values.length === 0) return own.length > 0;
  return Values.some((value: string) => own.some((text) => MEANINGS[Option as string]?.(text, value)));
}

const MEANINGS: Record<string, (text: string, value: string) => boolean> = {
  Equals: (text, value) => text === value,
  BeginsWith: (text, value) => text.startsWith(value),
  Contains: (text, value) => text.includes(value),
  Recursive: (text, path) => text.startsWith(folder(path)),
  OneLevel: (text, path) => text.startsWith(folder(path)) && !text.slice(folder(path).length).includes('/'),
};

function folder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

function valuesOf({ name, type, keyId, labels, tags = [] }: Parameter, key: string): string[] {
  if (key.startsWith('tag:')) return tags.flatMap((tag) => (tag.Key === key.slice(4) ? [tag.Value] : []));
  const values: Record<string, string[]> = {
    Name: [name],
    Path: [name],
    Type: [type],
    KeyId: keyId ? [keyId] : [],
    Label: labels ?? [],
    Tier: ['Standard'],
    DataType: ['text'],
  };
  return values[key] ?? [];
}

function wrongKey(key: string, keys: readonly string[]): AwsError {
  const message = `The following filter key is not valid: ${key}. Valid filter keys include: [${keys.join(', ')}].`;
  return new AwsError('InvalidFilterKey', message);
}

function wrongOption(option: string, options: readonly string[]): AwsError {
  const valid = options.join(', ');
  return new AwsError(
    'InvalidFilterOption',
    `The following filter option is not valid: ${option}. Valid options include: [${valid}].`,
  );
}
