import { nearest } from '../../../../lib/nearest.ts';
import type { Value } from '../value.ts';

/** The names of resources that a convox.yml declares. */
export type Resources = readonly string[];

/** Reads the resources; the rack makes none, and says which variables stand in for them. */
export function resourcesOf(resources: Value | undefined, env: Readonly<Record<string, string>>): Resources {
  return (resources?.entries() ?? []).map(([name, resource]) => {
    const type = resource.fields(['type', 'options', 'tags', 'image']).get('type');
    if (!type || type.text().trim() === '') throw resource.bad(`${resource.path} has no type, such as postgres.`);
    const variable = `${variableOf(name)}_URL`;
    if (!Object.hasOwn(env, variable))
      resource.note(`The rack does not make ${type.text()}: set its address with ssh rack env set APP ${variable}=…`);
    return name;
  });
}

/** The variables by which a service reaches the resources that it names. */
export function variablesOf(named: Value | undefined, resources: Resources): string[] {
  return (named?.list() ?? []).flatMap((item) => {
    const [name, variable] = item.text().split(':') as [string, string?];
    if (!resources.includes(name)) throw item.bad(`There is no resource ${name}${didYouMean(name, resources)}`);
    return variable ? [variable] : PARTS.map((part) => `${variableOf(name)}_${part}`);
  });
}

// Private

/** What Convox sets of each resource. */
const PARTS = ['URL', 'USER', 'PASS', 'HOST', 'PORT', 'NAME'];

function variableOf(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function didYouMean(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near ? `; did you mean ${near}?` : '.';
}
