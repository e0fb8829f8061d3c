import type { App } from '../model/app.ts';
import { WEB } from '../model/formation.ts';
import { isWildcard } from '../model/host.ts';
import { type Release, servingProcesses } from '../model/release.ts';
import type { Apps } from '../store/apps.ts';

/** One listener rule beside that of a process: its hosts, and its place among the rules. */
export interface HostRule {
  process: string;
  hosts: readonly string[];
  priority: number;
}

/** The places of an app among the rules of the rack's listener. */
export interface Rules {
  /** Process type → the priority of its first rule, which has the rack's own host name and these others. */
  priorities: Readonly<Record<string, number>>;
  first: Readonly<Record<string, readonly string[]>>;
  more: readonly HostRule[];
  /** One number a rule: the priorities of the rules of maintenance, which come before those of all apps. */
  numbers: readonly number[];
}

/** Where rules of each kind begin: those with wildcards come last, so that no exact host is taken by somebody's wildcard. */
const EXACT_RULES = 10_000;
const WILDCARD_RULES = 30_000;

/** The values that the conditions of one rule may have; the first rule of a process has the rack's own host name too. */
const HOSTS_A_RULE = 5;

/** Gives a release its rules; each number is allocated once, kept, and nobody else's. */
export function rulesOf(apps: Pick<Apps, 'priorityOf'>, app: App, release: Pick<Release, 'processes'>): Rules {
  const serving = servingProcesses(release);
  const numbers: number[] = [];
  const numberOf = (key: string) => {
    const number = key === WEB ? app.priority : apps.priorityOf(app.name, key);
    numbers.push(number);
    return number;
  };
  const priorities = Object.fromEntries(serving.map((process) => [process, EXACT_RULES + numberOf(process)]));
  const first = Object.fromEntries(serving.map((process) => [process, exactHosts(release, process).slice(0, ROOM)]));
  const more = serving.flatMap((process) => moreRules(release, process, numberOf));
  return { priorities, first, more, numbers };
}

/** Hosts in groups of as many as one rule takes. */
export function inFives<T>(hosts: readonly T[]): T[][] {
  const groups = Math.ceil(hosts.length / HOSTS_A_RULE);
  return Array.from({ length: groups }, (_, at) => hosts.slice(at * HOSTS_A_RULE, (at + 1) * HOSTS_A_RULE));
}

// Private

/** What the first rule of a process has room for. */
const ROOM = HOSTS_A_RULE - 1;

function exactHosts({ processes }: Pick<Release, 'processes'>, process: string): readonly string[] {
  return (processes[process]?.domains ?? []).filter((host) => !isWildcard(host));
}

function moreRules(
  release: Pick<Release, 'processes'>,
  process: string,
  numberOf: (key: string) => number,
): HostRule[] {
  const exact = inFives(exactHosts(release, process).slice(ROOM));
  const wild = inFives((release.processes[process]?.domains ?? []).filter(isWildcard));
  return [
    ...exact.map((hosts, at) => ({ process, hosts, priority: EXACT_RULES + numberOf(`${process} hosts ${at + 1}`) })),
    ...wild.map((hosts, at) => ({
      process,
      hosts,
      priority: WILDCARD_RULES + numberOf(`${process} wildcards ${at + 1}`),
    })),
  ];
}
