import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import { Failure } from '../../../../lib/failure.ts';
import { poll } from '../../../../lib/retry.ts';
import { words } from '../../../../lib/words.ts';
import { ROUTES } from '../../../../server/http/api/all.ts';
import { SOCKETS } from '../../../../server/http/api/sockets.ts';
import { allows } from '../../../../server/model/access.ts';
import { findCommand, runCommand } from '../../../../server/ssh/command.ts';
import { COMMANDS } from '../../../../server/ssh/commands/all.ts';
import { talk } from '../http/socket-client.ts';
import { TestRack } from '../rack.ts';
import { buildOf, Population, releaseOf, type Somebody, STATES, type State } from './population.ts';
import { COMMAND_FORMS, COMMAND_RULES, ON_OTHERS, ROUTE_RULES, type Rule, SOCKET_RULES } from './rules.ts';

t.test('every command and route has a rule, which says what the code says', async (t) => {
  const ruleOf = ({ on, role }: { on: string; role: string }) => ({ on, role });
  const commands = Object.fromEntries(COMMANDS.map((command) => [command.name, ruleOf(command)]));
  const routes = Object.fromEntries(ROUTES.map((route) => [`${route.method} ${route.path}`, ruleOf(route)]));
  const written = (rules: Readonly<Record<string, Rule>>) =>
    Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, ruleOf(rule)]));
  t.same(commands, written(COMMAND_RULES), 'commands (add a new one to rules.ts)');
  const sockets = Object.fromEntries(SOCKETS.map((socket) => [`SOCKET ${socket.path}`, ruleOf(socket)]));
  t.same(routes, written(ROUTE_RULES), 'routes (add a new one to rules.ts)');
  t.same(sockets, written(SOCKET_RULES), 'sockets (add a new one to rules.ts)');
});

t.test('commands do what their rule says, and nothing else', async (t) => {
  const population = await Population.of(await TestRack.start(t));
  const forms = Object.entries(COMMAND_FORMS).map(
    ([line, rule]) => [line.slice(0, -rule.words.length - 1), rule] as const,
  );
  for (const [name, rule] of [...Object.entries(COMMAND_RULES), ...forms])
    for (const somebody of population.everybody)
      for (const state of rule.on === 'rack' ? (['granted'] as const) : stateNames())
        await check(t, population, { name, rule, somebody, state });
  for (const [line, name] of Object.entries(ON_OTHERS)) {
    const rule: Rule = { ...(COMMAND_RULES[name] as Rule), others: true, words: line.slice(name.length + 1) };
    for (const somebody of population.everybody) await check(t, population, { name, rule, somebody, state: 'granted' });
  }
});

t.test('routes do what their rule says, and nobody gets in without a token', async (t) => {
  const population = await Population.of(await TestRack.start(t));
  for (const [name, rule] of Object.entries(ROUTE_RULES)) {
    const states = rule.on === 'rack' ? (['granted'] as const) : stateNames();
    for (const state of states)
      for (const somebody of population.everybody.filter(({ token }) => token !== undefined))
        await checkRoute(t, population, { name, rule, somebody, state });
    for (const state of states)
      for (const token of [undefined, 'rack_aaaaaaaaaa_'.padEnd(52, 'b')]) {
        const { status, text } = await ask(population, { name, rule, token, app: STATES[state] });
        // After twenty wrong ones in a minute no more are looked at.
        const refusals = token === undefined ? [401] : [401, 429];
        t.ok(refusals.includes(status), `${name} (${state}) with ${token ? 'a wrong' : 'no'} token`);
        t.notMatch(text, /mine|theirs/);
      }
  }
});

t.test('sockets do what their rule says, and nobody gets in without a token', async (t) => {
  const population = await Population.of(await TestRack.start(t));
  for (const [name, rule] of Object.entries(SOCKET_RULES))
    for (const state of rule.on === 'rack' ? (['granted'] as const) : stateNames()) {
      for (const somebody of population.everybody.filter(({ token }) => token !== undefined))
        await checkSocket(t, population, { name, rule, somebody, state });
      const { text } = await talkAs(population, name, STATES[state], undefined);
      t.match(text, /^ERROR: This rack lets nobody in without a token/, `${name} (${state}) with no token`);
    }
});

// Private

/** What a refusal says, by its code. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  not_allowed: /^ERROR: .* needs the role/,
  limited_token: /^ERROR: The token .* is limited/,
  app_not_found: /^ERROR: There is no app/,
};

async function checkSocket(t: Test, population: Population, each: Case): Promise<void> {
  const { name, rule, somebody, state } = each;
  await population.restore();
  const [before, records] = [population.digest(), population.records()];
  const { text } = await talkAs(population, name, STATES[state], somebody.token);
  const wanted = expected(each);
  population.isChanged = wanted === 'ok' && rule.changes === true;
  const what = `${name} (${state}) as ${somebody.role} by ${somebody.credential}`;
  const refusal = REFUSED[wanted];
  if (refusal) t.match(text, refusal, what);
  else if (!rule.also) t.notMatch(text, /^ERROR/, what);
  const written = population.records() - records;
  if (written !== (wanted === 'ok' && rule.changes ? 1 : 0)) t.fail(`${what}: ${written} records in the audit log`);
  if (wanted !== 'ok' && population.digest() !== before) t.fail(`${what}: something was changed`);
}

function talkAs({ rack }: Population, name: string, app: string, token: string | undefined) {
  const path = pathFor(name.replace('SOCKET ', ''), app);
  const login = token !== undefined && { authorization: `Bearer ${token}` };
  return talk(`ws://127.0.0.1:${rack.httpPort}${path}`, { follow: 'false', command: 'true', ...login });
}

interface Case {
  name: string;
  rule: Rule;
  somebody: Somebody;
  state: State;
}

const stateNames = () => Object.keys(STATES) as State[];

/** What must come of it: `ok`, or the code of the guard that refuses. */
function expected({ rule, somebody: { role, credential }, state }: Case): string {
  if (!allows(role, rule.role) && !rule.isForm) return 'not_allowed';
  if (rule.whole && credential === 'limited token') return 'limited_token';
  if (rule.others && role !== 'admin') return 'not_allowed';
  const seesAll = role === 'admin' && credential !== 'limited token';
  const isOpen =
    rule.on === 'rack' || state === 'granted' || (seesAll && (state === 'not granted' || rule.on === 'new app'));
  if (rule.isForm && !isOpen) return 'app_not_found';
  if (!allows(role, rule.role)) return 'not_allowed';
  return isOpen ? 'ok' : 'app_not_found';
}

async function check(t: Test, population: Population, each: Case): Promise<void> {
  const { name, rule, somebody, state } = each;
  const app = STATES[state];
  await population.restore();
  const [before, records] = [population.digest(), population.records()];
  const line = `${name} ${rule.on === 'rack' ? '' : app} ${population.words(rule.words ?? '', app)}`;
  const { outcome, text } = await runLine(population, somebody, line);
  const wanted = expected(each);
  population.isChanged = wanted === 'ok' && rule.changes === true;
  const what = `${line.trim()} as ${somebody.role} by ${somebody.credential}`;
  const isDone = outcome === 'ok' || rule.also?.includes(outcome) === true;
  if (wanted === 'ok' ? !isDone : outcome !== wanted) t.fail(`${what}: ${outcome} instead of ${wanted}`);
  const written = population.records() - records;
  if (written !== (wanted === 'ok' && rule.changes ? 1 : 0)) t.fail(`${what}: ${written} records in the audit log`);
  if (wanted !== 'ok' && population.digest() !== before) t.fail(`${what}: something was changed`);
  if (mayNotKnow(somebody) && /theirs/.test(text.replace(/"theirs"/g, ''))) t.fail(`${what}: tells of theirs: ${text}`);
  t.pass(what);
}

/** An app that was refused may be repeated, in quotes; other traces of it are leaks. */
function mayNotKnow({ role, credential }: Somebody): boolean {
  return role !== 'admin' || credential === 'limited token';
}

async function runLine({ rack }: Population, { actor }: Somebody, line: string) {
  let text = '';
  const add = async (more: string) => {
    text += more;
  };
  const stdin = new PassThrough();
  stdin.end();
  try {
    const current = rack.rack.logins.current(actor);
    if (!current) throw new Error(`${line}: nobody is there to say it`);
    const context = {
      actor: current,
      rack: rack.rack,
      stdin,
      io: { stdin, stdout: async () => {}, stderr: async () => {} },
      print: add,
      tell: add,
      signal: AbortSignal.timeout(10_000),
    };
    await runCommand(...findCommand(COMMANDS, words(line)), context);
    return { outcome: 'ok', text };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { outcome: error.code, text: `${text}${error.message}\n${error.hint}` };
  }
}

async function checkRoute(t: Test, population: Population, each: Case): Promise<void> {
  const { name, rule, somebody, state } = each;
  const app = STATES[state];
  await population.restore();
  const [before, records] = [population.digest(), population.records()];
  const { status, code, text } = await ask(population, { name, rule, token: somebody.token, app });
  const wanted = expected(each);
  population.isChanged = wanted === 'ok' && rule.changes === true;
  const what = `${name} (${state}) as ${somebody.role} by ${somebody.credential}`;
  const isDone = status < 300 || rule.also?.includes(code) === true;
  if (wanted === 'ok' ? !isDone : code !== wanted) t.fail(`${what}: ${status} ${code} instead of ${wanted}`);
  if (wanted !== 'ok') t.equal(status, wanted === 'app_not_found' ? 404 : 403, what);
  const isWritten = async () => population.records() > records || undefined;
  if (rule.later && wanted === 'ok') await poll(isWritten);
  const written = population.records() - records;
  if (written !== (wanted === 'ok' && rule.changes ? 1 : 0)) t.fail(`${what}: ${written} records in the audit log`);
  if (wanted !== 'ok' && population.digest() !== before) t.fail(`${what}: something was changed`);
  if (mayNotKnow(somebody) && /theirs|priority/.test(text.replace(/\\?"theirs\\?"/g, '')))
    t.fail(`${what}: tells of theirs: ${text}`);
  t.pass(what);
}

async function ask(
  population: Population,
  { name, rule, token, app }: { name: string; rule: Rule; token: string | undefined; app: string },
) {
  const [method = '', path = ''] = name.split(' ');
  const login = token !== undefined && { authorization: `Bearer ${token}` };
  const headers = { ...login, ...(rule.words !== undefined && { 'content-type': 'application/json' }) };
  const body = rule.words === undefined ? {} : { body: population.words(rule.words, app) };
  const url = `http://127.0.0.1:${population.rack.httpPort}${pathFor(path, app)}`;
  const answer = await fetch(url, { method, headers, ...body });
  const text = await answer.text();
  return { status: answer.status, text, code: codeIn(text) };
}

/** A path with what stands for its names; what it names besides the app and its things is not there. */
function pathFor(path: string, app: string): string {
  const names: Readonly<Record<string, string>> = {
    app,
    build: buildOf(app),
    release: releaseOf(app),
    key: 'tmp/x.tgz',
    developer: 'victim',
  };
  return path.replace(/\{(\w+)(\.\.\.)?\}/g, (_, name) => names[name] ?? 'none');
}

function codeIn(text: string): string {
  try {
    return JSON.parse(text).code ?? '';
  } catch {
    return '';
  }
}
