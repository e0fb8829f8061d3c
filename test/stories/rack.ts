import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { type RunOptions, type RunResult, run } from '../../lib/run.ts';
import { App } from './app.ts';
import { ANY_EXIT, Follower } from './follower.ts';

/** Seconds a web process of a test rack has for its first healthy answer: short, so that failing stories end soon. */
const HEALTH_TIMEOUT = '6';

/** What `rack status --json` tells. */
export interface Status {
  rack: string;
  home: string;
  ssh: { host: string; port: number; config: string };
  git: string;
  api: string;
  aws: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };
  router: { http: number; domain: string };
  processes: { name: string; pid: number | null; state: string }[];
}

/** A test's parent, as far as it is needed here: tap's `t`. */
export interface Test {
  teardown(clean: () => unknown): void;
}

/** A rack of a test's own: own home, own ports, own containers; gone when the test ends. */
export class Rack {
  readonly name: string;
  readonly folder: string;
  status!: Status;
  private readonly upOptions: string[];

  private constructor(name: string, folder: string, upOptions: string[]) {
    this.name = name;
    this.folder = folder;
    this.upOptions = upOptions;
  }

  /** Starts a rack and waits until it is ready for pushes; `options` are those of `rack up`. */
  static async start(t: Test, ...options: string[]): Promise<Rack> {
    const folder = await mkdtemp(join(tmpdir(), 'rack-test-'));
    const rack = new Rack(`test-${folder.slice(-6).toLowerCase()}`, folder, [...(await portOptions()), ...options]);
    t.teardown(() => rack.destroy());
    await rack.up();
    return rack;
  }

  /** `rack <arguments>` on this rack's home. */
  command(args: string[], options: RunOptions = {}): Promise<RunResult> {
    return run([join(projectRoot, 'bin/rack'), ...args], { ...options, env: { ...this.env(), ...options.env } });
  }

  async up(): Promise<void> {
    await this.command(['up', '--name', this.name, ...this.upOptions]);
    this.status = JSON.parse((await this.command(['status', '--json'])).stdout) as Status;
  }

  /** `ssh rack <command>`; any exit code is an answer. */
  ssh(command: string, options: RunOptions = {}): Promise<RunResult> {
    return run(['ssh', '-F', this.status.ssh.config, 'rack', command], { ...options, ok: ANY_EXIT });
  }

  /** An ssh command that goes on until the test ends it. */
  sshFollow(t: Test, command: string): Follower {
    const follower = new Follower(spawn('ssh', ['-F', this.status.ssh.config, 'rack', command]));
    t.teardown(() => follower.stop());
    return follower;
  }

  /** A new repository with a remote `rack` for this app. */
  app(name: string, files: Record<string, string>): Promise<App> {
    return App.create({
      name,
      files,
      folder: join(this.folder, `app-${name}`),
      sshConfig: this.status.ssh.config,
      url: `http://${name}.${this.status.router.domain}:${this.status.router.http}/`,
    });
  }

  /** `kill -9` of one of the rack's processes. */
  kill(process: string): void {
    const pid = this.status.processes.find((each) => each.name === process)?.pid;
    if (!pid) throw new Error(`${process} does not run`);
    globalThis.process.kill(pid, 'SIGKILL');
  }

  /** What the end of a machine does: all processes and containers are gone at once. */
  async powerOff(): Promise<void> {
    for (const { name } of this.status.processes) this.kill(name);
    const running = () => this.docker('ps', ['-q', '--filter', `label=io.rack.rack=${this.name}`]);
    // One that ends by itself meanwhile makes `docker kill` fail.
    for (let ids = await running(); ids.length > 0; ids = await running())
      await run(['docker', 'kill', ...ids], { ok: ANY_EXIT });
  }

  /** Takes the images of an app from the engine, as when they had been cleared away. */
  async forgetImages(app: string): Promise<void> {
    const filters = ['--filter', `label=io.rack.rack=${this.name}`, '--filter', `label=io.rack.app=${app}`];
    await this.docker('rm', ['-f', ...(await this.docker('ps', ['-aq', ...filters]))]);
    await this.docker('rmi', ['-f', ...new Set(await this.docker('images', ['-q', ...filters]))]);
  }

  /** What `rack status` says of one of its processes right now. */
  async processState(process: string): Promise<string | undefined> {
    const { stdout } = await this.command(['status', '--json'], { ok: ANY_EXIT });
    return (JSON.parse(stdout) as Status).processes.find((each) => each.name === process)?.state;
  }

  /** How often one of the rack's processes has said so in its log. */
  said(process: string, words: string): number {
    const log = readFileSync(join(this.folder, 'home/logs', `${process}.log`), 'utf8');
    return log.split(words).length - 1;
  }

  /** The stock aws command line, with the rack's endpoint and keys. */
  aws(args: string[], env: Record<string, string> = {}): Promise<RunResult> {
    return run(['aws', '--output', 'json', ...args], {
      env: { ...this.account(), AWS_PAGER: '', ...env },
      ok: ANY_EXIT,
    });
  }

  /** `rack <arguments>` with the rack's endpoint as the AWS account; any exit code is an answer. */
  installer(args: string[]): Promise<RunResult> {
    return this.command(args, { env: this.account(), ok: ANY_EXIT });
  }

  /** A command of the installer that runs while the test does something else. */
  installing(args: string[]): Follower {
    const env = { ...process.env, ...this.env(), ...this.account() };
    return new Follower(spawn(join(projectRoot, 'bin/rack'), args, { env }));
  }

  /** The environment by which AWS's clients find the rack's endpoint. */
  account(): Record<string, string> {
    const { endpoint, region, accessKeyId, secretAccessKey } = this.status.aws;
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    return { ...keys, AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, AWS_DEFAULT_REGION: region };
  }

  async destroy(): Promise<void> {
    if (existsSync(join(this.folder, 'home/config.json'))) await this.command(['destroy', '--confirm', this.name]);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async docker(command: string, args: string[]): Promise<string[]> {
    const { stdout } = await run(['docker', command, ...args]);
    return stdout.split('\n').filter((line) => line !== '');
  }

  private env(): Record<string, string> {
    return {
      RACK_HOME: join(this.folder, 'home'),
      RACK_HEALTH_TIMEOUT: process.env.RACK_HEALTH_TIMEOUT ?? HEALTH_TIMEOUT,
    };
  }
}

// Private

async function portOptions(): Promise<string[]> {
  const ports = await freePorts(5);
  return ['aws', 'router', 'ssh', 'http', 'registry'].flatMap((name, at) => [`--${name}-port`, String(ports[at])]);
}

/** Ports that nothing listens on; held open together, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function listen(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
}
