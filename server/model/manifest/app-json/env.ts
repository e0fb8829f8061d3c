import { isReserved, isVariable } from '../../environment-name.ts';
import type { EnvSpec } from '../../manifest.ts';
import type { Value } from '../value.ts';

/** Reads what app.json says of the app's environment: `NAME: "value"`, or a map. An empty value is none, as with Dokku. */
export function envOf(env: Value | undefined): Record<string, EnvSpec> {
  const named = (env?.entries() ?? []).filter(([name, value]) => isForUs(name, value));
  return Object.fromEntries(named.map(([name, value]) => [name, specOf(value)]));
}

// Private

function isForUs(name: string, value: Value): boolean {
  if (!isVariable(name)) throw value.bad(`"${name}" cannot be the name of a variable.`);
  if (isReserved(name)) value.note(`${value.path} is not taken: the rack itself sets ${name}.`);
  return !isReserved(name);
}

function specOf(value: Value): EnvSpec {
  if (value.is === 'nothing') return { required: true };
  if (value.is !== 'map') return wordOf(value.text());
  const { get, notDone } = value.fields(['description', 'value', 'required', 'generator', 'sync']);
  notDone({ sync: 'what is set with ssh rack env set stays' });
  const generator = get('generator');
  if (generator && generator.text() !== 'secret') throw generator.bad(`${generator.path} can only be "secret".`);
  const { value: text } = wordOf(get('value')?.text() ?? '');
  return {
    ...(text !== undefined && { value: text }),
    ...(generator && { generator: 'secret' }),
    required: text === undefined && !generator && (get('required')?.boolean() ?? true),
    ...(get('description') && { description: get('description')!.text() }),
  };
}

function wordOf(text: string): EnvSpec {
  return text === '' ? { required: true } : { value: text, required: false };
}
