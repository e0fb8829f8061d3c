import { nearest } from '../../../../lib/nearest.ts';
import { KINDS } from '../../resource.ts';
import type { Value } from '../value.ts';

/** The names of resources that a convox.yml declares. */
export type Resources = readonly string[];

/**
 * Reads the resources. A deploy makes none: a name in a pushed file must not cost money, nor take over what another app has.
 * It says how to make and link those whose variable is not set.
 */
export function resourcesOf(resources: Value | undefined, env: Readonly<Record<string, string>>): Resources {
  return (resources?.entries() ?? []).map(([name, resource]) => {
    const type = resource.fields(['type', 'options', 'tags', 'image']).get('type');
    if (!type || type.text().trim() === '') throw resource.bad(`${resource.path} has no type, such as postgres.`);
    const variable = `${variableOf(name)}_URL`;
    if (!Object.hasOwn(env, variable)) resource.note(howToGetOne(name, type.text().trim(), variable));
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

/** The rack's own kinds go by several names in Convox. */
const SAME: Readonly<Record<string, string>> = { mariadb: 'mysql', postgresql: 'postgres' };

function howToGetOne(name: string, type: string, variable: string): string {
  const plain = type.replace(/^(rds|elasticache)-/, '');
  const kind = SAME[plain] ?? plain;
  if (!Object.hasOwn(KINDS, kind))
    return `The rack makes no ${type}: set its address with ssh rack env set APP ${variable}=…`;
  const made = `ssh rack resources create ${kind} --name ${name}`;
  return `${variable} is not set. Make ${name} (${made}) and link it (ssh rack resources link ${name} -a APP).`;
}

function variableOf(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function didYouMean(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near ? `; did you mean ${near}?` : '.';
}
