import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../lib/failure.ts';
import { type RunResult, run } from '../../../lib/run.ts';
import type { Deploys } from '../../../server/apps/deploys.ts';
import { Events } from '../../../server/apps/events.ts';
import { openRack, type Platform, type Rack, type RackOptions } from '../../../server/apps/rack.ts';
import { Agents } from '../../../server/attach/agents.ts';
import type { TaskInfo } from '../../../server/aws/ecs.ts';
import type { MachineInfo } from '../../../server/aws/machines.ts';
import type { DeployJob, ImageDeployJob, RedeployOptions } from '../../../server/deploy/job.ts';
import type { Output } from '../../../server/deploy/output.ts';
import type { Preview, PreviewJob } from '../../../server/deploy/preview.ts';
import type { ReleaseInput } from '../../../server/deploy/release.ts';
import type { RestartJob } from '../../../server/deploy/restart.ts';
import { RunningBuilds } from '../../../server/deploy/running-builds.ts';
import { Repositories } from '../../../server/git/repositories.ts';
import { publicAddress, type Resolve } from '../../../server/git/submodules/public-address.ts';
import { type HttpOptions, HttpServer } from '../../../server/http/server.ts';
import { BuildLogs } from '../../../server/logs/build-logs.ts';
import type { LogLine, Logs } from '../../../server/logs/logs.ts';
import { TextPage } from '../../../server/logs/page.ts';
import { type Metrics, openMetrics } from '../../../server/metrics/metrics.ts';
import type { Adjustments } from '../../../server/model/adjustments.ts';
import type { App } from '../../../server/model/app.ts';
import type { Role } from '../../../server/model/developer.ts';
import { madeOf, newId, type Release } from '../../../server/model/release.ts';
import { hashSecret, mintToken, tokenText } from '../../../server/model/token.ts';
import { hostKeys } from '../../../server/ssh/host-keys.ts';
import { SshServer } from '../../../server/ssh/server.ts';
import type { Patience } from '../../../server/ssh/transport.ts';
import { openSeal } from '../../../server/store/seal.ts';
import { openStore, type Store } from '../../../server/store/store.ts';
import type { Test } from '../../stories/rack.ts';
import { FakeAcm } from './acm.ts';
import { ANY, Clone } from './clone.ts';
import { FakeProvisioner } from './provisioner.ts';

/** By what agents of the test's rack are known. */
export const AGENT_SECRET = 'of the test';

/**
 * A deployer that does what the pushed file `deploy` says: `ok`, `accept` (the same without a word), `fail`, `hang` until it is
 * cancelled, or `wait` for `go`.
 */
export class FakeDeploys implements Deploys {
  readonly deployed: string[] = [];
  readonly events: string[] = [];
  /** Releases whose images are not in the registry any more. */
  readonly imagesGone = new Set<string>();
  go: () => void = () => {};
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  async createApp(): Promise<void> {}

  async startOneOff(): Promise<string> {
    throw new Failure('task_not_started', 'Nothing runs here.');
  }

  async destroyApp(app: { name: string }): Promise<void> {
    this.events.push(`destroyed ${app.name}`);
  }

  async deploy({ app, developer, source, origin, output, signal }: DeployJob): Promise<Release> {
    const order = ((await source.read('deploy')) ?? 'ok').trim();
    output.step(`Deploying, as told: ${order}`);
    if (order !== 'accept') for (const path of await source.files()) output.line(path);
    if (order === 'fail') throw new Failure('build_failed', 'The build failed.', { hint: 'Mend it and push again.' });
    if (order === 'hang') await this.hang(signal);
    if (order === 'wait') await new Promise<void>((resolve) => this.gate(resolve));
    this.deployed.push(source.commit);
    return this.record(app.name, developer, {
      commit: source.commit,
      image: source.commit,
      ...(origin && { origin }),
    });
  }

  async build({ app, developer, source, build, output, signal }: DeployJob): Promise<Release> {
    const order = ((await source.read('deploy')) ?? 'ok').trim();
    output.step(`Building, as told: ${order}`);
    if (order === 'fail') throw new Failure('build_failed', 'The build failed.', { hint: 'Mend it and push again.' });
    if (order === 'hang') await this.hang(signal);
    const made = { commit: source.commit, image: source.commit, build: build?.id, state: 'created' as const };
    return this.record(app.name, developer, made);
  }

  release({ app, developer, description, made, env }: ReleaseInput): Release {
    const secrets = Object.keys(env).sort();
    const release = this.record(app.name, developer, { ...made, secrets, description, state: 'created' });
    this.store.environments.keepOfRelease(release.id, env);
    return release;
  }

  async promote(_: App, release: Release, { output }: { output: Output }): Promise<Release> {
    output.step(`Promoting v${release.version}`);
    this.store.releases.setState(release.id, 'live');
    return { ...release, state: 'live' };
  }

  async preview({ output }: PreviewJob): Promise<Preview> {
    output.step('Looking, as told');
    const manifest = {
      builds: {},
      processes: {},
      phases: {},
      timers: {},
      env: {},
      declaredBy: 'Nothing runs',
      notes: [],
    };
    return { units: {}, manifest, dockerfiles: {} };
  }

  async deployImage({ app, developer, image, processes, output, signal }: ImageDeployJob): Promise<Release> {
    const { release, ...types } = processes;
    output.step(`Deploying the image ${image}`);
    if (image === 'hang') await this.hang(signal);
    return this.record(app.name, developer, {
      commit: undefined,
      image,
      processes: Object.fromEntries(Object.entries(types).map(([type, command]) => [type, { command }])),
      ...(release && { phases: { release } }),
      origin: { kind: 'image', name: image },
    });
  }

  async redeploy(app: App, developer: string, output: Output, options: RedeployOptions): Promise<Release> {
    const before = options.release ?? this.store.releases.live(app.name)!;
    const env = options.env ?? this.store.environments.get(app.name);
    output.step(`Deploying the image ${before.image} once more`);
    const release = this.release({
      app,
      developer,
      description: options.description ?? 'Redeploy',
      made: madeOf(before),
      env,
    });
    this.store.releases.setState(release.id, 'live');
    return { ...release, state: 'live' };
  }

  /** What apps were adjusted to. */
  readonly adjusted: Adjustments[] = [];
  /** The code with which adjustments are refused, if they are. */
  refusal: string | undefined;

  async adjust(_: App, adjustments: Adjustments, { output }: { output: Output }): Promise<void> {
    if (this.refusal !== undefined) throw new Failure(this.refusal, 'It was refused, as told.');
    output.step('Adjusting, as told');
    this.adjusted.push(adjustments);
  }

  async restart({ app, processes, output }: RestartJob): Promise<void> {
    output.step(`Restarting ${processes.join(', ')}, as told`);
    this.events.push(`restarted ${app}`);
  }

  /** Builds that run, and what comes of those that are cancelled. */
  readonly builds = new RunningBuilds();

  cancelBuild(id: string, reason: Failure): Promise<boolean> {
    return this.builds.cancel(id, reason);
  }

  async hasImage({ id }: Release): Promise<boolean> {
    return !this.imagesGone.has(id);
  }

  private record(app: string, createdBy: string, made: Pick<Release, 'commit' | 'image'> & Partial<Release>): Release {
    const runs = { processes: { web: { command: null, port: 3000 } }, phases: {}, timers: {}, variables: {} };
    const usual = { build: undefined, origin: { kind: 'commit' as const }, ...runs, secrets: [] };
    const whose = { id: newId('R'), app, createdBy, state: 'live' as const, description: 'Deploy' };
    return this.store.releases.create({ ...usual, ...whose, ...made });
  }

  private hang(signal: AbortSignal): Promise<never> {
    this.events.push('hanging');
    return new Promise((_, reject) => {
      const cancel = () => {
        this.events.push('cancelled');
        reject(signal.reason);
      };
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel);
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
  readonly provisioner = new FakeProvisioner();
  readonly buildLogs: BuildLogs;
  readonly rack: Rack;
  readonly said: string[] = [];
  readonly metrics: Metrics;
  readonly lines: LogLine[] = [];
  private readonly voice = new EventEmitter();
  tasks: TaskInfo[] = [];
  machines: MachineInfo[] = [];
  /** Which hosts submodules may come from: a test with a server of its own opens this door itself. */
  resolveHost: Resolve = publicAddress;
  readonly acm = new FakeAcm();
  /** What the load balancer presents where no other certificate fits. */
  rackCertificate: string | undefined;
  port = 0;
  httpPort = 0;
  private server!: SshServer;
  private http!: HttpServer;
  private door: Promise<void> | undefined;

  private constructor(folder: string, pushLimits: RackOptions['pushLimits']) {
    this.folder = folder;
    this.store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
    this.deploys = new FakeDeploys(this.store);
    this.buildLogs = new BuildLogs({ folder: join(folder, 'build-logs'), log: this.log() });
    this.metrics = openMetrics({ path: ':memory:', copyNumber: () => 1, log: this.log() });
    this.rack = openRack({
      name: 'test',
      store: this.store,
      repositories: new Repositories(join(folder, 'repos')),
      deploys: this.deploys,
      provisioner: this.provisioner,
      cluster: {
        listTasks: async () => this.tasks,
        runningTasks: async () => this.tasks,
        tasksOn: async () => this.tasks,
        task: async (id) => this.tasks.find((task) => task.id === id),
        tasksStartedBy: async () => [],
        runProcess: async (app, process) => `${app}-${process}`,
        stopTask: async (id) => void this.deploys.events.push(`stopped ${id}`),
      },
      platform: this.platform(),
      events: new Events({ store: this.store }),
      agents: new Agents({ secret: AGENT_SECRET, log: this.log(), patience: 0 }),
      logs: this.logs(),
      metrics: this.metrics,
      buildLogs: this.buildLogs,
      objects: join(folder, 'objects'),
      log: this.log(),
      urls: { ofHost: (host) => `http://${host}`, ofLabel: (label) => `http://${label}.localhost` },
      submodules: { own: new Set(['rack']), resolve: (host) => this.resolveHost(host) },
      pushLimits,
    });
  }

  static async start(
    t: Pick<Test, 'teardown'>,
    { pushLimits, ...http }: Partial<HttpOptions> & Pick<RackOptions, 'pushLimits'> = {},
    patience?: Patience,
  ): Promise<TestRack> {
    const rack = new TestRack(await mkdtemp(join(tmpdir(), 'rack-ssh-')), pushLimits);
    t.teardown(() => rack.stop());
    const log = rack.log();
    rack.server = new SshServer({
      host: '127.0.0.1',
      port: 0,
      hostKeys: await hostKeys(join(rack.folder, 'host')),
      rack: rack.rack,
      log,
      ...(patience && { patience }),
    });
    rack.port = await rack.server.start();
    rack.http = new HttpServer({
      host: '127.0.0.1',
      port: 0,
      trustedProxies: [],
      ...http,
      version: '0',
      rack: rack.rack,
      log,
    });
    rack.httpPort = await rack.http.start();
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
  clone(app: string, files: Record<string, string | Buffer>, key = 'admin'): Promise<Clone> {
    return Clone.make(this.folder, { url: this.sshUrl(app), env: this.sshEnv(key) }, files);
  }

  sshUrl(app: string): string {
    return `ssh://git@127.0.0.1:${this.port}/${app}`;
  }

  /** A remote over HTTP; with a token in it, if there is one. */
  httpUrl(app: string, token?: string): string {
    return `http://${token === undefined ? '' : `git:${token}@`}127.0.0.1:${this.httpPort}/${app}`;
  }

  /** A token of a developer, who is made when he is new, as the store alone would make it. */
  token(developer = 'admin', limits: { role?: Role; apps?: string[]; expiresAt?: string } = {}): string {
    const { developers, tokens } = this.store;
    if (!developers.find(developer)) developers.create({ name: developer, role: 'deploy', apps: 'all' });
    const { id, secret } = mintToken();
    const { role, apps = 'all', expiresAt } = limits;
    tokens.add({ id, developer, name: id, hash: hashSecret(secret), role, apps, expiresAt });
    return tokenText({ id, secret });
  }

  /** What git needs to come in with this key; the port is in the remote's address. */
  sshEnv(key = 'admin'): Record<string, string> {
    return { GIT_SSH_COMMAND: this.sshArguments(key).slice(0, -2).join(' ') };
  }

  async quarantines(app: string): Promise<string[]> {
    const names = await readdir(join(this.folder, 'repos', `${app}.git`, 'objects')).catch(() => []);
    return names.filter((name) => name.startsWith('tmp_objdir'));
  }

  /** A line of an app, as one that follows its log gets it. */
  say(app: string, message: string): void {
    const number = this.lines.length + 1;
    const from = { source: 'app', process: 'web.1', release: undefined } as const;
    this.lines.push({ app, number, time: new Date().toISOString(), ...from, message });
    this.voice.emit('line');
  }

  /** The server's end, as after SIGTERM. */
  closeDoor(): Promise<void> {
    this.door ??= Promise.all([this.server.stop(), this.http.stop()]).then(() => {});
    return this.door;
  }

  async stop(): Promise<void> {
    await this.closeDoor();
    await this.rack.background.stop(new Failure('server_stopping', 'The rack stops.'));
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

  private platform(): Platform {
    return {
      version: '0.0.0',
      region: 'nowhere-1',
      domain: 'localhost',
      address: 'http://127.0.0.1',
      stacks: { find: async () => undefined },
      acm: this.acm,
      https: { certificate: async () => this.rackCertificate },
      machines: {
        list: async () => this.machines,
        setStatus: async (arn, status) => {
          for (const machine of this.machines) if (machine.arn === arn) machine.status = status;
        },
        terminate: async (id) => {
          this.machines = this.machines.filter((machine) => machine.id !== id);
        },
      },
      // A test with a receiver of its own opens this door itself.
      receiverAddress: (host) => this.resolveHost(host),
      vitals: { folder: this.folder, lag: () => 0, builds: () => ({ running: 0, waiting: 0, places: 2 }) },
    };
  }

  private logs(): Logs {
    return {
      write: () => {},
      query: () => this.lines,
      follow: async function* (this: TestRack, _app: string, _query: unknown, signal: AbortSignal) {
        for (let told = 0; !signal.aborted; ) {
          for (; told < this.lines.length; told++) yield this.lines[told] as LogLine;
          await once(this.voice, 'line', { signal }).catch(() => {});
        }
      }.bind(this),
      pages: async function* (this: TestRack, _app: string, _query: unknown, signal: AbortSignal) {
        for (let told = 0; !signal.aborted; ) {
          const lines = this.lines.slice(told);
          told += lines.length;
          yield new TextPage(lines, told);
          await once(this.voice, 'line', { signal }).catch(() => {});
        }
      }.bind(this),
      kept: async function* (this: TestRack) {
        yield new TextPage(this.lines, this.lines.length);
      }.bind(this),
      copyNumber: () => 1,
      taskEnded: () => {},
      forget: () => {},
    };
  }
}
