import type { HealthCommand, HealthSpec } from '../../manifest.ts';
import { balancerHealth, GRACE, INTERVAL, isHealthPath, TIMEOUT } from '../health.ts';
import type { Fields, Value } from '../value.ts';
import type { ProcessWish } from './process-wish.ts';

/** Reads Dokku's checks of each process; of several that ask for a path the first of the best kind is taken. */
export function checksOf(healthchecks: Value | undefined): Map<string, ProcessWish> {
  const entries = healthchecks?.entries() ?? [];
  return new Map(entries.map(([type, value]) => [type, { line: value.line, spec: specOf(value) }]));
}

// Private

type Check = Fields<(typeof KEYS)[number]>;

/** The kinds of checks, the best for a load balancer first. */
const KINDS = ['readiness', 'startup', '', 'liveness'];

const NOT_DONE = {
  content: 'the status of the answer counts, not its text',
  httpHeaders: 'the load balancer sends its own',
  listening: 'a process is asked by path or by command',
  onFailure: 'a release whose checks fail is declined',
  port: 'a process is asked at its PORT',
  scheme: 'a process is asked by HTTP',
  uptime: 'the rack watches by itself whether processes stay up',
  warn: 'a release whose checks fail is declined',
} as const;

const KEYS = [
  ...(['attempts', 'command', 'description', 'initialDelay', 'name', 'path', 'timeout', 'type', 'wait'] as const),
  ...(Object.keys(NOT_DONE) as (keyof typeof NOT_DONE)[]),
];

function specOf(checks: Value): ProcessWish['spec'] {
  const read = checks.list().map((check) => check.fields(KEYS));
  for (const check of read) check.notDone(NOT_DONE);
  const commands = read.filter(({ get }) => get('command'));
  const ranked = read.filter(isByPath).map((check) => ({ check, rank: rankOf(check) }));
  const paths = ranked.sort((one, other) => one.rank - other.rank).map(({ check }) => check);
  for (const [first, ...others] of [commands, paths])
    for (const { of } of others) of.note(`${of.path} is not done: ${first!.of.path} is the one check of its kind.`);
  return {
    ...(paths[0] && { health: healthOf(paths[0]) }),
    ...(commands[0] && { healthCommand: commandOf(commands[0]) }),
  };
}

/** A check that says no other way asks for `/`. */
function isByPath({ get }: Check): boolean {
  return get('path') !== undefined || !(get('command') || get('uptime') || get('listening'));
}

function rankOf({ get }: Check): number {
  const type = get('type');
  const rank = KINDS.indexOf(type?.text() ?? '');
  if (rank < 0) throw type!.bad(`${type!.path} can be readiness, startup or liveness.`);
  return rank;
}

function healthOf({ get }: Check): HealthSpec {
  const path = get('path');
  if (path && !isHealthPath(path.text())) throw path.bad(`${path.path} should be a path such as /health.`);
  const [wait, timeout] = [get('wait')?.numberWithin(...INTERVAL), get('timeout')?.numberWithin(...TIMEOUT)];
  const attempts = get('attempts')?.numberOf(0, 1000);
  const patience = (get('initialDelay')?.numberOf(...GRACE) ?? 0) + (attempts ?? 0) * ((wait ?? 5) + (timeout ?? 5));
  return balancerHealth({
    path: path?.text() ?? '/',
    ...(wait !== undefined && { interval: wait }),
    ...(timeout !== undefined && { timeout }),
    grace: Math.min(patience, GRACE[1]),
  });
}

function commandOf({ get }: Check): HealthCommand {
  const command = get('command')!;
  const test =
    command.is === 'list' ? ['CMD', ...command.list().map((word) => word.text())] : ['CMD-SHELL', command.text()];
  if (test.length < 2 || test[1] === '') throw command.bad(`${command.path} is empty.`);
  return {
    test,
    ...numbers({
      interval: get('wait')?.numberWithin(5, 300),
      timeout: get('timeout')?.numberWithin(2, 60),
      retries: get('attempts')?.numberWithin(1, 10),
      startPeriod: get('initialDelay')?.numberWithin(0, 300),
    }),
  };
}

function numbers(all: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, number] => entry[1] !== undefined));
}
