import type { Condition } from '../model.ts';
import type { RoutedRule } from './routing.ts';
import { hasWildcard } from './words.ts';

/** From what a request's `host/path?` begins with to what is found then: `priority:backend`. */
export type HostMap = ReadonlyMap<string, string>;
/** The maps of all frontends by their files. */
export type HostMaps = ReadonlyMap<string, HostMap>;

/** Whether a rule is found by one look into the host map, however many there are. Others are tried one by one. */
export function isMapped({ conditions }: RoutedRule): boolean {
  const fields = conditions.map(({ field }) => field);
  return fields.includes('host-header') && new Set(fields).size === fields.length && conditions.every(isPlain);
}

/**
 * The host map of rules. HAProxy answers with the longest key that the request begins with, so each key has the first rule
 * by priority of all those whose keys begin it: what is found is then the first rule that matches.
 */
export function hostMapOf(rules: RoutedRule[]): HostMap {
  const first = new Map<string, RoutedRule>();
  for (const rule of rules.filter(isMapped)) {
    for (const key of keysOf(rule)) first.set(key, earlier(rule, first.get(key)));
  }
  return inherited(first);
}

/** What is found for a rule. */
export const foundText = ({ priority, backend }: Pick<RoutedRule, 'priority' | 'backend'>) => `${priority}:${backend}`;

/** The file of a host map. */
export const hostMapText = (map: HostMap): string => [...map].map(([key, found]) => `${key} ${found}\n`).join('');

/** A host map as HAProxy shows it. */
export function parseHostMap(shown: string): HostMap {
  return new Map([...shown.matchAll(/^0x\w+ (\S+) (\S+)$/gm)].map(([, key = '', found = '']) => [key, found]));
}

/** The commands that bring maps from one state to the next. */
export function hostMapCommands(now: HostMaps, next: HostMaps): string[] {
  return [...next].flatMap(([file, map]) => changesOf(file, now.get(file) ?? new Map(), map));
}

// Private

/**
 * A request looks once, and must find what was or what is: keys that come are there before those change that they take
 * requests from, and keys that go are the last.
 */
function changesOf(file: string, now: HostMap, next: HostMap): string[] {
  const come = [...next].filter(([key]) => !now.has(key));
  const change = [...next].filter(([key, found]) => now.has(key) && now.get(key) !== found);
  const go = [...now.keys()].filter((key) => !next.has(key));
  return [
    ...come.map(([key, found]) => `add map ${file} ${key} ${found}`),
    ...change.map(([key, found]) => `set map ${file} ${key} ${found}`),
    ...go.map((key) => `del map ${file} ${key}`),
  ];
}

/** Paths that are exact or end in their only wildcard, of characters that mean nothing to the map and its commands. */
const PLAIN_PATH = /^\/[\w.~/%+@:=&,-]*\*?$/;

function isPlain({ field, values, regular }: Condition): boolean {
  if (regular) return false;
  if (field === 'host-header') return !values.some(hasWildcard);
  return field === 'path-pattern' && values.every((value) => PLAIN_PATH.test(value));
}

/** What requests begin with that a rule is for. No host has a `/`, and no path a `?`, which ends the exact ones. */
function keysOf({ conditions }: RoutedRule): string[] {
  const valuesOf = (field: string) => conditions.find((condition) => condition.field === field)?.values;
  const paths = (valuesOf('path-pattern') ?? ['*']).map((path) =>
    path.endsWith('*') ? path.slice(0, -1) : `${path}?`,
  );
  const hosts = (valuesOf('host-header') ?? []).map((host) => host.toLowerCase());
  return hosts.flatMap((host) => paths.map((path) => `${host}/${path}`));
}

const earlier = (rule: RoutedRule, other = rule) => (other.priority < rule.priority ? other : rule);

/** In the order of their texts a key follows those that it begins with. */
function inherited(first: Map<string, RoutedRule>): HostMap {
  const map = new Map<string, string>();
  const around: { key: string; rule: RoutedRule }[] = [];
  for (const key of [...first.keys()].sort()) {
    while (around.length > 0 && !key.startsWith(around.at(-1)?.key ?? '')) around.pop();
    const rule = earlier(first.get(key) as RoutedRule, around.at(-1)?.rule);
    around.push({ key, rule });
    map.set(key, foundText(rule));
  }
  return map;
}
