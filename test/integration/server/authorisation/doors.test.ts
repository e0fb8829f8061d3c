import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type RunResult, run } from '../../../../lib/run.ts';
import { allows } from '../../../../server/model/access.ts';
import type { Role } from '../../../../server/model/developer.ts';
import { parsePublicKey } from '../../../../server/model/public-key.ts';
import { ANY, Clone } from '../clone.ts';
import { TestRack } from '../rack.ts';
import { Population, ROLES, STATES, type State } from './population.ts';
import { COMMAND_RULES } from './rules.ts';

const UNKNOWN = 'There is no app';

t.test('over ssh, an app that is not granted and one that is not there are answered alike, and as soon', async (t) => {
  const population = await Population.of(await TestRack.start(t));
  const ssh = await connection(t, population.rack, 'deploy');
  const times: Record<string, number[]> = { theirs: [], nothing: [] };
  for (const [name, rule] of Object.entries(COMMAND_RULES).filter(([, { on }]) => on !== 'rack')) {
    const asked = async (app: string) => {
      const line = `${name} ${app} ${population.words(rule.words ?? '', app)}`;
      const start = performance.now();
      const answer = await run([...ssh, '127.0.0.1', line], { ok: ANY, timeout: 20_000 });
      times[app]?.push(performance.now() - start);
      return answer;
    };
    const [theirs, nothing] = [await asked('theirs'), await asked('nothing')];
    t.match(theirs.stderr, UNKNOWN, name);
    t.equal(nameless(theirs, 'theirs'), nameless(nothing, 'nothing'), `${name}: byte by byte`);
  }
  const [theirs, nothing] = [median(times.theirs), median(times.nothing)];
  t.ok(Math.max(theirs, nothing) < 3 * Math.min(theirs, nothing), `${theirs} ms and ${nothing} ms`);
});

t.test('git fetches and pushes what its developer may, over either door', async (t) => {
  const population = await Population.of(await TestRack.start(t));
  const { rack } = population;
  const clone = await Clone.make(rack.folder, { url: 'none:', env: {} }, { a: 'b' });
  let branches = 0;
  for (const somebody of await gitUsers(t, population)) {
    const answers: Partial<Record<State, string[]>> = {};
    for (const state of Object.keys(STATES) as State[]) {
      const app = STATES[state];
      const client = new Clone(clone.folder, somebody.env);
      const url = somebody.url(app);
      const fetched = await client.git('ls-remote', url);
      const pushed = await client.git('push', url, `HEAD:refs/heads/b${branches++}`);
      const { mayFetch, mayPush } = rights(somebody, state);
      const what = `${app} as ${somebody.role} by ${somebody.by}`;
      t.equal(fetched.code === 0, mayFetch, `ls-remote ${what}: ${fetched.stderr}`);
      t.equal(pushed.code === 0, mayPush, `push ${what}: ${pushed.stderr}`);
      t.equal((await refs(rack, app)).includes(`b${branches - 1}`), mayPush, `the ref of ${what}`);
      answers[state] = [nameless(fetched, app), nameless(pushed, app)];
      rack.store.apps.remove('nothing');
    }
    if (!somebody.seesAll) t.same(answers['not granted'], answers.unknown, `${somebody.by}: alike, byte by byte`);
  }
});

// Private

interface GitUser {
  role: Role;
  by: string;
  seesAll: boolean;
  env: Record<string, string>;
  url(app: string): string;
}

async function gitUsers(t: Test, { rack, everybody }: Population): Promise<GitUser[]> {
  const users: GitUser[] = [];
  for (const role of ROLES) {
    const ssh = await connection(t, rack, role);
    const env = { GIT_SSH_COMMAND: ssh.join(' ') };
    users.push({ role, by: 'key', seesAll: role === 'admin', env, url: (app) => `ssh://127.0.0.1/${app}` });
  }
  for (const { role, credential, token } of everybody) {
    const seesAll = role === 'admin' && credential === 'token';
    if (token !== undefined)
      users.push({ role, by: credential, seesAll, env: {}, url: (app) => rack.httpUrl(app, token) });
  }
  return users;
}

function rights({ role, seesAll }: GitUser, state: State): { mayFetch: boolean; mayPush: boolean } {
  const isOpen = state === 'granted' || seesAll;
  return { mayFetch: isOpen && state !== 'unknown', mayPush: isOpen && allows(role, 'deploy') };
}

/** The ssh command of a developer; all its calls share one connection. */
async function connection(t: Test, rack: TestRack, developer: string): Promise<string[]> {
  const key = parsePublicKey(await rack.makeKey(`${developer}-key`));
  rack.store.keys.add({ developer, ...key });
  const path = ['-o', `ControlPath=${join(rack.folder, `${developer}.ctl`)}`];
  const argv = [...rack.sshArguments(`${developer}-key`), ...path, '-o', 'LogLevel=ERROR'];
  const master = await run([...argv, '-o', 'ControlMaster=yes', '-o', 'ControlPersist=60', '127.0.0.1', 'whoami']);
  t.match(master.stdout, developer);
  t.teardown(() => run(['ssh', ...path, '-O', 'exit', '127.0.0.1'], { ok: ANY }));
  return argv;
}

async function refs(rack: TestRack, app: string): Promise<string[]> {
  const folder = join(rack.folder, 'repos', `${app}.git`);
  const { stdout } = await run(['git', '-C', folder, 'for-each-ref', '--format=%(refname:short)'], { ok: ANY });
  return stdout.split('\n');
}

const nameless = ({ code, stdout, stderr }: RunResult, app: string) =>
  `${code}\n${stdout}\n${stderr}`.replaceAll(app, 'APP').replaceAll(/\bb\d+\b/g, 'BRANCH');

function median(times: number[] = []): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
