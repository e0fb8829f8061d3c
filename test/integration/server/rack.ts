import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { Failure } from '../../../lib/failure.ts';
import { type RunResult, run } from '../../../lib/run.ts';
import type { DeployJob, Deploys } from '../../../server/apps/deploys.ts';
import { openRack, type Rack } from '../../../server/apps/rack.ts';
import type { TaskInfo } from '../../../server/aws/ecs.ts';
import { Repositories } from '../../../server/git/repositories.ts';
import type { LogLine, Logs } from '../../../server/logs/logs.ts';
import { newId, type Release } from '../../../server/model/release.ts';
import { hostKeys } from '../../../server/ssh/host-keys.ts';
import { SshServer } from '../../../server/ssh/server.ts';
import { openSeal } from '../../../server/store/seal.ts';
import { openStore, type Store } from '../../../server/store/store.ts';

/** A deployer that does what the pushed file `deploy` says: `ok`, `fail`, `hang` until it is cancelled, or `wait` for `go`. */
export class FakeDeploys implements Deploys {
  readonly deployed: string[] = [];
  readonly events: string[] = [];
  go: () => void = () => {};
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  async createApp(): Promise<void> {}

  async destroyApp(app: { name: string }): Promise<void> {
    this.events.push(`destroyed ${app.name}`);
  }

  async deploy({ app, developer, source, output, signal }: DeployJob): Promise<Release> {
    const order = ((await source.read('deploy')) ?? 'ok').trim();
    output.step(`Deploying, as told: ${order}`);
    for (const path of await source.files()) output.line(path);
    if (order === 'fail') throw new Failure('build_failed', 'The build failed.', { hint: 'Mend it and push again.' });
    if (order === 'hang') await this.hang(signal);
    if (order === 'wait') await new Promise<void>((resolve) => this.gate(resolve));
    this.deployed.push(source.commit);
    return this.release(app.name, developer, source.commit);
  }

  async redeploy(app: { name: string }, developer: string): Promise<Release> {
    return this.release(app.name, developer, this.store.releases.live(app.name)!.commit);
  }

  private release(app: string, createdBy: string, commit: string): Release {
    const more = { image: 'image', processes: { web: null }, port: 3000, secrets: [], description: 'Deploy' };
    return this.store.releases.create({ id: newId('R'), app, createdBy, commit, state: 'live', ...more });
  }

  private hang(signal: AbortSignal): Promise<never> {
    this.events.push('hanging');
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        this.events.push('cancelled');
        reject(signal.reason);
      });
    });
  }

  private gate(resolve: () => void): void {
    this.events.push('waiting');
    this.go = resolve;
  }
}

/** A rack with the real store, git and SSH door, and a fake cloud below. */
export class TestRack {
  readonly folder: string;
  readonly store: Store;
  readonly deploys: FakeDeploys;
  readonly rack: Rack;
  readonly said: string[] = [];
  readonly lines: LogLine[] = [];
  tasks: TaskInfo[] = [];
  port = 0;
  private server!: SshServer;
  private door: Promise<void> | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
    this.deploys = new FakeDeploys(this.store);
    this.rack = openRack({
      name: 'test',
      store: this.store,
      repositories: new Repositories(join(folder, 'repos')),
      deploys: this.deploys,
      cluster: { listTasks: async () => this.tasks },
      logs: this.logs(),
      log: this.log(),
      urlOf: (app) => `http://${app}.localhost`,
    });
  }

  static async start(t: Test): Promise<TestRack> {
    const rack = new TestRack(await mkdtemp(join(tmpdir(), 'rack-ssh-')));
    t.teardown(() => rack.stop());
    const log = rack.log();
    rack.server = new SshServer({
      host: '127.0.0.1',
      port: 0,
      hostKeys: await hostKeys(join(rack.folder, 'host')),
      rack: rack.rack,
      log,
    });
    rack.port = await rack.server.start();
    rack.rack.keys.seedAdmin(await rack.makeKey('admin'));
    return rack;
  }

  /** Makes a key pair on disk; the public key. */
  async makeKey(name: string, type = ['-t', 'ed25519']): Promise<string> {
    const path = join(this.folder, name);
    await run(['ssh-keygen', '-q', ...type, '-N', '', '-C', `${name}@test`, '-f', path]);
    return (await run(['cat', `${path}.pub`])).stdout;
  }

  sshArguments(key = 'admin'): string[] {
    const none = ['-F', 'none', '-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=no'];
    const files = ['-o', `UserKnownHostsFile=${join(this.folder, 'known_hosts')}`, '-i', join(this.folder, key)];
    return ['ssh', ...none, ...files, '-p', `${this.port}`];
  }

  ssh(command: string, options: { key?: string; input?: string; options?: string[] } = {}): Promise<RunResult> {
    const argv = [
      ...this.sshArguments(options.key),
      ...(options.options ?? []),
      'git@127.0.0.1',
      ...(command === '' ? [] : [command]),
    ];
    return run(argv, { ok: ANY, ...(options.input !== undefined && { input: options.input }), timeout: 20_000 });
  }

  /** A repository with one commit and a remote `rack` for this app. */
  async clone(app: string, files: Record<string, string>, key = 'admin'): Promise<Clone> {
    const clone = new Clone(await mkdtemp(join(this.folder, 'clone-')), this.sshArguments(key).join(' '));
    await clone.git('init', '-q', '-b', 'main');
    await clone.git('remote', 'add', 'rack', `ssh://git@127.0.0.1:${this.port}/${app}`);
    await clone.commit(files);
    return clone;
  }

  async quarantines(app: string): Promise<string[]> {
    const names = await readdir(join(this.folder, 'repos', `${app}.git`, 'objects'));
    return names.filter((name) => name.startsWith('tmp_objdir'));
  }

  /** The server's end, as after SIGTERM. */
  closeDoor(): Promise<void> {
    this.door ??= this.server.stop();
    return this.door;
  }

  async stop(): Promise<void> {
    await this.closeDoor();
    this.rack.logins.flush();
    this.store.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private log() {
    return {
      info: (message: string) => void this.said.push(message),
      error: (message: string, cause?: unknown) => void this.said.push(`${message}: ${cause}`),
    };
  }

  private logs(): Logs {
    return {
      write: () => {},
      query: () => this.lines,
      follow: async function* (this: TestRack, _app: string, _query: unknown, signal: AbortSignal) {
        yield* this.lines;
        if (!signal.aborted) await once(signal, 'abort');
      }.bind(this),
      copyNumber: () => 1,
      taskEnded: () => {},
      forget: () => {},
    };
  }
}

/** Any exit code is an answer. */
const ANY = Array.from({ length: 256 }, (_, code) => code);

/** A developer's repository, used with the stock git client. */
export class Clone {
  readonly folder: string;
  private readonly env: Record<string, string>;

  constructor(folder: string, sshCommand: string) {
    this.folder = folder;
    const who = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@test', GIT_COMMITTER_NAME: 'Ada' };
    this.env = { GIT_SSH_COMMAND: sshCommand, GIT_COMMITTER_EMAIL: 'ada@test', GIT_TERMINAL_PROMPT: '0', ...who };
  }

  git(...args: string[]): Promise<RunResult> {
    return run(['git', '-C', this.folder, ...args], { env: this.env, ok: ANY, timeout: 60_000 });
  }

  async commit(files: Record<string, string>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(this.folder, path, '..'), { recursive: true });
      await writeFile(join(this.folder, path), text);
    }
    await this.git('add', '-A');
    await this.git('commit', '-q', '--allow-empty', '-m', 'change');
    return (await this.git('rev-parse', 'HEAD')).stdout.trim();
  }

  push(...args: string[]): Promise<RunResult> {
    return this.git('push', ...(args.length > 0 ? args : ['rack', 'main']));
  }

  /** A push that goes on by itself. */
  pushing(): { exit: Promise<number | null>; interrupt(): void; output(): string } {
    const child = spawn('git', ['-C', this.folder, 'push', 'rack', 'main'], {
      env: { ...process.env, ...this.env },
      detached: true,
    });
    let output = '';
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const exit = once(child, 'exit').then(([code]) => code as number | null);
    return { exit, interrupt: () => process.kill(-child.pid!, 'SIGINT'), output: () => output };
  }

  async remoteRef(ref = 'refs/heads/main'): Promise<string> {
    return (await this.git('ls-remote', 'rack', ref)).stdout.split('\t')[0] ?? '';
  }
}
