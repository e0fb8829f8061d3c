import type { CallAws, Input } from '../../endpoint/service.ts';
import { validationError } from '../errors.ts';
import type { ParameterTexts } from '../evaluate/parameters.ts';
import { STORED_NAME, storedType } from '../template/parameter-type.ts';
import type { Template } from '../template/template.ts';

/** Names in one call of GetParameters at most. */
const MOST_NAMES = 10;

/** What Parameter Store has now for the parameters whose values are names in it; refused when it has none. */
export async function fromParameterStore(
  template: Template,
  texts: ParameterTexts,
  callAws: CallAws,
): Promise<ParameterTexts> {
  const parameters = Object.entries(template.Parameters).map(([name, { Type }]) => ({ name, Type }));
  const looked = parameters.filter(({ Type }) => Type === STORED_NAME || storedType(Type));
  const found = await valuesOf([...new Set(looked.map(({ name }) => texts[name] as string))], callAws);
  const valued = looked.filter(({ Type }) => storedType(Type));
  return Object.fromEntries(valued.map(({ name }) => [name, found.get(texts[name] as string) as string]));
}

// Private

async function valuesOf(names: string[], callAws: CallAws): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (let start = 0; start < names.length; start += MOST_NAMES) {
    const Names = names.slice(start, start + MOST_NAMES);
    const { Parameters } = await callAws('ssm', 'GetParameters', { Names });
    const secret = (Parameters as Input[]).filter(({ Type }) => Type === 'SecureString').map(({ Name }) => Name);
    if (secret.length > 0) throw notSupported(secret);
    for (const { Name, Selector = '', Value } of Parameters as Input[]) values.set(`${Name}${Selector}`, Value);
  }
  const missing = names.filter((name) => !values.has(name));
  if (missing.length === 0) return values;
  throw validationError(`Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`);
}

function notSupported(names: string[]) {
  const list = names.join(', ');
  return validationError(`Parameters [${list}] referenced by template have types not supported by CloudFormation.`);
}
