import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import t from 'tap';
import type { Config } from '../../../../local/config.ts';
import { isMapped } from '../../../../local/elb/haproxy/host-map.ts';
import { Master } from '../../../../local/elb/haproxy/master.ts';
import { HaProxy } from '../../../../local/elb/haproxy/proxy.ts';
import type { AnswerBackend, Fields, Frontend, RoutedRule, Routing } from '../../../../local/elb/haproxy/routing.ts';
import { wildcard } from '../../../../local/elb/haproxy/words.ts';
import type { Condition } from '../../../../local/elb/model.ts';
import { Images } from '../../../../local/images/images.ts';
import { sweep } from './fixture.ts';

const RACK = 't-elb-rules';
const FIRST_PORT = 18_960;
const LISTENERS = 8;
const RULES = 30;
const REQUESTS = 120;
const SEED = Number(process.env.SEED ?? 20261125);

interface Question {
  host: string;
  path: string;
  method: string;
  headers: Record<string, string>;
}

const HOSTS = ['a.localhost', 'b.localhost', 'c.b.localhost', 'A.localhost', '*.b.localhost', '?.localhost', '*'];
const PATHS = ['/', '/x', '/x/*', '/x/y', '/x/y*', '/*', '/*/y', '/x?y', '*', '/x/Y', '/x;1', '/+%~@:=&,-/*'];
const ASKED_PATHS = [
  '/',
  '/x',
  '/x/',
  '/x/y',
  '/x/yz',
  '/x/Y',
  '/z/y',
  '/xay',
  '/x;1',
  '/+%~@:=&,-/q',
  '/x?x/y',
  '/%2e',
];
const METHODS = ['GET', 'PUT', 'DELETE'];

t.test(`rules at random go by priority, as one who tries them in order finds (SEED=${SEED})`, async (t) => {
  await sweep(RACK);
  const home = mkdtempSync(join(tmpdir(), 'elb-'));
  t.teardown(() => sweep(RACK, home));
  const { pick, chance, some } = chances(SEED);
  const proxy = openProxy(home);
  const master = new Master(join(home, 'elb', 'master'));

  const conditions = (): Condition[] => {
    const all: Condition[] = [];
    if (chance(0.8)) all.push({ field: 'host-header', values: some(HOSTS.slice(0, chance(0.7) ? 4 : undefined)) });
    if (chance(0.6)) all.push({ field: 'path-pattern', values: some(PATHS) });
    if (chance(0.15)) all.push({ field: 'http-request-method', values: some(METHODS) });
    if (chance(0.15) || all.length === 0)
      all.push({ field: 'http-header', header: 'x-kind', values: some(['r*', 's']) });
    return all;
  };
  const rules = (): RoutedRule[] =>
    Array.from({ length: RULES }, (_, at) => ({
      priority: (at + 1) * 3,
      conditions: conditions(),
      backend: `answer_${at}`,
    }));
  const question = (): Question => ({
    host: pick([
      'a.localhost',
      'b.localhost:80',
      'B.localhost',
      'c.b.localhost',
      'd.c.b.localhost',
      'z.localhost',
      'a',
    ]),
    path: pick(ASKED_PATHS),
    method: pick(METHODS),
    headers: chance(0.3) ? { 'x-kind': pick(['red', 's', 'no']) } : {},
  });
  const compare = async (listeners: RoutedRule[][]) => {
    for (const [at, tried] of listeners.entries()) {
      for (let count = 0; count < REQUESTS; count++) {
        const asked = question();
        const matching = tried.filter((rule) => rule.conditions.every((one) => holds(one, asked)));
        const wanted = matching[0]?.backend ?? 'answer_none';
        const got = await ask(FIRST_PORT + at, asked);
        if (got !== wanted) return t.same(got, wanted, JSON.stringify({ at, asked, matching }));
      }
    }
    t.pass(`${listeners.length * REQUESTS} requests`);
  };

  const first = Array.from({ length: LISTENERS }, rules);
  await proxy.ensure(routing(first));
  await compare(first);

  // Those that are in the host map change places, come and go; the others stay, so that nothing is reloaded.
  const otherwise = (all: RoutedRule[]) => withOtherHosts(all, pick, chance);
  const second = first.map(otherwise);
  await proxy.apply(routing(second));
  await compare(second);
  t.equal((await master.processes()).reloads, 0, 'hosts come and go without a reload');

  const adopting = openProxy(home);
  const third = second.map(otherwise);
  await adopting.ensure(routing(third));
  await adopting.apply(routing(third));
  await compare(third);
  t.equal((await master.processes()).reloads, 0, 'also by one who found the proxy running');
});

// Private

/** The same rules, of which those in the host map are in other places, some gone, some new. */
function withOtherHosts(rules: RoutedRule[], pick: Chances['pick'], chance: Chances['chance']): RoutedRule[] {
  return rules.flatMap((rule) => {
    if (!isMapped(rule)) return [rule];
    if (chance(0.2)) return [];
    const moved = { ...rule, backend: pick(rules).backend };
    const priority = rule.priority - 1;
    const isFree = !rules.some((other) => other.priority === priority);
    return isFree && chance(0.2) ? [{ ...moved, priority, backend: pick(rules).backend }, moved] : [moved];
  });
}

const FIELDS: Fields = {
  dropsInvalid: false,
  forwardedFor: 'append',
  tellsClientPort: false,
  preservesHost: true,
  tlsFields: undefined,
  keepAlive: 3600,
  showsServer: true,
  answers: {},
};

/** One listener for each list of rules; who answers says which backend it is. */
function routing(listeners: RoutedRule[][]): Routing {
  const frontends = listeners.map(
    (rules, at): Frontend => ({
      name: `listener_${at}`,
      protocol: 'HTTP',
      port: FIRST_PORT + at,
      idleTimeout: 60,
      tls: undefined,
      fields: FIELDS,
      logs: false,
      rules,
      defaultBackend: 'answer_none',
      choices: [],
    }),
  );
  const names = [...Array.from({ length: RULES }, (_, at) => `answer_${at}`), 'answer_none'];
  return { frontends, backends: names.map(answering) };
}

function answering(name: string): AnswerBackend {
  return {
    kind: 'answer',
    name,
    scheme: 'http',
    action: { kind: 'fixed-response', status: 200, contentType: 'text/plain', body: name },
  };
}

/** What AWS says of a condition: any of its values; hosts and headers without regard to case. */
function holds({ field, header, values }: Condition, { host, path, method, headers }: Question): boolean {
  const is = (text: string, flags = '') => values.some((value) => new RegExp(wildcard(value), flags).test(text));
  if (field === 'host-header') return is(host.split(':')[0] ?? '', 'i');
  if (field === 'path-pattern') return is(path.split('?')[0] ?? '');
  if (field === 'http-request-method') return values.includes(method);
  const value = headers[header ?? ''];
  return value !== undefined && is(value, 'i');
}

function ask(port: number, { host, path, method, headers }: Question): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers: { ...headers, host } }, (answer) => resolve(text(answer)))
      .on('error', reject)
      .end();
  });
}

function openProxy(home: string): HaProxy {
  const docker = new Docker();
  const config = { rack: RACK, home, baseImage: 'rack/debian:bookworm' } as Config;
  const log = { info: () => {}, error: () => {} };
  const images = new Images({ docker, baseImage: config.baseImage, log });
  return new HaProxy({ docker, config, log, image: () => images.ensureImage('haproxy') });
}

type Chances = ReturnType<typeof chances>;

/** Choices that come out the same for the same seed (mulberry32). */
function chances(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T;
  const chance = (part: number) => next() < part;
  const some = <T>(all: readonly T[]): T[] => [
    ...new Set(Array.from({ length: 1 + Math.floor(next() * 3) }, () => pick(all))),
  ];
  return { pick, chance, some };
}
