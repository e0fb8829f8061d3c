import { isReserved, isVariable } from '../../environment-name.ts';
import type { EnvSpec } from '../../manifest.ts';
import type { Value } from '../value.ts';
import { filled, isTemplate } from './interpolation.ts';

/** What a list of an environment declares. */
export interface Declared {
  /** Whether `*` is among it, which is the whole environment of the app. */
  isAll: boolean;
  variables: readonly Variable[];
}

/** `NAME`, which is required, or `NAME=value`. */
export interface Variable {
  name: string;
  value: string | undefined;
}

/** Reads an environment for all services. Its values may be made of the app's environment, and are as secret as that. */
export function sharedEnvironment(environment: Value | undefined, env: Readonly<Record<string, string>>): Declared {
  return declared(environment && filled(environment, env));
}

/** Reads the environment of one service, whose values everybody may see. */
export function ownEnvironment(environment: Value | undefined): Declared {
  for (const item of environment?.list() ?? [])
    if (item.is === 'text' && isTemplate(item.text()))
      throw item.bad(`${item.path} is made of the app’s environment.`, AT_TOP);
  return declared(environment);
}

/** What the app's environment must have for a list, and the values that it has otherwise. */
export function specsOf({ variables }: Declared): Record<string, EnvSpec> {
  return Object.fromEntries(
    variables.map(({ name, value }) => [name, value === undefined ? { required: true } : { value, required: false }]),
  );
}

// Private

const AT_TOP =
  'The value would be seen by all who see the release. Declare it in the environment at the top of the file.';

function declared(environment: Value | undefined): Declared {
  // A list in the list is what an anchor brings.
  const items = (environment?.list() ?? []).flatMap((item) => (item.is === 'list' ? item.list() : [item]));
  const isAll = items.some(isStar);
  return { isAll, variables: items.filter((item) => !isStar(item)).flatMap((item) => variableOf(item) ?? []) };
}

const isStar = (item: Value) => item.is === 'text' && item.text() === '*';

function variableOf(item: Value): Variable | undefined {
  const text = item.text();
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).trim();
  if (!isVariable(name)) throw item.bad(`"${name.slice(0, 80)}" cannot be the name of a variable.`, HINT);
  if (!isReserved(name)) return { name, value: at < 0 ? undefined : text.slice(at + 1) };
  item.note(`${item.path} is not taken: the rack itself sets ${name}.`);
  return undefined;
}

const HINT = 'Write NAME for one that must be set, NAME=value for one with a default, or * for all.';
